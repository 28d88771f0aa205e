"""One running region for all tests of follow-ups."""

from collections.abc import Iterator

import pytest

from services.followups import SERVICE
from services.kernel import migration
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from tests.services.followups.departments import Departments, imported
from tests.services.kernel.web.site import Site, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region, in files; tests share it, so each takes a unit of its own."""
    with running_site(tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.fixture
def unit(site: Site) -> str:
    """A unit that no other test uses."""
    return site.free_unit()


@pytest.fixture(scope="session")
def departments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Departments]:
    """The service alone, with three years of real emergency departments imported; nobody writes in it."""
    environment = {"LEANSTREAM_SECRET_KEY": "a key of the tests"}
    settings = Settings.read(environment, data=tmp_path_factory.mktemp("departments"))
    runtime = Runtime(SERVICE, settings)
    migration.migrate(runtime)
    yield imported(runtime)
    runtime.database.close()
