"""Measurements from a file. Nothing doubles: an indicator has one measurement a period, whoever brings it.

A number that differs is a correction, unless a person replaced that very number: what people corrected stays. A period
that stands in the file before is refused, also when the file is read for the second time. Charts are asked once, when
all rows are in; an indicator whose values came is marked in the same transaction, so a run that was killed leaves none
judged by half: the next run, its next value or the worker asks its chart.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from marshmallow import EXCLUDE
from sqlalchemy import and_, or_, select

from schemas.messages import N_, Message
from services.followups import placing
from services.followups.indicators import judging
from services.followups.indicators.model import Indicator
from services.followups.indicators.operations import record_indicator
from services.followups.measuring import operations, queries, recording
from services.followups.measuring.files import MappedFile, Place, PlainFile, Reader, Told
from services.followups.measuring.model import Measurement
from services.followups.measuring.recording import NUMBERS, Fate, Recorder
from services.kernel import people, places
from services.kernel.errors import Invalid, Unreadable
from services.kernel.identity import Principal
from services.kernel.importing import Rows, cells_of, column_names, said
from services.kernel.inputs import Row
from services.kernel.service import Runtime
from services.kernel.units import Directory
from services.kernel.web.forms import load
from services.kernel.work import Work

TWICE = N_("This period stands in line %(line)d already. Give each once.")
SEVERAL = N_("Several indicators have this name here. Give the id of the one you mean.")
NOT_THERE = N_("The mapping names columns that the file does not have: %(missing)s. It has: %(columns)s.")
NO_ID = N_("There is no indicator with this id. Check the column indicator.")
NOT_IN_UNIT = N_("There is no indicator of this name in this unit. Check the columns indicator and unit.")
NOT_IN_DIVISION = N_("There is no indicator of this name in this division. Check the columns indicator and division.")
NOT_IN_REGION = N_("There is no indicator of this name in the region as a whole. If it is of a unit, name that too.")


class _Entry(NamedTuple):
    line: int
    told: Sequence[Told]


class MeasurementImport(Rows[_Entry]):
    """One run, for a principal who may measure there."""

    kind = "measurements"

    def __init__(
        self,
        runtime: Runtime,
        principal: Principal,
        refuse: Callable[[int, str], None],
        reader: Reader | None = None,
        say: Callable[[Exception], str] = said,
    ) -> None:
        self.reader = reader or PlainFile()
        super().__init__(runtime, self.reader.schema, refuse, say)
        self.principal = principal
        # In which line a measurement stood first.
        self.lines: dict[tuple[str, date], int] = {}

    @classmethod
    def mapped(
        cls, runtime: Runtime, principal: Principal, refuse: Callable[[int, str], None], toml: str
    ) -> "MeasurementImport":
        """A run over a table that a mapping tells of; raises Unreadable or Invalid for the mapping."""
        return cls(runtime, principal, refuse, MappedFile(toml))

    def entries(self, columns: Sequence[str], batch: Sequence[Row]) -> Sequence[_Entry]:
        """What each row tells."""
        found = []
        for row in batch:
            try:
                told = self.reader.told(load(self.schema, self._cells(columns, row)))
            except Invalid as invalid:
                self.refused(row.line, invalid)
                continue
            if told:
                found.append(_Entry(row.line, told))
            else:
                self.tally.passed_over += 1
        return found

    def refuse_columns(self, columns: Sequence[str]) -> None:
        """Raise Unreadable also for a file without a column that a mapping names."""
        if missing := sorted(self.reader.named - set(columns)):
            raise Unreadable(Message(NOT_THERE, missing=", ".join(missing), columns=column_names(columns)))
        super().refuse_columns(columns)

    def _cells(self, columns: Sequence[str], row: Row) -> dict[str, str]:
        known = self.schema.load_fields
        cells = cells_of(columns, row, all_named=self.schema.unknown != EXCLUDE)
        return {name: cell for name, cell in cells.items() if name in known}

    def commit(self, entries: Sequence[_Entry]) -> None:
        """Write in one unit of work; without anything new nothing is written."""
        with self.runtime.work() as work:
            batch = _Batch(work, self.principal, self.runtime.known.directory(), entries)
            fates = [batch.take(entry, self.lines) for entry in entries]
            if any(fate != "unchanged" for fate in fates):
                people.remember(work, self.principal)
                work.commit()
        self.tally.new += fates.count("new")
        self.tally.corrected += fates.count("corrected")
        self.tally.known += fates.count("unchanged")

    def finish(self) -> None:
        """Ask the charts whose values came, in this run or in one that was killed."""
        judging.judge_waiting(self.runtime, self.principal.id)


class _Batch:
    """What stands already of all that some rows tell, found in two questions, and what is made of them."""

    def __init__(self, work: Work, principal: Principal, directory: Directory, entries: Sequence[_Entry]) -> None:
        self.work = work
        self.principal = principal
        self.directory = directory
        told = [each for entry in entries for each in entry.told]
        self.by_place: dict[Place, list[Indicator]] = {}
        self.by_id: dict[str, Indicator] = {}
        for indicator in _indicators(work, told):
            self.by_id[indicator.id] = indicator
            place = (indicator.name_key, indicator.unit, indicator.division)
            self.by_place.setdefault(place, []).append(indicator)
        self.today = work.now.date()
        periods = {self._first(each) for each in told}
        there = queries.in_periods(work.session, self.by_id, {period for period in periods if period})
        self.recorder = Recorder(work, principal.id, there)
        self._decides: dict[str, bool] = {}

    def _first(self, told: Told) -> date | None:
        found = self._known(told)
        try:
            return recording.first_day(found[0], told.item["period"], self.today) if found else None
        except Invalid:
            return None

    def _known(self, told: Told) -> list[Indicator]:
        if told.identifier:
            return [self.by_id[told.identifier]] if told.identifier in self.by_id else []
        return self.by_place.get(told.place, [])

    def take(self, entry: _Entry, lines: dict[tuple[str, date], int]) -> Fate:
        """Write what a row tells; raises a Refusal."""
        taken: dict[tuple[str, date], Fate] = {}
        for told in entry.told:
            try:
                indicator, first = self._measured(told)
                key = (indicator.id, first)
                _refuse_twice(lines.get(key, entry.line), entry.line, again=key in taken)
                taken[key] = self._write(indicator, first, told)
            except Invalid as invalid:
                raise Invalid(_named(told, invalid)) from None
        # Only now: of a row that is refused nothing stands.
        lines |= dict.fromkeys(taken, entry.line)
        fates = set(taken.values())
        return "new" if "new" in fates else "corrected" if "corrected" in fates else "unchanged"

    def _measured(self, told: Told) -> tuple[Indicator, date]:
        found = self._known(told)
        if len(found) > 1:
            raise Invalid({"indicator": [SEVERAL]})
        if not found:
            found = [self._make(told)]
        return found[0], recording.first_day(found[0], told.item["period"], self.today)

    def _make(self, told: Told) -> Indicator:
        _, unit, division = told.place
        if unit:
            places.refuse_unknown_units(self.work, self.directory, {"unit": [unit]})
        if told.identifier:
            raise Invalid({"indicator": [NO_ID]})
        if told.definition is None:
            nowhere = NOT_IN_UNIT if unit else NOT_IN_DIVISION if division else NOT_IN_REGION
            raise Invalid({"indicator": [nowhere]})
        made = record_indicator(self.work, self.principal, self.directory, told.definition)
        self.by_place[told.place] = [made]
        return made

    def _write(self, indicator: Indicator, first: date, told: Told) -> Fate:
        known = self.recorder.there.get((indicator.id, first))
        if known and self._was_replaced(known, told):
            return "unchanged"
        if indicator.id not in self._decides:
            operations.refuse_out_of_scope(self.work, self.principal, self.directory, indicator)
            self._decides[indicator.id] = placing.decides(
                self.work, self.principal, self.directory, indicator.unit, indicator.division
            )
        may_correct = self._decides[indicator.id]
        _, fate = self.recorder.record(indicator, first, told.item, may_correct=may_correct)
        if fate != "unchanged":
            indicator.unjudged = True
        return fate

    def _was_replaced(self, known: Measurement, told: Told) -> bool:
        """Whether somebody else wrote another number in the place of this very one."""
        if known.version == 1 or known.actor == self.principal.id:
            return False
        earlier = queries.figures(self.work.session, [known.id]).get(known.id, [])
        return any(all(getattr(each, name) == told.item[name] for name in NUMBERS) for each in earlier)


def _indicators(work: Work, told: Sequence[Told]) -> Sequence[Indicator]:
    """Every indicator that is told of, locked in one order for all."""
    names, units, divisions = ({each.place[part] for each in told if not each.identifier} - {None} for part in range(3))
    of_region = and_(Indicator.unit.is_(None), Indicator.division.is_(None))
    there = or_(Indicator.unit.in_(units), Indicator.division.in_(divisions), of_region)
    wanted = select(Indicator).where(
        or_(
            Indicator.id.in_({each.identifier for each in told if each.identifier}),
            and_(Indicator.name_key.in_(names), there),
        )
    )
    return work.session.scalars(wanted.order_by(Indicator.id).with_for_update()).all()


def _refuse_twice(first: int, line: int, *, again: bool) -> None:
    """Raise Invalid for a measurement that stood in an earlier line, or in this one already."""
    if again or first != line:
        raise Invalid({"period": [Message(TWICE, line=first)]})


def _named(told: Told, invalid: Invalid) -> dict[str, Sequence[str]]:
    """What is wrong, by the indicator where a row tells of several."""
    return {f"{told.name}, {field}" if told.name else field: texts for field, texts in invalid.errors.items()}
