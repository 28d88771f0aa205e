"""Notes that a browser keeps without network: sent later, once, under their own person; on a shared computer."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page, Route, expect

from services.organisation.demo import DEMO_PASSWORD
from tests.journeys.sites import Site
from tests.journeys.test_accessibility import found_by_axe
from tests.journeys.test_journey import sign_in
from tests.services.observations.photographs.pictures import PLACE, from_camera

NEW = "/observations/new"
KEPT = "**/observations/kept"
RECORD = re.compile(r"/observations/[0-9a-f-]{36}$")
SIGN_OUT = "header form[action='/sign-in/out'] button"
NUMBER = "19121212-1212"
STORED = """new Promise((done) => {
  const opening = indexedDB.open("leanstream", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("notes", { keyPath: "id" });
  opening.onsuccess = () => {
    const asked = opening.result.transaction("notes").objectStore("notes").getAll();
    asked.onsuccess = () => { opening.result.close(); done(asked.result.map((note) => JSON.stringify(note))); };
  };
})"""
CACHED = """(async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found.sort();
})()"""
LONG_AGO = """(async () => {
  const cache = await caches.open("leanstream-form");
  await cache.put("/observations/seen", new Response(String(Date.now() - 16 * 60 * 1000)));
})()"""


class Ward:
    """The site, and what a colleague sees of it who only reads."""

    def __init__(self, site: Site, reader: APIRequestContext, session: Any) -> None:  # noqa: ANN401 (cookies as playwright gives them)
        self.site = site
        self.reader = reader
        # Anna's, for the tests that do not end it.
        self.session = session

    def observations(self, text: str) -> list[dict[str, Any]]:
        """Those whose description is this."""
        answer = self.reader.get(f"{self.site.url}/api/v1/observations?limit=500")
        return [each for each in answer.json()["items"] if each["description"] == text]


@pytest.fixture(scope="module")
def ward(browser: Browser, demo: Site) -> Iterator[Ward]:
    """The sample region, with Anna's session and a reader's."""
    with browser.new_context() as annas, browser.new_context() as readers:
        sign_in(annas.new_page(), demo, "anna", DEMO_PASSWORD)
        sign_in(readers.new_page(), demo, "kaisa", DEMO_PASSWORD)
        yield Ward(demo, readers.request, annas.cookies())


@pytest.fixture
def computer(browser: Browser, ward: Ward) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of its own, Anna signed in; requests can be stopped on the way where there is no worker."""
    contexts: list[BrowserContext] = []

    def make(*, worker: bool = True, anna: bool = True) -> BrowserContext:
        context = browser.new_context(locale="en", service_workers="allow" if worker else "block")
        if anna:
            context.add_cookies(ward.session)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


def open_form(page: Page, ward: Ward) -> None:
    """Open the form, and wait until its script has begun."""
    page.goto(f"{ward.site.url}{NEW}")
    expect(page.locator("#note-waste")).to_be_visible()


def note(page: Page, text: str, **fields: str) -> None:
    """Fill the form and send it."""
    page.locator("label[for=field-waste-3]").click()
    page.locator("#field-description").fill(text)
    if fields:
        page.locator("#note-waste details > summary").click()
    for name, value in fields.items():
        page.locator(f"#field-{name}").fill(value)
    page.locator("#note-waste button.btn-primary").click()


def region(page: Page, text: str) -> None:
    """Wait until the page says this about kept notes."""
    expect(page.locator("main > [role=status]").first).to_contain_text(text)


def nothing_stored(page: Page) -> None:
    """Wait until no note is kept."""
    deadline = time.monotonic() + 30
    while page.evaluate(STORED):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def worker_ready(page: Page) -> None:
    """Wait until the worker holds the form and the page for nobody."""
    deadline = time.monotonic() + 30
    while page.evaluate(CACHED) != [NEW, "/observations/offline", "/observations/seen"]:
        assert time.monotonic() < deadline, page.evaluate(CACHED)
        page.wait_for_timeout(50)


@contextmanager
def stopped(page: Page, stop: Callable[[Route], None]) -> Iterator[None]:
    """Stop what hands notes in."""
    page.context.route(KEPT, stop)
    yield
    page.context.unroute(KEPT)


def test_a_note_left_without_network_is_sent_when_it_is_back_once(
    ward: Ward, computer: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page, text = computer().new_page(), "A long wait for the lift"
    (tmp_path / "lift.jpg").write_bytes(from_camera())
    open_form(page, ward)
    page.context.set_offline(True)
    page.locator("#note-waste details > summary").click()
    page.locator("#field-photograph").set_input_files(tmp_path / "lift.jpg")
    note(page, text)
    region(page, "This note is kept on this computer")
    region(page, text)
    expect(page.locator("#field-description")).to_have_value("")
    assert ward.observations(text) == []

    page.context.set_offline(False)
    region(page, "The note that was kept on this computer is sent")
    nothing_stored(page)
    page.goto(f"{ward.site.url}/")
    page.goto(f"{ward.site.url}{NEW}")
    (sent,) = ward.observations(text)
    assert sent["noted_by"] == "Anna Lindqvist"
    page.goto(f"{ward.site.url}/observations/{sent['id']}")
    expect(page.locator(f"img[src='{sent['photograph']}']")).to_be_visible()
    picture = page.request.get(f"{ward.site.url}{sent['photograph']}")
    assert PLACE not in picture.body()


def test_with_network_a_note_goes_to_its_page_and_an_error_to_its_field(
    ward: Ward, computer: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page, text = computer().new_page(), "Beds stand in the corridor"
    (tmp_path / "beds.jpg").write_bytes(from_camera())
    open_form(page, ward)
    page.locator("#field-photograph").set_input_files(tmp_path / "beds.jpg")
    note(page, text, minutes_lost="-5")
    expect(page.locator(".summary a[href='#field-minutes_lost']")).to_be_visible()
    # The photograph is put back, and nobody is asked to choose it again.
    expect(page.locator("#field-photograph")).to_have_value(re.compile(r"photograph\.jpg$"))
    expect(page.locator(".summary a")).to_have_count(1)
    assert "/observations/photograph" not in page.evaluate(CACHED)
    expect(page.locator("#field-description")).to_have_value(text)
    assert page.evaluate(STORED) == []
    page.locator("#field-minutes_lost").fill("5")
    page.locator("#note-waste button.btn-primary").click()
    page.wait_for_url(RECORD)
    (sent,) = ward.observations(text)
    assert page.url.endswith(sent["id"])
    assert sent["photograph"]
    assert page.evaluate(STORED) == []


def test_a_note_whose_session_ended_is_sent_after_signing_in(
    ward: Ward, computer: Callable[..., BrowserContext]
) -> None:
    page, text = computer().new_page(), "The session ended while this was written"
    open_form(page, ward)
    page.context.clear_cookies()
    note(page, text)
    page.wait_for_url(re.compile(r"/sign-in\?next=/observations/new$"))
    assert ward.observations(text) == []
    page.locator("#field-name").fill("anna")
    page.locator("#field-password").fill(DEMO_PASSWORD)
    page.locator("main button.btn-primary").click()
    region(page, "is sent")
    assert len(ward.observations(text)) == 1


def test_the_worker_sends_when_no_page_is_open(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page, text = computer().new_page(), "The page was closed at once"
    registrations: list[str] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(each["registrationId"] for each in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    open_form(page, ward)
    worker_ready(page)
    page.context.set_offline(True)
    note(page, text)
    region(page, text)
    page.goto("about:blank")
    page.context.set_offline(False)
    sync = {"origin": ward.site.url, "registrationId": registrations[-1], "tag": "notes", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", sync)
    deadline = time.monotonic() + 30
    while not ward.observations(text):
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
    page.goto(f"{ward.site.url}{NEW}")
    nothing_stored(page)
    assert len(ward.observations(text)) == 1


def test_a_lost_answer_makes_no_second_observation(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page, text = computer(worker=False).new_page(), "The answer is lost on the way"
    open_form(page, ward)

    def lose(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort()

    with stopped(page, lose):
        note(page, text)
        region(page, "This note is kept on this computer")
        (first,) = ward.observations(text)
        page.reload()
        region(page, text)
    page.reload()
    region(page, "is sent")
    nothing_stored(page)
    assert ward.observations(text) == [first]


def test_what_looks_like_leanstream_and_is_not_takes_no_note(
    ward: Ward, computer: Callable[..., BrowserContext]
) -> None:
    page, text = computer(worker=False).new_page(), "Asked to sign in to the guest network"
    open_form(page, ward)
    answers = [(200, "<html>Welcome to the guest network</html>"), (200, "{}"), (503, "{}"), (401, "{}")]

    def pretend(route: Route) -> None:
        status, body = answers.pop(0)
        route.fulfill(status=status, body=body)

    with stopped(page, pretend):
        note(page, text)
        region(page, text)
        while answers:
            page.reload()
            region(page, text)
    assert ward.observations(text) == []
    assert len(page.evaluate(STORED)) == 1
    page.reload()
    nothing_stored(page)
    assert len(ward.observations(text)) == 1


def test_on_a_shared_computer_a_note_is_its_persons(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page, text = computer(worker=False, anna=False).new_page(), "Only for Anna to send"
    sign_in(page, ward.site, "anna", DEMO_PASSWORD)
    open_form(page, ward)
    with stopped(page, lambda route: route.abort()):
        note(page, text)
        region(page, text)
        page.locator(SIGN_OUT).click()
        dialog = page.get_by_role("dialog", name="1 note of Anna Lindqvist is kept on this computer and not sent")
        expect(dialog).to_contain_text(text)
        assert found_by_axe(page) == []
        dialog.get_by_role("button", name="Stay signed in").click()
        expect(dialog).to_be_hidden()
        page.locator(SIGN_OUT).click()
        page.get_by_role("button", name="Sign out and leave it here").click()
        expect(page.locator("h1")).to_have_text("You are signed out")

    sign_in(page, ward.site, "lars", DEMO_PASSWORD)
    (stored,) = page.evaluate(STORED)
    page.goto(f"{ward.site.url}/observations")
    region(page, "1 note of Anna Lindqvist is kept on this computer")
    expect(page.locator("main")).not_to_contain_text(text)
    page.goto(f"{ward.site.url}{NEW}?kept={json.loads(stored)['id']}")
    region(page, "1 note of Anna Lindqvist")
    expect(page.locator("#field-description")).to_have_value("")
    note(page, "Lars has one of her own")
    page.wait_for_url(RECORD)
    assert ward.observations(text) == []
    page.locator(SIGN_OUT).click()
    expect(page.locator("h1")).to_have_text("You are signed out")

    sign_in(page, ward.site, "anna", DEMO_PASSWORD)
    region(page, "is sent")
    (sent,) = ward.observations(text)
    assert sent["noted_by"] == "Anna Lindqvist"
    nothing_stored(page)


def test_a_note_can_be_thrown_away(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page = computer(worker=False, anna=False).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, ward.site, "anna", DEMO_PASSWORD)
    open_form(page, ward)
    with stopped(page, lambda route: route.abort()):
        note(page, "Thrown away at once")
        page.locator("main > [role=status]").get_by_role("button", name="Throw away").click()
        nothing_stored(page)
        note(page, "Thrown away at sign-out")
        region(page, "Thrown away at sign-out")
        page.locator(SIGN_OUT).click()
        page.get_by_role("button", name="Throw it away and sign out").click()
        expect(page.locator("h1")).to_have_text("You are signed out")
    nothing_stored(page)
    assert ward.observations("Thrown away at once") + ward.observations("Thrown away at sign-out") == []


def test_a_note_with_an_identity_number_is_never_kept(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page = computer().new_page()
    open_form(page, ward)
    page.context.set_offline(True)
    page.locator("#note-waste details > summary").click()
    for field in ("description", "step"):
        typed = {"description": "Waited for a bed", "step": "Admission"} | {field: f"For {NUMBER} again"}
        page.locator("#field-step").fill(typed["step"])
        note(page, typed["description"])
        expect(page.locator(f".summary a[href='#field-{field}']")).to_contain_text("personal identity number")
        assert {name: page.locator(f"#field-{name}").input_value() for name in typed} == typed
        assert page.evaluate(STORED) == []


def test_what_the_server_refuses_stays_to_be_mended(
    ward: Ward, computer: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page, text = computer().new_page(), "Searching for a wheelchair"
    (tmp_path / "chair.jpg").write_bytes(from_camera())
    open_form(page, ward)
    page.context.set_offline(True)
    page.locator("#note-waste details > summary").click()
    page.locator("#field-photograph").set_input_files(tmp_path / "chair.jpg")
    page.locator("#field-minutes_lost").fill("many")
    note(page, text)
    region(page, text)
    page.context.set_offline(False)
    region(page, "could not be taken as it is")
    region(page, "Write a number")
    page.get_by_role("link", name="Mend it").click()
    expect(page.locator("#field-description")).to_have_value(text)
    expect(page.locator("#field-minutes_lost")).to_have_value("many")
    expect(page.locator(".summary")).to_contain_text("Write a number")
    page.locator("#field-minutes_lost").fill("15")
    page.locator("#note-waste button.btn-primary").click()
    page.wait_for_url(RECORD)
    (sent,) = ward.observations(text)
    assert sent["minutes_lost"] == 15
    assert sent["photograph"]
    nothing_stored(page)


def test_the_form_opens_without_network_for_its_person_alone(
    ward: Ward, computer: Callable[..., BrowserContext]
) -> None:
    page, text = computer().new_page(), "Noted in the lift"
    form = f"{ward.site.url}{NEW}"
    page.goto(f"{ward.site.url}/observations")
    worker_ready(page)
    page.context.set_offline(True)
    page.goto(form)
    expect(page.locator("header .acting")).to_contain_text("Anna Lindqvist")
    note(page, text)
    region(page, text)
    page.goto(f"{ward.site.url}/observations/walks")
    expect(page.locator("h1")).to_have_text("You are offline")
    page.context.set_offline(False)
    page.goto(f"{ward.site.url}/")
    nothing_stored(page)
    assert len(ward.observations(text)) == 1

    # Somebody else's page was seen, be it outside the worker's reach.
    page.context.clear_cookies()
    sign_in(page, ward.site, "lars", DEMO_PASSWORD)
    page.goto(f"{ward.site.url}/observations")
    worker_ready(page)
    page.context.set_offline(True)
    page.goto(form)
    expect(page.locator("header .acting")).to_contain_text("Lars Öberg")

    # For as long as the session would have lasted.
    page.evaluate(LONG_AGO)
    page.goto(form)
    expect(page.locator("h1")).to_have_text("You are offline")
    expect(page.locator("body")).not_to_contain_text("Lars")


def test_without_network_nobody_is_told_to_be_signed_out(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page = computer().new_page()
    open_form(page, ward)
    worker_ready(page)
    page.context.set_offline(True)
    page.locator(SIGN_OUT).click()
    region(page, "nobody can be signed out now")
    page.goto(f"{ward.site.url}{NEW}")
    expect(page.locator("h1")).to_have_text("You are offline")


def test_after_signing_out_the_form_is_forgotten(ward: Ward, computer: Callable[..., BrowserContext]) -> None:
    page = computer(anna=False).new_page()
    sign_in(page, ward.site, "anna", DEMO_PASSWORD)
    open_form(page, ward)
    worker_ready(page)
    page.locator(SIGN_OUT).click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    page.context.set_offline(True)
    page.goto(f"{ward.site.url}{NEW}")
    expect(page.locator("h1")).to_have_text("You are offline")
    assert page.evaluate(CACHED) == ["/observations/offline"]
