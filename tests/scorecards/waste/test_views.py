"""Waste as pages, JSON and files: the same numbers through each door, and every number opens."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from schemas.scorecards_waste import CountedValueStreamWithEvents, DivisionWaste, RegionWaste, UnitWaste
from schemas.vocabulary import WASTES
from services.kernel.clock import now
from tests.scorecards.projections.lives import Told
from tests.scorecards.waste.observing import observation, value_stream
from tests.services.kernel import life
from tests.services.kernel.web.site import Site, until

DIVISION = {"E": "SURG", "M": "MED"}
SEEN = now() - timedelta(days=20)
LED = {"improvement": "idea", "improved_at": (SEEN + timedelta(days=8)).isoformat()}


@dataclass(frozen=True)
class Place:
    """A unit of its own in which waste was seen, and the division that it is in."""

    site: Site
    unit: str

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
    """Three observations and a map; the first led to an improvement after eight days."""
    found = Place(site, site.free_unit())
    more = {"unit": found.unit, "seen_at": SEEN.isoformat(), "noted_at": SEEN.isoformat()}
    waiting = {"minutes_lost": 12.5, "times_per_week": 4, "value_stream": found.identifier("map"), "step": "Triage"}
    tell(
        site,
        observation(found.identifier("one"), **more, **waiting, **LED),
        observation(found.identifier("two"), **more, waste="overproduction", minutes_lost=3),
        observation(found.identifier("three"), **more, waste="overprocessing", step="<b>Bed</b>"),
        value_stream(found.identifier("map"), unit=found.unit, name="Stroke & care", metrics={"lead_minutes": 200}),
    )
    until(lambda: found.json(f"/units/{found.unit}/waste")["totals"]["observations"] == 3)
    until(lambda: found.json(f"/units/{found.unit}/waste")["value_streams"])
    return found


def tell(site: Site, *events: Told) -> None:
    """Publish events of observations, of no outbox."""
    told = [life.message(each | {"outboxid": "0"}, each["subject"], "observations") for each in events]
    with site.log.publisher() as publisher:
        assert publisher.publish(told) == [None] * len(told)


def test_a_unit_says_what_was_seen_in_each_way(place: Place) -> None:
    found = place.json(f"/units/{place.unit}/waste")
    assert UnitWaste().validate(found) == {}
    totals = found["totals"]
    assert (totals["observations"], totals["minutes_lost"], totals["minutes_told"]) == (3, 15.5, 2)
    assert (totals["minutes_a_week"], totals["weekly_told"]) == (50.0, 1)
    assert (totals["led"], totals["led_percent"], totals["median_days"], totals["days_known"]) == (1, 33.3, 8, 1)
    assert {each["waste"]: each["observations"] for each in found["wastes"] if each["observations"]} == {
        "waiting": 1,
        "overproduction": 1,
        "overprocessing": 1,
    }
    assert [(each["value_stream"], each["step"]) for each in found["steps"]] == [
        ("Stroke & care", "Triage"),
        (None, "<b>Bed</b>"),
        (None, None),
    ]
    assert sum(each["observations"] for each in found["history"]) == 3
    (drawn,) = found["value_streams"]
    assert (drawn["id"], drawn["lead_minutes"]) == (place.identifier("map"), 200)
    assert drawn["activity_ratio_percent"] is None


def test_the_region_sums_its_divisions_and_a_division_its_units(place: Place) -> None:
    region, division = place.json("/region/waste"), place.json(f"/divisions/{place.division}/waste")
    assert RegionWaste().validate(region) == {}
    assert DivisionWaste().validate(division) == {}
    line = next(each for each in division["units"] if each["code"] == place.unit)
    assert (line["observations"], line["value_streams"], line["minutes_a_week"]) == (3, 1, 50.0)
    for name in ("observations", "minutes_lost", "led", "days_known"):
        assert region["totals"][name] == sum(each[name] for each in region["divisions"])
        assert division["totals"][name] == sum(each[name] for each in division["units"])
    assert sum(region["events"]["observations"].values()) > 0


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_every_page_is_there_in_every_language(place: Place, language: str) -> None:
    paths = ["/scorecards/waste", f"/scorecards/divisions/{place.division}/waste", "/scorecards/observations"]
    paths += [f"/scorecards/units/{place.unit}/waste", f"/scorecards/observations/{place.identifier('one')}"]
    for path in [*paths, f"/scorecards/value-streams/{place.identifier('map')}"]:
        answer = place.get(path, language)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_a_page_begins_with_the_answer_and_keeps_the_two_measures_apart(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.unit}/waste").text
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert heading
    assert heading[1].strip().endswith("3 observations of waste in twelve months; 1 led to an improvement")
    assert "never added to each other" in page
    assert "minutes may count one waste twice" in page
    assert "overproduction and overprocessing last because few can tell them apart" in page
    assert "3 of eight kinds of waste were seen" in page
    assert page.index(">transport<") < page.index(">overproduction<") < page.index(">overprocessing<")
    assert "3 h 20 min" in page
    assert "Stroke &amp; care" in page
    assert "<b>Bed" not in page
    assert "no step named" in page


def test_of_how_many_a_number_is_stands_in_brackets_and_headings_wrap(place: Place) -> None:
    page = place.get(f"/scorecards/units/{place.unit}/waste").text
    brackets = re.findall(r"</a>\s*<span[^>]*>\(([^<]*)\)</span>\s*</td>", page)
    assert "2 of 3" in brackets
    assert not re.search(r"</a>\s*<span[^>]*>\d", page)
    assert set(re.findall(r'<th scope="col" class="(number[^"]*)">[mlo]', page)) == {"number text-wrap"}


def test_all_eight_kinds_are_said_in_words(site: Site) -> None:
    place = Place(site, site.free_unit())
    more = {"unit": place.unit, "seen_at": SEEN.isoformat(), "noted_at": SEEN.isoformat()}
    tell(site, *(observation(place.identifier(waste), waste=waste, **more) for waste in WASTES))
    until(lambda: place.json(f"/units/{place.unit}/waste")["totals"]["observations"] == len(WASTES))
    assert "All eight kinds of waste were seen" in place.get(f"/scorecards/units/{place.unit}/waste").text


def test_every_number_on_a_page_opens_what_it_says(place: Place) -> None:
    for path in (f"/scorecards/units/{place.unit}/waste", f"/scorecards/divisions/{place.division}/waste"):
        page = place.get(path).text
        links = set(
            re.findall(r'<td class="number"><a href="(/scorecards/observations[^"]*)">([\d,.]+)</a></td>', page)
        )
        assert len(links) >= 8
        for href, number in links:
            opened = place.get(href.replace("&amp;", "&")).text
            assert f"<h1>{number} observation" in opened, href


def test_an_observation_opens_where_it_was_noted_and_to_its_events(place: Place) -> None:
    first = place.identifier("one")
    page = place.get(f"/scorecards/observations?unit={place.unit}&counted=led").text
    assert f'href="/observations/{first}"' in page
    assert 'href="/improvements/idea"' in page
    assert f'href="/scorecards/observations/{first}"' in page
    shown = place.json(f"/observations/{first}")
    assert [each["type"].split(".")[2:4] for each in shown["events"]] == [["observation", "noted"]]
    assert (shown["minutes_lost"], shown["value_stream"], shown["days"]) == (12.5, "Stroke & care", 8)
    assert (
        f'href="/value-streams/{place.identifier("map")}"'
        in place.get(f"/scorecards/value-streams/{place.identifier('map')}").text
    )


def test_a_value_stream_says_by_which_events_it_counts_as_it_does(place: Place) -> None:
    shown = place.json(f"/value-streams/{place.identifier('map')}")
    assert CountedValueStreamWithEvents().validate(shown) == {}
    assert (shown["name"], shown["unit"], shown["lead_minutes"]) == ("Stroke & care", place.unit, 200)
    assert shown["activity_ratio_percent"] is None
    assert [each["type"].split(".")[2:4] for each in shown["events"]] == [["value_stream", "drawn"]]


def test_what_stands_behind_a_number_comes_in_pieces_without_repeating(place: Place) -> None:
    seen: list[str] = []
    path = f"/api/v1/scorecards/observations?unit={place.unit}&limit=2"
    while path:
        answer = place.get(path)
        seen += [item["id"] for item in answer.json["items"]]
        following = re.match(r"<([^>]+)>", answer.headers.get("Link", ""))
        path = following[1] if following else ""
    assert sorted(seen) == sorted(map(place.identifier, ("one", "two", "three")))


def test_csv_and_xlsx_say_what_the_page_says(place: Place) -> None:
    path = f"/scorecards/units/{place.unit}/waste"
    rows = list(csv.reader(io.StringIO(place.get(f"{path}.csv").data.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(place.get(f"{path}.xlsx").data))
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
    for table in (rows, sheet):
        by_name = {tuple(row[:2]): row for row in table if row}
        assert by_name["Total", f"Ward {place.unit}"][2:10] == ["3", "2", "15.5", "1", "50.0", "1", "1", "8.0"] or (
            by_name["Total", f"Ward {place.unit}"][2:10] == ["3", "2", "15.5", "1", "50", "1", "1", "8"]
        )
        assert by_name["Stroke & care", "Triage"][2] == "1"
        assert [row[0] for row in table if row[:1] in (["overproduction"], ["overprocessing"])] == [
            "overproduction",
            "overprocessing",
        ]
    for other in ("/scorecards/waste.csv", f"/scorecards/divisions/{place.division}/waste.xlsx"):
        assert place.get(other).status_code == 200
    assert place.get("/scorecards/waste.pdf").status_code == 404


def test_the_scorecards_say_it_in_one_line_that_leads_there(place: Place) -> None:
    line = "3 observations of waste in twelve months; 1 led to an improvement"
    page = place.get(f"/scorecards/units/{place.unit}").text
    assert line in page
    assert f'href="/scorecards/units/{place.unit}/waste"' in page
    assert (
        f'href="/scorecards/divisions/{place.division}/waste"'
        in place.get(f"/scorecards/divisions/{place.division}").text
    )
    assert 'href="/scorecards/waste"' in place.get("/scorecards").text


def test_where_nothing_was_seen_the_first_step_stands(place: Place) -> None:
    other = place.site.free_unit()
    page = place.get(f"/scorecards/units/{other}/waste").text
    assert "No waste has been noted in twelve months" in page
    assert 'href="/observations/new"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/units/NONE/waste",
        "/divisions/NONE/waste",
        "/observations/none",
        "/observations?division=NONE",
        "/observations?unit=NONE&step=Triage",
        "/value-streams/none",
    ],
)
def test_what_nobody_knows_is_not_found(place: Place, path: str) -> None:
    answer = place.get(f"/api/v1/scorecards{path}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert place.get(f"/scorecards{path}").status_code == 404


def test_a_training_client_reads_no_waste(place: Place) -> None:
    client = place.site.apps["scorecards"].test_client()
    for path in ("/api/v1/scorecards/region/waste", "/api/v1/scorecards/observations", "/scorecards/waste.csv"):
        assert client.get(path, headers=place.site.bearer("training")).status_code == 403
