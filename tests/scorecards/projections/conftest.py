"""The scorecards on both databases; tests share them, so each begins by emptying the tables."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import scorecards
from services.kernel.service import Runtime
from tests.conftest import Databases, Region
from tests.scorecards.projections.worker import empty


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def scorecard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other; what comes is handed over without a broker."""
    environment = {
        "LEANSTREAM_DATA": str(tmp_path_factory.mktemp("lives")),
        "LEANSTREAM_SECRET_KEY": "a key of the tests",
    }
    databases: Databases | None = None
    if request.param == "postgresql":
        databases = request.getfixturevalue("postgres_server")
        environment["LEANSTREAM_DATABASE_URL"] = f"{databases.url}/test_{uuid.uuid4().hex}_{{service}}"
    region = Region(request.param, environment, Path(), databases)
    yield region.runtime(scorecards.SERVICE)
    region.close()


@pytest.fixture
def runtime(scorecard: Runtime) -> Runtime:
    """The scorecards with nothing counted."""
    empty(scorecard)
    return scorecard
