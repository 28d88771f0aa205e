"""What is known of improvements: when they came into use, in their own unit and in those that took them over."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from schemas.events import type_of
from services import followups
from services.followups.replica.model import Adoption, Improvement
from services.followups.replica.projection import Improvements
from services.kernel import reading
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.kernel import life

LIVED = ("proposed", "accepted", "implementing", "implemented")
IMPLEMENTED = datetime(2026, 4, 13, 8, tzinfo=UTC)


@pytest.fixture
def runtime(region: Region) -> Runtime:
    return region.runtime(followups.SERVICE)


def tell(runtime: Runtime, *told: dict[str, Any]) -> None:
    """Fold events as the consumer does, in one batch."""
    records = [life.record(each, offset) for offset, each in enumerate(told)]
    with runtime.database.writing() as connection:
        Improvements().fold(connection, [(each, reading.read(each)) for each in records])


def adoption(version: int, *stages: tuple[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 (any field of its data)
    """An event about the taking over of improvement a by unit W2, with (stage, day) of each of its stages."""
    periods = [{"stage": stage, "from": f"{day}T08:00:00Z"} for stage, day in stages]
    data = {"improvement": "a", "unit": "W2", "stage": stages[-1][0], "periods": periods, "actor": "7d1f", **more}
    told = life.event("a-W2", version)
    return told | {"type": type_of("adoption", "noted"), "partitionkey": "a", "data": data}


def withdrawn(told: dict[str, Any], thing: str) -> dict[str, Any]:
    """The event that takes a thing back after a restore."""
    return told | {
        "type": type_of(thing, "withdrawn"),
        "sequence": "000001-000000000001",
        "data": {"reason": "restored"},
    }


def known(runtime: Runtime) -> tuple[list[tuple[str, str, datetime | None]], list[tuple[str, datetime | None]]]:
    """(title, state, when implemented) of improvements, (unit, when implemented) of adoptions."""
    with runtime.database.reading() as session:
        improvements = session.execute(select(Improvement.title, Improvement.state, Improvement.implemented_at))
        adoptions = session.execute(select(Adoption.unit, Adoption.implemented_at))
        return [(*row,) for row in improvements], [(*row,) for row in adoptions]


def test_an_improvement_is_known_with_the_moment_it_last_came_into_use(runtime: Runtime) -> None:
    tell(runtime, life.event("a", 1))
    assert known(runtime) == ([("Improvement a", "proposed", None)], [])
    tell(runtime, life.event("a", 4, LIVED), life.event("a", 1))
    assert known(runtime) == ([("Improvement a", "implemented", IMPLEMENTED)], [])
    tell(runtime, life.event("a", 5, (*LIVED, "stopped")))
    assert known(runtime) == ([("Improvement a", "stopped", IMPLEMENTED)], [])


def test_a_unit_that_takes_it_over_is_known_with_the_moment_it_did(runtime: Runtime) -> None:
    used = (("interested", "2026-05-01"), ("implemented", "2026-06-01"), ("sustained", "2026-12-01"))
    tell(runtime, adoption(3, *used), adoption(1, used[0]))
    assert known(runtime)[1] == [("W2", datetime(2026, 6, 1, 8, tzinfo=UTC))]
    tell(runtime, adoption(4, *used, moved_to="another"))
    assert known(runtime)[1] == [("", None)]


def test_what_is_withdrawn_is_gone_and_no_older_event_brings_it_back(runtime: Runtime) -> None:
    told = adoption(1, ("implemented", "2026-06-01"))
    tell(runtime, life.event("a", 4, LIVED), told)
    tell(runtime, withdrawn(life.event("a", 1), "improvement"), withdrawn(told, "adoption"))
    tell(runtime, life.event("a", 9, LIVED), adoption(9, ("implemented", "2026-06-01")))
    assert known(runtime) == ([("", "withdrawn", None)], [("", None)])
