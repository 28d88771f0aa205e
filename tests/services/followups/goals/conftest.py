"""The service alone on both kinds of database."""

import uuid
from collections.abc import Iterator

import pytest

from services.followups import SERVICE
from services.kernel import migration
from services.kernel.service import Runtime
from services.kernel.settings import Settings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The service on a database of each kind in turn."""
    environment = {"LEANSTREAM_SECRET_KEY": "a key of the tests"}
    databases, name = None, f"test_{uuid.uuid4().hex}"
    if request.param == "postgresql":
        databases = request.getfixturevalue("postgres_server")
        environment["LEANSTREAM_DATABASE_URL"] = databases.create(name)
    made = Runtime(SERVICE, Settings.read(environment, data=tmp_path_factory.mktemp("alone")))
    migration.migrate(made)
    yield made
    made.database.close()
    if databases:
        databases.drop(name)
