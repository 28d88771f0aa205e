"""What an improvement, its adoptions and its taps make of each other, told in examples."""

from datetime import date

import pytest

from scorecards.model import LIVE
from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Batch, Told, adoption, improvement, tap, unit
from tests.scorecards.projections.plain import Tables
from tests.scorecards.projections.worker import KEPT_THINGS, count

PROPOSED = ("proposed", "2026-01-10T11:00:00+00:00")
IMPLEMENTED = ("implemented", "2026-02-10T11:00:00+00:00")
TAKEN_OVER = ("implemented", "2026-03-10T11:00:00+00:00")
STOPPED = ("stopped", "2026-04-10T11:00:00+00:00")
SOLVED_ON = date(2026, 2, 10)
UNITS: Batch = [unit(code, 1, ("A", "2015-01-01")) for code in ("U1", "U2", "U3")]
COUNTS = [name for table in LIVE.each() if not (name := table.name).startswith("waste_") and name not in KEPT_THINGS]


def idea(version: int, *entered: tuple[str, str], **more: object) -> Told:
    """The improvement of U1 that could be useful for U2."""
    return improvement("idea", version, *entered, **{"relevant_units": ["U2"]} | more)


def offered(tables: Tables) -> dict[str, str]:
    """To whom the improvement is offered, and why."""
    return {str(to): row["because"] for (to, _), row in tables["offer"].items()}


def test_the_first_adopter_ends_the_waiting_and_begins_it_anew_when_it_stops(runtime: Runtime) -> None:
    came = [UNITS, [idea(1, PROPOSED, IMPLEMENTED)]]
    waiting = {("U1", SOLVED_ON): {"number": 1}}
    assert count(runtime, *came)["waiting"] == waiting

    came.append([adoption("idea", "U3", 1, TAKEN_OVER)])
    tables = count(runtime, *came)
    assert tables["waiting"] == {}
    assert tables["unit_spread"]["U1",]["relevant_spread"] == 1

    came.append([adoption("idea", "U3", 2, TAKEN_OVER, STOPPED)])
    tables = count(runtime, *came)
    assert tables["waiting"] == waiting
    assert "relevant_spread" not in tables["unit_spread"]["U1",]


def test_it_waits_no_longer_while_one_of_two_adopters_is_left(runtime: Runtime) -> None:
    came = [UNITS, [idea(1, PROPOSED, IMPLEMENTED)]]
    came.append([adoption("idea", code, 1, TAKEN_OVER) for code in ("U2", "U3")])
    came.append([adoption("idea", "U3", 2, TAKEN_OVER, STOPPED)])
    assert count(runtime, *came)["waiting"] == {}


def test_benefit_counts_once_though_three_units_share_it(runtime: Runtime) -> None:
    expected = [{"kind": "time", "unit": "timmar", "per": "year", "amount": 10.5}]
    shared = idea(1, PROPOSED, IMPLEMENTED, origins=["U2", "U3"], expected_benefit=expected)
    tables = count(runtime, UNITS, [shared])
    assert tables["benefit"] == {("U1", "solved", "time", "h", "year"): {"number": 1, "amount": 10_500}}


def test_an_offer_appears_when_it_is_solved_and_goes_when_it_is_taken_over(runtime: Runtime) -> None:
    came = [UNITS, [idea(1, PROPOSED), tap("idea", "U3", 1)]]
    assert offered(count(runtime, *came)) == {}

    came.append([idea(2, PROPOSED, IMPLEMENTED)])
    assert offered(count(runtime, *came)) == {"U2": "relevant", "U3": "same_problem"}

    came.append([adoption("idea", "U3", 1, TAKEN_OVER), adoption("idea", "U2", 1, ("interested", TAKEN_OVER[1]))])
    assert offered(count(runtime, *came)) == {"U2": "relevant"}


def test_a_tap_is_answered_when_the_improvement_is_solved(runtime: Runtime) -> None:
    came = [UNITS, [tap("idea", "U3", 1)], [idea(1, PROPOSED)]]
    assert count(runtime, *came)["unit_spread"]["U3",] == {"unanswered": 1}
    came.append([idea(2, PROPOSED, IMPLEMENTED)])
    assert count(runtime, *came)["unit_spread"]["U3",] == {"answered": 1}


def test_a_tap_is_answered_too_when_its_unit_takes_over_what_is_not_solved_elsewhere(runtime: Runtime) -> None:
    came = [UNITS, [idea(1, PROPOSED), tap("idea", "U3", 1)], [adoption("idea", "U3", 1, TAKEN_OVER)]]
    assert count(runtime, *came)["unit_spread"]["U3",] == {"answered": 1, "received": 1}


def test_what_was_merged_leaves_all_counts(runtime: Runtime) -> None:
    benefit = [{"kind": "financial", "unit": "SEK", "per": "once", "amount": 100}]
    came = [UNITS, [idea(1, PROPOSED, ("accepted", IMPLEMENTED[1]), expected_benefit=benefit)]]
    came.append([tap("idea", "U3", 1), adoption("idea", "U2", 1, TAKEN_OVER)])
    assert all(count(runtime, *came)[name] for name in COUNTS if name != "waiting")

    came.append([idea(2, PROPOSED, ("merged", STOPPED[1]), expected_benefit=benefit, merged_into="another")])
    tables = count(runtime, *came)
    assert {name: tables[name] for name in (*COUNTS, "offer") if tables[name]} == {}
    assert tables["improvement"]["idea",]["merged_into"] == "another"


TOO_LONG = "x" * 1000


@pytest.mark.parametrize("code", [TOO_LONG, "", "U 2", "U\t2", "U2\n"])
def test_what_cannot_be_a_code_names_no_unit(runtime: Runtime, code: str) -> None:
    tables = count(runtime, [idea(1, PROPOSED, IMPLEMENTED, origins=[code], relevant_units=[code, "U3"])])
    kept = tables["improvement"]["idea",]
    assert (kept["origins"], kept["relevant"], kept["relevant_number"]) == ("", "U3", 1)
    assert offered(tables) == {"U3": "relevant"}


@pytest.mark.parametrize(
    ("told", "measure", "amount"),
    [
        ({"kind": "quality", "unit": TOO_LONG, "amount": 1}, "x" * 20, 1000),
        # Letters that become two when their case changes.
        ({"kind": "financial", "unit": "ß" * 15, "amount": -0.5}, "S" * 20, -500),
        ({"kind": "financial", "unit": "sek", "amount": 1e300}, "SEK", 0),
        ({"kind": "financial", "unit": "sek", "amount": -(10**30)}, "SEK", 0),
    ],
)
def test_absurd_benefit_does_not_stop_the_line(
    runtime: Runtime, told: dict[str, object], measure: str, amount: int
) -> None:
    tables = count(runtime, [idea(1, PROPOSED, expected_benefit=[told | {"per": "once"}])])
    [(key, row)] = tables["benefit"].items()
    assert key == ("U1", "proposed", told["kind"], measure, "once")
    assert row == {"number": 1} | ({"amount": amount} if amount else {})


def test_overlong_references_do_not_stop_the_line(runtime: Runtime) -> None:
    merged = idea(1, PROPOSED, ("merged", STOPPED[1]), merged_into=TOO_LONG)
    moved = adoption("idea", "U2", 1, TAKEN_OVER, moved_to=TOO_LONG, adapted=TOO_LONG, reason=TOO_LONG)
    tables = count(runtime, [merged, moved])
    assert tables["improvement"]["idea",]["merged_into"] is None
    assert not tables["adoption"]["idea-U2",]["counted"]
