"""The import's engine, on each kind of database: batches, refusals within them, and faults that pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from marshmallow import Schema
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from schemas.fields import Code, Line
from services.importing import PRINCIPAL, Import
from services.kernel import importing, inputs, migration, tables
from services.kernel.errors import Invalid
from services.kernel.importing import BATCH, Tally
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.units import Directory
from services.kernel.work import Work
from services.organisation import SERVICE
from services.organisation.importing import UnitImporter
from services.organisation.region.model import Unit


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    environment = {"LEANSTREAM_DATABASE_URL": database_url, "LEANSTREAM_SECRET_KEY": "k"}
    made = Runtime(SERVICE, Settings.read(environment, data=tmp_path))
    migration.migrate(made)
    yield made
    made.database.close()


class Row(Schema):
    code = Code(required=True)
    name = Line(40)


class Late:
    """Writes a division, and refuses some only after it has written."""

    kind = "units"
    lists: frozenset[str] = frozenset()

    def __init__(self, refused: frozenset[str] = frozenset(), faults: int = 0) -> None:
        self.units = UnitImporter(PRINCIPAL, Directory())
        self.refused, self.faults = refused, faults

    def schema(self, _: ZoneInfo, /) -> Schema:
        return Row()

    def record(self, work: Work, fields: dict[str, Any]) -> str:
        row = {"code": fields["code"], "division": "D", "name": "x"}
        code = self.units.record(work, self.units.schema(ZoneInfo("UTC")).load(row))
        if self.faults:
            self.faults -= 1
            raise OperationalError("SELECT 1", {}, Exception("the server went away"))
        if code in self.refused:
            raise Invalid({"code": ["No."]})
        return code


def bring(runtime: Runtime, importer: Late, folder: Path, rows: int) -> tuple[Tally, list[int]]:
    path = folder / "rows.csv"
    path.write_text("code,name\n" + "".join(f"U{number},x\n" for number in range(rows)))
    refused: list[int] = []
    with inputs.opened(path) as table:
        tally = Import(runtime, importer, lambda line, _: refused.append(line)).run(table)
    return tally, refused


def kept(runtime: Runtime) -> tuple[int, int]:
    with runtime.database.reading() as session:
        units = session.scalar(select(func.count()).select_from(Unit))
        notes = session.scalar(select(func.count()).select_from(tables.imported))
    return units or 0, notes or 0


def test_rows_refused_after_they_were_written_leave_nothing_and_their_batch_goes_in(
    runtime: Runtime, tmp_path: Path
) -> None:
    tally, refused = bring(runtime, Late(frozenset({"U0", "U77", "U78"})), tmp_path, BATCH + 5)
    assert tally == Tally(read=BATCH + 5, new=BATCH + 2, refused=3)
    assert refused == [2, 79, 80]
    assert kept(runtime) == (BATCH + 2, BATCH + 2)


def test_a_batch_is_written_again_when_the_database_was_away(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PAUSES", (0.0, 0.0))
    tally, refused = bring(runtime, Late(faults=2), tmp_path, 3)
    assert (tally, refused) == (Tally(read=3, new=3), [])


def test_a_database_that_stays_away_ends_the_import(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PAUSES", (0.0,))
    with pytest.raises(OperationalError):
        bring(runtime, Late(faults=2), tmp_path, 3)
    assert kept(runtime) == (0, 0)


def test_a_second_run_writes_nothing(runtime: Runtime, tmp_path: Path) -> None:
    bring(runtime, Late(), tmp_path, 10)
    assert bring(runtime, Late(), tmp_path, 10)[0] == Tally(read=10, known=10)
    assert kept(runtime) == (10, 10)
