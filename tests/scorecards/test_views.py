"""The scorecards as pages, JSON and files: every number opens, and all say the same."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from schemas.vocabulary import STATES
from scorecards.views.exports import harmless
from tests.services.kernel.web.site import Site, until

DIVISION = {"E": "SURG", "M": "MED"}


def get(site: Site, path: str, **more: Any) -> Any:  # noqa: ANN401 (Flask's test response)
    """Ask the scorecards as an integration does."""
    return site.apps["scorecards"].test_client().get(path, headers=site.bearer("member"), **more)


def submit(site: Site, unit: str, title: str = "A title", *steps: str) -> str:
    """Submit an improvement, take steps, and wait until the scorecards have counted it; answers its id."""
    headers = site.bearer("coach")
    client = site.app.test_client()
    body = {"title": title, "problem": "p", "proposal": "q", "unit": unit, "waste": "waiting"}
    answer = client.post("/api/v1/improvements", json=body, headers=headers)
    for to in steps:
        answer = client.post(
            f"/api/v1/improvements/{answer.json['id']}/transitions",
            json={"to": to, "reason": "because"},
            headers=headers | {"If-Match": answer.headers["ETag"]},
        )
    assert answer.status_code in {200, 201}, answer.text
    identifier: str = answer.json["id"]
    until(lambda: len(events(site, identifier)) == 1 + len(steps))
    return identifier


def events(site: Site, identifier: str) -> list[dict[str, Any]]:
    """The events counted of an improvement so far."""
    answer = get(site, f"/api/v1/scorecards/improvements/{identifier}")
    return list(answer.json["events"]) if answer.status_code == 200 else []


def figures_of(site: Site, unit: str) -> dict[str, Any]:
    """A unit's row on its division's scorecard."""
    rows = get(site, f"/api/v1/scorecards/divisions/{DIVISION[unit[0]]}").json["units"]
    return dict(next(row for row in rows if row["code"] == unit))


def test_a_unit_is_counted_in_each_state_and_merged_ones_in_none(site: Site) -> None:
    unit = site.free_unit()
    into = submit(site, unit, "Accepted", "accepted")
    submit(site, unit, "Proposed")
    submit(site, unit, "Declined", "declined")
    merged = submit(site, unit, "Merged")
    headers = site.bearer("coach")
    answer = site.app.test_client().post(
        f"/api/v1/improvements/{merged}/transitions",
        json={"to": "merged", "into": into},
        headers=headers | {"If-Match": '"1"'},
    )
    assert answer.status_code == 200
    until(lambda: len(events(site, merged)) == 2)
    row = figures_of(site, unit)
    assert {name: row[name] for name in ("running", "accepted", "proposed", "declined")} == {
        "running": 1,
        "accepted": 1,
        "proposed": 1,
        "declined": 1,
    }


def test_the_region_sums_its_divisions_and_a_division_its_units(site: Site) -> None:
    submit(site, site.free_unit(), "One", "accepted")
    region = get(site, "/api/v1/scorecards/region").json
    plain = [name for name, number in region["totals"].items() if isinstance(number, int)]
    assert {"running", "islands", *STATES} - {"merged"} == set(plain)
    for name in plain:
        assert region["totals"][name] == sum(division[name] for division in region["divisions"])
    for division in region["divisions"]:
        whole = get(site, f"/api/v1/scorecards/divisions/{division['code']}").json
        assert whole["running"] == division["running"] == sum(unit["running"] for unit in whole["units"])
        assert whole["history"][-1]["running"] == whole["running"]
    assert region["as_of"]
    assert sum(region["events"]["improvements"].values()) > 0


def test_every_number_opens_to_as_many_improvements_and_those_to_their_events(site: Site) -> None:
    unit = site.free_unit()
    identifiers = {submit(site, unit, f"Number {number}", "accepted", "testing") for number in range(3)}
    page = get(site, f"/scorecards/divisions/{DIVISION[unit[0]]}").text
    link = re.search(rf'href="([^"]*state=testing[^"]*unit={unit})"', page)
    assert link
    opened = get(site, link[1].replace("&amp;", "&")).text
    assert set(re.findall(r"/scorecards/improvements/([0-9a-f-]{36})", opened)) == identifiers
    assert [event["type"].split(".")[3] for event in events(site, identifiers.pop())] == [
        "proposed",
        "accepted",
        "testing_started",
    ]


def test_what_stands_behind_a_number_comes_in_pieces_without_repeating(site: Site) -> None:
    unit = site.free_unit()
    identifiers = {submit(site, unit, f"Piece {number}") for number in range(5)}
    seen: list[str] = []
    path = f"/api/v1/scorecards/improvements?state=proposed&unit={unit}&limit=2"
    while path:
        answer = get(site, path)
        seen += [item["id"] for item in answer.json["items"]]
        following = re.match(r"<([^>]+)>", answer.headers.get("Link", ""))
        path = following[1] if following else ""
    assert len(seen) == 5
    assert set(seen) == identifiers


@pytest.mark.parametrize("state", ["running", "proposed"])
def test_a_unit_outside_the_division_asked_for_has_nothing_behind_it(site: Site, state: str) -> None:
    unit = site.free_unit()
    submit(site, unit)
    other = "MED" if unit[0] == "E" else "SURG"
    assert get(site, f"/api/v1/scorecards/improvements?state={state}&unit={unit}&division={other}").json["items"] == []


def test_csv_and_xlsx_say_what_the_page_says(site: Site) -> None:
    submit(site, site.free_unit(), "In a file", "accepted")
    told = get(site, "/api/v1/scorecards/region").json["totals"]
    numbers = [told[name] for name in ("running", *STATES) if name != "merged"]
    rows = list(csv.reader(io.StringIO(get(site, "/scorecards/region.csv").data.decode("utf-8-sig")), delimiter=";"))
    book = load_workbook(io.BytesIO(get(site, "/scorecards/region.xlsx").data))
    sheet = [list(row) for row in book.worksheets[0].values]
    for table in (rows, sheet):
        total = next(row for row in table if row[0] == "Totalt")
        assert [int(cell) for cell in total[2:11]] == numbers
        assert int(total[14]) == told["islands"]
    assert book.worksheets[0].cell(2, 3).data_type == "n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_number_and_an_ordinary_text_stay_as_they_are() -> None:
    assert (harmless(-3), harmless("Ward one")) == (-3, "Ward one")


@pytest.mark.parametrize("path", ["/api/v1/scorecards/divisions/NONE", "/api/v1/scorecards/improvements/none"])
def test_what_nobody_knows_is_not_found(site: Site, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_state_that_does_not_exist_is_named(site: Site) -> None:
    answer = get(site, "/api/v1/scorecards/improvements?state=finished")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["state"]


def test_a_training_client_reads_no_scorecard(site: Site) -> None:
    client = site.apps["scorecards"].test_client()
    assert client.get("/api/v1/scorecards/region", headers=site.bearer("training")).status_code == 403


def test_the_past_of_a_unit_stays_in_the_division_it_has_left(site: Site) -> None:
    unit = site.free_unit()
    submit(site, unit, "Before the move", "accepted")
    old, new = (DIVISION[unit[0]], "MED" if unit[0] == "E" else "SURG")
    before = {code: get(site, f"/api/v1/scorecards/divisions/{code}").json["running"] for code in (old, new)}
    names = {"sv": unit, "fi": unit, "en": unit}
    periods = [{"division": old, "from": "2015-01-01"}, {"division": new, "from": "2026-01-01"}]
    site.tell(("unit.changed", unit, {"code": unit, "name": names, "periods": periods}))
    until(lambda: get(site, f"/api/v1/scorecards/divisions/{new}").json["running"] == before[new] + 1)
    assert get(site, f"/api/v1/scorecards/divisions/{old}").json["running"] == before[old] - 1
