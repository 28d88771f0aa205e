"""One indicator in several units, side by side."""

import pytest
from flask.testing import FlaskClient

from services.followups.indicators.model import Indicator
from services.followups.showing.views import comparing
from tests.services.followups.showing.measured import FALLING, PAGES, define, months, statements
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site


@pytest.fixture(scope="module")
def wards(site: Site) -> list[str]:
    return [site.free_unit() for _ in range(3)]


@pytest.fixture(scope="module")
def reader(site: Site) -> FlaskClient:
    return site.browser(site.principal("member"), "followups")


@pytest.fixture(scope="module")
def first(site: Site, wards: list[str]) -> Indicator:
    """Tumbles in three wards, one without values; and others of the name that are something else."""
    made = define(site, wards[0], months(*FALLING), name="Tumbles")
    define(site, wards[1], months(60, 70), name=" TUMBLES ")
    define(site, wards[2], name="Tumbles")
    define(site, wards[2], months(1), name="Tumbles", unit_of_measure="tumbles per bed")
    define(site, None, months(1), name="Tumbles")
    return made


@pytest.fixture(scope="module")
def page(reader: FlaskClient, first: Indicator) -> Document:
    return sound_page(reader, f"{PAGES}/{first.id}/units")


def said(page: Document, tag: str, **attributes: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all(tag, **attributes)]


def test_units_stand_by_name_on_axes_that_are_told(page: Document, wards: list[str]) -> None:
    assert said(page, "h1") == ["3 units measure Tumbles"]
    assert "All charts have the same axes: from 0 to 100, from Apr 2016 to Nov 2018." in said(page, "p")
    by_name = sorted(f"Ward {ward}" for ward in wards)
    assert said(page, "h3") == [name for name in by_name if name != f"Ward {wards[2]}"]
    assert said(page, "th", scope="row") == by_name
    assert len(page.all("svg", class_="control-multiple")) == 2


def test_each_unit_leads_to_its_own_page_and_has_its_numbers_in_the_table(page: Document, first: Indicator) -> None:
    assert len(page.all("a", href=f"{PAGES}/{first.id}")) == 3
    (row,) = [each for each in page.all("tr") if "improving" in each.text]
    numbers = [each.text for each in page.all("td") if each.within(row)]
    assert numbers == ["4", "Nov 2018", "11.06", "4.885", "17.24", "special cause, improving", ""]
    assert [text for text in said(page, "td") if text == "no values yet"]


def test_its_page_leads_to_the_others(reader: FlaskClient, first: Indicator) -> None:
    page = sound_page(reader, f"{PAGES}/{first.id}")
    assert said(page, "a", href=f"{PAGES}/{first.id}/units") == ["The same in 2 other units"]


def test_more_units_than_a_page_bears_come_in_pieces_with_as_few_questions(
    site: Site, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [define(site, site.free_unit(), months(number, 5), name="Stumbles") for number in range(4)]
    path = f"{PAGES}/{made[0].id}/units"
    asked = []
    for most, shown in ((1, 1), (3, 3)):
        monkeypatch.setattr(comparing, "MOST", most)
        with statements(site) as heard:
            page = sound_page(reader, path)
        asked.append(len(heard))
        assert len(page.all("svg", class_="control-multiple")) == shown
    assert asked[0] == asked[1]
    (onward,) = page.all("a", rel="next")
    assert len(said(sound_page(reader, onward.attributes["href"]), "h3")) == 1
    assert reader.get(f"{path}?cursor=x").status_code == 422


def test_a_unit_alone_is_told_so(site: Site, reader: FlaskClient, wards: list[str]) -> None:
    page = sound_page(reader, f"{PAGES}/{define(site, wards[0], months(1), name='Alone').id}/units")
    assert said(page, "p", class_="lead") == ["Unit of measure: falls, lower is better. No other unit measures it yet."]


def test_an_indicator_that_no_unit_measures_says_so(site: Site, reader: FlaskClient) -> None:
    made = define(site, None, months(1), name="Only in the region")
    page = sound_page(reader, f"{PAGES}/{made.id}/units")
    assert "No unit measures it yet" in said(page, "h2")
