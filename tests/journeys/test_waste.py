"""Waste goes from a phone in the corridor to an improvement and to the scorecard, in a real browser, in both modes."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.sites import Site
from tests.journeys.test_journey import Visit, eventually, sign_in


def note(page: Page, site: Site, description: str) -> str:
    """Note a waste in three taps and a sentence; answers its address."""
    page.goto(f"{site.url}/observations/new")
    page.locator("#note-waste label", has_text="The patient is ready").click()
    page.locator("#field-description").fill(description)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(description)
    return page.url


def test_what_was_seen_becomes_an_improvement_and_shows_what_came_of_it(site: Site, visit: Visit) -> None:
    anna = visit(width=320)
    sign_in(anna, site, "anna")
    address = note(anna, site, "The list of medicines was missing.")
    identifier = address.rpartition("/")[2]

    anna.get_by_role("button", name="Raise an improvement").first.click()
    expect(anna.locator("#field-problem")).to_have_value(re.compile("The list of medicines was missing"))
    anna.locator("#field-title").fill("A list of medicines at each bed")
    anna.locator("#field-proposal").fill("The night shift prints it.")
    anna.locator("main form button.btn-primary").click()
    expect(anna.locator("h1")).to_have_text("A list of medicines at each bed")
    anna.get_by_role("link", name="Observation 1").click()
    assert anna.url == address

    eventually(anna, address, "main", "A list of medicines at each bed")
    eventually(anna, f"{site.url}/scorecards/observations?unit=W1&counted=led", "h1", "^1 observation of waste")
    expect(anna.locator(f"main a[href='/observations/{identifier}']")).to_be_visible()


def test_a_value_stream_is_drawn_without_scripts_and_says_what_it_does_not_know(site: Site, visit: Visit) -> None:
    lars = visit(width=320)
    sign_in(lars, site, "lars")
    lars.goto(f"{site.url}/value-streams/new?unit=W1")
    lars.locator("#field-name").fill("Discharge")
    lars.locator("label[for^='field-time_basis']").first.click()
    for number, (name, wait, work) in enumerate((("Decision", "0", "10"), ("Prescription", "", "5"))):
        if lars.locator(f"[name='steps.{number}.name']").count() == 0:
            lars.get_by_role("button", name="Add a step").click()
        lars.locator(f"[name='steps.{number}.name']").fill(name)
        lars.locator(f"[name='steps.{number}.wait_before_minutes']").fill(wait)
        lars.locator(f"[name='steps.{number}.process_minutes']").fill(work)
    lars.locator("main form button.btn-primary").click()
    expect(lars.locator("h1")).to_contain_text("Discharge")
    expect(lars.locator("main")).to_contain_text(re.compile("unknown", re.IGNORECASE))
    address = lars.url
    eventually(lars, f"{site.url}/scorecards/units/W1/waste", "main", "Discharge")
    expect(lars.locator(f"main a[href='{address.removeprefix(site.url)}']").first).to_be_visible()
