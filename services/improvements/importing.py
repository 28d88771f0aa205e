"""Improvements from a file: the fields of the form, and the states they went through before they came here."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema

from schemas.fields import Choice, Day
from schemas.improvements import NewImprovement
from schemas.messages import N_
from schemas.vocabulary import STATES
from services.improvements.operations import record_improvement
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

LATER = tuple(state for state in STATES if state not in {"proposed", "merged"})


class ImportedImprovement(NewImprovement):
    """A row: what the form takes, its state, and the days on which it reached its states."""

    state = Choice([state for state in STATES if state != "merged"], load_default="proposed")
    created_at = Day(load_default=None)
    accepted_at = Day(load_default=None)
    testing_at = Day(load_default=None)
    implementing_at = Day(load_default=None)
    implemented_at = Day(load_default=None)
    sustained_at = Day(load_default=None)
    declined_at = Day(load_default=None)
    stopped_at = Day(load_default=None)


class ImprovementImporter:
    """Writes one row at a time; the caller commits in batches."""

    kind = "improvements"
    lists = frozenset({"relevant_units", "origins", "tags"})

    def __init__(self, principal: Principal, directory: Directory) -> None:
        self.principal = principal
        self.directory = directory

    def schema(self, _: ZoneInfo, /) -> Schema:
        """What a row may hold."""
        return ImportedImprovement(exclude=("expected_benefit", "observations"))

    def record(self, work: Work, fields: dict[str, Any]) -> str:
        """Write one improvement without committing; answers its id. Raises Invalid."""
        past = _past(fields, work.now)
        texts = {name: value for name, value in fields.items() if name != "state" and not name.endswith("_at")}
        improvement, _ = record_improvement(work, self.principal, self.directory, texts, past)
        return improvement.id


def _past(fields: dict[str, Any], now: datetime) -> list[tuple[str, datetime]]:
    """The states with the moments they began, oldest first, ending with the present one."""
    dated = [(state, fields[f"{state}_at"]) for state in LATER if fields[f"{state}_at"] is not None]
    began = fields["created_at"] or min((day for _, day in dated), default=now.date())
    past = sorted(((state, day) for state, day in dated if state != fields["state"]), key=lambda each: each[1])
    past = [("proposed", began), *past]
    if fields["state"] != "proposed":
        past.append((fields["state"], fields[f"{fields['state']}_at"] or past[-1][1]))
    if [day for _, day in past] != sorted(day for _, day in past):
        raise Invalid({"state": [N_("The days of its states do not follow each other. Check them against its state.")]})
    moments = [(state, datetime.combine(day, time(12), UTC)) for state, day in past]
    if moments[-1][1].date() > now.date():
        raise Invalid({"state": [N_("A day lies in the future. Give the days that have been.")]})
    return [(state, min(moment, now)) for state, moment in moments]
