"""A solution leaves its unit, through a real browser, in both modes: demand, notice, taking over, scorecard, review."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.sites import Site
from tests.journeys.test_journey import Visit, eventually, sign_in


def propose_for(page: Page, site: Site, title: str, relevant: str) -> str:
    """Submit an improvement that could be useful for another unit; answers its address."""
    page.goto(f"{site.url}/improvements/new")
    page.locator("#field-title").fill(title)
    page.locator("#field-problem").fill("Nobody knows which bed is free.")
    page.locator("#field-proposal").fill("One board that both shifts see.")
    page.locator("details", has=page.locator(f"#relevant_units-{relevant}")).first.locator("summary").first.click()
    page.locator("details", has=page.locator(f"#relevant_units-{relevant}")).last.locator("summary").click()
    page.locator(f"#relevant_units-{relevant}").check()
    page.locator("main form button.btn-primary").click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def solve(page: Page, address: str) -> None:
    """Lead it through its life to where it is implemented."""
    page.goto(address)
    for step in ("Accept it", "Start implementing", "It is implemented"):
        page.get_by_role("button", name=step, exact=True).click()


def test_a_unit_with_the_same_problem_hears_of_the_solution_and_takes_it_over(site: Site, visit: Visit) -> None:
    lars, mia = visit(), visit(width=320)
    sign_in(lars, site, "lars")
    address = propose_for(lars, site, "A board of free beds", "W3")
    identifier = address.rpartition("/")[2]

    sign_in(mia, site, "mia")
    mia.goto(address)
    mia.get_by_role("button", name="Same problem here").first.click()
    expect(mia.get_by_role("button", name="Take it back").first).to_be_visible()

    solve(lars, address)
    eventually(mia, f"{site.url}/inbox", "main", "A board of free beds")

    mia.goto(address)
    mia.get_by_role("link", name="Take over here").first.click()
    mia.get_by_label("implemented", exact=False).first.check()
    mia.locator("main form button.btn-primary").click()
    expect(mia.locator("main")).to_contain_text("learned from Ward one")

    eventually(lars, f"{site.url}/scorecards/improvements/{identifier}/spread", "h1", "only relevant unit")
    expect(lars.locator("main")).to_contain_text("Ward three")
    eventually(lars, f"{site.url}/inbox", "main", "Ward three")
    eventually(lars, f"{site.url}/scorecards/divisions/SUR", "main", "Medicine|across")


def test_a_leaders_review_keeps_what_was_seen(site: Site, visit: Visit) -> None:
    root, lars = visit(), visit()
    sign_in(root, site, "root")
    sign_in(lars, site, "lars")
    root.goto(f"{site.url}/scorecards/divisions/SUR/reviews/new")
    root.locator("#field-question").fill("Why does so little spread?")
    root.locator("#field-decision").fill("Each ward visits another one.")
    root.get_by_role("button", name="Open the review").click()
    expect(root.locator("h1")).to_contain_text("Review of Surgery")
    seen = root.locator("main table").first.inner_text()
    propose_for(lars, site, "Seen by nobody yet", "W3")
    eventually(lars, f"{site.url}/scorecards", "main", re.escape("proposed"))
    root.reload()
    assert root.locator("main table").first.inner_text() == seen
    expect(root.locator("main")).to_contain_text("Each ward visits another one.")
