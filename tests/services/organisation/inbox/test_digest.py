"""Who asked for a digest gets at most one letter a period, about what is new; whatever fails, nothing is lost."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from services.kernel.clock import now
from services.kernel.service import Runtime
from services.kernel.worker import Crew
from services.organisation import operations
from services.organisation.changes import OPERATOR
from services.organisation.inbox import digest
from services.organisation.inbox.model import Digest, Reader, period_of
from services.organisation.people.model import Account
from tests.servers.process import wait_until
from tests.services.kernel.postbox import Postbox
from tests.services.organisation.inbox.telling import Teller, notice

HELSINKI = ZoneInfo("Europe/Helsinki")
LONG_AGO = timedelta(days=8)
ANNA, LARS = "anna@region.example", "lars@region.example"


def account(runtime: Runtime, name: str) -> Account:
    with runtime.database.reading() as session:
        return session.scalars(select(Account).where(Account.name == name)).one()


def wish(runtime: Runtime, name: str, every: str = "daily", language: str = "en") -> None:
    """Wish a digest, as if long ago."""
    who = account(runtime, name).principal()
    with runtime.work() as work:
        fields = {"every": every, "address": f"{name}@region.example", "language": language}
        operations.choose_digest(work, who, fields)
    past = now() - LONG_AGO
    with runtime.database.writing() as connection:
        connection.execute(update(Digest).where(Digest.person == who.id).values(period=past, since=past))


def next_period(runtime: Runtime) -> None:
    """As if the last letters had been begun a period ago."""
    with runtime.database.writing() as connection:
        connection.execute(update(Digest).values(period=now() - LONG_AGO))


def test_a_letter_tells_what_is_new_in_the_readers_language_once(mailing: Runtime, box: Postbox, tell: Teller) -> None:
    wish(mailing, "anna", language="sv")
    tell.notice(title="Vagnar vid varje dörr")
    tell.notice("still_in_use", title="Tavlan")
    tell.notice(title="Not hers", units=["MED-01"])
    digest.send_due(mailing)
    digest.send_due(mailing)
    [(recipient, letter)] = box.letters
    assert recipient == ANNA
    assert letter["Subject"] == "2 nya meddelanden i leanstream"
    assert letter["From"] == "leanstream <leanstream@region.example>"
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    site = "https://lean.region.example"
    improvement = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
    assert f"Problemet som ni också har är löst i Medicinavdelningen: Vagnar vid varje dörr\n{site}/" in text
    assert f"{site}/improvements/{improvement}/take-over\n" in text
    assert f"{site}/inbox/digest\n" in text
    assert "Not hers" not in text


def test_nothing_is_sent_where_no_mail_server_is_set(runtime: Runtime, box: Postbox, tell: Teller) -> None:
    wish(runtime, "anna")
    tell.notice()
    digest.send_due(runtime)
    assert box.connections == 0


def test_nothing_is_sent_when_nothing_is_new_and_what_comes_then_waits_for_the_next_period(
    mailing: Runtime, box: Postbox, tell: Teller
) -> None:
    wish(mailing, "anna")
    tell.count()
    digest.send_due(mailing)
    assert box.connections == 0
    tell.notice()
    digest.send_due(mailing)
    assert box.letters == []
    next_period(mailing)
    digest.send_due(mailing)
    assert box.recipients == [ANNA]


def test_what_was_told_or_read_is_not_told_again(mailing: Runtime, box: Postbox, tell: Teller) -> None:
    wish(mailing, "anna")
    tell.notice(title="Told")
    digest.send_due(mailing)
    read = tell.notice(title="Read")
    tell.notice(title="New")
    with mailing.work() as work:
        operations.mark_read(work, Reader(account(mailing, "anna").id, frozenset({"KIR-01"})), read)
    next_period(mailing)
    digest.send_due(mailing)
    text = box.letters[-1][1].get_content()
    assert len(box.letters) == 2
    assert "New" in text
    assert "Told" not in text
    assert "Read" not in text


def test_what_was_recorded_long_ago_and_arrives_late_is_told_all_the_same(
    mailing: Runtime, box: Postbox, tell: Teller
) -> None:
    wish(mailing, "anna")
    tell.notice(title="First")
    digest.send_due(mailing)
    tell.events(notice(title="Late", time=now() - timedelta(days=30), at=(now() - timedelta(days=30)).isoformat()))
    next_period(mailing)
    digest.send_due(mailing)
    assert ["Late" in letter.get_content() for _, letter in box.letters] == [False, True]


def test_a_new_wish_begins_with_what_happens_after_it(mailing: Runtime, box: Postbox, tell: Teller) -> None:
    tell.notice(title="Before")
    with mailing.work() as work:
        fields = {"every": "daily", "address": ANNA, "language": "en"}
        operations.choose_digest(work, account(mailing, "anna").principal(), fields)
    tell.notice(title="After")
    digest.send_due(mailing)
    assert box.letters == []
    next_period(mailing)
    digest.send_due(mailing)
    [(_, letter)] = box.letters
    assert "After" in letter.get_content()
    assert "Before" not in letter.get_content()


def test_an_address_that_is_refused_stops_nobody_and_is_tried_again(
    mailing: Runtime, box: Postbox, tell: Teller, caplog: pytest.LogCaptureFixture
) -> None:
    wish(mailing, "anna")
    wish(mailing, "lars")
    tell.notice()
    box.refused = {ANNA}
    with caplog.at_level(logging.DEBUG):
        digest.send_due(mailing)
    assert box.recipients == [LARS]
    assert "550" in caplog.text
    assert "@" not in caplog.text
    box.refused = set()
    digest.send_due(mailing)
    digest.send_due(mailing)
    assert box.recipients == [LARS, ANNA]


def test_a_mail_server_that_is_away_delays_letters_and_loses_none(
    mailing: Runtime, box: Postbox, tell: Teller, caplog: pytest.LogCaptureFixture
) -> None:
    wish(mailing, "anna")
    tell.notice()
    away = Runtime(
        mailing.service,
        mailing.settings.read(
            {"LEANSTREAM_SMTP_URL": "smtp://127.0.0.1:1", "LEANSTREAM_MAIL_FROM": "a@region.example"},
            data=mailing.settings.data,
        ),
    )
    digest.send_due(away)
    away.database.close()
    assert "is away" in caplog.text
    assert "@" not in caplog.text
    digest.send_due(mailing)
    assert box.recipients == [ANNA]


def test_a_letter_that_may_have_arrived_is_not_sent_twice_in_a_period_and_told_in_the_next(
    mailing: Runtime, box: Postbox, tell: Teller
) -> None:
    wish(mailing, "anna")
    tell.notice(title="Trolleys")
    box.breaks_off = True
    digest.send_due(mailing)
    box.breaks_off = False
    digest.send_due(mailing)
    assert box.letters == []
    next_period(mailing)
    digest.send_due(mailing)
    [(_, letter)] = box.letters
    assert "Trolleys" in letter.get_content()


def test_a_worker_killed_before_the_letter_went_leaves_its_news_to_the_next_one(
    mailing: Runtime, box: Postbox, tell: Teller
) -> None:
    wish(mailing, "anna")
    tell.notice(title="Trolleys")
    period = period_of("daily", now(), mailing.settings.digest_hour, mailing.settings.zone)
    with mailing.work() as work:
        assert operations.begin_digest(work, account(mailing, "anna").id, period)
    with mailing.work() as work:
        assert not operations.begin_digest(work, account(mailing, "anna").id, period)
    digest.send_due(mailing)
    assert box.letters == []
    next_period(mailing)
    digest.send_due(mailing)
    assert "Trolleys" in box.letters[0][1].get_content()


def test_who_ended_the_digest_or_whose_account_is_closed_gets_none(
    mailing: Runtime, box: Postbox, tell: Teller
) -> None:
    wish(mailing, "anna")
    wish(mailing, "lars")
    tell.notice()
    with mailing.work() as work:
        ended = {"every": "never", "address": None, "language": "en"}
        operations.choose_digest(work, account(mailing, "anna").principal(), ended)
    with mailing.work() as work:
        operations.change_person(work, OPERATOR, account(mailing, "lars").id, {"active": False}, None)
    digest.send_due(mailing)
    assert box.connections == 0


def test_a_run_ends_between_two_letters_when_its_worker_does(mailing: Runtime, box: Postbox, tell: Teller) -> None:
    wish(mailing, "anna")
    tell.notice()
    mailing.stopping.set()
    digest.send_due(mailing)
    assert box.connections == 0


def test_the_worker_sends_what_is_due(mailing: Runtime, box: Postbox, tell: Teller) -> None:
    wish(mailing, "anna")
    tell.notice()
    crew = Crew(mailing, on_death=lambda: None)
    crew.start()
    try:
        assert wait_until(lambda: box.recipients == [ANNA], 30)
    finally:
        crew.end()
    assert crew.failure is None


@pytest.mark.parametrize(
    ("every", "local", "period"),
    [
        ("daily", "2026-11-25T07:00", "2026-11-25T07:00"),
        ("daily", "2026-11-25T06:59", "2026-11-24T07:00"),
        ("weekly", "2026-11-25T08:00", "2026-11-23T07:00"),
        ("weekly", "2026-11-23T07:00", "2026-11-23T07:00"),
        ("weekly", "2026-11-23T06:59", "2026-11-16T07:00"),
        # Clocks were put back on 25 October.
        ("weekly", "2026-10-25T12:00", "2026-10-19T07:00"),
    ],
)
def test_a_period_begins_at_the_hour_of_the_regions_day(every: str, local: str, period: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=HELSINKI).astimezone(UTC)
    assert period_of(every, moment, 7, HELSINKI) == datetime.fromisoformat(period).replace(tzinfo=HELSINKI)
