"""Maps drawn without JavaScript: a form of steps that are added, moved, removed and mended, nothing typed lost."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.client import rows
from tests.services.observations.streams.drawn import LINE, StreamsApi, kinds, step

NEW = "/value-streams/new"
Sent = dict[str, Any]


@pytest.fixture
def api(site: Site) -> StreamsApi:
    return StreamsApi(site, site.bearer("coach", name="Robin Ek"))


@pytest.fixture
def lead(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("unit_lead", home_unit=unit, name="Lo Vik"), "observations")


@pytest.fixture
def form(lead: FlaskClient) -> Sent:
    """The empty form as a browser would send it."""
    return sound_page(lead, NEW).form(NEW)


def typed(*names: str, **more: str) -> Sent:
    """Steps by name, and other fields with `__` for each point."""
    steps = {f"steps.{number}.name": name for number, name in enumerate(names)}
    return steps | {name.replace("__", "."): text for name, text in more.items()}


def send(browser: FlaskClient, path: str, form: Sent, do: str = "save") -> TestResponse:
    return browser.post(path, data=form | {"do": do})


def shown(answer: TestResponse, path: str, status: int = 200) -> Sent:
    """The form that came back, sound."""
    assert answer.status_code == status, answer.text
    page = Document.of(answer.text)
    assert page.wrong() == []
    return page.form(path)


def names(form: Sent) -> list[str]:
    found = [(int(name.split(".")[1]), value[0]) for name, value in form.items() if name.endswith(".name")]
    return [value for _, value in sorted(found)]


def drawn(site: Site, answer: TestResponse) -> dict[str, Any]:
    """What a form made."""
    assert answer.status_code == 303, answer.text
    identifier = answer.headers["Location"].removeprefix("/value-streams/").partition("/")[0]
    return dict(StreamsApi(site, site.bearer("coach")).get(f"/{identifier}").get_json())


def test_a_map_is_drawn_in_the_units_own_words(site: Site, lead: FlaskClient, form: Sent, unit: str) -> None:
    told = typed(
        "Triage",
        "Copy",
        "Visit",
        name="Emergency visit",
        steps__0__wait_before_minutes="1 h",
        steps__0__process_minutes="12,5",
        steps__0__complete_accurate_percent="95,5 %",
        steps__0__done_by="Nurse",
        steps__0__systems="COSMIC, Lifecare, ",
        steps__0__value="va",
        steps__1__dead_end="1",
        steps__2__wait_before_minutes="2 d",
        steps__2__process_minutes="30 min",
        demand__quantity="1 200,5",
        demand__per="month",
        available_minutes="160 h",
        person_minutes="140 h",
    )
    made = drawn(site, send(lead, NEW, form | told))
    assert (made["unit"], made["name"], made["time_basis"]) == (unit, "Emergency visit", "clock")
    first, copy, visit = made["steps"]
    assert (first["wait_before_minutes"], first["process_minutes"], first["complete_accurate_percent"]) == (
        60,
        12.5,
        95.5,
    )
    assert (first["done_by"], first["systems"], first["value"]) == ("Nurse", ["COSMIC", "Lifecare"], "va")
    assert (copy["dead_end"], copy["process_minutes"], visit["wait_before_minutes"]) == (True, None, 2880)
    assert made["demand"] == {"quantity": 1200.5, "per": "month"}
    assert (made["available_minutes"], made["person_minutes"]) == (9600, 8400)
    assert made["metrics"]["critical_path"] == ["Triage", "Visit"]


def test_rows_in_which_nothing_was_typed_fall_away(site: Site, lead: FlaskClient, form: Sent) -> None:
    made = drawn(site, send(lead, NEW, form | typed("A", "", "B", name="Short")))
    assert [each["name"] for each in made["steps"]] == ["A", "B"]


def test_the_buttons_change_the_steps_and_keep_everything_typed(site: Site, lead: FlaskClient, form: Sent) -> None:
    form |= typed("A", "B", "C", name="Kept", steps__1__process_minutes="soon", steps__1__dead_end="1")
    added = shown(send(lead, NEW, form, "add"), NEW)
    assert names(added) == ["A", "B", "C", ""]
    assert added["name"] == ["Kept"]
    up = shown(send(lead, NEW, added, "up.1"), NEW)
    assert names(up) == ["B", "A", "C", ""]
    assert (up["steps.0.process_minutes"], up["steps.0.dead_end"]) == (["soon"], ["1"])
    assert "steps.1.dead_end" not in up
    down = shown(send(lead, NEW, up, "down.1"), NEW)
    removed = shown(send(lead, NEW, down, "remove.0"), NEW)
    assert names(removed) == ["C", "A", ""]
    assert rows(site, "SELECT 1 FROM value_stream WHERE name = 'Kept'") == []


def test_dragged_steps_are_saved_as_they_were_left(site: Site, lead: FlaskClient, form: Sent) -> None:
    made = drawn(site, send(lead, NEW, form | typed("A", "B", "C", name="Dragged", order="2,0,1")))
    assert [each["name"] for each in made["steps"]] == ["C", "A", "B"]


def test_what_is_wrong_is_said_at_its_step_all_at_once(lead: FlaskClient, form: Sent) -> None:
    form |= typed(
        "A",
        "",
        "a",
        name=" ",
        steps__0__process_minutes="soon",
        steps__0__complete_accurate_percent="120",
        steps__2__wait_before_minutes="-5",
        available_minutes="2 d",
    )
    answer = send(lead, NEW, form)
    back = shown(answer, NEW, 422)
    # The blank row is gone, so what is wrong is named by the rows that are shown.
    assert names(back) == ["A", "a"]
    assert back["steps.0.process_minutes"] == ["soon"]
    page = Document.of(answer.text)
    wrong = [each.attributes["href"] for each in page.all("a") if each.attributes["href"].startswith("#field-")]
    assert sorted(wrong) == [
        "#field-available_minutes",
        "#field-name",
        "#field-steps.0.complete_accurate_percent",
        "#field-steps.0.process_minutes",
        # Names and order are looked at together with the rest.
        "#field-steps.1.name",
        "#field-steps.1.wait_before_minutes",
    ]
    assert "Step 1, Process time: Write a time such as 25 min" in answer.text
    assert "A working day has no fixed length" in answer.text


def test_flaws_of_the_map_are_said_at_its_steps(lead: FlaskClient, form: Sent) -> None:
    form |= typed("A", "B", "a", name="Flawed", steps__1__after="Nowhere; a")
    answer = send(lead, NEW, form)
    back = shown(answer, NEW, 422)
    assert back["steps.1.after"] == ["Nowhere; a"]
    page = Document.of(answer.text)
    assert page.all("a", href="#field-steps.1.after")
    assert page.all("a", href="#field-steps.2.name")


def test_a_map_needs_a_step(lead: FlaskClient, form: Sent) -> None:
    answer = send(lead, NEW, form | typed("", "", "", name="Nothing"))
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert page.all("a", href="#field-steps")
    assert len(page.all("li", class_="step-card")) == 1


def test_branches_are_named_and_what_is_left_empty_follows_the_one_before(
    site: Site, lead: FlaskClient, form: Sent
) -> None:
    told = typed("A", "B", "C", "D", name="Branched", steps__2__after="a", steps__3__after="B; C")
    made = drawn(site, send(lead, NEW, form | told))
    assert [each["after"] for each in made["steps"]] == [[], ["A"], ["a"], ["B", "C"]]
    path = f"/value-streams/{made['id']}/edit"
    again = sound_page(lead, path).form(path)
    assert [again[f"steps.{number}.after"] for number in range(4)] == [[""], [""], ["a"], ["B; C"]]
    assert send(lead, path, again).status_code == 303
    assert drawn(site, send(lead, path, again))["version"] == 1


def test_a_form_shows_what_is_drawn_and_saves_a_correction(
    site: Site, lead: FlaskClient, api: StreamsApi, unit: str
) -> None:
    made = api.draw(unit, demand={"quantity": 2.5, "per": "day"}, available_minutes=90)
    path = f"/value-streams/{made['id']}/edit"
    form = sound_page(lead, path).form(path)
    assert (form["demand.quantity"], form["available_minutes"], form["demand.per"]) == (["2.5"], ["90 min"], ["day"])
    assert (form["steps.0.wait_before_minutes"], form["steps.0.process_minutes"]) == (["1 h"], ["10 min"])
    edited = drawn(site, send(lead, path, form | {"steps.0.process_minutes": "15", "demand.quantity": ""}))
    assert (edited["version"], edited["steps"][0]["process_minutes"], edited["demand"]) == (2, 15, None)


def test_a_lost_update_is_shown_with_what_was_typed(lead: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    path = f"/value-streams/{made['id']}/edit"
    form = sound_page(lead, path).form(path)
    api.edit(made, {"name": "Meanwhile"})
    answer = send(lead, path, form | {"name": "Mine"})
    back = shown(answer, path, 412)
    assert "Somebody else was faster" in answer.text
    assert (back["name"], back["version"]) == (["Mine"], ["2"])
    assert send(lead, path, back).status_code == 303


def test_a_plan_begins_with_how_it_is_done_now_and_then_with_itself(
    site: Site, lead: FlaskClient, api: StreamsApi, unit: str
) -> None:
    made = api.draw(unit)
    path = f"/value-streams/{made['id']}/drawings/new"
    page = sound_page(lead, f"{path}?kind=future")
    assert page.all("h1")[0].text.strip() == "Draw how it shall be done"
    form = page.form(path)
    assert names(form) == ["Decision", "Letter", "Goodbye"]
    answer = send(lead, path, form | {"steps.1.wait_before_minutes": "10", "note": "Letters first"})
    assert answer.headers["Location"].endswith("/versions")
    planned = drawn(site, answer)
    assert kinds(planned) == [(1, "current"), (2, "future")]
    assert (planned["versions"][1]["note"], planned["versions"][1]["by"]) == ("Letters first", "Lo Vik")
    again = sound_page(lead, f"{path}?kind=future").form(path)
    assert (again["steps.1.wait_before_minutes"], again["note"]) == (["10 min"], ["Letters first"])


def test_drawing_it_as_it_is_done_now_keeps_the_past(site: Site, lead: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    path = f"/value-streams/{made['id']}/drawings/new"
    form = sound_page(lead, f"{path}?kind=current").form(path)
    broken = send(lead, path, form | {"steps.0.process_minutes": "soon"})
    back = shown(broken, path, 422)
    assert back["kind"] == ["current"]
    redrawn = drawn(site, send(lead, path, back | {"steps.0.process_minutes": "5"}))
    assert kinds(redrawn) == [(1, "past"), (2, "current")]


def test_a_working_time_map_asks_for_hours(lead: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit, time_basis="working", steps=[step("Read", 5, 2880), *LINE])
    path = f"/value-streams/{made['id']}/edit"
    form = sound_page(lead, path).form(path)
    assert form["steps.0.wait_before_minutes"] == ["48 h"]
    answer = send(lead, path, form | {"steps.0.wait_before_minutes": "2 d"})
    assert answer.status_code == 422
    assert "A working day has no fixed length" in answer.text


def test_the_form_is_for_those_who_may_draw(site: Site, lead: FlaskClient, api: StreamsApi, another: str) -> None:
    member = site.browser(site.principal("member"), "observations")
    assert member.get(NEW).status_code == 403
    theirs = api.draw(another)
    for rest in ("edit", "drawings/new?kind=future"):
        assert lead.get(f"/value-streams/{theirs['id']}/{rest}").status_code == 403
    offered = [each.attributes["value"] for each in sound_page(lead, NEW).all("option")]
    assert another not in offered


def test_what_a_session_ended_on_comes_back_typed(site: Site, lead: FlaskClient, form: Sent) -> None:
    anonymous = site.browser(None, "observations")
    asked = anonymous.post(NEW, data=form | typed("A", name="Typed"))
    assert asked.status_code == 401
    kept = Document.of(asked.text).form("/sign-in")
    typed_then = {name.removeprefix("kept."): text for name, text in kept.items() if name.startswith("kept.")}
    back = lead.post(NEW, data=typed_then | {"given_back": "1"})
    assert names(shown(back, NEW)) == ["A"]
    assert rows(site, "SELECT 1 FROM value_stream WHERE name = 'Typed'") == []
