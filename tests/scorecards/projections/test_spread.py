"""Whatever came in whatever order, every table equals the plain fold over all events and the final organisation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import scorecards
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.scorecards.projections.lives import Batch, deliveries
from tests.scorecards.projections.worker import count


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other."""
    region = Region("embedded", {"LEANSTREAM_DATA": str(tmp_path_factory.mktemp("lives"))}, Path(), None)
    yield region.runtime(scorecards.SERVICE)
    region.close()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries())
def test_every_table_equals_the_plain_fold(table: Runtime, came: tuple[Batch, list[Batch]]) -> None:
    _, batches = came
    count(table, *batches)
