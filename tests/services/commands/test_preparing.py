"""Schemas, topics and settings."""

from contextlib import closing

from services.kernel.migration import is_current
from services.registry import SERVICES
from tests.services.commands.conftest import Site


def test_every_database_is_brought_to_the_newest_schema_and_again_changes_nothing(empty: Site) -> None:
    first, second = empty.run("migrate"), empty.run("migrate")
    assert first.exit_code == second.exit_code == 0
    assert first.stdout.count("(was empty)") == len(SERVICES)
    assert "was" not in second.stdout
    assert all(is_current(empty.runtime(name)) for name in SERVICES)


def test_one_service_is_migrated_alone(empty: Site) -> None:
    assert empty.run("migrate", "scorecards").stdout.startswith("scorecards: ")
    assert not is_current(empty.runtime("improvements"))


def test_topics_are_made_for_every_service(empty: Site) -> None:
    result = empty.run("topics")
    assert result.stdout.split() == list(SERVICES)
    with closing(empty.runtime("scorecards").open_log()) as log:
        assert len(log.bounds(result.stdout.split())) == len(SERVICES) * log.partitions


def test_settings_are_listed_without_secrets(empty: Site) -> None:
    empty.environment |= {
        "LEANSTREAM_SECRET_KEY": "do not tell",
        "LEANSTREAM_DATABASE_URL": "postgresql+psycopg://who:hidden@db/leanstream_{service}",
    }
    listed = empty.run("config").stdout
    assert "LEANSTREAM_SECRET_KEY=(set)" in listed
    assert "LEANSTREAM_DATABASE_URL=postgresql+psycopg://who:***@db/leanstream_{service}" in listed
    assert "hidden" not in listed
    assert "do not tell" not in listed
