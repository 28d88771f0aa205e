"""One running region on each kind of database; each test has a division of its own."""

import itertools
import uuid
from collections.abc import Iterator

import pytest

from services.registry import SERVICES
from tests.scorecards.reviews.leaders import Division, Leader
from tests.services.kernel.web.site import Site, running_site

_numbers = itertools.count(1)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region."""
    folder = tmp_path_factory.mktemp("reviews")
    if request.param == "sqlite":
        with running_site(folder) as running:
            yield running
        return
    databases, name = request.getfixturevalue("postgres_server"), f"test_{uuid.uuid4().hex}"
    for service in SERVICES:
        databases.create(f"{name}_{service}")
    with running_site(folder, database_url=f"{databases.url}/{name}_{{service}}") as running:
        yield running
    for service in SERVICES:
        databases.drop(f"{name}_{service}")


@pytest.fixture
def division(site: Site) -> Division:
    return Division(site, f"D{next(_numbers)}")


@pytest.fixture
def leader(division: Division) -> Leader:
    return division.leader()
