"""The pages for people: they are sound HTML, say what is true, and offer what the reader may do."""

import pytest

from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

ROLES = ("member", "unit_lead", "coach", "division_leader", "admin")
NUMBER = "19121212-1212"


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound_and_has_one_filled_button_at_most(
    site: Site, coach: ApiClient, unit: str, role: str
) -> None:
    made = coach.propose(unit, waste="motion", relevant_units=["E59"], origins=["E58"], tags=["x"], value_stream="y")
    browser = site.browser(site.principal(role, home_unit=unit))
    pages = ["/", "/improvements", f"/improvements?unit={unit}&state=running", "/improvements/new"]
    for path in (*pages, f"/improvements/{made['id']}", "/improvements?state=none", "/improvements/none"):
        answer = browser.get(path)
        page = Document.of(answer.text)
        assert page.wrong() == [], path
        filled = [each for each in page.elements if "btn-primary" in each.attributes.get("class", "").split()]
        assert len(filled) <= 1, path


@pytest.mark.parametrize("state", ["accepted", "testing", "implementing", "implemented", "stopped", "declined"])
def test_the_next_step_leads_on_and_what_is_not_yours_is_not_offered(
    site: Site, coach: ApiClient, unit: str, state: str
) -> None:
    way = {"declined": ["declined"], "stopped": ["accepted", "stopped"]}.get(
        state, ["accepted", "testing", "implementing", "implemented"]
    )
    thing = coach.propose(unit)
    for to in way[: way.index(state) + 1]:
        thing = coach.move(thing, to, "So it is.").get_json()
    path = f"/improvements/{thing['id']}"
    lead = Document.of(site.browser(site.principal("unit_lead", home_unit=unit)).get(path).text)
    assert lead.wrong() == []
    said = [each.text for each in lead.all("button") if "btn-primary" in each.attributes["class"].split()]
    forward = {"accepted": "Start testing", "testing": "Start implementing", "implementing": "It is implemented"}
    assert said == [text for text in (forward.get(state, "It has lasted" if state == "implemented" else None),) if text]
    stranger = site.browser(site.principal("member")).get(path).text
    assert "/transitions" not in stranger
    assert "/edit" not in stranger


def test_home_shows_what_waits_for_a_lead_and_only_there(site: Site, coach: ApiClient, unit: str) -> None:
    coach.propose(unit, title="Waits for its lead")
    lead = site.browser(site.principal("unit_lead", home_unit=unit)).get("/").text
    assert "1 idea waits for your decision" in lead
    assert "Waits for its lead" in lead
    assert "your decision" not in site.browser(site.principal("unit_lead", home_unit="E01")).get("/").text
    assert "your decision" not in site.browser(site.principal("member", home_unit=unit)).get("/").text
    assert "wait for your decision" in site.browser(site.principal("coach")).get("/").text


def test_home_shows_what_happened_to_yours(site: Site, unit: str) -> None:
    principal = site.principal("member", home_unit=unit)
    browser = site.browser(principal)
    assert "You have not submitted any yet." in browser.get("/").text
    own = ApiClient(site, {"Authorization": f"Bearer {site.runtime.signer.token(site.held(principal))}"})
    own.propose(unit, title="My own idea")
    assert "My own idea" in browser.get("/").text


def test_the_list_is_walked_by_its_link(site: Site, coach: ApiClient, unit: str) -> None:
    titles = [f"Idea {number} of {unit}" for number in range(5)]
    for title in titles:
        coach.propose(unit, title=title)
    browser, path, seen = site.browser(site.principal("member")), f"/improvements?unit={unit}&limit=2", []
    while path:
        page = Document.of(browser.get(path).text)
        assert page.all("h1")[0].text == "5 improvements"
        seen += [each.text for each in page.all("h3")]
        path = next((each.attributes["href"] for each in page.all("a", rel="next")), "")
    assert seen == titles[::-1]


def test_a_refused_search_keeps_the_rest_and_repeats_no_identity_number(site: Site, unit: str) -> None:
    answer = site.browser(site.principal("member")).get(
        "/improvements", query_string={"q": f"patient {NUMBER}", "unit": unit}
    )
    assert answer.status_code == 422
    assert NUMBER not in answer.text
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert [each.attributes["href"] for each in page.all("a") if "#field" in each.attributes["href"]] == ["#field-q"]
    assert any(each.attributes["value"] == unit for each in page.all("option", selected=""))
    assert page.all("h1")[0].text == "Improvements"


def test_who_is_not_signed_in_is_sent_to_sign_in_without_what_may_not_be_repeated(site: Site) -> None:
    nobody = site.browser()
    answer = nobody.get("/improvements", query_string={"state": "running"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=%2Fimprovements%3Fstate%3Drunning")
    answer = nobody.get("/improvements", query_string={"q": NUMBER})
    assert answer.headers["Location"] == "/sign-in?next=%2Fimprovements"


def test_a_name_that_somebody_else_gave_is_text_and_never_markup(site: Site, coach: ApiClient, unit: str) -> None:
    hostile = '"><script>alert(1)</script>'
    made = coach.propose(unit, title=hostile, problem=hostile, value_stream=hostile, tags=[hostile[:40]])
    browser = site.browser(site.principal("coach"))
    for path in (f"/improvements/{made['id']}", f"/improvements/{made['id']}/edit", f"/improvements?unit={unit}", "/"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert Document.of(page).wrong() == []


def test_the_form_says_that_patients_are_left_out_and_offers_own_unit(site: Site, unit: str) -> None:
    page = site.browser(site.principal("member", home_unit=unit)).get("/improvements/new").text
    assert "Leave patients out of it" in page
    assert Document.of(page).form("/improvements/new")["unit"] == [unit]
