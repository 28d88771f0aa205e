"""A value stream of one unit and its drawings: as the work is done now, as it was done, as it shall be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas import roles
from schemas.messages import N_, Message
from schemas.value_streams import key_of
from services.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.kernel.work import rfc3339
from services.observations.arithmetic import Demand, Metrics, measured
from services.observations.arithmetic import Step as Measure
from services.observations.model import Base

# One event tells of all drawings and has to stay under 64 KiB.
MOST_DRAWINGS = 50
KEY_LENGTH = 240


class ValueStream(Base):
    """One unit's value stream. `version` counts its changes and is its ETag; `name_key` finds it in other units."""

    __tablename__ = "value_stream"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    unit: Mapped[str] = mapped_column(String(20))
    time_basis: Mapped[str] = mapped_column(String(8))
    demand: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    available_minutes: Mapped[float | None] = mapped_column(Float)
    person_minutes: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    drawn_by: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("value_stream_newest", "created_at", "id"),
        Index("value_stream_unit", "unit", "created_at", "id"),
        Index("value_stream_name", "name_key", "unit"),
    )

    @property
    def needs(self) -> Demand:
        """What it has to deliver in a period, and the time there is for it, as the arithmetic takes them."""
        quantity = self.demand["quantity"] if self.demand else None
        return Demand(quantity, self.available_minutes, self.person_minutes)


class Drawing(Base):
    """One drawing, by number from 1. One at most is current, one at most future; the others are past."""

    __tablename__ = "drawing"

    value_stream: Mapped[str] = mapped_column(ForeignKey(ValueStream.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    # As schemas.value_streams.Step gives them.
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(Text)
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))

    @property
    def measures(self) -> list[Measure]:
        """Its steps as the arithmetic takes them."""
        return measures_of(self.steps)


def name_key(name: str) -> str:
    """What two spellings of one value stream's name share; it finds the same one in other units."""
    # Few letters grow when their case is folded, but then more than the column holds.
    return key_of(name)[:KEY_LENGTH]


def measures_of(steps: Sequence[dict[str, Any]]) -> list[Measure]:
    """Steps as schemas.value_streams.Step gives them, as the arithmetic takes them."""
    return [
        Measure(
            step["name"],
            step["process_minutes"],
            step["wait_before_minutes"],
            step["complete_accurate_percent"],
            step["value"],
            tuple(step["after"]),
            step["dead_end"],
        )
        for step in steps
    ]


def metrics_of(stream: ValueStream, drawing: Drawing) -> Metrics:
    """What the arithmetic gives for a drawing."""
    return measured(drawing.measures, stream.needs)


def current_of(drawings: Sequence[Drawing]) -> Drawing:
    """The drawing of how the work is done now; every value stream has one."""
    return next(each for each in drawings if each.kind == "current")


def future_of(drawings: Sequence[Drawing]) -> Drawing | None:
    """The drawing of how the work shall be done."""
    return next((each for each in drawings if each.kind == "future"), None)


def may_draw(principal: Principal, unit: str, division: str | None) -> bool:
    """Whether this principal draws and changes the unit's value streams.

    Its lead does, coaches, the administrator, and an API client that writes for the unit.
    """
    if principal.kind == "client" and not principal.covers(unit, division):
        return False
    writes = principal.kind == "client" and principal.has(roles.INTEGRATION)
    return writes or principal.leads(unit, division) or principal.has(roles.COACH, roles.ADMIN)


def refuse_drawing(principal: Principal, unit: str, division: str | None) -> None:
    """Raise NotAllowed for who may not draw the unit's value streams."""
    if not may_draw(principal, unit, division):
        raise NotAllowed(N_("The unit's lead and coaches draw its value streams. Ask one of them."))


def refuse_another_basis(stream: ValueStream, drawings: Sequence[Drawing], basis: str) -> None:
    """Raise Invalid where another time basis would make drawings incomparable that were timed on the present one."""
    if basis != stream.time_basis and len(drawings) > 1:
        text = N_("Its other drawings were timed otherwise, and no difference could be told. Draw a new value stream.")
        raise Invalid({"time_basis": [text]})


def refuse_one_more(drawings: Sequence[Drawing]) -> None:
    """Raise Conflict for more drawings than one event can tell of."""
    if len(drawings) >= MOST_DRAWINGS:
        text = N_("It has been drawn %(most)d times, which is all that is kept. Correct the current drawing instead.")
        raise Conflict(Message(text, most=MOST_DRAWINGS))


def numbered(drawings: Sequence[Drawing], number: int) -> Drawing:
    """The drawing of that number; raises NotFound."""
    found = next((each for each in drawings if each.number == number), None)
    if found is None:
        raise NotFound(N_("There is no drawing of that number."))
    return found


def public_state(stream: ValueStream, drawings: Sequence[Drawing], actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.observations.ValueStreamState."""
    current = current_of(drawings)
    return {
        "name": stream.name,
        "unit": stream.unit,
        "time_basis": stream.time_basis,
        "demand": stream.demand,
        "steps": [{name: step[name] for name in _TOLD} for step in current.steps],
        "metrics": _told(metrics_of(stream, current)),
        "versions": [
            {
                "number": each.number,
                "kind": each.kind,
                "drawn_at": rfc3339(each.drawn_at),
                "metrics": _told(metrics_of(stream, each)),
            }
            for each in drawings
        ],
        "actor": actor,
    }


_TOLD = ("name", "value", "process_minutes", "wait_before_minutes", "complete_accurate_percent")


def _told(metrics: Metrics) -> dict[str, Any]:
    return {name: value for name, value in vars(metrics).items() if name != "critical_path"}
