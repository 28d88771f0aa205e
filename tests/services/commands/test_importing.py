"""Importing what somebody kept elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from schemas.events import type_of
from services.improvements.model import Improvement
from tests.services.commands.conftest import Site, Started

NUMBER = "19811218-9876"
HEADER = "title,problem,proposal,unit,state,created_at,tags,reference\n"
GOOD = "Shorter rounds,They take long,Begin at the board,KIR-1,proposed,2024-03-01,flow|calm,"


def kept(site: Site) -> int:
    with site.runtime("improvements").database.reading() as session:
        return session.scalar(select(func.count()).select_from(Improvement)) or 0


def test_every_row_goes_in_and_is_counted_before_the_command_ends(site: Site) -> None:
    result = site.run("import", "improvements", site.file("a.csv", HEADER + f"{GOOD}\n" * 3))
    assert (result.exit_code, result.stdout) == (0, "3 read: 3 new, 0 already there, 0 refused.\n")
    check = site.run("check")
    assert check.exit_code == 0, check.output


def test_an_imported_improvement_has_its_lists_and_its_past(site: Site) -> None:
    site.run("import", "improvements", site.file("a.csv", HEADER + GOOD))
    with site.runtime("improvements").database.reading() as session:
        improvement = session.scalars(select(Improvement)).one()
    assert improvement.tags == ["flow", "calm"]
    assert f"{improvement.created_at:%Y-%m-%d}" == "2024-03-01"


def test_a_second_import_changes_nothing_equal_rows_included(site: Site) -> None:
    file = site.file("a.csv", HEADER + f"{GOOD}\n" * 3 + f"{GOOD}R-1\n")
    site.run("import", "improvements", file)
    assert site.run("import", "improvements", file).stdout == "4 read: 0 new, 4 already there, 0 refused.\n"
    assert kept(site) == 4


def test_a_row_with_a_known_reference_is_there_already_whatever_else_it_says(site: Site) -> None:
    site.run("import", "improvements", site.file("a.csv", HEADER + f"{GOOD}R-1\n"))
    other = site.file("b.csv", HEADER + f"{GOOD}R-1\n".replace("Shorter", "Longer") + f"{GOOD}R-1\n{GOOD}R-2\n")
    assert site.run("import", "improvements", other).stdout == "3 read: 1 new, 2 already there, 0 refused.\n"


def test_rows_that_fail_are_named_with_line_and_reason_and_the_rest_goes_in(site: Site) -> None:
    rows = [GOOD, GOOD.replace("KIR-1", "XXX"), GOOD, GOOD.replace("Shorter rounds", ""), GOOD, f'"{GOOD}"x']
    result = site.run("import", "improvements", site.file("a.csv", HEADER + "\n".join(rows)))
    assert result.exit_code == 1
    assert result.stdout == "6 read: 3 new, 0 already there, 3 refused.\n"
    assert "line 3: unit: There is no such unit" in result.stderr
    assert "line 5: title: Fill this in." in result.stderr
    assert "line 7: row: A quotation mark" in result.stderr
    assert kept(site) == 3


def written(folder: Path) -> bytes:
    """All that the files of a folder hold."""
    while True:
        try:
            return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
        except FileNotFoundError:
            # SQLite took its log away meanwhile: what was in it is in the database now.
            continue


@pytest.mark.parametrize("place", ["They take long", "flow|calm", "R-1"])
def test_an_identity_number_reaches_neither_database_nor_event_nor_output(site: Site, place: str) -> None:
    row = f"{GOOD}R-1".replace(place, f"about {NUMBER}")
    result = site.run("import", "improvements", site.file("a.csv", f"{HEADER}{row}\n"))
    assert result.exit_code == 1
    assert "personal identity number" in result.stderr
    assert NUMBER not in result.output
    assert kept(site) == 0
    assert NUMBER.encode() not in written(site.data)


def test_an_unknown_column_is_named_and_nothing_is_written(site: Site) -> None:
    result = site.run("import", "improvements", site.file("a.csv", f"{HEADER.strip()},wast\n{GOOD},waiting\n"))
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Column 9 (wast) is not known. Columns can be: ")
    assert kept(site) == 0


def test_a_column_named_by_an_identity_number_is_told_without_it(site: Site) -> None:
    result = site.run("import", "improvements", site.file("a.csv", f"{HEADER.strip()},{NUMBER}\n{GOOD},x\n"))
    assert "Column 9 is not known" in result.stderr
    assert NUMBER not in result.output


def test_a_missing_column_is_named(site: Site) -> None:
    result = site.run("import", "improvements", site.file("a.csv", "title,unit\nx,KIR-1\n"))
    assert result.exit_code == 2
    assert "problem, proposal" in result.stderr


def test_a_value_outside_the_named_columns_is_refused(site: Site) -> None:
    result = site.run("import", "improvements", site.file("a.csv", f"{HEADER.strip()},\n{GOOD},stray\n{GOOD},,stray\n"))
    assert "line 2: row: A value stands in a column that has no name" in result.stderr
    assert "line 3: row: The row has more cells than there are columns. If that is a decimal comma" in result.stderr


def test_a_password_does_not_go_into_the_key_of_its_row(site: Site) -> None:
    file = "name,display_name,roles,password\nanna,Anna,member,{}\n"
    assert site.run("import", "people", site.file("a.csv", file.format("correct horse battery"))).exit_code == 0
    again = site.run("import", "people", site.file("b.csv", file.format("another long password")))
    assert again.stdout == "1 read: 0 new, 1 already there, 0 refused.\n"


@pytest.fixture
def running(site: Site) -> Iterator[Started]:
    started = site.start("up", "--port", "0")
    started.until_said("is ready on")
    yield started
    started.end()


def test_beside_a_running_up_new_units_are_known_to_the_import_that_follows(site: Site, running: Started) -> None:
    units = "code,division,name\n" + "".join(f"NEW-{number},NEW,New\n" for number in range(40))
    assert site.run("import", "units", site.file("units.csv", units)).exit_code == 0
    rows = "".join(f"{GOOD.replace('KIR-1', f'NEW-{number}')}\n" for number in range(40))
    result = site.run("import", "improvements", site.file("a.csv", HEADER + rows))
    assert result.stdout == "40 read: 40 new, 0 already there, 0 refused.\n", result.stderr
    with site.runtime("improvements").database.reading() as session:
        told = text("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL AND envelope LIKE :kind")
        assert session.scalar(told, {"kind": f"%{type_of('improvement', 'proposed')}%"}) == 40
    assert running.process.poll() is None
