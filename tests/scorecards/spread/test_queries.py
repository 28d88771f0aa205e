"""One improvement's spread as read from what is kept, on each database."""

from datetime import date, timedelta

import pytest

from scorecards import SERVICE
from scorecards.spread import queries
from services.kernel.errors import NotFound
from services.kernel.units import Directory, Period, Unit
from tests.conftest import Region
from tests.scorecards.spread.families import IMPLEMENTED, adopter, improvement, keep, noon

FIRST, LATER = IMPLEMENTED + timedelta(days=10), IMPLEMENTED + timedelta(days=30)


def unit(code: str, *periods: tuple[str, date, date | None]) -> Unit:
    return Unit(code, dict.fromkeys(("sv", "fi", "en"), code), None, tuple(Period(*each) for each in periods))


DIRECTORY = Directory(
    {
        "HOME": unit("HOME", ("SUR", date(2015, 1, 1), None)),
        "MOVED": unit("MOVED", ("SUR", date(2015, 1, 1), LATER), ("MED", LATER, None)),
    }
)


def found(region: Region, *family: object) -> queries.Found:
    """Keep a family and read it."""
    database = region.runtime(SERVICE).database
    identifier = keep(database, *family)  # type: ignore[arg-type] # as keep takes it
    with database.reading() as session:
        return queries.found(session, DIRECTORY, identifier)


def test_each_unit_stands_once_and_where_it_began_not_at_all(region: Region) -> None:
    rows = [
        adopter("A", (FIRST, "testing")),
        adopter("A", (LATER, "implemented")),
        adopter("HOME", (FIRST, "implemented")),
        adopter("SECOND", (FIRST, "implemented")),
        adopter("GONE", (FIRST, "implemented"), counted=False),
    ]
    whole = improvement("HOME", ["A", "B"], origins="SECOND")
    spread = found(region, whole, rows, ["B", "HOME"]).spread
    assert spread
    assert [(each.unit, each.stage, each.at) for each in spread.adopters] == [("A", "implemented", LATER)]
    assert spread.origins == ("HOME", "SECOND")
    assert spread.relevant == {"A", "B"}
    assert spread.same_problem == ("B",)


def test_the_division_is_the_one_kept_else_that_of_the_day(region: Region) -> None:
    rows = [
        adopter("KEPT", (FIRST, "implemented"), origin_division="SUR", division="MED"),
        adopter("MOVED", (FIRST, "known")),
    ]
    spread = found(region, improvement("HOME"), rows).spread
    assert spread
    assert [(each.unit, each.division, each.crosses) for each in spread.adopters] == [
        ("KEPT", "MED", True),
        ("MOVED", "SUR", False),
    ]


def test_a_unit_that_moved_is_where_it_was_on_the_day(region: Region) -> None:
    spread = found(region, improvement("HOME"), [adopter("MOVED", (LATER, "interested"))]).spread
    assert spread
    assert [(each.division, each.crosses) for each in spread.adopters] == [("MED", True)]


def test_withdrawn_and_merged_ones_have_no_spread(region: Region) -> None:
    merged = found(region, improvement("HOME", state="merged", counted=False, merged_into="not-yet-heard-of"))
    withdrawn = found(region, improvement("", state="withdrawn", counted=False, since=noon(FIRST)))
    assert [each.spread for each in (merged, withdrawn)] == [None, None]
    assert merged.merged_title is None


def test_what_no_event_has_named_is_not_found(region: Region) -> None:
    with region.runtime(SERVICE).database.reading() as session, pytest.raises(NotFound):
        queries.found(session, DIRECTORY, "none")
