"""One running region on each kind of database, for all tests of improvements."""

import uuid
from collections.abc import Iterator

import pytest

from services.registry import SERVICES
from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.site import Site, running_site


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region; tests share it, so each takes a unit of its own."""
    folder = tmp_path_factory.mktemp("region")
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
def unit(site: Site) -> str:
    """A unit that no other test uses."""
    return site.free_unit()


@pytest.fixture
def another(site: Site) -> str:
    """A second one."""
    return site.free_unit()


@pytest.fixture
def coach(site: Site) -> ApiClient:
    """Somebody who may do everything everywhere."""
    return ApiClient(site, site.bearer("coach", name="Robin Ek"))
