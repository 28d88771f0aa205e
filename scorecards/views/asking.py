"""What stands behind a number: which one a request asks for, what it counts, and how many that are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request
from marshmallow import Schema, fields

from schemas.fields import Choice, Code
from schemas.messages import N_
from schemas.vocabulary import BENEFIT_KINDS, STATES
from scorecards import behind, lists, queries
from scorecards.behind import Hold
from scorecards.following import queries as following
from scorecards.lists import Rows
from scorecards.model import BORDERS
from scorecards.places import ever_in
from scorecards.reader import Reader
from scorecards.spreading import queries as spread_queries
from scorecards.views import reading
from services.kernel.errors import Invalid
from services.kernel.web import forms, paging

SPREADS = ("relevant", "spread", "island")
DEMANDS = ("unanswered", "answered")
PLAIN_STATES = tuple(state for state in STATES if state != "merged")


class Asked(Schema):
    """Improvements that a number counts."""

    division = Code(load_default=None)
    unit = Code(load_default=None)
    state = Choice(["running", behind.SOLVED, *PLAIN_STATES], load_default=None)
    spread = Choice([*SPREADS, *BORDERS, *DEMANDS], load_default=None)
    benefit = Choice(BENEFIT_KINDS, load_default=None)
    serving = Choice(["1"], load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


class AskedAdoptions(Schema):
    """Adoptions that a number counts."""

    given_by = Code(load_default=None)
    received_by = Code(load_default=None)
    unit = Code(load_default=None)
    across = Choice(["1"], load_default=None)
    origin_division = Code(load_default=None)
    division = Code(load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


@dataclass(frozen=True)
class Behind:
    """What a number counts: the filter as asked, the rows, and the number itself (None: it is shown nowhere)."""

    wanted: Mapping[str, Any]
    rows: Rows
    number: int | None

    def piece(self, reader: Reader) -> tuple[Sequence[Any], list[str] | None]:
        """The piece of it that this request asks for, and the next cursor."""
        return lists.piece(reader.session, self.rows, paging.limit(), reading.order())


def improvements(reader: Reader) -> Behind:
    """The improvements, or the shared problems, that this request asks for; raises Invalid."""
    wanted = forms.load(Asked(), request.args.to_dict())
    if wanted["spread"] in (*SPREADS, *DEMANDS) and (wanted["state"] or wanted["benefit"]):
        raise Invalid({"spread": [N_("Leave out the state and the benefit: this number has neither.")]})
    if wanted["spread"] and wanted["benefit"]:
        raise Invalid({"spread": [N_("Ask for the border or for the benefit, not for both.")]})
    if wanted["serving"] and (wanted["spread"] or wanted["benefit"]):
        raise Invalid({"serving": [N_("Ask for those that serve a goal, or for spread or benefit, not for both.")]})
    default = behind.SOLVED if wanted["spread"] in SPREADS else "running"
    wanted = {**wanted, "state": wanted["state"] or default}
    units = _units_of(reader, wanted["division"], wanted["unit"])
    if wanted["spread"] in DEMANDS:
        rows = behind.taps(units, answered=wanted["spread"] == "answered")
        return Behind(wanted, rows, _figure(reader, wanted["spread"], units))
    if wanted["spread"]:
        return _spreading(reader, wanted, units)
    if wanted["benefit"]:
        return _stating(reader, wanted, units)
    if wanted["serving"]:
        return _serving(reader, wanted, units)
    return Behind(wanted, _improvements(reader, wanted, units), _in_state(reader, wanted, units))


def _spreading(reader: Reader, wanted: Mapping[str, Any], units: list[str] | None) -> Behind:
    kind = wanted["spread"]
    if kind in BORDERS:
        if wanted["state"] not in behind.STATES:
            raise Invalid({"state": [N_("With a border, ask for those that run or those that are solved.")]})
        rows = _improvements(reader, wanted, units, behind.bordering(kind))
        return Behind(wanted, rows, _figure(reader, f"{wanted['state']}_{kind}", units))
    if kind == "island":
        islands = spread_queries.islands_by_unit(reader.session, reader.island_since, units)
        return Behind(wanted, behind.islands(units, reader.island_since), islands.total())
    hold, figure = {
        "relevant": (behind.relevant, "relevant_solved"),
        "spread": (behind.spread, "relevant_spread"),
    }[kind]
    return Behind(wanted, _improvements(reader, wanted, units, hold), _figure(reader, figure, units))


def _stating(reader: Reader, wanted: Mapping[str, Any], units: list[str] | None) -> Behind:
    if wanted["state"] not in {"proposed", *behind.STATES}:
        raise Invalid({"state": [N_("With a benefit, ask for those that are proposed, run or are solved.")]})
    stating = spread_queries.units_with_benefit(reader.session, wanted["benefit"], wanted["state"])
    units = [unit for unit in stating if units is None or unit in units]
    return Behind(wanted, _improvements(reader, wanted, units, behind.stating(wanted["benefit"])), None)


def _serving(reader: Reader, wanted: Mapping[str, Any], units: list[str] | None) -> Behind:
    if wanted["state"] not in behind.STATES:
        raise Invalid({"state": [N_("Of those that serve a goal, ask for those that run or those that are solved.")]})
    found = following.serving(reader.session, reader.counted_day, units).values()
    number = sum(each[f"{wanted['state']}_serving"] for each in found)
    hold = partial(following.serves, day=reader.counted_day)
    return Behind(wanted, _improvements(reader, wanted, units, hold), number)


def adoptions(reader: Reader) -> Behind:
    """The adoptions that this request asks for; raises Invalid."""
    wanted = forms.load(AskedAdoptions(), request.args.to_dict())
    given_by, received_by = wanted["given_by"], wanted["received_by"]
    pair = wanted["origin_division"], wanted["division"]
    across = [behind.across] if wanted["across"] else []
    if any(pair):
        if any(wanted[name] for name in ("given_by", "received_by", "unit", "across")):
            raise Invalid({"division": [N_("Ask for divisions on the day of adoption or of today, not for both.")]})
        return _between(reader, wanted, *pair)
    if given_by and received_by:
        raise Invalid({"received_by": [N_("Ask for what was given or for what was received, not for both.")]})
    if wanted["unit"] and not (given_by or received_by):
        raise Invalid({"unit": [N_("Say with given_by or received_by, and its division, which side it is on.")]})
    units = _units_of(reader, given_by or received_by, wanted["unit"])
    side, figure = ("unit", "received") if received_by else ("origin", "given")
    number = _figure(reader, f"{figure}_across" if across else figure, units)
    return Behind(wanted, behind.adoptions(side, units, *across), number)


def _between(reader: Reader, wanted: Mapping[str, Any], origin_division: str | None, division: str | None) -> Behind:
    side, whose = ("origin", origin_division) if origin_division else ("unit", division)
    units = [unit for unit in reader.candidates(whose or "") if ever_in(reader.directory, unit, whose or "")]
    number = sum(
        each
        for (giver, receiver), each in spread_queries.pairs(reader.session, whose).items()
        if giver == (origin_division or giver) and receiver == (division or receiver)
    )
    return Behind(wanted, behind.adoptions(side, units, behind.between(origin_division, division)), number)


def _improvements(reader: Reader, wanted: Mapping[str, Any], units: list[str] | None, *more: Hold) -> Rows:
    known = sorted(queries.known_units(reader.session)) if units is None else units
    return behind.improvements(known, _states(wanted), *more)


def _figure(reader: Reader, name: str, units: list[str] | None) -> int:
    return sum(each[name] for each in spread_queries.figures_by_unit(reader.session, units).values())


def _in_state(reader: Reader, wanted: Mapping[str, Any], units: list[str] | None) -> int:
    known = queries.known_units(reader.session) if units is None else units
    counts = queries.counts_by_unit(reader.session, known)
    return sum(each[state] for each in counts.values() for state in _states(wanted))


def _states(wanted: Mapping[str, Any]) -> Sequence[str]:
    state: str = wanted["state"]
    return behind.STATES.get(state, (state,))


def _units_of(reader: Reader, division: str | None, unit: str | None) -> list[str] | None:
    """The units it counts; None for all."""
    if division is None:
        return None if unit is None else [unit]
    return [each for each in reader.units_of(division) if unit in {None, each}]
