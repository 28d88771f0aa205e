"""The operator's one look at everything."""

from datetime import timedelta

from sqlalchemy import insert, update

from services.kernel import tables
from services.kernel.clock import now
from tests.services.commands.conftest import Site


def test_a_site_in_order_is_told_so(site: Site) -> None:
    result = site.run("check")
    assert result.exit_code == 0, result.output
    assert "!!" not in result.stdout


def test_a_missing_schema_and_missing_topics_are_told_with_their_mend(empty: Site) -> None:
    result = empty.run("check")
    assert result.exit_code == 1
    assert "leanstream migrate organisation" in result.stdout
    assert "leanstream topics" in result.stdout


def test_an_event_that_waits_for_long_needs_somebody(site: Site) -> None:
    with site.runtime("improvements").database.writing() as connection:
        row = {"key": "a", "version": 1, "envelope": "{}", "recorded_at": now() - timedelta(minutes=5)}
        connection.execute(insert(tables.outbox), row)
    result = site.run("check")
    assert result.exit_code == 1
    assert "!!  improvements  outbox" in result.stdout


def test_events_that_nobody_counts_need_somebody(site: Site) -> None:
    with site.runtime("scorecards").database.writing() as connection:
        connection.execute(update(tables.offset).values(position=0, as_of=now() - timedelta(minutes=5)))
    result = site.run("check")
    assert result.exit_code == 1
    assert "!!  scorecards    not counted yet     8" in result.stdout


def test_a_dead_letter_needs_somebody(site: Site, dead_letter: int) -> None:
    result = site.run("check")
    assert result.exit_code == 1
    assert "!!  improvements  dead letters        1" in result.stdout
    assert dead_letter == 1
