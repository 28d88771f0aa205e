"""Observations without a web: noted by the service's own operation, and improvements told by made-up events."""

from collections.abc import Sequence
from typing import Any

from services.kernel import reading
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.observations.noting import operations
from services.observations.noting.projection import Improvements
from tests.services.kernel import life

SOMEBODY = Principal("person", "p-somebody", "Kim Berg", ("member",))


def note(runtime: Runtime, unit: str = "W1", waste: str = "waiting", **more: Any) -> str:  # noqa: ANN401 (any field)
    """Note an observation; answers its id."""
    fields = {"unit": unit, "waste": waste, "description": "The patient waits.", **more}
    with runtime.work() as work:
        made, _ = operations.note_observation(work, SOMEBODY, life.DIRECTORY, fields)
    return made.id


def raised(subject: str, observations: Sequence[str], version: int = 1, **data: Any) -> dict[str, Any]:  # noqa: ANN401 (any field of its data)
    """An event about an improvement that came of observations."""
    return life.event(subject, version, data={"observations": list(observations), **data})


def withdrawn(subject: str) -> dict[str, Any]:
    """An event that takes an improvement back after a restore."""
    told = life.event(subject, 1, epoch=1)
    return told | {"type": "org.leanstream.improvement.withdrawn.v1", "data": {"reason": "restored"}}


def tell(runtime: Runtime, *told: dict[str, Any]) -> None:
    """Fold events as the consumer does, in one batch."""
    records = [life.record(each, offset) for offset, each in enumerate(told)]
    with runtime.database.writing() as connection:
        Improvements().fold(connection, [(each, reading.read(each)) for each in records])
