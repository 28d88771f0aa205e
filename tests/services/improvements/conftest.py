"""One running region for all tests of the web's shared parts."""

from collections.abc import Iterator

import pytest

from tests.services.kernel.web.site import Site, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region; tests share it, so each takes a unit of its own."""
    with running_site(tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.fixture
def unit(site: Site) -> str:
    """A unit that no other test uses."""
    return site.free_unit()
