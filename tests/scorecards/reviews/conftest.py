"""One running region on each kind of database; each test has a division of its own."""

import itertools
from collections.abc import Iterator

import pytest

from tests.scorecards.reviews.leaders import Division, Leader
from tests.services.kernel.web.site import Site, site_on

_numbers = itertools.count(1)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region."""
    with site_on(request.param, tmp_path_factory.mktemp("reviews"), request) as running:
        yield running


@pytest.fixture
def division(site: Site) -> Division:
    return Division(site, f"D{next(_numbers)}")


@pytest.fixture
def leader(division: Division) -> Leader:
    return division.leader()
