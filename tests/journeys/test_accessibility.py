"""Every page, in each language, narrow and wide: axe finds nothing, and nothing is wider than the screen."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from services.organisation.demo import DEMO_PASSWORD
from tests.journeys.sites import Site
from tests.journeys.test_journey import sign_in

Visit = Callable[..., Page]
WIDTHS = (320, 1280)
# Each language, each width: words are longest in Finnish.
LOOKS = (("sv", 320), ("fi", 320), ("en", 1280))
# Pages, by who looks at them.
PAGES = {
    "kaisa": (
        "/",
        "/improvements",
        "/improvements?q=nothing-fits-this",
        "/improvements/new",
        "/observations",
        "/observations/groups",
        "/observations/new",
        "/observations/walks",
        "/observations/walks/new",
        "/value-streams",
        "/value-streams/new",
        "/value-streams/compare?name=Utskrivning",
        "/follow-ups",
        "/follow-ups/goals/new",
        "/follow-ups/indicators?unit=KIR-01",
        "/follow-ups/indicators/new",
        "/follow-ups/perspectives",
        "/scorecards",
        "/scorecards/waste",
        "/scorecards/goals",
        "/scorecards/goals/counted",
        "/scorecards/units/KIR-01/waste",
        "/scorecards/observations",
        "/scorecards/divisions/KIR",
        "/scorecards/improvements?state=running",
        "/scorecards/improvements?spread=island",
        "/scorecards/adoptions",
        "/scorecards/units/KIR-01",
        "/scorecards/reviews",
        "/scorecards/divisions/KIR/reviews",
        "/organisation",
        "/organisation/units/KIR-01",
        "/api/docs",
        "/no-such-page",
    ),
    "lars": ("/", "/inbox", "/inbox/digest"),
    "admin": (
        "/scorecards/divisions/KIR/reviews/new",
        "/organisation/people",
        "/organisation/clients",
    ),
}


def found_by_axe(page: Page) -> list[str]:
    """What axe finds, as `rule: element`."""
    results = Axe().run(page)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def addresses(page: Page, site: Site, name: str) -> list[str]:
    """The pages of a person; with single things, their forms, events and spread where they are a coach's."""
    if name != "kaisa":
        return [*PAGES[name]]
    proposed, taken_over = (
        _first(page, site, path) for path in ("/improvements?state=proposed", "/scorecards/adoptions")
    )
    observed, walked, drawn, goal, indicator = (
        _first(page, site, path, start)
        for path, start in (
            ("/observations", "/observations/0"),
            ("/observations/walks", "/observations/walks/0"),
            ("/value-streams", "/value-streams/0"),
            ("/follow-ups?unit=KIR-01", "/follow-ups/goals/0"),
            ("/follow-ups/indicators?unit=KIR-01", "/follow-ups/indicators/0"),
        )
    )
    return [
        *PAGES[name],
        *(f"{observed}{more}" for more in ("", "/edit", "/photograph/edit")),
        *(walked, f"{walked}/edit", f"/observations/raise?observation={observed.rpartition('/')[2]}"),
        *(f"{drawn}{more}" for more in ("", "/versions", "/edit", "/drawings/new?kind=future")),
        *(f"/scorecards{observed}", f"/scorecards{drawn}"),
        *(f"{goal}{more}" for more in ("", "/follow-up")),
        *(f"{indicator}{more}" for more in ("", "/measure", "/measurements", "/phases", "/units")),
        *(f"{proposed}{more}" for more in ("", "/edit", "/take-over", "/not-for-us")),
        *(f"/scorecards{proposed}{more}" for more in ("", "/spread")),
        *(taken_over, f"{taken_over}/take-over?unit=KIR-02&stage=stopped", f"/scorecards{taken_over}/spread"),
    ]


def _first(page: Page, site: Site, path: str, start: str = "/improvements/") -> str:
    """The address of the first thing of a list."""
    page.goto(site.url + path)
    found = page.locator(f"main a[href^='{start}']").first.get_attribute("href")
    assert found
    return found.partition("/take-over")[0]


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_axe_finds_nothing_on_any_page(demo: Site, visit: Visit, language: str, width: int) -> None:
    found = {}
    page = visit(language, width, scripts=True)
    page.goto(f"{demo.url}/sign-in")
    found["/sign-in"] = found_by_axe(page)
    for name in PAGES:
        sign_in(page, demo, name, DEMO_PASSWORD)
        for address in addresses(page, demo, name):
            page.goto(demo.url + address)
            wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found[address] = found_by_axe(page) + (["wider than the screen"] if wider else [])
        page.locator("header form[action='/sign-in/out'] button").click()
    assert {address: each for address, each in found.items() if each} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_a_form_with_errors(demo: Site, visit: Visit, width: int) -> None:
    page = visit("en", width, scripts=True)
    sign_in(page, demo, "anna", DEMO_PASSWORD)
    page.goto(f"{demo.url}/improvements/new")
    page.locator("main form button.btn-primary").click()
    assert page.locator(".summary").evaluate("element => element === document.activeElement")
    assert found_by_axe(page) == []


def test_axe_finds_nothing_in_the_dark(demo: Site, visit: Visit) -> None:
    page = visit("en", 1280, scripts=True)
    page.emulate_media(color_scheme="dark")
    sign_in(page, demo, "kaisa", DEMO_PASSWORD)
    for address in ("/", "/improvements/new", "/scorecards", "/scorecards/divisions/KIR"):
        page.goto(demo.url + address)
        assert found_by_axe(page) == []


def test_the_first_page_is_small(demo: Site, visit: Visit) -> None:
    page = visit("sv")
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(int(response.headers.get("content-length", "0"))))
    page.goto(f"{demo.url}/sign-in")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 60_000


def test_a_keyboard_reaches_the_form_and_sends_it(demo: Site, visit: Visit) -> None:
    page = visit("en", scripts=True)
    sign_in(page, demo, "anna", DEMO_PASSWORD)
    page.goto(f"{demo.url}/improvements/new")
    page.locator("#field-title").focus()
    page.keyboard.type("Reached by keyboard")
    for text in ("The mouse is lost.", "Use the keys."):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/improvements/[0-9a-f-]{36}$"))
