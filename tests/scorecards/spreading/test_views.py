"""Spread on the scorecards, from the improvements' own doors to pages, JSON and files."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.services.kernel.web.site import Site, until

SURGERY, MEDICINE = "SURG", "MED"


def get(site: Site, path: str, language: str = "en") -> Any:  # noqa: ANN401 (Flask's test response)
    """Ask the scorecards as a member does."""
    headers = site.bearer("member") | {"Accept-Language": language}
    return site.apps["scorecards"].test_client().get(path, headers=headers)


def post(site: Site, path: str, body: dict[str, Any], **more: str) -> Any:  # noqa: ANN401 (as above)
    """Write as a coach does."""
    answer = site.app.test_client().post(path, json=body, headers=site.bearer("coach") | more)
    assert answer.status_code in {200, 201}, answer.text
    return answer


def pair_of_units(site: Site) -> tuple[str, str]:
    """A unit of surgery and one of medicine, nobody else's."""
    units = sorted((site.free_unit(), site.free_unit()))
    return units[0], units[1]


def solved(site: Site, unit: str, title: str, *relevant: str, **more: Any) -> str:  # noqa: ANN401 (fields of the form)
    """An improvement that is implemented; answers its id."""
    body = {"title": title, "problem": "p", "proposal": "q", "unit": unit, "relevant_units": list(relevant)} | more
    answer = post(site, "/api/v1/improvements", body)
    for to in ("accepted", "implementing", "implemented"):
        path = f"/api/v1/improvements/{answer.json['id']}/transitions"
        answer = post(site, path, {"to": to}, **{"If-Match": answer.headers["ETag"]})
    return str(answer.json["id"])


def adopt(site: Site, identifier: str, unit: str) -> None:
    """A unit takes it over; answers when that is counted."""
    post(site, f"/api/v1/improvements/{identifier}/adoptions", {"unit": unit, "stage": "implemented"})
    until(lambda: spread_of(site, unit).get("received"))


def spread_of(site: Site, unit: str) -> dict[str, Any]:
    """The spread of a unit's improvements, empty before anything of it is counted."""
    return dict(get(site, f"/api/v1/scorecards/units/{unit}").json.get("spread", {}))


def items(site: Site, what: str, query: str) -> list[dict[str, Any]]:
    """What stands behind a number."""
    return list(get(site, f"/api/v1/scorecards/{what}?{query}").json["items"])


def test_an_adoption_counts_where_it_was_given_and_where_it_was_received(site: Site) -> None:
    giver, receiver = pair_of_units(site)
    identifier = solved(site, giver, "Carried over", receiver)
    adopt(site, identifier, receiver)
    given, received = spread_of(site, giver), spread_of(site, receiver)
    assert (given["given"], given["given_across"], given["rate_percent"]) == (1, 1, 100.0)
    assert given["solved"] == {"unit": 0, "division": 0, "region": 1}
    assert (received["received"], received["received_across"], "rate_percent" in received) == (1, 1, False)
    for query in (f"given_by={SURGERY}&unit={giver}", f"received_by={MEDICINE}&unit={receiver}&across=1"):
        (found,) = items(site, "adoptions", query)
        assert (found["improvement"], found["title"], found["stage"]) == (identifier, "Carried over", "implemented")
        assert (found["origin_division"], found["division"]) == (SURGERY, MEDICINE)


def test_the_matrix_says_the_same_as_picture_table_json_and_file(site: Site) -> None:
    giver, receiver = pair_of_units(site)
    adopt(site, solved(site, giver, "In the matrix"), receiver)
    told = {
        (each["origin_division"], each["division"]): each["number"]
        for each in get(site, "/api/v1/scorecards/region").json["adoptions"]
    }
    page = get(site, "/scorecards").text
    links = set(re.findall(r"origin_division=(\w+)&amp;division=(\w+)\">([\d,]+)<", page))
    assert {(one, other): int(number) for one, other, number in links} == told
    picture = page[page.index('aria-labelledby="matrix-title"') :]
    picture = picture[: picture.index("</svg>")]
    assert sorted(map(int, re.findall(r'font-weight="650"[^>]*>(\d+)<', picture))) == sorted(told.values())
    rows = list(csv.reader(io.StringIO(get(site, "/scorecards/matrix.csv").data.decode("utf-8-sig"))))
    columns = {name: place for place, name in enumerate(rows[0])}
    by_code = {row[0]: row for row in rows}
    assert int(by_code[SURGERY][columns[MEDICINE]]) == told[SURGERY, MEDICINE]
    assert int(by_code["Total"][columns["Total"]]) == sum(told.values())
    assert (
        len(items(site, "adoptions", f"origin_division={SURGERY}&division={MEDICINE}&limit=500"))
        == (told[SURGERY, MEDICINE])
    )


def test_a_unit_is_shown_what_others_have_solved_and_why(site: Site) -> None:
    unit, other = pair_of_units(site)
    shared = solved(site, other, "The same problem")
    post(site, f"/api/v1/improvements/{shared}/same-problem", {"unit": unit})
    useful = solved(site, other, "Useful <here>", unit)
    until(lambda: len(get(site, f"/api/v1/scorecards/units/{unit}").json.get("offers", [])) == 2)
    offers = get(site, f"/api/v1/scorecards/units/{unit}").json["offers"]
    assert [(each["id"], each["because"]) for each in offers] == [(shared, "same_problem"), (useful, "relevant")]
    page = get(site, f"/scorecards/units/{unit}").text
    assert page.index("You have the same problem") < page.index("It was said to be useful for you")
    assert "Useful &lt;here&gt;" in page
    assert re.findall(r'href="(/improvements/[^"]+/take-over[^"]+)"', page) == [
        f"/improvements/{each}/take-over?unit={unit}" for each in (shared, useful)
    ]
    assert spread_of(site, unit)["answered"] == 1


def test_an_unanswered_problem_opens_to_who_has_it(site: Site) -> None:
    unit, other = pair_of_units(site)
    answer = post(site, "/api/v1/improvements", {"title": "Waits", "problem": "p", "proposal": "q", "unit": other})
    post(site, f"/api/v1/improvements/{answer.json['id']}/same-problem", {"unit": unit})
    until(lambda: spread_of(site, unit).get("unanswered"))
    (found,) = items(site, "improvements", f"spread=unanswered&unit={unit}")
    assert (found["id"], found["unit"], found["same_problem_unit"]) == (answer.json["id"], other, unit)
    page = get(site, f"/scorecards/improvements?spread=unanswered&unit={unit}").text
    assert "1 shared problem without an answer" in page
    assert f"Ward {unit} has the same problem" in page


def test_benefit_is_told_by_kind_and_never_across_kinds(site: Site) -> None:
    unit = site.free_unit()
    benefits = [
        {"kind": "time", "amount": 10, "unit": "hours", "per": "year"},
        {"kind": "time", "amount": 5.5, "unit": "h", "per": "year"},
        {"kind": "financial", "amount": 1000, "unit": "SEK", "per": "once"},
        {"kind": "quality", "per": "year"},
    ]
    identifier = solved(site, unit, "Brings much", expected_benefit=benefits)
    until(lambda: spread_of(site, unit).get("solved", {}).get("unit"))
    told = get(site, f"/api/v1/scorecards/units/{unit}").json["benefit"]
    assert [(each["kind"], each["measure"], each["amount"], each["number"]) for each in told] == [
        ("financial", "SEK", 1000.0, 1),
        ("quality", "", 0.0, 1),
        ("time", "h", 15.5, 2),
    ]
    page = get(site, f"/scorecards/units/{unit}").text
    assert "4 benefits are expected" in page
    assert "15.5 h" in page
    assert "stated 1 time" in page
    for kind, expected in (("time", [identifier]), ("environment", [])):
        found = items(site, "improvements", f"unit={unit}&state=solved&benefit={kind}")
        assert [each["id"] for each in found] == expected


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_files_columns_say_what_the_page_says(site: Site, ending: str) -> None:
    giver, receiver = pair_of_units(site)
    benefit = [{"kind": "time", "amount": 7, "unit": "h", "per": "year"}]
    adopt(site, solved(site, giver, "In a file", receiver, expected_benefit=benefit), receiver)
    content = get(site, f"/scorecards/units/{giver}.{ending}").data
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [
            ["" if cell is None else cell for cell in row] for row in load_workbook(io.BytesIO(content)).active.values
        ]
    told = dict(zip(rows[0], next(row for row in rows if row[0] == "Total"), strict=True))
    assert [float(told[name]) for name in ("spread rate, %", "given", "given across divisions", "islands")] == [
        100.0,
        1,
        1,
        0,
    ]
    assert any(str(cell) in {"7", "7.0"} for cell in rows[-1])


@pytest.mark.parametrize("path", ["/scorecards/units/NONE", "/scorecards/units/NONE.csv", "/scorecards/matrix.pdf"])
def test_what_nobody_knows_is_not_found(site: Site, path: str) -> None:
    assert get(site, path).status_code == 404


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_activity_improvement_and_benefit_stand_apart(site: Site, language: str) -> None:
    page = get(site, f"/scorecards/divisions/{SURGERY}", language).text
    places = [page.index(f'<h2 id="{section}">') for section in ("activity", "improvement", "benefit")]
    assert places == sorted(places)
    assert page.count("<section") >= 3
