"""What moves with a unit, and what stays where it was."""

import pytest

from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Batch, Told, adoption, improvement, unit
from tests.scorecards.projections.plain import Tables
from tests.scorecards.projections.worker import count

LONG_AGO = "2015-01-01"
NOON = "T11:00:00+00:00"
MARCH = 2026 * 12 + 2
SOLVED = improvement("idea", 1, ("proposed", f"2026-01-10{NOON}"), ("implemented", f"2026-02-10{NOON}"))
TAKEN_OVER = adoption("idea", "U2", 1, ("implemented", f"2026-03-10{NOON}"))


def stands(code: str, division: str = "A") -> Told:
    """A unit that has always been in a division."""
    return unit(code, 1, (division, LONG_AGO))


def moved(code: str, day: str) -> Told:
    """News of a unit: it went from A to B on a day."""
    return unit(code, 2, ("A", LONG_AGO), ("B", day))


def pairs(tables: Tables) -> set[tuple[str, str, int]]:
    """(origin's division, adopter's division, month) of the adoptions, each of which there is one of."""
    assert {row["number"] for row in tables["pair"].values()} <= {1}
    return {(str(origin), str(adopter), month) for origin, adopter, month in tables["pair"]}


def spread(tables: Tables, code: str) -> dict[str, int]:
    """What is counted for a unit."""
    return tables["unit_spread"][code,]


def units(*told: Told) -> Batch:
    """A batch of news of units."""
    return list(told)


def test_an_adoption_across_a_border_counts_once_in_the_pair_of_that_day(runtime: Runtime) -> None:
    tables = count(runtime, units(stands("U1"), stands("U2", "B")), [SOLVED, TAKEN_OVER], [TAKEN_OVER])
    assert pairs(tables) == {("A", "B", MARCH)}
    assert spread(tables, "U1") == {"given": 1, "given_across": 1, "solved_region": 1}
    assert spread(tables, "U2") == {"received": 1, "received_across": 1}


def test_it_stays_there_when_the_unit_moves_later(runtime: Runtime) -> None:
    tables = count(runtime, units(stands("U1"), stands("U2")), [SOLVED, TAKEN_OVER], [moved("U2", "2026-04-01")])
    assert pairs(tables) == {("A", "A", MARCH)}


def test_a_move_before_it_that_is_learned_late_sorts_it_anew(runtime: Runtime) -> None:
    tables = count(runtime, units(stands("U1"), stands("U2")), [SOLVED, TAKEN_OVER], [moved("U2", "2026-03-10")])
    assert pairs(tables) == {("A", "B", MARCH)}
    assert spread(tables, "U1")["given_across"] == spread(tables, "U2")["received_across"] == 1


def test_a_unit_that_went_into_another_moves_with_it(runtime: Runtime) -> None:
    gone_into = stands("U1")
    gone_into["data"]["periods"][0]["until"] = "2026-03-01"
    gone_into["data"]["merged_into"] = "U3"
    known = units(gone_into, stands("U2"), stands("U3"))
    tables = count(runtime, known, [SOLVED, TAKEN_OVER], [moved("U3", "2026-03-05")])
    assert pairs(tables) == {("B", "A", MARCH)}


@pytest.mark.parametrize("moment", ["2026-06-30T23:30:00+00:00", "2026-07-01T01:30:00+02:00"])
def test_a_unit_tests_in_the_division_of_the_regions_day(runtime: Runtime, moment: str) -> None:
    idea = improvement("idea", 1, ("proposed", f"2026-01-10{NOON}"))
    trial = adoption("idea", "U2", 1, ("testing", moment))
    tables = count(runtime, units(stands("U1"), moved("U2", "2026-07-01")), [idea, trial])
    assert tables["improvement"]["idea",]["border"] == "region"


def test_a_further_origin_stands_where_it_was_on_the_regions_day(runtime: Runtime) -> None:
    idea = improvement(
        "idea", 1, ("proposed", "2026-06-30T23:30:00+00:00"), ("accepted", f"2026-07-02{NOON}"), origins=["U2"]
    )
    tables = count(runtime, units(stands("U1"), moved("U2", "2026-07-01")), [idea])
    assert spread(tables, "U1") == {"running_region": 1}
