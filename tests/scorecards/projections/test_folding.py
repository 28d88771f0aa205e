"""What is folded once, whatever is repeated, withdrawn or unreadable, and however the log is cut into batches."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from sqlalchemy import select

from scorecards.model import LIVE
from scorecards.projections.things import packed, unpacked
from services.kernel.service import Runtime
from tests.scorecards.projections.lives import MOMENTS, Batch, Told, adoption, gone, improvement
from tests.scorecards.projections.worker import count, empty, worker

ENTERED = tuple(zip(("proposed", "accepted", "testing"), MOMENTS[2:], strict=False))


def idea(version: int, subject: str = "idea", **more: object) -> Told:
    """A version of an improvement, which went on with each."""
    return improvement(subject, version, *ENTERED[:version], **more)


def taken_over(version: int) -> Told:
    """A version of an adoption of it."""
    return adoption("idea", "U2", version, ("implemented", MOMENTS[version]))


def broken(event: Told, *attributes: str) -> Told:
    """The event with data that no reader takes, and without these attributes."""
    return {name: value for name, value in event.items() if name not in attributes} | {"data": {"state": "nowhere"}}


def incomplete(runtime: Runtime, *batches: Sequence[Told]) -> set[str]:
    """Count these batches; answers which things show as incomplete."""
    with worker(runtime) as counting:
        for batch in batches:
            counting.count(batch)
    with runtime.database.engine.connect() as connection:
        tables = (LIVE.improvement, LIVE.adoption)
        return {
            identifier
            for table in tables
            for identifier in connection.execute(select(table.c.id).where(table.c.incomplete)).scalars()
        }


def test_a_large_batch_is_counted_like_single_events(runtime: Runtime) -> None:
    # More than what PostgreSQL takes by COPY, less, and single ones.
    events = [
        idea(version, f"idea-{number}", unit=f"U{number % 3}", waste="motion")
        for number in range(300)
        for version in range(1, number % 3 + 2)
    ]
    tables = count(runtime, events, events[::-1], events[::7], *([each] for each in events[:3]))
    assert sum(row["number"] for key, row in tables["tally"].items() if key[1] == "all") == 300
    assert len(tables["event"]) == len(events) == 600


@pytest.mark.parametrize("first", [[idea(2), gone(idea(2))], [gone(idea(2))]], ids=["known", "new"])
def test_what_was_withdrawn_is_in_no_count(runtime: Runtime, first: Batch) -> None:
    tables = count(runtime, first, [gone(idea(2))], [gone(idea(2)), idea(3)])
    assert tables["tally"] == tables["change"] == {}
    assert not tables["improvement"]["idea",]["counted"]


def test_a_month_is_that_of_the_regions_time_zone(runtime: Runtime) -> None:
    late = improvement("idea", 1, ("proposed", "2026-01-31T23:30:00+00:00"))
    assert list(count(runtime, [late])["change"]) == [("U1", 2026 * 12 + 1, "proposed")]


TELL: dict[str, Callable[[int], Told]] = {"idea": idea, "idea-U2": taken_over}
# Where three events are cut into batches.
CUTS = [(0, 3), (0, 1, 3), (0, 2, 3), (0, 1, 2, 3)]


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize("missing", ["sequence", "nothing"])
@pytest.mark.parametrize("subject", TELL)
def test_only_what_comes_after_poison_heals_it(
    runtime: Runtime, subject: str, missing: str, cut: tuple[int, ...]
) -> None:
    tell = TELL[subject]

    def left_by(*events: Told) -> set[str]:
        empty(runtime)
        return incomplete(runtime, *(events[start:end] for start, end in pairwise(cut)))

    assert left_by(tell(1), broken(tell(2), missing), tell(3)) == set()
    assert left_by(tell(1), tell(2), broken(tell(3), missing)) == {subject}


@pytest.mark.parametrize("subject", TELL)
def test_poison_older_than_what_is_known_spoils_nothing(runtime: Runtime, subject: str) -> None:
    tell = TELL[subject]
    assert incomplete(runtime, [tell(3)], [broken(tell(2))]) == set()


def test_poison_spoils_only_the_thing_it_names(runtime: Runtime) -> None:
    assert incomplete(runtime, [idea(1), idea(1, "other"), taken_over(1)], [broken(taken_over(2))]) == {"idea-U2"}


def test_periods_are_unpacked_as_they_were_packed() -> None:
    periods = ((24310, "proposed"), (24311, "accepted"))
    assert unpacked(packed(periods)) == periods
