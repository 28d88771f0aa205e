"""Observations from a file: the fields of the form."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError

from schemas.fields import Day, Moment
from schemas.observations import NewObservation
from services.kernel.clock import now
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.noting.moments import with_zone
from services.observations.noting.operations import record_observation

_day = Day(required=True)


class DayOrMoment(Moment):
    """A moment, without a zone in the region's; or the day where nobody wrote down the hour: then its noon."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    def _read(self, value: object) -> datetime:
        try:
            day: date = _day.deserialize(value)
        except ValidationError:
            return super()._read(with_zone(value.strip(), self.zone) if isinstance(value, str) else value)
        noon, moment = datetime.combine(day, time(12), UTC), now()
        # Today's noon may still be to come.
        return min(noon, moment) if day == moment.date() else noon


class ObservationImporter:
    """Writes one row at a time; the caller commits in batches."""

    kind = "observations"
    lists: frozenset[str] = frozenset()

    def __init__(self, principal: Principal, directory: Directory) -> None:
        self.principal = principal
        self.directory = directory

    def schema(self, zone: ZoneInfo, /) -> Schema:
        """What a row may hold."""
        return NewObservation.from_dict({"seen_at": DayOrMoment(zone)}, name="ImportedObservation")()

    def record(self, work: Work, fields: dict[str, Any]) -> str:
        """Write one observation without committing; answers its id. Raises a Refusal."""
        observation, _ = record_observation(work, self.principal, self.directory, fields)
        return observation.id
