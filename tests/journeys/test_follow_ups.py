"""A goal is set, measured and followed up in a real browser, and its division sees where it stands, in both modes."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.sites import Site
from tests.journeys.test_journey import Visit, eventually, sign_in

GOAL = "At most four wait longer than an hour"


def save(page: Page) -> None:
    """Send the page's form."""
    page.locator("main form button.btn-primary").click()


def set_goal(page: Page, site: Site) -> str:
    """Set a goal of the own unit for this year; answers its address."""
    page.goto(f"{site.url}/follow-ups/goals/new")
    page.locator("#field-title").fill(GOAL)
    page.locator("#field-perspective").select_option(index=1)
    save(page)
    expect(page.locator("h1")).to_contain_text(GOAL)
    return page.url


def test_a_goal_is_measured_followed_up_and_seen_on_the_scorecard(site: Site, visit: Visit) -> None:
    lars = visit(width=320)
    sign_in(lars, site, "lars")
    goal = set_goal(lars, site)

    lars.get_by_role("link", name="Add an indicator").first.click()
    lars.locator("#field-name").fill("Waiting longer than an hour")
    lars.locator("input[name=chart][value=xmr]").check()
    lars.locator("#field-unit_of_measure").fill("patients")
    lars.locator("input[name=direction][value=lower]").check()
    lars.locator("#field-target").fill("4")
    lars.locator("#field-frequency").select_option("")
    save(lars)
    indicator = lars.url
    expect(lars.locator("main")).to_contain_text("Waiting longer than an hour")

    lars.goto(f"{indicator}/upload")
    values = "".join(f"{day}.1.2024;{3 + day % 2},5\n" for day in range(1, 13))
    lars.locator("input[type=file]").set_input_files(
        {"name": "januari.csv", "mimeType": "text/csv", "buffer": f"period;value\n{values}".encode()}
    )
    save(lars)
    expect(lars.locator("h1")).to_have_text("12 rows went in")
    lars.goto(f"{indicator}/measure")
    lars.locator("#field-period").fill("2024-01-13")
    lars.locator("#field-value").fill("12")
    save(lars)
    expect(lars.locator("svg.control")).to_be_visible()
    expect(lars.locator("h1")).to_contain_text("concerning")

    lars.goto(f"{goal}/follow-up")
    lars.locator("input[name=status][value=at_risk]").check()
    save(lars)
    expect(lars.locator(".summary")).to_contain_text("what is done")
    lars.locator("#field-comment").fill("One more person in the morning.")
    save(lars)
    expect(lars.locator("main")).to_contain_text("One more person in the morning.")

    eventually(lars, f"{site.url}/scorecards/units/W1/goals", "h1", r"\b1 (open )?goal\b")
    expect(lars.locator("main")).to_contain_text(re.compile("concerning"))
    lars.locator("main a[href^='/scorecards/goals/counted?']").first.click()
    lars.locator("main .records").get_by_role("link", name=GOAL, exact=True).click()
    assert lars.url == goal
    site.command("check")
