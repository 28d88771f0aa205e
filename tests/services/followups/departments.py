"""Real measurements: three years of emergency departments, imported as indicators of their organisations."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from services.followups.measuring.files import MappedFile
from services.followups.measuring.importing import MeasurementImport
from services.importing import PRINCIPAL
from services.kernel import inputs, tables
from services.kernel.importing import Tally
from services.kernel.service import Runtime

PROJECT = Path(__file__).parents[3]
ATTENDANCES = PROJECT / "tests" / "data" / "ae_attendances.csv"
FOLDER = PROJECT / "docs" / "emergency-departments"
DIVISION = "ED"


class Told(NamedTuple):
    """A row that was refused."""

    line: int
    reason: str


@dataclass
class Departments:
    """The service with everything in it, and what the import said."""

    runtime: Runtime
    tally: Tally
    refused: list[Told]

    def again(self) -> tuple[Tally, list[Told]]:
        """Import the same once more."""
        return bring(self.runtime, ATTENDANCES, mapping())


def mapping() -> str:
    """How the table tells of indicators."""
    return (FOLDER / "mapping.toml").read_text("utf-8")


def imported(runtime: Runtime) -> Departments:
    """Let a service that has nothing yet know of the organisations, and bring everything in."""
    know(runtime, organisations())
    return Departments(runtime, *bring(runtime, ATTENDANCES, mapping()))


def bring(runtime: Runtime, file: Path, toml: str | None = None) -> tuple[Tally, list[Told]]:
    """Import a file of measurements as the command does."""
    refused: list[Told] = []

    def refuse(line: int, reason: str) -> None:
        refused.append(Told(line, reason))

    reader = MappedFile(toml) if toml else None
    with inputs.opened(file) as table:
        return MeasurementImport(runtime, PRINCIPAL, refuse, reader).run(table), refused


def know(runtime: Runtime, units: Sequence[str], division: str = DIVISION) -> None:
    """Let the service know of units, as if it had read the organisation's events."""
    start = date(2010, 1, 1)

    def named(name: str) -> dict[str, str]:
        return {"sv": name, "fi": name, "en": name}

    with runtime.database.writing() as connection:
        place = {"code": division, "name": named(division), "valid_from": start, "valid_until": None}
        connection.execute(tables.division.insert(), [place | _UNKNOWN])
        rows = [{"code": code, "name": named(code), "merged_into": None} | _UNKNOWN for code in units]
        connection.execute(tables.unit.insert(), rows)
        memberships = [{"unit": code, "division": division, "from_": start, "until": None} for code in units]
        connection.execute(tables.membership.insert(), memberships)
    runtime.known.forget()


_UNKNOWN = {"sequence": "", "withdrawn": False}


def organisations() -> list[str]:
    """The codes of units.csv."""
    with (FOLDER / "units.csv").open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file)]
