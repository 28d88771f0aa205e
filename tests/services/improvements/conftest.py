"""One running region on each kind of database, for all tests of improvements."""

from collections.abc import Iterator

import pytest

from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.site import Site, site_on


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region; tests share it, so each takes a unit of its own."""
    with site_on(request.param, tmp_path_factory.mktemp("region"), request) as running:
        yield running


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
