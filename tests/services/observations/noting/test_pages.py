"""What people read: the list and its groups, one observation with what became of it, and the way to an improvement."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.vocabulary import WASTES
from services.kernel.clock import now
from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site, until
from tests.services.observations.client import SEEN, ObservationsApi, draw, note_many

DRAFT = "/improvements/draft"


@pytest.fixture
def browser(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("coach", home_unit=unit, name="Robin Ek"), "observations")


def heading(page: Document) -> str:
    (found,) = page.all("h1")
    return " ".join(found.text.split())


def raised(site: Site, unit: str, observations: list[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
    """An improvement that came of observations, as soon as the observations have heard of it."""
    made = ApiClient(site, site.bearer("coach")).propose(unit, observations=observations, **more)
    api = ObservationsApi(site, site.bearer("coach"))

    def known() -> bool:
        found = api.get(f"/{observations[-1]}").get_json()["improvements"]
        return made["id"] in [each["id"] for each in found]

    until(known)
    return made


def drafts(page: Document) -> list[dict[str, list[str]]]:
    """What each form that raises an improvement would send, without its token."""
    forms = page.all("form", action=DRAFT)
    sent = []
    for form in forms:
        fields: dict[str, list[str]] = {}
        for each in page.all("input", type="hidden"):
            if each.within(form) and each.attributes["name"] != "form_token":
                fields.setdefault(each.attributes["name"], []).append(each.attributes["value"])
        sent.append(fields)
    return sent


def test_an_empty_list_says_what_will_be_here(browser: FlaskClient, unit: str) -> None:
    page = sound_page(browser, f"/observations?unit={unit}")
    assert heading(page) == "0 observations"
    assert page.all("div", class_="empty")[0].text.strip().startswith("Nothing fits")


def test_the_heading_says_how_many_and_how_many_wait(
    site: Site, browser: FlaskClient, coach: ObservationsApi, unit: str
) -> None:
    noted = [coach.note(unit)["id"] for _ in range(3)]
    assert heading(sound_page(browser, f"/observations?unit={unit}")) == "3 observations, 3 without an improvement"
    raised(site, unit, noted[:2])
    assert heading(sound_page(browser, f"/observations?unit={unit}")) == "3 observations, 1 without an improvement"
    led = sound_page(browser, f"/observations?unit={unit}&improvement=yes")
    assert heading(led) == "2 observations"
    assert drafts(led) == []
    raised(site, unit, noted[2:])
    assert heading(sound_page(browser, f"/observations?unit={unit}")) == "3 observations, none without an improvement"
    assert heading(sound_page(browser, f"/observations/groups?unit={unit}")) == "Waiting for an improvement"


def test_one_button_raises_an_improvement_from_a_whole_group(
    browser: FlaskClient, coach: ObservationsApi, unit: str
) -> None:
    place = {"value_stream": "Discharge", "step": "Letter"}
    days = [(now() - timedelta(days=days)).isoformat() for days in (9, 3)]
    first = coach.note(unit, description="One", minutes_lost=5, times_per_week=2, seen_at=days[0], **place)
    second = coach.note(unit, description="Two", minutes_lost=5, seen_at=days[1], **place)
    coach.note(unit, waste="motion")
    for path in ("/observations", "/observations/groups"):
        page = sound_page(browser, f"{path}?unit={unit}&waste=waiting")
        (draft,) = drafts(page)
        assert draft == {
            "observations": [second["id"], first["id"]],
            "unit": [unit],
            "waste": ["waiting"],
            "value_stream": ["Discharge"],
            "problem": ["- Two\n- One"],
        }
        (link,) = [each for each in page.all("a") if each.attributes["href"].startswith("/observations/raise?")]
        assert " ".join(link.text.split()) == f"2 observations: Waiting, Ward {unit}"
        assert "Discharge, Letter: 2" in page.elements[0].text
        assert re.search(r"Seen from [0-9-]{10} to [0-9-]{10}", page.elements[0].text)
        assert "10 minutes a week" in page.elements[0].text
        assert "5 minutes once" in page.elements[0].text
    assert len(drafts(sound_page(browser, f"/observations?unit={unit}"))) == 2


def test_the_first_groups_stand_on_the_list_and_all_on_their_own_pages(site: Site, browser: FlaskClient) -> None:
    walk = ObservationsApi(site, site.bearer("coach")).plan("E01")["id"]
    units = [site.free_unit() for _ in range(3)]
    for each in units:
        note_many(site, each, [{"waste": waste, "walk": walk} for waste in WASTES if waste != "motion"])
    note_many(site, units[0], [{"waste": "motion", "walk": walk}])
    page = sound_page(browser, f"/observations?walk={walk}")
    assert len(drafts(page)) == 3
    (link,) = page.all("a", href=f"/observations/groups?walk={walk}")
    assert link.text == "All 22 groups"
    first = sound_page(browser, link.attributes["href"])
    assert heading(first) == "22 observations wait for an improvement"
    (onwards,) = first.all("a", rel="next")
    second = sound_page(browser, onwards.attributes["href"])
    assert [len(drafts(each)) for each in (first, second)] == [20, 2]
    assert second.all("a", rel="next") == []
    assert browser.get("/observations/groups?cursor=WyItMSJd").status_code == 422


def test_groups_of_the_own_unit_come_first_then_the_biggest_and_single_ones_last(
    site: Site, browser: FlaskClient, unit: str, another: str
) -> None:
    walk = {"walk": ObservationsApi(site, site.bearer("coach")).plan(unit)["id"]}
    note_many(site, unit, [{"waste": waste, **walk} for waste in ("motion", "motion", "waiting")])
    steps = [{"step": step} for step in ("Letter", "letter ", "Pack", "C", "D", "E", "F", "G")]
    note_many(site, another, [{**walk, **each} for each in [*steps, {"waste": "defects"}, {"waste": "defects"}]])
    page = sound_page(browser, f"/observations/groups?walk={walk['walk']}")
    found = [" ".join(each.text.split()) for each in page.all("h3")]
    assert found == [
        f"2 observations: Motion, Ward {unit}",
        f"8 observations: Waiting, Ward {another}",
        f"2 observations: Defects, Ward {another}",
        f"1 observation: Waiting, Ward {unit}",
    ]
    # The most frequent places by name, the others together.
    assert re.search(r"Letter: 2\s*C: 1\s*D: 1\s*E: 1\s*F: 1\s*Elsewhere: 2", page.elements[0].text)


def test_a_problem_of_many_words_is_cut_after_whole_lines_and_fifty_observations_are_enough(
    site: Site, browser: FlaskClient, unit: str
) -> None:
    note_many(site, unit, [{"description": f"{number:02} " + "x" * 97} for number in range(52)])
    (draft,) = drafts(sound_page(browser, f"/observations?unit={unit}"))
    assert len(draft["observations"]) == 50
    (problem,) = draft["problem"]
    lines = problem.split("\n")
    assert len(problem) <= 4000
    assert lines[-1] == "…"
    assert {len(line) for line in lines[:-1]} == {102}
    assert len(lines) == 39


def test_some_are_chosen_and_one_improvement_is_raised_from_them(
    browser: FlaskClient, coach: ObservationsApi, unit: str, another: str
) -> None:
    here, there = coach.note(unit, description="Here"), coach.note(another, description="There")
    boxes = sound_page(browser, f"/observations?unit={unit}").all("input", type="checkbox", name="observation")
    assert [each.attributes["value"] for each in boxes] == [here["id"]]
    page = sound_page(browser, f"/observations/raise?observation={here['id']}&observation={there['id']}")
    assert heading(page) == "One improvement from 2 observations"
    assert drafts(page) == [
        {"observations": [here["id"], there["id"]], "waste": ["waiting"], "problem": ["- Here\n- There"]}
    ]


@pytest.mark.parametrize("chosen", ["", "?observation=nonsense", "?observation=0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"])
def test_nothing_is_raised_from_nothing(browser: FlaskClient, chosen: str) -> None:
    answer = browser.get(f"/observations/raise{chosen}")
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert drafts(page) == []


def test_what_a_list_cannot_be_asked_is_named_and_not_repeated(browser: FlaskClient) -> None:
    for path in ("/observations", "/observations/groups"):
        answer = browser.get(f"{path}?waste=sloth&value_stream=19121212-1212&unit=E01")
        assert answer.status_code == 422
        page = Document.of(answer.text)
        assert page.wrong() == []
        assert "19121212-1212" not in answer.text
        assert "Choose one of these: Defects, " in answer.text
        assert "overproduction" not in re.sub(r"<option.*?>", "", answer.text)
        links = [each.attributes["href"] for each in page.all("a") if each.attributes["href"].startswith("#field")]
        assert sorted(links) == ["#field-value_stream", "#field-waste"]


def test_the_list_goes_on_and_keeps_its_filters(browser: FlaskClient, coach: ObservationsApi, unit: str) -> None:
    for _ in range(3):
        coach.note(unit)
    page = sound_page(browser, f"/observations?unit={unit}&limit=2")
    (onwards,) = page.all("a", rel="next")
    second = sound_page(browser, onwards.attributes["href"])
    assert heading(second) == "3 observations, 3 without an improvement"
    assert len(second.all("input", type="checkbox", name="observation")) == 1
    assert drafts(second) == []


def test_its_page_shows_what_became_of_it_without_waiting_for_anybody(
    site: Site, browser: FlaskClient, coach: ObservationsApi, unit: str
) -> None:
    noted = coach.note(unit, description="The porter is late.", value_stream="Discharge")
    page = sound_page(browser, f"/observations/{noted['id']}")
    assert heading(page) == f"Waiting, Ward {unit}"
    assert drafts(page) == [
        {
            "observations": [noted["id"]],
            "unit": [unit],
            "waste": ["waiting"],
            "value_stream": ["Discharge"],
            "problem": ["The porter is late."],
        }
    ]
    made = raised(site, unit, [noted["id"]], title="A porter in time")
    page = sound_page(browser, f"/observations/{noted['id']}")
    (link,) = page.all("a", href=f"/improvements/{made['id']}")
    assert link.text == "A porter in time"
    assert "1 improvement has come of it." in page.elements[0].text
    until(lambda: coach.get(f"/{noted['id']}").get_json()["improvement"] == made["id"])
    linked = coach.get(f"/{noted['id']}").get_json()
    assert linked["improved_at"] == made["created_at"]
    assert [each["state"] for each in linked["improvements"]] == ["proposed"]


def test_a_value_stream_leads_to_its_map_where_there_is_one(
    site: Site, browser: FlaskClient, coach: ObservationsApi, unit: str, another: str
) -> None:
    name = f"Stroke {unit}"

    def link(value_stream: str, of: str = unit) -> list[tuple[str, str]]:
        noted = coach.note(of, value_stream=value_stream)
        page = sound_page(browser, f"/observations/{noted['id']}")
        links = [each for each in page.all("a") if each.attributes["href"].startswith("/value-streams/")]
        return [(each.text, each.attributes["href"]) for each in links]

    assert link(name) == []
    own = draw(site, unit, name)
    assert link(own) == link(name.upper()) == [(name, f"/value-streams/{own}")]
    draw(site, another, name)
    assert link(name) == [(name, f"/value-streams/{own}")]
    assert link(name, "E60") == [(name, f"/value-streams/compare?name=Stroke+{unit}")]
    asked = sound_page(browser, f"/observations/new?unit={unit}&value_stream={own}&step=Only+step")
    assert asked.form("/observations/new")["value_stream"] == [name]
    assert asked.form("/observations/new")["step"] == ["Only step"]
    assert "open" in next(each for each in asked.all("details") if "photograph" in each.text.lower()).attributes
    (steps,) = asked.all("datalist", id="steps")
    assert [each.attributes["value"] for each in asked.all("option") if each.within(steps)] == ["Only step"]
    offered = sound_page(browser, "/observations/new").all("option")
    assert [each.attributes["value"] for each in offered].count(name) == 1


def test_numbers_are_said_as_far_as_they_were_told(browser: FlaskClient, coach: ObservationsApi, unit: str) -> None:
    for given, said in (
        ({"minutes_lost": 1}, "1 minute each time"),
        ({"times_per_week": 1}, "1 time a week"),
        ({"minutes_lost": 1000, "times_per_week": 0.5}, "1,000 minutes each time, 0.5 times a week, that is 500"),
        ({"minutes_lost": 0, "times_per_week": 3}, "0 minutes each time, 3 times a week, that is 0 minutes a week"),
    ):
        assert said in browser.get(f"/observations/{coach.note(unit, **given)['id']}").text
    assert "minutes" not in browser.get(f"/observations/{coach.note(unit)['id']}").text


def test_who_is_not_signed_in_is_asked_to(site: Site, coach: ObservationsApi, unit: str) -> None:
    noted = coach.note(unit)
    stranger = site.browser(None, "observations")
    for path in ("", "/new", "/groups", "/raise", "/walks", f"/{noted['id']}"):
        answer = stranger.get(f"/observations{path}")
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert SEEN["description"] not in stranger.get(f"/observations/{noted['id']}").text
