"""Notices are kept out of everything that improvements tell; repeated, reordered or withdrawn, each counts once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.kernel.clock import now
from services.kernel.service import Runtime
from services.organisation import SERVICE, operations, restating
from services.organisation.inbox import queries
from services.organisation.inbox.model import Notice, NoticeUnit, Reader, Seen
from tests.conftest import Region
from tests.services.kernel import life
from tests.services.organisation.inbox.telling import Teller, notice, withdrawn

ANNA = Reader("anna", frozenset({"KIR-01"}))


@pytest.fixture
def told(region: Region) -> Iterator[Teller]:
    """An organisation in each mode that hears of notices; nobody reads for more than one unit."""
    runtime = region.runtime(SERVICE)
    log = runtime.open_log()
    yield Teller(runtime, log)
    log.close()


def titles(runtime: Runtime, reader: Reader = ANNA) -> list[str]:
    with runtime.database.reading() as session:
        found, _ = queries.entries(session, reader, now(), 50)
    return [each.notice.title for each in found]


def test_only_notices_are_kept_and_each_once(told: Teller) -> None:
    given = notice(title="Trolleys", units=["KIR-01", "KIR-02", "KIR-01"])
    told.events(life.event("idea", 1), given, given)
    with told.runtime.database.reading() as session:
        [kept] = session.scalars(select(Notice)).all()
        assert sorted(session.scalars(select(NoticeUnit.unit))) == ["KIR-01", "KIR-02"]
    assert (kept.id, kept.kind, kept.by_unit) == (given["subject"], "solved", "MED-01")


def test_a_withdrawn_notice_is_gone_and_an_older_repetition_does_not_bring_it_back(told: Teller) -> None:
    given = notice(title="Trolleys")
    told.events(given)
    with told.runtime.work() as work:
        operations.mark_read(work, ANNA, given["subject"])
    told.events(withdrawn(given["subject"]))
    assert titles(told.runtime) == []
    told.events(given)
    assert titles(told.runtime) == []
    with told.runtime.database.reading() as session:
        assert session.scalars(select(Seen)).all() == []


def test_what_is_stated_anew_is_changed_and_is_no_news(told: Teller) -> None:
    first = notice(title="Trolleys")
    again = notice(title="Carts", epoch=1, identifier=first["subject"])
    told.events(first)
    with told.runtime.work() as work:
        operations.mark_read(work, ANNA, first["subject"])
    moment = now()
    told.events(again)
    with told.runtime.database.reading() as session:
        [entry], _ = queries.entries(session, ANNA, now(), 50)
    assert (entry.notice.title, entry.read) == ("Carts", True)
    assert entry.notice.arrived_at < moment


def test_kinds_of_a_later_version_are_passed_over(told: Teller) -> None:
    told.events(notice("of a later version", title="Unknown"), notice(title="Known"))
    assert titles(told.runtime) == ["Known"]


def test_what_is_older_than_a_year_is_shown_to_nobody_and_then_forgotten(told: Teller) -> None:
    old = notice(title="Old", at=(now() - timedelta(days=364, hours=23)).isoformat())
    told.events(old, notice(title="New"), notice(title="Older", at=(now() - timedelta(days=366)).isoformat()))
    assert titles(told.runtime) == ["New", "Old"]
    with told.runtime.work() as work:
        operations.forget_old_notices(work)
    with told.runtime.database.reading() as session:
        assert sorted(session.scalars(select(Notice.title))) == ["New", "Old"]
        assert len(session.scalars(select(NoticeUnit)).all()) == 2


def test_a_restore_of_the_organisation_states_no_notices(told: Teller) -> None:
    told.events(notice())
    with told.runtime.work() as work:
        assert "notice" not in restating.restate(work)
    assert titles(told.runtime) == ["A trolley at every door"]
