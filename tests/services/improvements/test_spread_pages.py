"""How an improvement spreads, on its page and on those around it: told in one tap, taken over in one form."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.improvements.adoptions.operations import record_adoption
from services.improvements.model import Improvement
from services.kernel.clock import now
from tests.services.improvements.client import WHOLE, ApiClient
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site

Thing = dict[str, Any]


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


@pytest.fixture
def origin(site: Site) -> str:
    return site.free_unit()


@pytest.fixture
def thing(coach: ApiClient, origin: str, unit: str) -> Thing:
    """An improvement of another unit, which could be useful for ours."""
    return coach.propose(origin, relevant_units=[unit, "E59"])


@pytest.fixture
def lead(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("unit_lead", home_unit=unit, name="Lo Vik"))


@pytest.fixture
def member(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("member", home_unit=unit))


def address(thing: Thing, rest: str = "") -> str:
    return f"/improvements/{thing['id']}{rest}"


def send(browser: FlaskClient, page: str, action: str, change: dict[str, Any] | None = None, **holding: str) -> None:
    """Fill in a form as the page offers it, send it and arrive where the page tells how it spreads."""
    answer = browser.post(action, data=sound_page(browser, page).form(action, **holding) | (change or {}))
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].endswith("#spread")


def take_over(browser: FlaskClient, thing: Thing, unit: str, stage: str, **more: str) -> None:
    action = address(thing, "/take-over")
    page = sound_page(browser, f"{action}?unit={unit}")
    answer = browser.post(action, data=page.form(action) | {"stage": stage, **more})
    assert answer.status_code == 303, answer.text


def headings(page: Document, *levels: str) -> list[str]:
    return [each.text.strip() for each in page.elements if each.tag in levels]


def labels_of_radios(page: Document) -> list[str]:
    return [each.attributes["value"] for each in page.all("input", type="radio")]


def taps(site: Site, thing: Thing) -> list[str]:
    rows = site.rows("SELECT unit FROM same_problem WHERE improvement = :id AND taken_back_at IS NULL", id=thing["id"])
    return sorted(row.unit for row in rows)


def adoptions(site: Site, thing: Thing) -> list[tuple[str, str, str | None, str | None]]:
    told = "SELECT unit, stage, learned_from, adapted FROM adoption WHERE improvement = :id ORDER BY unit"
    return [tuple(row) for row in site.rows(told, id=thing["id"])]


def test_one_tap_tells_of_the_same_problem_and_another_takes_it_back(
    site: Site, member: FlaskClient, thing: Thing, unit: str
) -> None:
    page = address(thing)
    send(member, page, address(thing, "/same-problem"), unit=unit)
    assert taps(site, thing) == [unit]
    assert adoptions(site, thing) == []
    told = sound_page(member, page)
    assert "1 other unit has the same problem" in headings(told, "h2")
    assert [each.text for each in told.all("span", class_="pressed")] == ["Same problem here"]
    send(member, page, address(thing, "/same-problem/back"), unit=unit)
    assert taps(site, thing) == []
    assert "No other unit has taken it over yet" in headings(sound_page(member, page), "h2")


def test_the_list_says_how_many_have_the_same_problem(member: FlaskClient, thing: Thing, origin: str) -> None:
    listed = f"/improvements?unit={origin}"
    assert "the same problem" not in member.get(listed).text
    send(member, address(thing), address(thing, "/same-problem"), {"unit": "E58"}, unit="")
    assert "1 unit has the same problem" in member.get(listed).text


def test_a_tap_for_no_unit_comes_back_with_what_to_mend(site: Site, member: FlaskClient, thing: Thing) -> None:
    action = address(thing, "/same-problem")
    answer = member.post(action, data=sound_page(member, address(thing)).form(action, unit=""))
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert page.all("a", href="#field-unit")
    assert taps(site, thing) == []


def test_where_it_began_nobody_is_asked_to_take_it_over(site: Site, thing: Thing, origin: str) -> None:
    page = sound_page(site.browser(site.principal("unit_lead", home_unit=origin)), address(thing))
    assert not page.all("div", class_="panel")
    offered = [each.attributes["value"] for each in page.all("option")]
    assert "E58" in offered
    assert origin not in offered


def test_a_lead_takes_over_and_the_page_credits_where_it_began(
    lead: FlaskClient, thing: Thing, unit: str, origin: str
) -> None:
    form = sound_page(lead, address(thing, "/take-over")).form(address(thing, "/take-over"))
    assert (form["unit"], form["learned_from"]) == ([unit], [origin])
    take_over(lead, thing, unit, "implemented", adapted="At noon <b>instead</b>", time_amount="40", time_unit="hours")
    page = lead.get(address(thing)).text
    assert "1 other unit works this way" in page
    assert f"It began in Ward {origin}." in page
    assert f"learned from Ward {origin}" in page
    assert "At noon &lt;b&gt;instead&lt;/b&gt;" in page
    assert "Time freed for other work: 40 hours every year" in page


def test_a_member_may_say_that_the_unit_is_interested_and_a_lead_the_rest(
    member: FlaskClient, lead: FlaskClient, thing: Thing, unit: str
) -> None:
    form = address(thing, "/take-over")
    assert labels_of_radios(sound_page(member, form)) == ["known", "interested"]
    assert labels_of_radios(sound_page(lead, form))[2:] == ["testing", "implemented", "sustained", "stopped"]
    take_over(member, thing, unit, "interested")
    take_over(lead, thing, unit, "testing")
    assert labels_of_radios(sound_page(member, form)) == []
    assert "/take-over?unit=" not in member.get(address(thing)).text


def test_the_next_stage_is_one_step_in_the_list_and_keeps_what_was_told(
    site: Site, lead: FlaskClient, thing: Thing, unit: str, origin: str
) -> None:
    take_over(lead, thing, unit, "testing", adapted="Smaller boxes", time_amount="40")
    send(lead, address(thing), address(thing, "/take-over"), unit=unit, stage="implemented")
    assert adoptions(site, thing) == [(unit, "implemented", origin, "Smaller boxes")]
    form = sound_page(lead, address(thing, "/take-over")).form(address(thing, "/take-over"))
    assert (form["stage"], form["adapted"], form["time_amount"]) == (["implemented"], ["Smaller boxes"], ["40"])


def test_what_is_emptied_is_cleared(site: Site, lead: FlaskClient, thing: Thing, unit: str) -> None:
    take_over(lead, thing, unit, "testing", adapted="Smaller boxes")
    take_over(lead, thing, unit, "testing", adapted="", learned_from="")
    assert adoptions(site, thing) == [(unit, "testing", None, None)]


def test_stopping_without_a_reason_comes_back_with_everything_typed(
    site: Site, lead: FlaskClient, thing: Thing
) -> None:
    action = address(thing, "/take-over")
    typed = {"stage": "stopped", "adapted": "Smaller boxes", "time_amount": "much", "learned_from": ""}
    answer = lead.post(action, data=sound_page(lead, action).form(action) | typed)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert page.all("a", href="#field-time_amount")
    answer = lead.post(action, data=page.form(action) | {"time_amount": ""})
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.all("a", href="#field-reason")
    back = page.form(action)
    assert {name: back[name] for name in typed} == {name: [text] for name, text in typed.items()} | {
        "time_amount": [""]
    }
    assert adoptions(site, thing) == []
    answer = lead.post(action, data=back | {"reason": "Too few patients"})
    assert answer.status_code == 303
    assert "Too few patients" in lead.get(address(thing)).text


def test_who_has_no_home_unit_chooses_one_first(site: Site, thing: Thing, unit: str) -> None:
    browser = site.browser(site.principal("coach"))
    page = sound_page(browser, address(thing, "/take-over"))
    assert not page.all("form", method="post", action=address(thing, "/take-over"))
    assert unit in [each.attributes["value"] for each in page.all("option")]
    take_over(browser, thing, unit, "testing")
    assert [row[:2] for row in adoptions(site, thing)] == [(unit, "testing")]


def test_later_units_may_have_learned_from_earlier_ones(site: Site, lead: FlaskClient, thing: Thing, unit: str) -> None:
    take_over(lead, thing, unit, "implemented")
    later = site.free_unit()
    browser = site.browser(site.principal("unit_lead", home_unit=later))
    take_over(browser, thing, later, "testing", learned_from=unit)
    assert f"learned from Ward {unit}" in browser.get(address(thing)).text


def test_a_relevant_unit_says_that_it_is_not_for_them_and_takes_that_back(
    member: FlaskClient, coach: ApiClient, thing: Thing, unit: str
) -> None:
    page, action = address(thing), address(thing, "/not-for-us")
    assert member.post(action, data=sound_page(member, action).form(action)).status_code == 422
    send(member, action, action, {"reason": "We have no nights"})
    said = sound_page(member, page)
    assert "1 unit says that it is not for them" in headings(said, "h3")
    assert "We have no nights" in member.get(page).text
    assert "There is nothing to correct." in member.get(action).text
    send(member, page, f"{action}/back", unit=unit)
    assert "not for them" not in member.get(page).text
    assert coach.get(f"/{thing['id']}").get_json()["relevant_units"] == [unit, "E59"]


def test_who_may_edit_finds_the_way_to_the_units_that_could_use_it(site: Site, thing: Thing) -> None:
    edit = address(thing, "/edit#field-relevant_units")
    assert edit in site.browser(site.principal("coach")).get(address(thing)).text
    assert edit not in site.browser(site.principal("member")).get(address(thing)).text


def test_half_a_year_after_it_was_implemented_home_asks_who_may_answer(
    site: Site, member: FlaskClient, lead: FlaskClient, thing: Thing, unit: str
) -> None:
    told = {"unit": unit, "stage": "implemented"}
    with site.runtime.work() as work:
        improvement = work.session.get_one(Improvement, thing["id"])
        past = [("implemented", now() - timedelta(days=200))]
        record_adoption(work, site.principal("admin"), site.runtime.known.directory(), improvement, [], told, past)
        work.commit()
    assert "Still in use?" in headings(sound_page(lead, "/"), "h2")
    assert "Still in use?" not in headings(sound_page(member, "/"), "h2")
    (yes,) = [each for each in sound_page(lead, "/").all("a") if "Yes, still in use" in each.text]
    answer = address(thing, "/take-over")
    assert sound_page(lead, yes.attributes["href"]).form(answer)["stage"] == ["sustained"]
    send(lead, yes.attributes["href"], answer)
    assert "Still in use?" not in headings(sound_page(lead, "/"), "h2")


def test_what_was_typed_survives_a_session_that_ended_and_is_not_taken(
    site: Site, lead: FlaskClient, thing: Thing, unit: str
) -> None:
    kept = {"given_back": "1", "unit": unit, "stage": "testing", "adapted": "Smaller bo"}
    answer = lead.post(address(thing, "/take-over"), data=kept)
    assert answer.status_code == 200
    form = Document.of(answer.text).form(address(thing, "/take-over"))
    assert (form["stage"], form["adapted"]) == (["testing"], ["Smaller bo"])
    assert adoptions(site, thing) == []


def test_one_that_was_merged_sends_on_to_the_other(
    lead: FlaskClient, coach: ApiClient, thing: Thing, origin: str
) -> None:
    other = coach.post({**WHOLE, "unit": origin}).get_json()
    assert coach.move(thing, "merged", into=other["id"]).status_code == 200
    assert "/same-problem" not in lead.get(address(thing)).text
    assert lead.get(address(thing, "/take-over")).status_code == 409
    assert lead.get(address(thing, "/not-for-us")).status_code == 409


@pytest.mark.parametrize("role", ["member", "unit_lead", "coach", "division_leader", "admin"])
@pytest.mark.parametrize("at_home", [True, False])
def test_every_page_is_sound_and_has_one_filled_button_at_most(
    site: Site, lead: FlaskClient, thing: Thing, unit: str, role: str, *, at_home: bool
) -> None:
    take_over(lead, thing, unit, "testing", adapted="Smaller boxes")
    later = site.free_unit()
    browser = site.browser(site.principal(role, home_unit=later if at_home else None))
    for rest in ("", "/take-over", f"/take-over?unit={unit}&stage=stopped", "/take-over?unit=none", "/not-for-us"):
        page = sound_page(browser, address(thing, rest))
        filled = [each for each in page.elements if "btn-primary" in each.attributes.get("class", "").split()]
        assert len(filled) <= 1, rest
