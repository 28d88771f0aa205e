"""Whatever came in whatever order, every table equals the plain fold over all events and the final organisation."""

from hypothesis import HealthCheck, given, settings

from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Batch, deliveries
from tests.scorecards.projections.worker import count


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries())
def test_every_table_equals_the_plain_fold(scorecard: Runtime, came: tuple[Batch, list[Batch]]) -> None:
    _, batches = came
    count(scorecard, *batches)
