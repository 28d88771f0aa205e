"""What people read of value streams: the list, one map in words and picture, its drawings, several units' ways."""

import pytest
from flask.testing import FlaskClient

from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.streams.drawn import LINE, StreamsApi, step

PAGES = "/value-streams"


@pytest.fixture
def api(site: Site) -> StreamsApi:
    return StreamsApi(site, site.bearer("coach", name="Robin Ek"))


@pytest.fixture
def browser(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("coach", home_unit=unit), "observations")


@pytest.fixture
def member(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("member", home_unit=unit), "observations")


def said(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def lead(page: Document) -> str:
    return said(page, "p", class_="lead")[0]


def cells(page: Document, table: str) -> list[list[str]]:
    """The texts of a table's rows."""
    (found,) = page.all("table", id=table)
    rows = [each for each in page.all("tr") if each.within(found)]
    return [
        [" ".join(each.text.split()) for each in page.elements if each.tag in {"th", "td"} and each.within(row)]
        for row in rows
    ]


def test_the_page_says_how_long_it_takes_and_how_much_of_it_is_work(
    browser: FlaskClient, api: StreamsApi, unit: str
) -> None:
    made = api.draw(unit, demand={"quantity": 20, "per": "day"}, available_minutes=480, person_minutes=2880)
    page = sound_page(browser, f"{PAGES}/{made['id']}")
    assert said(page, "h1") == ["Discharge"]
    assert lead(page) == (
        f"Ward {unit}: 3 h 30 min from beginning to end. 1 h of it is work, the rest is waiting. "
        "Time is counted as clock time."
    )
    assert page.all("svg", class_="map", role="img")
    figures = said(page, "span", class_="figure-number")
    assert figures == ["3 h 30 min", "1 h", "28.6 %", "unknown", "unknown", "24 min", "0.42"]
    notes = said(page, "p", class_="figure-note")
    assert notes[3] == "Unknown: the share correct and complete of Decision is missing, and 2 more"
    assert notes[4] == "Unknown: whether Decision adds value is missing, and 2 more"
    # A person's working time is said in hours, whatever the map counts.
    assert "48 h" in said(page, "dd")
    assert cells(page, "steps")[2][:3] == ["Letter", "1 h 30 min", "20 min"]


def test_an_unknown_lead_time_is_said_with_what_is_missing(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit, steps=[step("Round", 5, 5), step("Triage", 5, None)])
    page = sound_page(browser, f"{PAGES}/{made['id']}")
    assert lead(page).startswith(f"Ward {unit}: how long it takes is unknown, the wait before Triage is missing.")
    # Nobody told of a demand: takt and staff are not asked for.
    assert len(page.all("div", class_="figure")) == 5


def test_a_map_without_any_time_is_told_so(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit, steps=[step("Round", 0, 0)])
    assert lead(sound_page(browser, f"{PAGES}/{made['id']}")).startswith(f"Ward {unit}: no time passes")


def test_what_can_be_done_depends_on_who_reads(
    site: Site, browser: FlaskClient, member: FlaskClient, api: StreamsApi, unit: str, another: str
) -> None:
    made = api.draw(unit)
    path = f"{PAGES}/{made['id']}"

    def links(reader: FlaskClient) -> set[str]:
        return {each.attributes["href"] for each in sound_page(reader, path).all("a")}

    change = {f"{path}/edit", f"{path}/drawings/new?kind=future", f"{path}/drawings/new?kind=current"}
    assert change <= links(browser)
    assert not change & links(member)
    elsewhere = site.browser(site.principal("unit_lead", home_unit=another), "observations")
    assert f"{PAGES}/new?name=Discharge" in links(elsewhere)
    assert not change & links(elsewhere)
    assert f"/observations/new?unit={unit}&value_stream=Discharge" in links(member)
    # Waste is seen at a step: each leads to noting it there.
    assert f"/observations/new?unit={unit}&value_stream=Discharge&step=Letter" in links(member)


def test_a_value_stream_that_is_not_there_is_told_so(browser: FlaskClient) -> None:
    assert browser.get(f"{PAGES}/0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70").status_code == 404
    assert browser.get(f"{PAGES}/0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70/versions").status_code == 404
    assert browser.get(f"{PAGES}/compare?name=What+nobody+draws").status_code == 404


def test_drawings_stand_side_by_side_with_their_difference(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    once = sound_page(browser, f"{PAGES}/{made['id']}/versions")
    assert lead(once).startswith("It has been drawn once so far.")
    faster = [LINE[0], {**LINE[1], "wait_before_minutes": 30}, LINE[2]]
    made = api.redraw(made, "future", steps=faster, note="Letters are written at the bed").get_json()
    page = sound_page(browser, f"{PAGES}/{made['id']}/versions")
    assert lead(page).startswith("From drawing 1 to drawing 2 the lead time becomes shorter by 1 h.")
    numbers = cells(page, "numbers")
    assert numbers[1] == ["Lead time", "3 h 30 min", "2 h 30 min", "\N{MINUS SIGN}1 h"]
    assert numbers[2] == ["Process time", "1 h", "1 h", "the same"]
    assert numbers[3][3] == "+11.4 points"
    assert numbers[4][1:] == ["unknown"] * 3
    assert said(page, "h2") == ["Drawing 2: future", "Drawing 1: current"]
    assert "Letters are written at the bed" in said(page, "p", class_="as-written")
    assert len(page.all("svg", class_="map")) == 2


def test_any_two_drawings_can_be_laid_side_by_side(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    for wait in (100, 200):
        made = api.redraw(made, "current", steps=[step("Only", 10, wait)]).get_json()
    path = f"{PAGES}/{made['id']}/versions"
    assert lead(sound_page(browser, path)).startswith(
        "From drawing 2 to drawing 3 the lead time becomes longer by 1 h 40"
    )
    assert lead(sound_page(browser, f"{path}?from=3&to=3")).startswith(
        "From drawing 3 to drawing 3 the lead time stays"
    )
    assert browser.get(f"{path}?from=9").status_code == 404
    refused = browser.get(f"{path}?from=x")
    assert refused.status_code == 422
    assert Document.of(refused.text).wrong() == []


def test_what_is_subtracted_is_what_is_shown(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    # 28.571 and 20.339 per cent: a reader who subtracts what is shown comes to 8.3, though 8.232 lie between.
    made = api.draw(unit, steps=[step("Only", 60, 150)])
    made = api.redraw(made, "future", steps=[step("Only", 12, 47)]).get_json()
    numbers = cells(sound_page(browser, f"{PAGES}/{made['id']}/versions"), "numbers")
    assert numbers[3][1:] == ["28.6 %", "20.3 %", "\N{MINUS SIGN}8.3 points"]
    # A difference of minutes is seen in numbers of days.
    made = api.redraw(made, "future", steps=[step("Only", 10, 3000)]).get_json()
    made = api.redraw(api.make_current(made, 2).get_json(), "future", steps=[step("Only", 10, 2987)]).get_json()
    page = sound_page(browser, f"{PAGES}/{made['id']}/versions")
    assert cells(page, "numbers")[1][2:] == ["2 d 2 h 10 min", "2 d 1 h 57 min", "\N{MINUS SIGN}13 min"]
    assert "shorter by 13 min" in lead(page)


def test_each_step_is_told_as_new_dropped_changed_or_as_before(
    browser: FlaskClient, api: StreamsApi, unit: str
) -> None:
    steps = [step("Round", 5, 5), step("Letter", 20, 90, complete_accurate_percent=80), step("Fax", 5, 600)]
    plan = [step("Round", 5, 5), step("Message", 2, 0), step("letter", 20, 30, complete_accurate_percent=95.5)]
    plan[2]["done_by"] = "Nurse"
    made = api.redraw(api.draw(unit, steps=steps), "future", steps=plan).get_json()
    page = sound_page(browser, f"{PAGES}/{made['id']}/versions")
    minus = "\N{MINUS SIGN}"
    rows = cells(page, "changes")[2:]
    assert rows[2][8:] == ["80 %", "95.5 %", "+15.5 points"]
    assert [*rows[:2], rows[2][:8], rows[3]] == [
        ["Round", "as before", "5 min", "5 min", "the same", "5 min", "5 min", "the same", "?", "?", ""],
        ["Message", "new", "", "0 min", "", "", "2 min", "", "", "?", ""],
        ["letter", "changed: who does it", "1 h 30 min", "30 min", f"{minus}1 h", "20 min", "20 min", "the same"],
        ["Fax", "dropped", "10 h", "", "", "5 min", "", "", "?", "", ""],
    ]
    assert [each for each in said(page, "strong") if each in {"new", "dropped", "changed", "as before"}] == [
        "new",
        "changed",
        "dropped",
    ]


def test_columns_in_which_nothing_is_said_are_left_out(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    bare = sound_page(browser, f"{PAGES}/{api.draw(unit)['id']}")
    assert cells(bare, "steps")[0][:-1] == ["Step", "Wait before it", "Process time", "%C&A"]
    steps = [step("A", done_by="Nurse"), step("B"), step("C", after=["A", "B"], systems=["COSMIC"], value="va")]
    full = sound_page(browser, f"{PAGES}/{api.draw(unit, steps=steps)['id']}")
    more = ["Value", "Done by", "Systems", "Follows", "On the critical path"]
    assert cells(full, "steps")[0][4:-1] == more
    assert cells(full, "steps")[3][4:-1] == ["adds value", "", "COSMIC", "A, B", "yes"]


def test_on_paper_the_facts_stand_on_top_and_rows_are_longer(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit, steps=[step(f"S{number}") for number in range(8)], demand={"quantity": 20, "per": "day"})
    page = sound_page(browser, f"{PAGES}/{made['id']}")
    (heading,) = page.all("div", class_="on-paper map-heading")
    told = {each.text: each for each in page.all("dt") if each.within(heading)}
    assert list(told) == ["Unit", "Time", "Drawn by", "Drawn on", "Demand", "Printed"]
    screen, paper = page.all("svg", class_="map")
    ladders = page.all("path", class_="map-ladder")
    assert [sum(each.within(way) for each in ladders) for way in (screen, paper)] == [2, 1]
    assert any("Print it on A3" in text for text in said(page, "span"))


def test_comparing_without_a_name_leads_to_the_names(browser: FlaskClient) -> None:
    for rest in ("", "?name=", "?name=+"):
        answer = browser.get(f"{PAGES}/compare{rest}")
        assert (answer.status_code, answer.headers["Location"]) == (303, PAGES)


def test_the_plan_comes_true_with_one_button(
    browser: FlaskClient, member: FlaskClient, api: StreamsApi, unit: str
) -> None:
    made = api.redraw(api.draw(unit), "future", steps=[step("Only", 1, 1)]).get_json()
    path = f"{PAGES}/{made['id']}"
    action = f"{path}/drawings/2/current"
    assert sound_page(member, f"{path}/versions").all("form", action=action) == []
    answer = browser.post(action, data=sound_page(browser, f"{path}/versions").form(action))
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert ": 2 min from beginning" in lead(sound_page(browser, path))


def test_the_list_groups_by_name_and_counts_units(
    browser: FlaskClient, api: StreamsApi, unit: str, another: str
) -> None:
    name = f"Way of {unit}"
    for place in (unit, another):
        api.draw(place, name=name)
    alone = api.draw(unit, name=f"Only in {unit}")
    page = sound_page(browser, f"{PAGES}?unit={unit}")
    assert said(page, "h1") == ["Maps of 2 value streams"]
    page = sound_page(browser, f"{PAGES}?name={name.upper()}")
    # Two maps of one value stream.
    assert said(page, "h1") == ["Maps of 1 value stream"]
    assert "2 units draw it" in said(page, "span")
    assert page.all("a", href=f"{PAGES}/compare?name=Way+of+{unit}")
    assert page.all("a", href=f"{PAGES}/{alone['id']}") == []
    assert sound_page(browser, f"{PAGES}?name=Only+in+{unit}").all("a", href=f"{PAGES}/{alone['id']}")


def test_what_fits_no_value_stream_and_what_cannot_be_asked_are_told(browser: FlaskClient) -> None:
    empty = sound_page(browser, f"{PAGES}?name=What+nobody+draws")
    assert said(empty, "h1") == ["Maps of 0 value streams"]
    assert "Nothing fits" in said(empty, "h2")
    refused = browser.get(f"{PAGES}?unit=..")
    assert refused.status_code == 422
    assert Document.of(refused.text).wrong() == []


def test_the_pieces_of_the_list_lead_on(browser: FlaskClient, api: StreamsApi, unit: str) -> None:
    for letter in "abc":
        api.draw(unit, name=f"{letter} {unit}")
    first = sound_page(browser, f"{PAGES}?unit={unit}&limit=2")
    (onward,) = first.all("a", rel="next")
    second = sound_page(browser, onward.attributes["href"])
    assert [f"a {unit}", f"b {unit}"] == [each for each in said(first, "h3") if unit in each]
    assert [each for each in said(second, "h3") if unit in each] == [f"c {unit}"]


def test_several_units_ways_stand_side_by_side(
    site: Site, browser: FlaskClient, api: StreamsApi, unit: str, another: str
) -> None:
    name = f"Leaving {unit}"
    third = site.free_unit()
    api.draw(unit, name=name)
    api.draw(another, name=name.upper(), steps=[{**each, "name": str(each["name"]).upper()} for each in LINE])
    api.draw(third, name=name, steps=[step("Decision", 10, None), step("Letter")])
    page = sound_page(browser, f"{PAGES}/compare?name={name}")
    assert said(page, "h1") == [f"3 units draw {name} in 2 different ways"]
    assert said(page, "h2")[0] == "It takes 3 h 30 min (clock time)"
    assert "1 unit is not among them: its lead time is unknown." in said(page, "figcaption")[0]
    assert len(page.all("svg", class_="map")) == 3
    assert len(page.all("svg", class_="scale")) == 1
    rows = cells(page, "numbers-clock")
    assert sorted(row[0] for row in rows[1:]) == sorted(f"Ward {each}" for each in (unit, another, third))
    assert {row[2] for row in rows[1:]} == {"3 h 30 min", "unknown"}


def test_clock_time_and_working_time_are_never_compared(
    browser: FlaskClient, api: StreamsApi, unit: str, another: str
) -> None:
    name = f"Referral {unit}"
    api.draw(unit, name=name)
    api.draw(another, name=name, time_basis="working", steps=[step("Read", 60, 2820)])
    page = sound_page(browser, f"{PAGES}/compare?name={name}")
    assert any("cannot be compared" in text for text in said(page, "p"))
    assert said(page, "h2")[:2] == ["It takes 3 h 30 min (clock time)", "It takes 48 h (working time)"]
    # Nothing stands on one axis with anything else.
    assert page.all("svg", class_="scale") == []


def test_the_same_steps_everywhere_are_one_way(browser: FlaskClient, api: StreamsApi, unit: str, another: str) -> None:
    name = f"Ward round {unit}"
    api.draw(unit, name=name)
    alone = sound_page(browser, f"{PAGES}/compare?name={name}")
    assert said(alone, "h1") == [f"One unit draws {name}"]
    api.draw(another, name=name, steps=[{**each, "process_minutes": 99} for each in LINE])
    both = sound_page(browser, f"{PAGES}/compare?name={name}")
    assert said(both, "h1") == [f"2 units draw {name} in the same steps"]
    assert said(both, "h2")[0] == "It takes from 3 h 30 min to 7 h 27 min (clock time)"
