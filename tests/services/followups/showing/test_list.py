"""The list of indicators with its filters, its cards and what a page costs."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from services.followups.indicators.model import Indicator, next_due
from services.followups.showing import cards, charted
from tests.services.followups.showing.measured import (
    FALLING,
    PAGES,
    add,
    define,
    define_all,
    followups,
    goal,
    months,
    speaking,
    statements,
)
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site


def said(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def names(page: Document) -> list[str]:
    """The names on the cards."""
    found = page.all("ul", class_="control-multiples")
    return [each.text for each in page.all("h3") if found and each.within(found[0])]


@pytest.fixture(scope="module")
def ward(site: Site) -> str:
    return site.free_unit()


@pytest.fixture(scope="module")
def coach(site: Site, ward: str) -> FlaskClient:
    return site.browser(site.principal("coach", home_unit=ward), "followups")


@pytest.fixture(scope="module")
def made(site: Site, ward: str) -> dict[str, Indicator]:
    """Three of a ward: one improving and late, one early, one without values, of a goal that goes on."""
    last_year = goal(ward)
    this_year = goal(ward, last_year.id)
    add(site, last_year, this_year)
    return {
        "Falls": define(site, ward, months(*FALLING), target=10, frequency="month", goal=last_year.id),
        "bed sores": define(site, ward, months(4, 5), name="bed sores", goal=this_year.id),
        "Waits": define(site, ward, name="Waits"),
    }


def test_the_first_line_counts_those_with_a_special_cause_and_those_that_wait(
    coach: FlaskClient, ward: str, made: dict[str, Indicator]
) -> None:
    page = sound_page(coach, f"{PAGES}?unit={ward}")
    assert said(page, "h1") == [f"3 indicators: Ward {ward}"]
    assert said(page, "p", class_="lead") == ["1 has a special cause. 1 waits for a value."]
    assert names(page) == ["bed sores", "Falls", "Waits"]
    assert len(page.all("svg", class_="control-multiple")) == 2
    assert {f"{PAGES}/{each.id}" for each in made.values()} <= {each.attributes["href"] for each in page.all("a")}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("late=yes", ["Falls"]),
        ("variation=special", ["Falls"]),
        ("variation=improving", ["Falls"]),
        ("variation=too_early", ["bed sores"]),
        ("name=SORE", ["bed sores"]),
        ("name=100%25", []),
    ],
)
@pytest.mark.usefixtures("made")
def test_a_filter_leaves_what_fits(coach: FlaskClient, ward: str, query: str, found: list[str]) -> None:
    page = sound_page(coach, f"{PAGES}?unit={ward}&{query}")
    assert names(page) == found
    assert said(page, "h1") == [f"{len(found)} indicator{'' if len(found) == 1 else 's'}: Ward {ward}"]


def test_the_indicators_of_a_goal_are_those_of_all_its_periods(coach: FlaskClient, made: dict[str, Indicator]) -> None:
    assert names(sound_page(coach, f"{PAGES}?goal={made['bed sores'].goal}")) == ["bed sores", "Falls"]


def test_a_division_shows_its_own_and_those_of_its_units(site: Site, coach: FlaskClient) -> None:
    unit = site.free_unit()
    division = {"E": "SURG", "M": "MED"}[unit[0]]
    define(site, unit, name="Zebra crossing")
    define(site, None, name="Zebra in the division", division=division)
    define(site, None, name="Zebra in the region")
    assert names(sound_page(coach, f"{PAGES}?division={division}&name=zebra")) == [
        "Zebra crossing",
        "Zebra in the division",
    ]
    assert len(names(sound_page(coach, f"{PAGES}?name=zebra"))) == 3


@pytest.mark.usefixtures("made")
def test_charts_can_be_left_out_and_then_nothing_is_analysed(
    coach: FlaskClient, ward: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = sound_page(coach, f"{PAGES}?unit={ward}")
    monkeypatch.setattr(charted, "chart_of", None)
    page = sound_page(coach, f"{PAGES}?unit={ward}&charts=off")
    assert names(page) == ["bed sores", "Falls", "Waits"]
    assert not page.all("svg", class_="control-multiple")
    assert page.all("a", href=f"{PAGES}?unit={ward}&charts=on")
    for shown in ("span", "p"):
        assert [text for text in said(page, shown) if "chart" not in text] == [
            text for text in said(drawn, shown) if "chart" not in text
        ]


def test_what_cannot_be_asked_is_named_and_does_not_come_back(coach: FlaskClient) -> None:
    answer = coach.get(f"{PAGES}?variation=bad&name=fall")
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert page.all("a", href="#field-variation")
    assert page.all("input", name="name", value="fall")
    assert coach.get(f"{PAGES}?cursor=mine").status_code == 422


def test_an_empty_list_says_what_will_be_here_and_leads_to_the_first(site: Site, coach: FlaskClient) -> None:
    page = sound_page(coach, f"{PAGES}?unit={site.free_unit()}")
    assert "Nothing fits" in said(page, "h2")


def test_a_page_with_forty_charts_asks_no_more_of_the_database_than_one_with_one(
    site: Site, coach: FlaskClient
) -> None:
    few, many = site.free_unit(), site.free_unit()
    define(site, few, months(3, 4, 5))
    define_all(site, many, [(months(number, 4, 5), {"name": f"Indicator {number:02}"}) for number in range(41)])
    asked: dict[str, int] = {}
    for unit in (few, many):
        with statements(site) as heard:
            page = sound_page(coach, f"{PAGES}?unit={unit}&limit=500")
        asked[unit] = len(heard)
    assert asked[many] == asked[few]
    assert len(page.all("svg", class_="control-multiple")) == 40
    assert said(page, "h1") == [f"41 indicators: Ward {many}"]
    (onward,) = page.all("a", rel="next")
    assert names(sound_page(coach, onward.attributes["href"])) == ["Indicator 40"]


def test_a_card_says_since_when_its_value_is_late(site: Site, unit: str) -> None:
    indicator = define(site, unit, months(1, 2), frequency="month")
    due = next_due(indicator)
    assert due == date(2016, 7, 14)
    with speaking(site, "sv"):
        assert cards.late(indicator, due) == ""
        assert cards.late(indicator, due + timedelta(days=1)) == "14 juli 2016"


def test_cards_come_in_the_order_of_their_indicators(site: Site, unit: str) -> None:
    given = [define(site, unit, months(0.25), name=name, chart="run") for name in ("b", "a")]
    with speaking(site, "fi"), followups(site).database.reading() as session:
        found = cards.cards(session, given)
        assert cards.cards(session, []) == []
    assert [(each.name, each.newest, each.period, each.place) for each in found] == [
        ("b", "0,25", "huhtikuu 2016", f"Ward {unit}"),
        ("a", "0,25", "huhtikuu 2016", f"Ward {unit}"),
    ]
    assert all(each.chart and each.variation for each in found)
