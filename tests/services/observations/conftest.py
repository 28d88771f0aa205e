"""One running region for all tests of observations, and the service alone on both kinds of database."""

import uuid
from collections.abc import Iterator

import pytest

from services.kernel import migration, tables
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.observations import SERVICE
from tests.services.kernel.web.site import Site, running_site
from tests.services.observations.client import ObservationsApi


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The region, in files; tests share it, so each takes a unit of its own."""
    with running_site(tmp_path_factory.mktemp("region")) as running:
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
def coach(site: Site) -> ObservationsApi:
    """Somebody who may do everything everywhere."""
    return ObservationsApi(site, site.bearer("coach", name="Robin Ek"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The service alone on a database of each kind in turn."""
    folder = tmp_path_factory.mktemp("alone")
    environment = {"LEANSTREAM_SECRET_KEY": "a key of the tests"}
    databases, name = None, f"test_{uuid.uuid4().hex}"
    if request.param == "postgresql":
        databases = request.getfixturevalue("postgres_server")
        environment["LEANSTREAM_DATABASE_URL"] = databases.create(name)
    made = Runtime(SERVICE, Settings.read(environment, data=folder))
    migration.migrate(made)
    yield made
    made.database.close()
    if databases:
        databases.drop(name)


@pytest.fixture
def runtime(alone: Runtime) -> Runtime:
    """The same with nothing in it."""
    with alone.database.writing() as connection:
        for metadata in (SERVICE.metadata, tables.KERNEL):
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    return alone
