"""The page of one indicator."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.followups.indicators.model import Indicator
from services.followups.measuring.model import Measurement
from services.followups.showing.views import record
from tests.services.followups.control.series import day
from tests.services.followups.showing.measured import (
    FALLING,
    PAGES,
    SHARE,
    add,
    adoption,
    define,
    goal,
    improvement,
    months,
    phase,
    shares,
    within_four_hours,
)
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site


def said(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def cells(page: Document, table: str) -> list[list[str]]:
    """The texts of a table's rows."""
    (found,) = page.all("table", id=table)
    rows = [each for each in page.all("tr") if each.within(found)]
    return [
        [" ".join(each.text.split()) for each in page.elements if each.tag in {"th", "td"} and each.within(row)]
        for row in rows
    ]


def links(page: Document) -> set[str]:
    return {each.attributes.get("href", "") for each in page.all("a")}


@pytest.fixture(scope="module")
def ward(site: Site) -> str:
    return site.free_unit()


@pytest.fixture(scope="module")
def coach(site: Site, ward: str) -> FlaskClient:
    return site.browser(site.principal("coach", home_unit=ward), "followups")


@pytest.fixture(scope="module")
def falls(site: Site, ward: str) -> Indicator:
    """Falls with a goal, an improvement, notes and new limits."""
    set_for = goal(ward)
    theirs = improvement(site.free_unit(), "Alarm mats", day(1))
    add(site, set_for, improvement(ward, "Night lights", day(24)), theirs, adoption(theirs, ward, day(26)))
    items = months(*FALLING, notes={3: "Flu", 20: "New <beds>"})
    made = define(site, ward, items, target=10, frequency="month", goal=set_for.id, source="The ward's list")
    add(site, phase(made, 12, "Moved to the new house"))
    return made


@pytest.fixture(scope="module")
def page(falls: Indicator, coach: FlaskClient) -> Document:
    return sound_page(coach, f"{PAGES}/{falls.id}")


def test_the_heading_says_what_is_true_and_the_first_line_gives_the_numbers(page: Document, ward: str) -> None:
    assert said(page, "h1") == ["Falls: special cause, improving"]
    (lead,) = said(page, "p", class_="lead")
    assert lead.startswith(f"Ward {ward}. The newest value is 4 (November 2018). The mean is 9.65. ")
    assert lead.endswith("The limits are 3.491 and 15.81. The target is 10.")
    meanings = said(page, "dd")
    assert "Something has changed for the better. Find out what it was, and keep it." in meanings
    assert "Left as it is, the work meets its target in some periods and misses it in others, by chance." in meanings
    assert said(page, "p", class_="flag") == ["▲ The next value was due 14 January 2019"]


def test_the_one_filled_button_is_to_measure(page: Document, falls: Indicator) -> None:
    filled = page.all("a", class_="btn btn-primary")
    assert [(each.text, each.attributes["href"]) for each in filled] == [("Measure", f"{PAGES}/{falls.id}/measure")]


def test_the_chart_is_read_as_its_title_and_what_it_marks_is_listed_below(page: Document) -> None:
    (picture,) = page.all("svg", class_="control")
    assert picture.attributes["role"] == "img"
    assert said(page, "title")[1] == "Falls: special cause, improving"
    assert {"2 improvements were implemented meanwhile", "Notes"} <= set(said(page, "h2"))
    terms = said(page, "dt")
    assert "1 2018-04-01" in terms
    assert [text for text in terms if text.startswith("2 2018-06-01, taken over from Ward ")]
    assert {"a July 2016", "b December 2017"} <= set(terms)
    assert {"Night lights", "Flu", "New <beds>"} <= set(said(page, "dd"))
    assert any(href.startswith("/improvements/") and href != "/improvements" for href in links(page))


def test_signals_are_told_in_words_the_newest_first(page: Document) -> None:
    (found,) = page.all("ul", class_="records")[:1]
    signals = [" ".join(each.text.split()) for each in page.all("li") if each.within(found)]
    assert signals[:2] == [
        "April 2018 \N{EN DASH} November 2018: two of three values near the lower limit",
        "April 2018 \N{EN DASH} November 2018: 8 values in a row below the centre line",
    ]
    assert "8 signals found" in said(page, "h2")


def test_where_all_signals_are_earlier_heading_list_and_sentence_speak_of_now(
    site: Site, ward: str, coach: FlaskClient
) -> None:
    usual = (12, 14, 11, 15, 13, 12, 16, 14)
    page = sound_page(coach, f"{PAGES}/{define(site, ward, months(*usual, 28, *usual), name='Calm').id}")
    assert said(page, "h1") == ["Calm: now common cause"]
    assert "1 earlier signal" in said(page, "h2")
    assert [text for text in said(page, "dd") if text.startswith("The newest values go up and down")]


def test_the_page_tells_how_the_chart_is_made(page: Document) -> None:
    told = said(page, "dd")
    assert "Making Data Count (NHS England, Making Data Count, as in NHSRplotthedots 0.2.2)" in told
    assert {"off", "all values of each phase", "Moved to the new house"} <= set(told)
    assert "New limits from April 2017" in said(page, "dt")


def test_the_table_behind_has_every_value_and_leads_to_its_correction(page: Document, falls: Indicator) -> None:
    rows = cells(page, "numbers")[1:]
    assert len(rows) == 32
    assert rows[0][:5] == ["Nov 2018", "4", "9.65", "3.491", "15.81"]
    assert "New limits from here: Moved to the new house." in rows[19]
    assert f"{PAGES}/{falls.id}/measure?period=2018-11" in links(page)


def test_of_thousands_the_table_has_the_newest_and_leads_to_all(
    coach: FlaskClient, falls: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_ROWS", 3)
    page = sound_page(coach, f"{PAGES}/{falls.id}")
    assert [row[0] for row in cells(page, "numbers")[1:]] == ["Nov 2018", "Oct 2018", "Sept 2018"]
    assert "The newest 3 of 32 periods stand here. All measurements" in said(page, "p")


def test_beside_it_stands_what_it_is_and_where_to_go(page: Document, falls: Indicator) -> None:
    assert {"The ward's list", "every month", "falls, lower is better", "Robin Ek"} <= set(said(page, "dd"))
    onward = {f"{PAGES}/{falls.id}/{name}" for name in ("measurements", "changes", "upload", "edit", "phases")}
    assert onward | {f"/follow-ups/goals/{falls.goal}"} <= links(page)


def test_who_does_not_decide_there_is_not_led_to_change_it(site: Site, falls: Indicator) -> None:
    member = site.browser(site.principal("member"), "followups")
    page = sound_page(member, f"{PAGES}/{falls.id}")
    assert f"{PAGES}/{falls.id}/measure" in links(page)
    assert not {f"{PAGES}/{falls.id}/edit", f"{PAGES}/{falls.id}/phases"} & links(page)


def test_it_can_be_looked_at_in_another_way_which_changes_nothing(coach: FlaskClient, falls: Indicator) -> None:
    page = sound_page(coach, f"{PAGES}/{falls.id}?rules=ihi-run&screening=on&baseline=")
    assert "The median is" in said(page, "p", class_="lead")[0]
    assert "You look at it in another way" in said(page, "div", class_="notice")[0]
    assert [each.attributes["value"] for each in page.all("option", selected="")] == ["ihi-run", "on"]
    assert "The mean is" in said(sound_page(coach, f"{PAGES}/{falls.id}"), "p", class_="lead")[0]


def test_what_cannot_be_asked_comes_back_with_the_chart_as_it_is_set(coach: FlaskClient, falls: Indicator) -> None:
    answer = coach.get(f"{PAGES}/{falls.id}?baseline=one&rules=nonsense")
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert page.all("a", href="#field-baseline")
    (rules,) = page.all("a", href="#field-rules")
    assert "Making Data Count" in rules.text
    assert "mdc-xmr" not in rules.text
    assert page.all("svg", class_="control")


def test_without_values_it_says_what_will_be_here(site: Site, ward: str, coach: FlaskClient) -> None:
    page = sound_page(coach, f"{PAGES}/{define(site, ward, name='Sepsis').id}")
    assert said(page, "h1") == ["Sepsis: no values yet"]
    assert not page.all("svg", class_="control")
    assert [each.text for each in page.all("a") if each.attributes["href"].endswith("/measure")] == ["Measure"]


def test_with_few_values_it_is_too_early_to_tell(site: Site, ward: str, coach: FlaskClient) -> None:
    page = sound_page(coach, f"{PAGES}/{define(site, ward, months(3, 5, 4), name='Early', target=4).id}")
    assert said(page, "h1") == ["Early: too early to tell"]
    assert "Too early to tell: 9 more values are needed." in said(page, "dd")
    assert "The trial limits, made of fewer than 12 values, are" in said(page, "p", class_="lead")[0]
    first = sound_page(coach, f"{PAGES}/{define(site, ward, months(3), name='First', target=4).id}")
    assert "limits" not in said(first, "p", class_="lead")[0]


def test_values_that_were_all_struck_out_are_no_values(site: Site, ward: str, coach: FlaskClient) -> None:
    made = define(site, ward, months(3), name="Struck")
    with site.runtimes["followups"].work() as work:
        work.session.execute(update(Measurement).where(Measurement.indicator == made.id).values(value=None))
        work.commit()
    assert said(sound_page(coach, f"{PAGES}/{made.id}"), "h1") == ["Struck: no values yet"]


def test_values_that_make_no_chart_of_its_kind_break_no_page(site: Site, ward: str, coach: FlaskClient) -> None:
    made = define(site, ward, months(3, 4), name="Changed")
    with site.runtimes["followups"].work() as work:
        work.session.get_one(Indicator, made.id).chart = "p"
        work.commit()
    page = sound_page(coach, f"{PAGES}/{made.id}")
    assert said(page, "h1") == ["Changed: no chart of these values"]
    assert said(page, "div", class_="notice") == [
        "These values make no chart of this kind. April 2016: This chart needs a numerator and a denominator."
    ]
    # Nor a list, nor the units beside each other.
    assert "Changed" in sound_page(coach, f"{PAGES}?unit={ward}").all("ul", class_="control-multiples")[0].text
    assert said(sound_page(coach, f"{PAGES}/{made.id}/units"), "h1")


def test_the_share_within_four_hours_says_why_p_would_be_absurd(site: Site, ward: str, coach: FlaskClient) -> None:
    page = sound_page(coach, f"{PAGES}/{define(site, ward, within_four_hours(), name='Within', **SHARE).id}")
    assert "Why p′ and not p" in said(page, "h2")  # noqa: RUF001 (the prime is its name)
    (why,) = [text for text in said(page, "p") if "more than chance could explain" in text]
    assert why.startswith(
        "With about 9,697 a period, the limits of a p chart would be only 2.3 percentage points apart, "
        "and 18 of 24 values would lie outside"
    )
    assert why.endswith("(Laney, Quality Engineering 2002;14:531-7)")


def test_a_p_chart_of_the_same_recommends_the_other(site: Site, ward: str, coach: FlaskClient) -> None:
    made = define(site, ward, within_four_hours(), name="Within by p", **(SHARE | {"chart": "p"}))
    page = sound_page(coach, f"{PAGES}/{made.id}")
    (notice,) = said(page, "div", class_="notice")
    assert notice.startswith("18 of 24 values lie outside the limits, because the values differ 7.5 times as much")
    assert f"{PAGES}/{made.id}/edit" in links(page)


def test_a_share_of_few_is_left_in_peace(site: Site, ward: str, coach: FlaskClient) -> None:
    items = shares([5, 7, 6, 8, 5, 6, 9, 4, 6, 7, 5, 8], [50] * 12)
    page = sound_page(coach, f"{PAGES}/{define(site, ward, items, name='Few', **SHARE).id}")
    assert not [text for text in said(page, "p") if "chance" in text and "Laney" in text]


def test_the_page_speaks_the_readers_language(site: Site, falls: Indicator) -> None:
    for code, heading, button in (("sv", "Falls: särskild orsak", "Mät"), ("fi", "Falls: erityinen syy", "Mittaa")):
        browser = site.browser(site.principal("member"), "followups")
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = code
        page = sound_page(browser, f"{PAGES}/{falls.id}")
        assert said(page, "h1")[0].startswith(heading)
        assert said(page, "a", class_="btn btn-primary") == [button]
