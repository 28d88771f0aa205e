"""The pages of goals: the overview, one goal, and the forms around it."""

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.services.followups.goals.client import GoalsApi, api_as, know_improvement, measure
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import UNITS, Site

GOALS = "/follow-ups/goals"


@pytest.fixture
def lead(site: Site, unit: str) -> FlaskClient:
    """The browser of who leads the unit."""
    return site.browser(site.principal("unit_lead", home_unit=unit, name="Lo Vik"), "followups")


@pytest.fixture(scope="module")
def head(site: Site) -> GoalsApi:
    """The API for a leader of the whole region."""
    return api_as(site, site.principal("division_leader", name="Robin Ek"))


def words(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def filled(page: Document) -> list[str]:
    """The filled buttons: one a page at the most."""
    found = [each for tag in ("a", "button") for each in words(page, tag, class_="btn btn-primary")]
    assert len(found) <= 1
    return found


def linked(page: Document) -> set[str]:
    return {each.attributes.get("href", "") for each in page.all("a")}


def form_of(browser: FlaskClient, path: str) -> dict[str, Any]:
    return dict(sound_page(browser, path).form(path))


def test_a_unit_without_goals_is_told_what_will_be_here(site: Site, lead: FlaskClient, unit: str) -> None:
    page = sound_page(lead, "/follow-ups")
    assert words(page, "h1") == [f"No goal is open: Ward {unit}"]
    assert (filled(page), "No goals yet" in words(page, "h2")) == ([], True)
    assert f"{GOALS}/new" in linked(page)
    member = site.browser(site.principal("member", home_unit=unit), "followups")
    assert f"{GOALS}/new" not in linked(sound_page(member, "/follow-ups"))
    assert [member.get(path).status_code for path in (f"{GOALS}/new", "/follow-ups/coming")] == [403, 403]


def test_the_overview_says_what_is_overdue_and_offers_the_most_overdue(
    lead: FlaskClient, head: GoalsApi, unit: str
) -> None:
    late = head.set(unit, period="2025", title="Late", perspective="staff")
    soon = head.set(unit, period="2029", title="Soon")
    measure(head.site, soon, "Share within <4> hours")
    page = sound_page(lead, "/follow-ups")
    assert words(page, "h1") == [f"1 follow-up is overdue: Ward {unit}"]
    assert words(page, "p", class_="lead") == ["1 goal is open. 1 more begins in 2029."]
    assert filled(page) == ["Follow up: Late"]
    assert f"{GOALS}/{late['id']}/follow-up" in linked(page)
    assert words(page, "h2") == ["Staff", "Coming"]
    assert words(page, "span", class_="flag") == [
        "▲ Overdue: the follow-up of four-month period 3 of 2025 was due on 2026-01-14"
    ]
    assert "Share within &lt;4&gt; hours" in lead.get("/follow-ups").text
    asked = f"/follow-ups?unit={unit}"
    assert words(sound_page(lead, f"{asked}&overdue=yes"), "h3") == ["Late"]
    of_year = sound_page(lead, f"{asked}&year=2029")
    assert (words(of_year, "h3"), words(of_year, "h1")) == (["Soon"], [f"1 goal of 2029: Ward {unit}"])
    assert words(of_year, "p", class_="lead") == ["1 goal begins in 2029."]
    assert words(sound_page(lead, f"{asked}&perspective=staff"), "h3") == ["Late"]
    of_year = sound_page(lead, f"{asked}&year=2024")
    assert ("Nothing fits" in words(of_year, "h2"), words(of_year, "h1")) == (True, [f"No goal of 2024: Ward {unit}"])
    for wrong in (f"{asked}&year=soon", "/follow-ups?unit=NOPE", "/follow-ups?division=NOPE"):
        refused = lead.get(wrong)
        assert (refused.status_code, Document.of(refused.text).wrong()) == (422, [])
    of_division = words(sound_page(lead, f"/follow-ups?division={UNITS[unit[0]]}"), "h3")
    assert {"Late", "Soon"} <= set(of_division)


def test_a_goal_is_set_by_the_form_for_the_own_unit(lead: FlaskClient, head: GoalsApi, unit: str) -> None:
    running = str(uuid.uuid4())
    know_improvement(head.site, running, unit, title="A trolley <at> every door")
    parent = head.set(division=UNITS[unit[0]], title=f"All of {unit}")
    form = form_of(lead, f"{GOALS}/new")
    assert (form["place"], form["follow_up_every"]) == ([f"unit:{unit}"], ["third"])
    sent = form | {"title": "Fewer falls", "perspective": "customer", "period": "2029-H1", "part_of": parent["id"]}
    sent |= {"improvements": [running], "another": f"http://localhost/improvements/{parent['id']}"}
    answer = lead.post(f"{GOALS}/new", data=sent)
    assert answer.status_code == 303, answer.text
    goal = head.get(f"/{answer.headers['Location'].rpartition('/')[2]}").get_json()
    assert (goal["unit"], goal["period"], goal["part_of"]) == (unit, "2029-H1", parent["id"])
    assert set(goal["improvements"]) == {running, parent["id"]}
    page = sound_page(lead, answer.headers["Location"])
    assert words(page, "h1") == ["Fewer falls"]
    assert words(page, "p", class_="lead") == [f"Ward {unit}: not followed up yet."]
    assert {f"/improvements/{running}", f"{GOALS}/{parent['id']}"} <= linked(page)
    assert "2 improvements serve it" in words(page, "h2")
    # It has not begun: there is nothing to follow up yet.
    assert filled(page) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", " "), ("perspective", ""), ("period", "soon"), ("another", "that one"), ("place", "unit:NOWHERE")],
)
def test_a_form_that_cannot_be_taken_comes_back_whole(lead: FlaskClient, field: str, text: str) -> None:
    sent = form_of(lead, f"{GOALS}/new") | {"title": "Fewer", "perspective": "staff", "description": "Why", field: text}
    answer = lead.post(f"{GOALS}/new", data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    (summary,) = page.all("div", class_="summary")
    assert [each.attributes["href"] for each in page.all("a") if each.within(summary)] == [f"#field-{field}"]
    back = page.form(f"{GOALS}/new")
    assert back["description"] == ["Why"]
    assert field == "place" or back[field] == [text]


def test_nobody_overwrites_another_on_the_form_of_a_goal(lead: FlaskClient, head: GoalsApi, unit: str) -> None:
    goal = head.set(unit)
    path = f"{GOALS}/{goal['id']}/edit"
    form = form_of(lead, path)
    head.edit(goal, {"title": "The head's way"})
    stale = lead.post(path, data=form | {"title": "Mine"})
    assert (stale.status_code, Document.of(stale.text).wrong()) == (412, [])
    assert "The head&#39;s way" in stale.text
    assert lead.post(path, data=Document.of(stale.text).form(path)).status_code == 303
    assert head.one(goal)["title"] == "Mine"


def test_the_page_of_a_goal_says_where_it_stands_and_what_comes_next(
    site: Site, lead: FlaskClient, head: GoalsApi, unit: str
) -> None:
    before = head.set(unit, period="2024", title="The year before")
    (goal,) = head.post({"period": "2024", "into": "2025", "unit": unit}, "/coming").get_json()["items"]
    measure(site, before, "Falls a month")
    GoalsApi(site, head.headers, "follow-ups").post(
        {
            "goal": goal["id"],
            "period": "2025-T1",
            "status": "at_risk",
            "comment": "Too <few> hands",
            "actions": [{"what": "Ask for help", "who": "Anna", "due": "2026-06-01"}],
        }
    )
    page = sound_page(lead, f"{GOALS}/{goal['id']}")
    assert words(page, "p", class_="lead") == [f"Ward {unit}: uncertain, as of four-month period 1 of 2025."]
    assert filled(page) == ["Follow up four-month period 3 of 2025"]
    assert "Measured by 1 indicator" in words(page, "h2")
    assert {f"{GOALS}/{before['id']}", f"/follow-ups/indicators/new?goal={goal['id']}"} <= linked(page)
    text = lead.get(f"{GOALS}/{goal['id']}").text
    assert "Too &lt;few&gt; hands" in text
    assert "Ask for help" in text
    assert f"{GOALS}/{goal['id']}" in linked(sound_page(lead, f"{GOALS}/{before['id']}"))
    reader = sound_page(site.browser(site.principal("member"), "followups"), f"{GOALS}/{goal['id']}")
    assert (filled(reader), reader.all("form", action=f"{GOALS}/{goal['id']}/close")) == ([], [])


def test_a_goal_is_closed_and_opened_again_on_its_page(lead: FlaskClient, head: GoalsApi, unit: str) -> None:
    goal = head.set(unit)
    path = f"{GOALS}/{goal['id']}"
    form = sound_page(lead, path).form(f"{path}/close")
    wrong = lead.post(f"{path}/close", data=form | {"reason": "We did it"})
    assert wrong.status_code == 422
    again = Document.of(wrong.text)
    assert (again.wrong(), again.form(f"{path}/close")["reason"]) == ([], ["We did it"])
    assert lead.post(f"{path}/close", data=form | {"state": "reached", "reason": "We did it"}).status_code == 303
    page = sound_page(lead, path)
    assert words(page, "p", class_="lead") == [f"Ward {unit}: closed, reached. We did it"]
    assert lead.post(f"{path}/reopen", data=page.form(f"{path}/reopen")).status_code == 303
    assert head.one(goal)["state"] == "open"
    stale = lead.post(f"{path}/close", data=form | {"state": "dropped", "idempotency_key": "another"})
    assert (stale.status_code, Document.of(stale.text).wrong()) == (412, [])
    assert lead.get(f"{GOALS}/{uuid.uuid4()}").status_code == 404


def test_a_goal_is_broken_down_by_the_form(site: Site, head: GoalsApi, unit: str) -> None:
    division = UNITS[unit[0]]
    leader = site.browser(site.principal("division_leader", divisions=(division,)), "followups")
    goal = head.set(division=division)
    path = f"{GOALS}/{goal['id']}/break-down"
    assert path in linked(sound_page(leader, f"{GOALS}/{goal['id']}"))
    form = form_of(leader, path)
    assert unit in form["units"]
    none = leader.post(path, data=form | {"units": []})
    assert (none.status_code, Document.of(none.text).wrong()) == (422, [])
    assert leader.post(path, data=form | {"units": [unit]}).status_code == 303
    assert f"Ward {unit}" in words(sound_page(leader, f"{GOALS}/{goal['id']}"), "h3")
    again = sound_page(leader, path)
    assert unit not in [each.attributes["value"] for each in again.all("input", name="units")]
    assert unit not in again.form(path)["units"]
    (part,) = head.ids(unit=unit)
    assert leader.get(f"{GOALS}/{part}/break-down").status_code == 409


def test_a_coming_period_is_opened_by_the_form(lead: FlaskClient, head: GoalsApi, unit: str) -> None:
    head.set(unit, period="2025")
    form = form_of(lead, "/follow-ups/coming")
    assert form["place"] == [f"unit:{unit}"]
    wrong = lead.post("/follow-ups/coming", data=form | {"period": "2025", "into": "2025"})
    assert (wrong.status_code, Document.of(wrong.text).wrong()) == (422, [])
    answer = lead.post("/follow-ups/coming", data=form | {"period": "2025", "into": "2026"})
    assert answer.headers["Location"] == f"/follow-ups?unit={unit}&division=&year=2026"
    assert len(words(sound_page(lead, answer.headers["Location"]), "h3")) == 1
