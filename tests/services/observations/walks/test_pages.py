"""The pages of walks: planning one, what was seen on it by waste, and the way to an improvement."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from services.kernel.clock import now
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi

NEW = "/observations/walks/new"


@pytest.fixture
def browser(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("member", home_unit=unit, name="Lo Vik"), "observations")


def form_of(browser: FlaskClient, page: str) -> dict[str, Any]:
    return dict(sound_page(browser, page).form(page))


def words(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def test_a_walk_is_planned_for_today_and_leads_to_noting(
    browser: FlaskClient, coach: ObservationsApi, unit: str, another: str
) -> None:
    today = now().astimezone(ZoneInfo("Europe/Stockholm")).date()
    form = form_of(browser, NEW)
    assert (form["units"], form["people"], form["date"]) == ([unit], ["Lo Vik"], [today.isoformat()])
    sent = form | {"place": "Ward to <theatre>", "units": [unit, another], "people": "Lo Vik\n\n Mia Sund \n"}
    answer = browser.post(NEW, data=sent)
    assert answer.status_code == 303, answer.text
    walk = coach.get(f"/walks/{answer.headers['Location'].rpartition('/')[2]}").get_json()
    assert (walk["people"], walk["units"]) == (["Lo Vik", "Mia Sund"], [unit, another])
    page = sound_page(browser, answer.headers["Location"])
    assert words(page, "p", class_="lead") == ["Nothing has been noted on it yet."]
    assert page.all("a", class_="btn btn-primary", href=f"/observations/new?walk={walk['id']}&unit={unit}")
    assert "Ward to &lt;theatre&gt;" in browser.get("/observations/walks").text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("date", ""),
        ("date", "2999-01-01"),
        ("place", " "),
        ("people", "Anna\n19121212-1212"),
        ("people", ""),
        ("units", []),
        ("units", ["NOWHERE"]),
    ],
    ids=str,
)
def test_a_form_that_cannot_be_taken_comes_back_whole(
    browser: FlaskClient, unit: str, field: str, text: str | list[str]
) -> None:
    sent = form_of(browser, NEW) | {"place": "Ward", "people": "Anna\nLars", "units": [unit], field: text}
    answer = browser.post(NEW, data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    back = page.form(NEW)
    for name in {"date", "place", "people", "units"} - {field}:
        assert back[name] == (sent[name] if isinstance(sent[name], list) else [sent[name]])
    (summary,) = page.all("div", class_="summary")
    links = [each.attributes["href"] for each in page.all("a") if each.within(summary)]
    assert links == [f"#field-{field}"]
    assert "19121212-1212" not in summary.text


def test_what_was_seen_stands_by_waste_with_an_improvement_for_each_unit(
    site: Site, browser: FlaskClient, coach: ObservationsApi, unit: str, another: str
) -> None:
    walk = coach.plan(unit, another)
    first = coach.note(unit, walk=walk["id"], minutes_lost=5, times_per_week=4)
    second = coach.note(unit, walk=walk["id"], minutes_lost=3)
    there = coach.note(another, walk=walk["id"])
    moved = coach.note(unit, walk=walk["id"], waste="motion")
    coach.note(unit)
    page = sound_page(browser, f"/observations/walks/{walk['id']}")
    assert words(page, "h1") == ["Emergency department, 2 March 2026"]
    assert words(page, "p", class_="lead") == ["4 observations were noted on this walk. 4 wait for an improvement."]
    assert [each for each in words(page, "h2") if ":" in each] == ["Waiting: 3 observations", "Motion: 1 observation"]
    assert "20 minutes a week, 3 minutes once" in page.elements[0].text
    forms = page.all("form", action="/improvements/draft")
    drafted = [
        {each.attributes["value"] for each in page.all("input", name="observations") if each.within(form)}
        for form in forms
    ]
    waiting = {unit: {first["id"], second["id"]}, another: {there["id"]}}
    assert drafted == [*(waiting[each] for each in sorted(waiting)), {moved["id"]}]
    with site.runtimes["observations"].database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO improvement VALUES ('i-walk', '000000-000000000001', 'T', 'E01', 'proposed', '2026-01-01')"
        )
        connection.exec_driver_sql("INSERT INTO raised VALUES (?, 'i-walk')", (there["id"],))
    page = sound_page(browser, f"/observations/walks/{walk['id']}")
    assert len(page.all("form", action="/improvements/draft")) == 2
    assert words(page, "p", class_="lead")[0].endswith("3 wait for an improvement.")
    listed = sound_page(browser, f"/observations?walk={walk['id']}")
    assert words(listed, "h1") == ["4 observations, 3 without an improvement"]
    assert listed.all("a", href=f"/observations/walks/{walk['id']}")


def test_a_walk_is_edited_by_who_planned_it_and_nobody_overwrites_another(
    site: Site, browser: FlaskClient, coach: ObservationsApi, unit: str
) -> None:
    to_come = f"{now() + timedelta(days=9):%Y-%m-%d}"
    sent = form_of(browser, NEW) | {"place": "Ward", "date": to_come}
    address = browser.post(NEW, data=sent).headers["Location"]
    walk = coach.get(f"/walks/{address.rpartition('/')[2]}").get_json()
    assert words(sound_page(browser, address), "p", class_="lead") == ["It is still to come."]
    form = form_of(browser, f"{address}/edit")
    assert (form["date"], form["people"], form["units"]) == ([to_come], ["Lo Vik"], [unit])
    coach.send("PATCH", f"/walks/{walk['id']}", {"If-Match": '"1"'}, json={"place": "The coach's way"})
    stale = browser.post(f"{address}/edit", data=form | {"place": "Mine"})
    assert stale.status_code == 412
    page = Document.of(stale.text)
    assert page.wrong() == []
    assert "The coach&#39;s way" in stale.text
    answer = browser.post(f"{address}/edit", data=page.form(f"{address}/edit"))
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert coach.get(f"/walks/{walk['id']}").get_json()["place"] == "Mine"
    stranger = site.browser(site.principal("member", home_unit=unit), "observations")
    assert stranger.get(f"{address}/edit").status_code == 403
    assert "/edit" not in stranger.get(address).text


def test_a_walk_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    for path in ("/0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70", "/nonsense"):
        assert browser.get(f"/observations/walks{path}").status_code == 404
    assert browser.get("/observations/walks?cursor=x").status_code == 422
