"""The spread of an improvement as page, JSON and file: the same numbers, in three languages, with and without R."""

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from schemas.scorecards_spread import ImprovementSpread
from tests.scorecards.spread import families
from tests.scorecards.spread.families import IMPLEMENTED, adopter, improvement
from tests.services.kernel.web.site import Site, until

RELEVANT = ["E02", "E03", "E04", "E05", "E06", "E07"]


def day(after: int) -> date:
    return IMPLEMENTED + timedelta(days=after)


def keep(site: Site, *family: Any) -> str:  # noqa: ANN401 (as families.keep takes it)
    """Keep a family in the site's scorecards."""
    return families.keep(site.runtimes["scorecards"].database, *family)


def spread_of(site: Site, identifier: str) -> dict[str, Any]:
    """What the API says, which is what its schema says."""
    path = f"/api/v1/scorecards/improvements/{identifier}/spread"
    answer = site.apps["scorecards"].test_client().get(path, headers=site.bearer("member"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.text)
    assert ImprovementSpread().validate(found) == {}
    return found


def page_of(site: Site, identifier: str, language: str = "en") -> str:
    client = site.browser(site.principal("member"), "scorecards")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    answer = client.get(f"/scorecards/improvements/{identifier}/spread")
    assert answer.status_code == 200
    return str(answer.text)


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1].strip()


@pytest.fixture
def spread_out(site: Site) -> str:
    """E02 learned from the origin, M03 of another division from E02, E04 stopped, E05 has not told, M06 looks at it."""
    return keep(
        site,
        improvement("E01", RELEVANT, origins="E30"),
        [
            adopter("E02", (day(5), "testing"), (day(10), "implemented"), learned_from="E01"),
            adopter("M03", (day(40), "implemented"), learned_from="E02", adapted="=Done at the round"),
            adopter("E04", (day(50), "implemented"), (day(90), "stopped"), learned_from="E30", reason="Too <slow>"),
            adopter("E05", (day(60), "implemented"), (day(250), "sustained")),
            adopter("M06", (day(70), "interested"), learned_from="M03"),
            adopter("E06", (day(20), "implemented"), counted=False),
        ],
        ["M07", "E01"],
    )


def test_the_numbers_of_a_spread(site: Site, spread_out: str) -> None:
    found = spread_of(site, spread_out)
    names = ("title", "unit", "origins", "division", "state", "relevant", "relevant_units", "implemented_on")
    assert [found[name] for name in names] == [
        "Discharge letter before noon",
        "E01",
        ["E30"],
        "SURG",
        "implemented",
        6,
        RELEVANT,
        str(IMPLEMENTED),
    ]
    assert found["reached"] == {
        "known": 0,
        "interested": 1,
        "testing": 0,
        "implemented": 2,
        "sustained": 1,
        "stopped": 1,
    }
    counts = ("adopted", "adopted_relevant", "adopted_outside", "adoption_percent", "cross_division")
    assert [found[name] for name in counts] == [3, 2, 1, 33.3, 1]
    assert (found["cross_division_percent"], found["same_problem"]) == (33.3, 1)
    assert found["as_of"]


def test_the_curve_rises_and_falls_with_who_has_it(site: Site, spread_out: str) -> None:
    curve = [(each["date"], each["units"]) for each in spread_of(site, spread_out)["curve"]]
    assert curve == [(str(day(after)), units) for after, units in ((10, 1), (40, 2), (50, 3), (60, 4), (90, 3))]


def test_the_lineage_names_each_unit_once_by_day(site: Site, spread_out: str) -> None:
    lineage = spread_of(site, spread_out)["lineage"]
    names = ("unit", "learned_from", "at", "days", "generation", "cross_division")
    assert [tuple(each[name] for name in names) for each in lineage] == [
        ("E02", "E01", str(day(10)), 10, 1, False),
        ("M03", "E02", str(day(40)), 40, 2, True),
        ("E05", None, str(day(60)), 60, None, False),
        ("M06", "M03", str(day(70)), None, 3, True),
        ("E04", "E30", str(day(90)), None, 1, False),
    ]


def test_without_relevant_units_there_is_a_count_and_no_percentage(site: Site) -> None:
    identifier = keep(site, improvement("E01"), [adopter("E02", (day(5), "implemented"))])
    found = spread_of(site, identifier)
    assert (found["relevant"], found["adopted"]) == (0, 1)
    assert "adoption_percent" not in found
    page = page_of(site, identifier)
    assert heading(page) == "1 unit has taken it over"
    assert "chart-top" not in page


def test_what_nobody_has_taken_over_says_so_and_gives_the_first_step(site: Site) -> None:
    identifier = keep(site, improvement("E01", RELEVANT))
    found = spread_of(site, identifier)
    assert (found["adopted"], found["curve"], found["lineage"], found["adoption_percent"]) == (0, [], [], 0)
    assert "cross_division_percent" not in found
    page = page_of(site, identifier)
    assert heading(page) == "No other unit has taken it over yet"
    assert f'class="btn btn-outline-primary" href="/improvements/{identifier}"' in page
    assert "It has not reached 6 relevant units yet" in page


def test_a_merged_improvement_says_where_it_is_counted(site: Site) -> None:
    target = keep(site, improvement("E02", title="The one that stays"))
    identifier = keep(site, improvement("E01", RELEVANT, state="merged", counted=False, merged_into=target))
    found = spread_of(site, identifier)
    assert found["merged_into"] == target
    assert found.keys().isdisjoint({"adopted", "reached", "curve", "lineage"})
    page = page_of(site, identifier)
    assert f'href="/scorecards/improvements/{target}/spread">The one that stays</a>' in page


def test_what_no_event_has_named_is_not_found(site: Site) -> None:
    client = site.apps["scorecards"].test_client()
    for path in ("/api/v1/scorecards/improvements/none/spread", "/scorecards/improvements/none/spread"):
        assert client.get(path, headers=site.bearer("member")).status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 of 6 relevant units have taken it over"),
        ("sv", "2 av 6 enheter som kan ha nytta av den har tagit över den"),
        ("fi", "2 / 6 hyötyvästä yksiköstä on ottanut sen käyttöön"),
    ],
)
def test_the_page_begins_with_the_answer_in_each_language(
    site: Site, spread_out: str, language: str, said: str
) -> None:
    assert heading(page_of(site, spread_out, language)) == said


def test_the_page_credits_the_origin_and_names_every_unit(site: Site, spread_out: str) -> None:
    page = page_of(site, spread_out)
    linked = set(re.findall(r'href="/scorecards/units/([^"]+)"', page))
    assert linked == {"E01", "E30", "E02", "M03", "E04", "E05", "M06", "M07", "E03", "E06", "E07"}
    assert f'href="/improvements/{spread_out}"' in page
    assert f'href="/scorecards/improvements/{spread_out}"' in page
    assert "=Done at the round" in page
    assert "Too &lt;slow&gt;" in page
    for kind in ("lineage-sign", "chart-top", "chart-bar"):
        assert kind in page


def test_units_that_learned_from_each_other_do_not_hang_the_page(site: Site) -> None:
    circle = [adopter("E02", (day(5), "implemented"), learned_from="E03")]
    circle += [adopter("E03", (day(6), "implemented"), learned_from="E02")]
    identifier = keep(site, improvement("E01"), circle)
    assert heading(page_of(site, identifier)) == "2 units have taken it over"
    assert [each["generation"] for each in spread_of(site, identifier)["lineage"]] == [None, None]


def test_four_hundred_units_are_drawn_by_division_and_listed_each(site: Site) -> None:
    codes = [f"{prefix}{number:02}" for number in range(1, 201) for prefix in "EM" if (prefix, number) != ("E", 1)]
    units = [adopter(code, (day(place), "implemented"), learned_from="E01") for place, code in enumerate(codes)]
    page = page_of(site, keep(site, improvement("E01"), units))
    assert heading(page) == "399 units have taken it over"
    assert page.count("lineage-name") == 3
    assert page.count("lineage-mark") == 399
    assert len(re.findall(r'<th scope="row"><a href="/scorecards/units/', page)) == 399


def test_csv_and_xlsx_list_the_units_without_formulas(site: Site, spread_out: str) -> None:
    client = site.browser(site.principal("member"), "scorecards")
    path = f"/scorecards/improvements/{spread_out}/spread"
    rows = list(csv.reader(io.StringIO(client.get(f"{path}.csv").data.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get(f"{path}.xlsx").data)).worksheets[0]
    assert [row[0] for row in rows[1:-1]] == ["E02", "M03", "E05", "M06", "E04"]
    assert [row[0] for row in sheet.values][1:-1] == ["E02", "M03", "E05", "M06", "E04"]
    assert rows[2][7] == "'=Done at the round"
    assert sheet.cell(3, 8).data_type == "s"
    assert client.get(f"{path}.pdf").status_code == 404


def test_a_training_client_sees_no_spread(site: Site, spread_out: str) -> None:
    client = site.apps["scorecards"].test_client()
    path = f"/api/v1/scorecards/improvements/{spread_out}/spread"
    assert client.get(path, headers=site.bearer("training")).status_code == 403


def test_what_units_told_comes_by_events_alone(site: Site) -> None:
    unit, adopting, tapping = (site.free_unit() for _ in range(3))
    headers, client = site.bearer("coach"), site.app.test_client()
    body = {"title": "By events", "problem": "p", "proposal": "q", "unit": unit, "relevant_units": [adopting]}
    identifier = json.loads(client.post("/api/v1/improvements", json=body, headers=headers).text)["id"]
    taken = {"unit": adopting, "stage": "implemented", "learned_from": unit, "adapted": "Twice a day"}
    path = f"/api/v1/improvements/{identifier}"
    assert client.post(f"{path}/adoptions", json=taken, headers=headers).status_code == 201
    assert client.post(f"{path}/same-problem", json={"unit": tapping}, headers=headers).status_code == 200
    asked = f"/api/v1/scorecards/improvements/{identifier}/spread"
    reader = site.apps["scorecards"].test_client()
    until(lambda: (reader.get(asked, headers=headers).json or {}).get("same_problem") == 1)
    found = spread_of(site, identifier)
    assert (found["adopted"], found["adoption_percent"], found["cross_division"]) == (1, 100.0, 1)
    (learned,) = found["lineage"]
    assert (learned["unit"], learned["learned_from"], learned["generation"]) == (adopting, unit, 1)
    assert learned["adapted"] == "Twice a day"
    assert heading(page_of(site, identifier)) == "The only relevant unit has taken it over"
