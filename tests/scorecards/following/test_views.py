"""Follow-ups as pages, JSON and files: the same numbers through each door, and every number opens."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from schemas.scorecards_following import (
    CountedGoals,
    CountedIndicators,
    CountedWithEvents,
    DivisionFollowUps,
    RegionFollowUps,
    UnitFollowUps,
)
from services.kernel.clock import now
from tests.scorecards.following.following import goal, indicator, perspectives
from tests.scorecards.projections.lives import Told, improvement
from tests.services.kernel import life
from tests.services.kernel.web.site import Site, until

DIVISION = {"E": "SURG", "M": "MED"}
SET = now() - timedelta(days=20)
LATE = (SET - timedelta(days=1)).date().isoformat()


@dataclass(frozen=True)
class Place:
    """A unit of its own whose goals are followed up, and the division that it is in."""

    site: Site
    unit: str
    # Another one, with one goal about which there is nothing to say.
    calm: str

    @property
    def division(self) -> str:
        return DIVISION[self.unit[0]]

    def identifier(self, name: str) -> str:
        return f"{name}-{self.unit}"

    def get(self, path: str, language: str = "en") -> Any:  # noqa: ANN401 (Flask's test response)
        """Ask as a member does."""
        headers = self.site.bearer("member") | {"Accept-Language": language}
        return self.site.apps["scorecards"].test_client().get(path, headers=headers)

    def json(self, path: str) -> dict[str, Any]:
        answer = self.get(f"/api/v1/scorecards{path}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)


@pytest.fixture(scope="module")
def place(site: Site) -> Place:
    """Two goals, three indicators, and two improvements of which one serves a goal."""
    it = Place(site, site.free_unit(), site.free_unit())
    entered = [(state, SET.isoformat()) for state in ("proposed", "accepted")]
    tell(
        site,
        "improvements",
        *(improvement(it.identifier(name), 1, *entered, unit=it.unit) for name in ("serves", "other")),
    )
    tell(
        site,
        "followups",
        perspectives("2026", name="Process & flow"),
        goal(it.identifier("one"), unit=it.unit, due=LATE, title="<b>Short</b> waits", perspective="process"),
        goal(it.identifier("one"), 3, ("at_risk",), unit=it.unit, due=LATE, title="<b>Short</b> waits"),
        goal(it.identifier("two"), unit=it.unit, improvements=[it.identifier("serves")]),
        goal(it.identifier("later"), unit=it.unit, period="2099-T2", title="Still to come"),
        goal(it.identifier("calm"), unit=it.calm),
        indicator(
            it.identifier("missed"),
            goal=it.identifier("one"),
            unit=it.unit,
            values=24,
            last="2026-07-01",
            variation="common_cause",
            assurance="fails",
        ),
        indicator(it.identifier("better"), goal=it.identifier("one"), unit=it.unit, values=24, variation="improving"),
        indicator(it.identifier("empty"), unit=it.unit, due=LATE),
    )
    until(lambda: it.json(f"/units/{it.unit}/goals")["totals"]["indicators"]["all"] == 3)
    # Until all is counted, the day is that of the oldest event that is not.
    until(lambda: it.json(f"/units/{it.unit}/goals")["totals"]["goals"]["overdue"] == 1)
    until(lambda: it.json(f"/units/{it.unit}/goals")["totals"]["improvements"]["running"]["serving"] == 1)
    return it


def tell(site: Site, topic: str, *events: Told) -> None:
    """Publish events of no outbox."""
    told = [life.message(each | {"outboxid": "0"}, each["subject"], topic) for each in events]
    with site.log.publisher() as publisher:
        assert publisher.publish(told) == [None] * len(told)


def test_a_unit_says_what_is_followed_up_in_each_way(place: Place) -> None:
    found = place.json(f"/units/{place.unit}/goals")
    assert UnitFollowUps().validate(found) == {}
    goals, indicators = found["totals"]["goals"], found["totals"]["indicators"]
    assert {name: goals[name] for name in ("open", "later", "overdue", "without_improvement", "without_indicator")} == {
        "open": 2,
        "later": 1,
        "overdue": 1,
        "without_improvement": 1,
        "without_indicator": 1,
    }
    assert (goals["by_status"]["at_risk"], goals["by_status"]["none"]) == (1, 1)
    assert (goals["by_variation"]["common_cause"], goals["by_variation"]["no_indicator"]) == (1, 1)
    assert (goals["by_assurance"]["fails"], goals["derived"]["red"], goals["derived"]["none"]) == (1, 1, 1)
    assert goals["by_perspective"] == {"process": 2}
    assert (indicators["without_data"], indicators["late"], indicators["of_open_goal"]) == (1, 1, 2)
    assert (indicators["by_variation"]["improving"], indicators["by_assurance"]["none"]) == (1, 2)
    assert found["totals"]["improvements"]["running"] == {"serving": 1, "all": 2, "percent": 50.0}


def test_the_region_sums_its_divisions_and_a_division_its_units(place: Place) -> None:
    region, division = place.json("/region/goals"), place.json(f"/divisions/{place.division}/goals")
    assert RegionFollowUps().validate(region) == {}
    assert DivisionFollowUps().validate(division) == {}
    line = next(each for each in division["units"] if each["code"] == place.unit)
    assert line["goals"] == place.json(f"/units/{place.unit}/goals")["totals"]["goals"]
    for thing, name in (("goals", "open"), ("goals", "overdue"), ("indicators", "all"), ("indicators", "late")):
        assert region["totals"][thing][name] == sum(each[thing][name] for each in region["divisions"])
        assert division["totals"][thing][name] == sum(each[thing][name] for each in division["units"])
    assert sum(region["events"]["followups"].values()) > 0


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_every_page_is_there_in_every_language(place: Place, language: str) -> None:
    paths = ["/scorecards/goals", "/scorecards/goals/counted", "/scorecards/indicators"]
    paths += [f"/scorecards/divisions/{place.division}/goals", f"/scorecards/units/{place.unit}/goals"]
    paths += [f"/scorecards/goals/{place.identifier('one')}", f"/scorecards/indicators/{place.identifier('empty')}"]
    for path in [*paths, f"/scorecards/improvements?serving=1&unit={place.unit}"]:
        answer = place.get(path, language)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text


def test_a_page_begins_with_the_answer_and_states_the_rule_of_the_colours(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.unit}/goals").text
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert heading
    assert heading[1].strip().endswith("2 goals are open, 1 follow-up is overdue; 1 improvement serves a goal")
    assert "the gravest one speaks" in page
    calm = place.get(f"/scorecards/units/{place.calm}/goals").text
    assert "1 goal is open, no follow-up is overdue; no improvement serves a goal" in calm
    assert "No goal is red: derived, never entered" in calm
    assert not re.search(r"\b0 (goal|follow-up|improvement)", calm)
    assert "Derived: red where a chart shows a special cause for concern" in page
    assert "Process &amp; flow" in page
    assert 'class="control-icon"' in page
    assert " style=" not in page


def test_every_number_on_a_page_opens_what_it_says(place: Place) -> None:
    for path in (f"/scorecards/units/{place.unit}/goals", f"/scorecards/divisions/{place.division}/goals"):
        page = place.get(path).text
        links = set(re.findall(r'<td class="number">\s*<a href="(/scorecards/[^"]*)">([\d,.]+)</a>', page))
        assert len(links) >= 8
        for href, number in links:
            opened = place.get(href.replace("&amp;", "&")).text
            assert re.search(rf"<h1>{number} (open goal|indicator|improvement)", opened), href


def test_goals_that_begin_later_are_said_apart_and_open(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.unit}/goals").text
    link = re.search(r'<a href="([^"]+)">1 more goal begins later</a>', page)
    assert link
    opened = place.get(link[1].replace("&amp;", "&")).text
    assert "<h1>1 goal begins later: " in opened
    assert "begins 2099-05-01" in opened
    assert [each["begins"] for each in place.json(f"/goals?unit={place.unit}&counted=later")["items"]] == ["2099-05-01"]
    assert "Still to come" not in place.get(f"/scorecards/goals/counted?unit={place.unit}").text


def test_no_unit_stands_in_a_colour(place: Place) -> None:
    table = (
        place.get(f"/scorecards/divisions/{place.division}/goals").text.split('id="by-line"')[1].split("</table>")[0]
    )
    assert "red, amber and green are derived, never entered" in table
    assert "derived-" not in table


def test_goals_and_indicators_open_where_they_are_followed_up_and_to_their_events(place: Place) -> None:
    page = place.get(f"/scorecards/goals/counted?unit={place.unit}&derived=red").text
    one, missed = place.identifier("one"), place.identifier("missed")
    assert f'href="/follow-ups/goals/{one}"' in page
    assert f'href="/scorecards/goals/{one}"' in page
    assert "&lt;b&gt;Short" in page
    assert "<b>Short" not in page
    page = place.get(f"/scorecards/indicators?unit={place.unit}&assurance=fails").text
    assert f'href="/follow-ups/indicators/{missed}"' in page
    shown = place.json(f"/goals/{one}")
    assert CountedWithEvents().validate(shown) == {}
    assert [each["type"].split(".")[2:4] for each in shown["events"]] == [["goal", "set"], ["goal", "followed_up"]]
    assert len(place.json(f"/indicators/{missed}")["events"]) == 1


def test_what_stands_behind_a_number_comes_in_pieces_with_what_it_counts_as(place: Place) -> None:
    seen: list[dict[str, Any]] = []
    path = f"/api/v1/scorecards/goals?unit={place.unit}&limit=1"
    while path:
        answer = place.get(path)
        seen += answer.json["items"]
        following = re.match(r"<([^>]+)>", answer.headers.get("Link", ""))
        path = following[1] if following else ""
    assert CountedGoals().validate({"items": seen}) == {}
    assert [(each["derived"], each["overdue"], each["status"]) for each in seen] == [
        ("red", True, "at_risk"),
        ("none", False, "none"),
    ]
    found = place.json(f"/indicators?unit={place.unit}")
    assert CountedIndicators().validate(found) == {}
    assert [(each["values"], each["late"]) for each in found["items"]] == [(24, False), (0, True), (24, False)]


def test_csv_and_xlsx_say_what_the_page_says(place: Place) -> None:
    path = f"/scorecards/units/{place.unit}/goals"
    rows = list(csv.reader(io.StringIO(place.get(f"{path}.csv").data.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(place.get(f"{path}.xlsx").data))
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
    for table in (rows, sheet):
        by_name = {row[0]: row for row in table if row}
        numbers = ["2", "1", "0", "1", "1", "1", "3", "2", "1", "1", "2", "1", "0", "0", "1", "0", "0", "1"]
        assert by_name["Total"][2:20] == numbers
        assert by_name["Process & flow"][1] == "2"
        assert by_name["fails the target"][1:3] == ["1", "1"]
    for other in ("/scorecards/goals.csv", f"/scorecards/divisions/{place.division}/goals.xlsx"):
        assert place.get(other).status_code == 200
    assert place.get("/scorecards/goals.pdf").status_code == 404


def test_the_scorecards_say_it_in_one_line_that_leads_there(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.unit}").text
    assert "2 goals are open, 1 follow-up is overdue; 1 improvement serves a goal" in page
    assert f'href="/scorecards/units/{place.unit}/goals"' in page
    division = f"/scorecards/divisions/{place.division}"
    assert f'href="{division}/goals"' in place.get(division).text
    assert 'href="/scorecards/goals"' in place.get("/scorecards").text


def test_where_nothing_is_followed_up_the_first_step_stands(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.site.free_unit()}/goals").text
    assert "No goal is open" in page
    assert 'href="/follow-ups/goals/new"' in page


@pytest.mark.parametrize(
    "path",
    ["/units/NONE/goals", "/divisions/NONE/goals", "/goals/none", "/indicators/none", "/indicators?division=NONE"],
)
def test_what_nobody_knows_is_not_found(place: Place, path: str) -> None:
    answer = place.get(f"/api/v1/scorecards{path}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert place.get(f"/scorecards{path}").status_code == 404


def test_a_training_client_reads_no_goals(place: Place) -> None:
    client = place.site.apps["scorecards"].test_client()
    for path in ("/api/v1/scorecards/region/goals", "/api/v1/scorecards/goals", "/scorecards/goals.csv"):
        assert client.get(path, headers=place.site.bearer("training")).status_code == 403
