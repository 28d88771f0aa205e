"""The sample region has waste that was seen on walks and otherwise, some of it led to improvements, and maps."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from schemas.vocabulary import WASTES
from services import demo
from services.improvements.model import Improvement
from services.kernel.service import Runtime
from services.observations.noting.model import Observation
from services.observations.streams.model import Drawing, ValueStream
from tests import sample


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    """The services with the sample region in them."""
    with sample.loaded(tmp_path_factory.mktemp("region")) as here:
        yield here


def test_every_waste_was_seen_and_none_of_it_tomorrow(here: dict[str, Runtime]) -> None:
    with here["observations"].database.reading() as session:
        seen = list(session.scalars(select(Observation)))
    assert set(Counter(each.waste for each in seen)) == set(WASTES)
    assert all(each.seen_at <= each.updated_at for each in seen)
    assert len({each.walk for each in seen if each.walk}) == 2


def test_some_improvements_came_of_what_was_seen_in_their_unit_before(here: dict[str, Runtime]) -> None:
    with here["observations"].database.reading() as session:
        seen = {each.id: each for each in session.scalars(select(Observation))}
    with here["improvements"].database.reading() as session:
        raised = [each for each in session.scalars(select(Improvement)) if each.observations]
    assert len(raised) > 10
    for improvement in raised:
        for each in map(seen.__getitem__, improvement.observations):
            assert (each.unit, each.waste) == (improvement.unit, improvement.waste)
            assert each.seen_at < improvement.created_at


def test_three_units_draw_the_same_value_stream_and_one_of_them_a_future(here: dict[str, Runtime]) -> None:
    with here["observations"].database.reading() as session:
        names = Counter(session.scalars(select(ValueStream.name_key)))
        kinds = Counter(session.scalars(select(Drawing.kind)))
    assert max(names.values()) == 3
    assert kinds == {"current": 4, "future": 1}


def test_what_is_there_is_not_loaded_again(here: dict[str, Runtime]) -> None:
    counted = select(Observation.id)
    with here["observations"].database.reading() as session:
        before = set(session.scalars(counted))
    demo.load(here)
    with here["observations"].database.reading() as session:
        assert set(session.scalars(counted)) == before
