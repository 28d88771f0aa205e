"""What can be done with value streams. Each verb loads, asks the model, writes state and event, and commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_
from services.kernel import people, places
from services.kernel.errors import Conflict, NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.streams import model, queries
from services.observations.streams.flaws import refuse_flaws
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.queries import Drawn

DEFAULTS = {"demand": None, "available_minutes": None, "person_minutes": None}


@dataclass(frozen=True)
class Earlier:
    """A drawing that was made elsewhere before: of the past, the present or the future."""

    kind: str
    steps: Sequence[dict[str, Any]]
    drawn_at: datetime
    note: str | None = None


def draw_value_stream(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> Drawn:
    """Draw a unit's value stream. `fields` are those of schemas.value_streams.NewValueStream."""
    made = record_value_stream(work, principal, directory, fields)
    work.commit(made)
    return made


def record_value_stream(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    history: Sequence[Earlier] | None = None,
) -> Drawn:
    """Write a new value stream without committing.

    `history` gives its drawings instead of `fields["steps"]`, oldest first, one of them current.
    """
    places.refuse_unknown_units(work, directory, {"unit": [fields["unit"]]})
    model.refuse_drawing(principal, fields["unit"], places.division_today(work, directory, fields["unit"]))
    history = history or [Earlier("current", fields["steps"], work.now)]
    for each in history:
        refuse_flaws(each.steps)
    about = {name: value for name, value in fields.items() if name != "steps"}
    stream = ValueStream(
        id=str(uuid7()),
        version=1,
        name_key=model.name_key(fields["name"]),
        created_at=history[0].drawn_at,
        updated_at=work.now,
        drawn_by=principal.id,
        **(DEFAULTS | about),
    )
    drawings = [_drawing(stream, number, each, principal) for number, each in enumerate(history, start=1)]
    people.remember(work, principal)
    for row in (stream, *drawings):
        work.insert(*row.row())
    _emit(work, "drawn", stream, drawings, principal.id)
    return stream, drawings


def edit_value_stream(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> Drawn:
    """Correct what is written, `steps` in the current drawing; the same once more changes nothing.

    Raises NotFound, Stale, NotAllowed or Invalid.
    """
    stream, drawings = _opened(work, principal, directory, identifier, asked)
    if "steps" in fields:
        refuse_flaws(fields["steps"])
    if "time_basis" in fields:
        model.refuse_another_basis(stream, drawings, fields["time_basis"])
    current = model.current_of(drawings)
    about = {name: value for name, value in fields.items() if name != "steps" and value != getattr(stream, name)}
    steps = fields.get("steps", current.steps)
    if about or steps != current.steps:
        for name, value in about.items():
            setattr(stream, name, value)
        stream.name_key = model.name_key(stream.name)
        current.steps = steps
        _changed(work, "edited", stream, drawings, principal)
    work.commit((stream, drawings))
    return stream, drawings


def redraw(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> tuple[Drawn, bool]:
    """Draw it anew: as it is done now, or as it shall be done. `fields` are those of schemas.value_streams.Drawing.

    A new current drawing makes the old one past; a new plan takes the place of the earlier one. Answers whether there
    is one more drawing now. Raises NotFound, Stale, NotAllowed, Conflict or Invalid.
    """
    stream, drawings = _opened(work, principal, directory, identifier, asked)
    refuse_flaws(fields["steps"])
    drawn = Earlier(fields["kind"], fields["steps"], work.now, fields["note"])
    plan = model.future_of(drawings) if drawn.kind == "future" else None
    if plan:
        plan.steps, plan.note, plan.drawn_at, plan.actor = list(drawn.steps), drawn.note, work.now, principal.id
    else:
        model.refuse_one_more(drawings)
        if drawn.kind == "current":
            model.current_of(drawings).kind = "past"
        drawings.append(_drawing(stream, drawings[-1].number + 1, drawn, principal))
        work.session.add(drawings[-1])
    _changed(work, "redrawn", stream, drawings, principal)
    made = (stream, drawings), plan is None
    work.commit(made)
    return made


def make_current(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, number: int
) -> Drawn:
    """The plan has come true: it is how the work is done now, and what was current is past.

    Raises NotFound, Stale, NotAllowed or Conflict.
    """
    stream, drawings = _opened(work, principal, directory, identifier, asked)
    plan = model.numbered(drawings, number)
    if plan.kind != "future":
        raise Conflict(N_("Only the drawing of the future can become the current one."))
    model.current_of(drawings).kind, plan.kind = "past", "current"
    _changed(work, "redrawn", stream, drawings, principal)
    work.commit((stream, drawings))
    return stream, drawings


def restate(work: Work) -> set[str]:
    """State every value stream anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for stream in work.session.scalars(select(ValueStream).order_by(ValueStream.id)):
        stream.version += 1
        drawings = queries.drawings_of(work.session, stream.id)
        _emit(work, "restated", stream, drawings, drawings[-1].actor)
        seen.add(stream.id)
    return seen


def _opened(work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None) -> Drawn:
    """The value stream, locked until the end of the work, for who may change it as it was read."""
    found = work.session.scalar(select(ValueStream).where(ValueStream.id == identifier).with_for_update())
    if found is None:
        raise NotFound(N_("There is no such value stream. Check the address."))
    work.expect(found.version, asked)
    model.refuse_drawing(principal, found.unit, places.division_today(work, directory, found.unit))
    return found, queries.drawings_of(work.session, identifier)


def _drawing(stream: ValueStream, number: int, drawn: Earlier, principal: Principal) -> Drawing:
    return Drawing(
        value_stream=stream.id,
        number=number,
        kind=drawn.kind,
        steps=list(drawn.steps),
        note=drawn.note,
        drawn_at=drawn.drawn_at,
        actor=principal.id,
    )


def _changed(work: Work, verb: str, stream: ValueStream, drawings: Sequence[Drawing], principal: Principal) -> None:
    stream.version += 1
    stream.updated_at = work.now
    people.remember(work, principal)
    _emit(work, verb, stream, drawings, principal.id)


def _emit(work: Work, verb: str, stream: ValueStream, drawings: Sequence[Drawing], actor: str) -> None:
    work.emit(
        type_of("value_stream", verb),
        subject=stream.id,
        key=stream.id,
        version=stream.version,
        data=model.public_state(stream, drawings, actor),
    )
