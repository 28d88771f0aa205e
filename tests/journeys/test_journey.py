"""The main job, through a real browser, in both modes: from a ward's form to its division's scorecard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.sites import PASSWORD, Site

Visit = Callable[..., Page]
SECONDS = 1000


def sign_in(page: Page, site: Site, name: str, password: str = PASSWORD) -> None:
    """Sign in through the page."""
    page.goto(f"{site.url}/sign-in")
    page.locator("#field-name").fill(name)
    page.locator("#field-password").fill(password)
    page.locator("main button.btn-primary").click()
    expect(page.locator("header form[action='/sign-in/out']")).to_be_visible()


def submit(page: Page, site: Site, title: str) -> str:
    """Submit an improvement through the form; answers its address."""
    page.goto(f"{site.url}/improvements/new")
    page.locator("#field-title").fill(title)
    page.locator("#field-problem").fill("The same facts are written three times.")
    page.locator("#field-proposal").fill("Keep one form.")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def eventually(page: Page, url: str, selector: str, pattern: str) -> None:
    """Look again until a page says it; events take a moment."""
    for _ in range(60):
        page.goto(url)
        if re.search(pattern, page.locator(selector).first.inner_text()):
            return
        page.wait_for_timeout(0.25 * SECONDS)
    pytest.fail(f"{url} never said {pattern}: {page.locator(selector).first.inner_text()}")


def test_an_improvement_goes_from_the_wards_form_to_its_divisions_scorecard(site: Site, visit: Visit) -> None:
    anna, lars = visit(width=320), visit()
    sign_in(anna, site, "anna")
    address = submit(anna, site, "One form for admission")

    sign_in(lars, site, "lars")
    lars.goto(address)
    lars.get_by_role("button", name="Accept it").click()
    expect(lars.locator("main .badge-state").first).to_contain_text("accepted")

    eventually(lars, f"{site.url}/scorecards", "h1", r"^1 improvement runs")
    lars.locator("#divisions").get_by_role("link", name="Surgery").click()
    expect(lars.locator("h1")).to_have_text("1 improvement runs in Surgery")
    lars.locator("#units").get_by_role("row", name=re.compile("Ward one")).get_by_role("link", name="1").first.click()
    lars.locator("main .records").get_by_role("link", name=re.compile("^Events")).first.click()
    expect(lars.locator("h1")).to_contain_text("2 events")
    expect(lars.get_by_text("org.leanstream.improvement.accepted.v1")).to_be_visible()

    anna.goto(f"{site.url}/")
    expect(anna.get_by_role("link", name="One form for admission").first).to_be_visible()


def test_what_is_recorded_is_counted_and_the_operator_can_check_it(site: Site, visit: Visit) -> None:
    anna = visit()
    sign_in(anna, site, "anna")
    eventually(anna, f"{site.url}/scorecards", "main .figure-number", r"^\d+$")
    before = int(anna.locator("main .figure-number").first.inner_text())
    for number in range(3):
        submit(anna, site, f"Shelves marked, part {number}")
    eventually(anna, f"{site.url}/scorecards", "main .figure-number", rf"^{before + 3}$")
    site.command("check")


def test_a_ward_computer_can_be_used_in_each_language_without_scripts(site: Site, visit: Visit) -> None:
    page = visit("fi")
    sign_in(page, site, "anna")
    for code, word in (("sv", "förbättring"), ("fi", "parannu"), ("en", "improvement")):
        page.locator(f"button[name='lang'][value='{code}']").click()
        page.goto(f"{site.url}/improvements/new")
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("h1")).to_contain_text(re.compile(word, re.IGNORECASE))


def test_what_was_typed_comes_back_beside_what_is_to_be_mended(site: Site, visit: Visit) -> None:
    page = visit()
    sign_in(page, site, "anna")
    page.goto(f"{site.url}/improvements/new")
    page.locator("#field-title").fill("A title")
    page.locator("#field-problem").fill("Anna 19121212-1212 waited.")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".summary")).to_contain_text("personal identity number")
    expect(page.locator("#field-title")).to_have_value("A title")
    expect(page.locator("#field-problem")).to_have_value("Anna 19121212-1212 waited.")


def test_after_signing_out_nothing_can_be_read(site: Site, visit: Visit) -> None:
    page = visit()
    sign_in(page, site, "anna")
    page.locator("header form[action='/sign-in/out'] button").click()
    page.goto(f"{site.url}/improvements")
    expect(page.locator("#field-password")).to_be_visible()
