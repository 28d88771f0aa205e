"""The pages of perspectives: the years, and the form in which a year's are worded without any script."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.services.followups.goals.client import api_as
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site

PAGES = "/follow-ups/perspectives"


@pytest.fixture(scope="module")
def leader(site: Site) -> FlaskClient:
    """The browser of a leader of the whole region."""
    return site.browser(site.principal("division_leader", name="Lo Vik"), "followups")


def row(number: int, **texts: str) -> dict[str, str]:
    return {f"perspectives.{number}.{name}": text for name, text in texts.items()}


def words(page: Document, tag: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag)]


def form_of(browser: FlaskClient, path: str, query: str = "") -> dict[str, Any]:
    return dict(sound_page(browser, path + query).form(path))


def test_rows_are_added_moved_and_emptied_and_what_they_were_called_stays(site: Site, leader: FlaskClient) -> None:
    path = f"{PAGES}/2081"
    form = form_of(leader, path, "?from=balanced")
    assert form["perspectives.0.code"] == ["customer"]
    assert form["perspectives.6.code"] == [""]
    emptied = {name: "" for name in form if name.startswith("perspectives.1.")}
    new = row(5, code="health", sv="God hälsa", fi="Hyvä terveys", en="Good <health>", place="1")
    assert leader.post(path, data=form | emptied | new | row(0, place="2")).status_code == 303
    page = sound_page(leader, path)
    back = page.form(path)
    assert [back[f"perspectives.{number}.code"] for number in range(5)] == [
        ["health"],
        ["customer"],
        ["process"],
        ["staff"],
        [""],
    ]
    assert leader.post(path, data=back | row(1, en="Those we serve")).status_code == 303
    assert words(sound_page(leader, path), "h3") == [
        "Good <health>, Those we serve, Process, Staff",
        "Good <health>, Customer, Process, Staff",
    ]
    listed = leader.get(PAGES).text
    assert "Good &lt;health&gt;, Those we serve, Process, Staff" in listed
    reader = site.browser(site.principal("member"), "followups")
    assert sound_page(reader, path).all("form", action=path) == []
    assert "Good &lt;health&gt;</li>" in reader.get(path).text
    assert reader.post(path, data=back).status_code == 403


def test_a_set_may_start_from_an_example_or_the_year_before(leader: FlaskClient) -> None:
    path = f"{PAGES}/2091"
    assert form_of(leader, path, "?from=goals")["perspectives.0.code"] == ["health"]
    assert leader.post(path, data=form_of(leader, path, "?from=goals")).status_code == 303
    assert form_of(leader, f"{PAGES}/2092", "?from=before")["perspectives.3.en"] == ["Good economy"]
    assert form_of(leader, f"{PAGES}/2092", "?from=balanced")["perspectives.3.en"] == ["Staff"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (row(5, code="health", sv="God hälsa"), "perspectives.5.fi"),
        (row(5, sv="S", fi="F", en="E"), "perspectives.5.code"),
        (row(5, code="staff", sv="S", fi="F", en="E"), "perspectives.5.code"),
    ],
    ids=["a language lacks", "no code", "twice"],
)
def test_what_is_wrong_is_named_at_its_own_row(leader: FlaskClient, typed: dict[str, str], field: str) -> None:
    path = f"{PAGES}/2095"
    answer = leader.post(path, data=form_of(leader, path, "?from=balanced") | typed)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    (summary,) = page.all("div", class_="summary")
    links = {each.attributes["href"]: each.text for each in page.all("a") if each.within(summary)}
    assert links[f"#field-{field}"].startswith("Perspective 6, ")
    back = page.form(path)
    assert all(back[name] == [text] for name, text in typed.items())


def test_what_takes_the_place_of_a_perspective_in_use_is_asked(site: Site, leader: FlaskClient, unit: str) -> None:
    path = f"{PAGES}/2099"
    goals = api_as(site, site.principal("division_leader"))
    assert leader.post(path, data=form_of(leader, path, "?from=balanced")).status_code == 303
    goal = goals.set(unit, period="2099", perspective="customer")
    form = form_of(leader, path)
    refused = leader.post(path, data=form | row(0, code="patient", sv="Patienten", fi="Potilas", en="The patient"))
    page = Document.of(refused.text)
    assert (refused.status_code, page.wrong()) == (422, [])
    (choice,) = page.all("select")
    assert choice.attributes["name"] == "replaced_by.customer"
    assert leader.post(path, data=page.form(path) | {"replaced_by.customer": "patient"}).status_code == 303
    assert goals.one(goal)["perspective"] == "patient"


def test_a_year_that_cannot_be_is_not_found_and_nobody_overwrites_another(leader: FlaskClient) -> None:
    assert leader.get(f"{PAGES}/1").status_code == 404
    path = f"{PAGES}/2097"
    form = form_of(leader, path)
    assert leader.post(path, data=form).status_code == 303
    stale = leader.post(path, data=form | {"idempotency_key": "another"} | row(0, en="Mine"))
    assert (stale.status_code, Document.of(stale.text).wrong()) == (412, [])
    assert leader.post(path, data=Document.of(stale.text).form(path)).status_code == 303
