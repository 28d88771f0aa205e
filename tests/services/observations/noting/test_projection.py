"""The replica of improvements: repeated, reordered or withdrawn, each counts once, at its newest."""

from services.kernel.service import Runtime
from services.observations.noting import queries
from tests.services.kernel import life
from tests.services.observations.noting import lives

ONE, OTHER = "0192f0c1-0000-7000-8000-000000000001", "0192f0c1-0000-7000-8000-000000000002"


def came_of(runtime: Runtime, *observations: str) -> dict[str, list[tuple[str, str]]]:
    """(title, state) of what came of observations."""
    with runtime.database.reading() as session:
        found = queries.improvements(session, observations)
    return {of: [(each.title, each.state) for each in improvements] for of, improvements in found.items()}


def test_an_improvement_is_shown_with_all_its_observations_the_first_proposed_first(runtime: Runtime) -> None:
    later = lives.raised("b", [ONE, OTHER, ONE], title="Later", proposed_at="2026-05-01T00:00:00Z")
    lives.tell(runtime, later, lives.raised("a", [ONE], title="First"), life.event("of nothing", 1))
    assert came_of(runtime, ONE, OTHER) == {
        ONE: [("First", "proposed"), ("Later", "proposed")],
        OTHER: [("Later", "proposed")],
    }


def test_its_newest_title_and_state_hold_however_the_events_come(runtime: Runtime) -> None:
    first = lives.raised("a", [ONE])
    newer = life.event("a", 3, ("proposed", "accepted"), data={"observations": [ONE], "title": "Renamed"})
    for told in ((first,), (newer,), (first, newer), (first,)):
        lives.tell(runtime, *told)
    assert came_of(runtime, ONE) == {ONE: [("Renamed", "accepted")]}


def test_a_withdrawn_one_is_gone_and_no_older_event_brings_it_back(runtime: Runtime) -> None:
    lives.tell(runtime, lives.raised("a", [ONE]))
    lives.tell(runtime, lives.withdrawn("a"), lives.withdrawn("never known"))
    lives.tell(runtime, lives.raised("a", [ONE], version=7), lives.raised("never known", [OTHER]))
    assert came_of(runtime, ONE, OTHER) == {}
