"""One running region whose scorecards are read."""

from collections.abc import Iterator

import pytest

from tests.services.kernel.web.site import Site, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region; tests share it, so each takes units of its own."""
    with running_site(tmp_path_factory.mktemp("scorecards")) as running:
        yield running
