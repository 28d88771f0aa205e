"""The inbox as people see it: what concerns their units, in their language, and what they have read of it."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.kernel.clock import now
from services.kernel.service import Runtime
from services.organisation.inbox.model import Digest
from services.organisation.model import Change
from tests.services.organisation.inbox.telling import Teller, notice
from tests.services.organisation.visitors import Api, Browser

IMPROVEMENT = "/improvements/0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
MESSAGE = re.compile(r'<h3 id="message-([^"]+)"><a href="([^"]+)">([^<]+)</a></h3>')
UNTIL = re.compile(r'name="until" value="([^"]+)"')


@pytest.fixture
def anna(browser: Browser) -> Browser:
    """Somebody of KIR-01."""
    assert browser.sign_in("anna").status_code == 303
    return browser


def messages(browser: Browser, path: str = "/inbox") -> list[tuple[str, str]]:
    """(text, where it leads) of each message on the page."""
    return [(html.unescape(text), href) for _, href, text in MESSAGE.findall(browser.get(path).text)]


def heading(browser: Browser) -> str:
    found = re.search(r"<h1>([^<]+)</h1>", browser.get("/inbox").text)
    assert found
    return found[1]


def test_messages_say_by_their_kind_what_happened_and_lead_there(anna: Browser, tell: Teller) -> None:
    moment = now()
    tell.events(
        *(
            notice(kind, title=f"Title {age}", at=(moment - timedelta(days=age)).isoformat(), by_unit=unit)
            for age, (kind, unit) in enumerate(
                [("solved", "MED-01"), ("taken_over", "MED-02"), ("still_in_use", None), ("solved", None)]
            )
        )
    )
    assert messages(anna) == [
        ("The problem you said you have is solved in Medical ward: Title 0", IMPROVEMENT),
        ("Emergency department has taken over yours: Title 1", IMPROVEMENT),
        ("Is it still in use at yours? Title 2", f"{IMPROVEMENT}/take-over"),
        ("The problem you said you have is solved: Title 3", IMPROVEMENT),
    ]
    anna.headers["Accept-Language"] = "sv"
    assert messages(anna)[0][0] == "Problemet som ni också har är löst i Medicinavdelningen: Title 0"


def test_a_person_sees_what_is_for_the_home_unit_and_the_units_they_lead(
    visit: Callable[[], Browser], tell: Teller
) -> None:
    for unit in ("MED-01", "MED-02", "MED-03"):
        tell.notice(title=unit, units=[unit])
    jukka, sofia, kaisa = visit(), visit(), visit()
    for browser, name in ((jukka, "jukka"), (sofia, "sofia"), (kaisa, "kaisa")):
        browser.sign_in(name)
    assert {text.rpartition(" ")[2] for text, _ in messages(jukka)} == {"MED-02", "MED-03"}
    assert {text.rpartition(" ")[2] for text, _ in messages(sofia)} == {"MED-01"}
    assert messages(kaisa) == []
    assert "For Heart clinic" in jukka.get("/inbox").text
    assert "For Medical ward" not in sofia.get("/inbox").text


def test_looking_changes_nothing_and_a_message_is_read_when_that_is_said(anna: Browser, tell: Teller) -> None:
    first, _ = tell.notice(title="One"), tell.notice(title="Two")
    assert [heading(anna), heading(anna)] == ["2 unread messages"] * 2
    assert anna.send(f"/inbox/{first}/read", {}, page="/inbox").status_code == 303
    assert heading(anna) == "1 unread message"
    assert anna.send(f"/inbox/{first}/read", {}, page="/inbox").status_code == 303
    assert heading(anna) == "1 unread message"


def test_what_somebody_has_read_is_unread_to_their_colleague(
    anna: Browser, visit: Callable[[], Browser], tell: Teller
) -> None:
    first = tell.notice()
    anna.send(f"/inbox/{first}/read", {}, page="/inbox")
    lars = visit()
    lars.sign_in("lars")
    assert (heading(anna), heading(lars)) == ("You have read every message", "1 unread message")


def test_all_that_stood_on_the_page_is_marked_as_read_and_nothing_that_came_later(anna: Browser, tell: Teller) -> None:
    tell.notice(title="One")
    tell.notice(title="Two")
    found = UNTIL.search(anna.get("/inbox").text)
    assert found
    # What happened earlier and is told later is new all the same.
    tell.notice(title="Three", at=(now() - timedelta(days=9)).isoformat())
    assert anna.send("/inbox/read", {"until": found[1]}, page="/inbox").status_code == 303
    assert heading(anna) == "1 unread message"


@pytest.mark.parametrize("until", ["", "yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_is_none_is_refused(anna: Browser, tell: Teller, until: str) -> None:
    tell.notice()
    assert anna.send("/inbox/read", {"until": until}, page="/inbox").status_code == 400
    assert heading(anna) == "1 unread message"


def test_a_message_for_others_cannot_be_marked(anna: Browser, tell: Teller) -> None:
    others = tell.notice(units=["MED-01"])
    assert anna.send(f"/inbox/{others}/read", {}, page="/inbox").status_code == 404


def test_a_long_inbox_comes_in_pieces(anna: Browser, tell: Teller) -> None:
    moment = now() - timedelta(minutes=1)
    tell.events(*(notice(title=f"No {number}", at=moment.isoformat()) for number in range(5)))
    seen, path = [], "/inbox?limit=2"
    for _ in range(3):
        page = anna.get(path).text
        seen += [html.unescape(text) for _, _, text in MESSAGE.findall(page)]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(following[1]) if following else ""
    assert (len(seen), len(set(seen)), path) == (5, 5, "")


def test_a_cursor_that_we_did_not_give_is_refused(anna: Browser) -> None:
    assert anna.get("/inbox?cursor=WyJub3QiLCAieCJd").status_code == 422


def test_an_empty_inbox_says_what_will_be_there(anna: Browser) -> None:
    page = anna.get("/inbox").text
    assert "No messages yet" in page
    assert 'href="/improvements"' in page


def test_a_program_has_no_inbox(connect: Callable[..., Api]) -> None:
    assert connect("member")("GET", "/inbox").status_code == 403


def wishes(runtime: Runtime) -> list[tuple[str, str, str]]:
    with runtime.database.reading() as session:
        return [(each.address, each.every, each.language) for each in session.scalars(select(Digest))]


def test_nobody_gets_a_digest_who_did_not_ask_for_one(anna: Browser, runtime: Runtime) -> None:
    page = anna.get("/inbox/digest").text
    assert 'value="never" checked' in page
    assert "No e-mail is sent from here yet" in page
    assert wishes(runtime) == []


def test_a_wish_is_kept_changed_and_forgotten_with_its_address(anna: Browser, runtime: Runtime) -> None:
    wish = {"every": "daily", "address": "anna@region.example", "language": "fi"}
    assert anna.send("/inbox/digest", wish).status_code == 303
    assert wishes(runtime) == [("anna@region.example", "daily", "fi")]
    assert 'value="anna@region.example"' in anna.get("/inbox/digest").text
    anna.send("/inbox/digest", wish | {"every": "weekly"})
    assert wishes(runtime) == [("anna@region.example", "weekly", "fi")]
    anna.send("/inbox/digest", wish | {"every": "never"})
    assert wishes(runtime) == []


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "anna@a b", "anna@region.example, lars@region.example", "Anna <anna@region.example>"],
)
def test_an_address_that_is_none_comes_back_with_all_that_was_typed(
    anna: Browser, runtime: Runtime, address: str
) -> None:
    answer = anna.send("/inbox/digest", {"every": "weekly", "address": address, "language": "en"})
    assert answer.status_code == 422
    assert 'href="#field-address"' in answer.text
    assert 'value="weekly" checked' in answer.text
    assert wishes(runtime) == []


def test_an_address_stands_in_no_event_and_no_record_of_changes(
    anna: Browser, runtime: Runtime, told: Callable[[str], list[dict[str, object]]]
) -> None:
    with runtime.database.reading() as session:
        before = len(session.scalars(select(Change)).all())
    anna.send("/inbox/digest", {"every": "daily", "address": "anna@region.example", "language": "sv"})
    with runtime.database.reading() as session:
        [wish] = session.scalars(select(Digest)).all()
        assert len(session.scalars(select(Change)).all()) == before
    assert told(wish.person) == []
