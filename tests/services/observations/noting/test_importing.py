"""Observations from a file."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from services.importing import PRINCIPAL, Import
from services.kernel import inputs
from services.kernel.clock import now
from services.kernel.importing import Tally
from services.kernel.service import Runtime
from services.observations.noting.importing import ObservationImporter
from services.observations.noting.model import Observation
from tests.services.kernel import life

HEADER = "unit,waste,description,minutes_lost,times_per_week,value_stream,step,seen_at,reference\n"


def bring(runtime: Runtime, folder: Path, lines: str) -> tuple[Tally, list[tuple[int, str]]]:
    file = folder / "observations.csv"
    file.write_text(HEADER + lines, encoding="utf-8")
    refused: list[tuple[int, str]] = []
    run = Import(runtime, ObservationImporter(PRINCIPAL, life.DIRECTORY), lambda *told: refused.append(told))
    with inputs.opened(file) as table:
        return run.run(table), refused


def test_rows_go_in_once_and_what_cannot_be_taken_is_named(runtime: Runtime, tmp_path: Path) -> None:
    tomorrow, today = now().date() + timedelta(days=1), now().date()
    lines = (
        "W1,waiting,Waits for a porter,12.5,4,Discharge,Letter,2024-03-01,R-1\n"
        "W2,motion,Walks far,,,,,2024-03-01T10:15:00+01:00,\n"
        "W2,motion,Walks in summer,,,,,2024-07-01T10:15:00,\n"
        "W2,motion,Walks in winter,,,,,2024-12-01 10:15,\n"
        f"W1,defects,Comes back,,,,,{today},\n"
        f"W1,defects,Comes back,,,,,{tomorrow},\n"
        "W9,waiting,Nowhere,,,,,,\n"
        "W1,sloth,Nothing,-1,,,,2024-03-01T25:15:00,\n"
    )
    tally, refused = bring(runtime, tmp_path, lines)
    assert (tally.new, tally.refused) == (5, 3)
    named = {line: sorted(part.partition(":")[0] for part in said.split("; ")) for line, said in refused}
    assert named == {7: ["seen_at"], 8: ["unit"], 9: ["minutes_lost", "seen_at", "waste"]}
    with runtime.database.reading() as session:
        found = {each.description: each for each in session.scalars(select(Observation))}
    porter = found["Waits for a porter"]
    assert (porter.minutes_lost, porter.times_per_week, porter.value_stream, porter.step) == (
        12.5,
        4,
        "Discharge",
        "Letter",
    )
    assert porter.seen_at.isoformat() == "2024-03-01T12:00:00+00:00"
    assert found["Walks far"].seen_at.isoformat() == "2024-03-01T09:15:00+00:00"
    # Without a zone it is the region's own time.
    assert found["Walks in summer"].seen_at.isoformat() == "2024-07-01T08:15:00+00:00"
    assert found["Walks in winter"].seen_at.isoformat() == "2024-12-01T09:15:00+00:00"
    assert found["Comes back"].seen_at <= now()
    again, _ = bring(runtime, tmp_path, lines)
    assert (again.new, again.known) == (0, 5)
