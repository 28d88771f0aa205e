"""A region of its own: families are written into its tables by hand here, and no count knows of them."""

from collections.abc import Iterator

import pytest

from tests.services.kernel.web.site import Site, running_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region of a file of tests."""
    with running_site(tmp_path_factory.mktemp("spread")) as running:
        yield running
