"""How numbers and periods are written in three languages, and the words of a chart."""

from datetime import date

import pytest

from schemas.periods import Grain
from services.followups.control import RULE_SETS
from services.followups.indicators.model import Indicator
from services.followups.showing import words
from services.followups.showing.charted import chart
from services.followups.showing.telling import caption
from tests.services.followups.showing.measured import speaking
from tests.services.kernel.web.site import Site

NBSP = "\N{NO-BREAK SPACE}"


def indicator(**more: object) -> Indicator:
    """One that is in no database."""
    made = {"id": "i", "name": "Falls", "unit_of_measure": "falls", "direction": "lower", "chart": "xmr", "per": 1}
    return Indicator(**(made | {"rules": "mdc-xmr", "screening": False} | more))


@pytest.mark.parametrize(
    ("number", "per", "english", "swedish"),
    [
        (1711.875, 1, "1,712", f"1{NBSP}712"),
        (9.654, 1, "9.654", "9,654"),
        (0.000342, 1, "0.000342", "0,000342"),
        (-0.00000001, 1, "0", "0"),
        (-12.5, 1, "−12.5", "−12,5"),  # noqa: RUF001 (the minus sign)
        (0.94126, 100, f"94.1{NBSP}%", f"94,1{NBSP}%"),
        (0.003061, 1000, "3.061", "3,061"),
    ],
)
def test_a_number_has_the_separators_of_the_language_and_the_digits_that_count(
    site: Site, number: float, per: int, english: str, swedish: str
) -> None:
    for code, text in (("en", english), ("sv", swedish)):
        with speaking(site, code):
            assert words.value(indicator(per=per), number) == text


def test_a_target_keeps_all_its_digits(site: Site) -> None:
    with speaking(site, "fi"):
        assert words.exactly(indicator(per=100), 0.99951) == f"99,951{NBSP}%"


@pytest.mark.parametrize(
    ("grain", "text", "short"),
    [
        (Grain.DAY, "5 February 2018", "2018-02-05"),
        (Grain.WEEK, "week 6 of 2018", "w 6 2018"),
        (Grain.MONTH, "February 2018", "Feb 2018"),
        (Grain.QUARTER, "quarter 1 of 2018", "Q1 2018"),
        (Grain.THIRD, "four-month period 1 of 2018", "T1 2018"),
        (Grain.HALF, "half-year 1 of 2018", "H1 2018"),
        (Grain.YEAR, "2018", "2018"),
    ],
)
def test_a_period_is_written_as_long_as_it_is(site: Site, grain: Grain, text: str, short: str) -> None:
    with speaking(site, "en"):
        assert words.period(date(2018, 2, 5), grain) == text
        assert words.short_period(date(2018, 2, 5), grain) == short


def test_months_are_named_in_the_readers_language(site: Site) -> None:
    for code, text in (("sv", "november 2026"), ("fi", "marraskuu 2026"), ("en", "November 2026")):
        with speaking(site, code):
            assert words.period_name("2026-11") == text


def test_the_week_of_new_year_belongs_to_its_own_year(site: Site) -> None:
    with speaking(site, "en"):
        assert words.period(date(2018, 12, 31), Grain.WEEK) == "week 1 of 2019"


def test_periods_are_as_long_as_they_are_apart_unless_the_frequency_says_what_the_chart_cannot_know(site: Site) -> None:
    weeks = [date(2018, 1, 1), date(2018, 1, 8), date(2018, 1, 15)]
    with speaking(site, "en"):
        assert words.grain_of(indicator(), weeks) is Grain.WEEK
        assert words.grain_of(indicator(frequency="quarter"), weeks[:1]) is Grain.QUARTER
        thirds = indicator(frequency="third")
        analysis = chart(thirds, [], []).analysis
        assert analysis
        of_chart = words.of_chart(thirds, analysis)
        assert of_chart.period(date(2018, 5, 1), words.spans.Grain.QUARTER) == "T2 2018"
        assert of_chart.period(date(2018, 5, 1), words.spans.Grain.YEAR) == "2018"


@pytest.mark.parametrize(
    ("per", "unit_of_measure", "said"),
    [
        (1, "falls", "falls"),
        (100, "% of patients", "% of patients"),
        (1000, "falls", "falls per 1,000"),
        (1000, "falls per 1 000 days", "falls per 1 000 days"),
    ],
)
def test_the_unit_of_measure_says_of_how_many_once(site: Site, per: int, unit_of_measure: str, said: str) -> None:
    with speaking(site, "en"):
        assert words.measure(indicator(per=per, unit_of_measure=unit_of_measure)) == f"{said}, lower is better"


def test_a_chart_names_its_centre_its_rules_and_what_is_missing(site: Site) -> None:
    run = indicator(chart="run", rules="anhoej")
    with speaking(site, "en"):
        analysis = chart(run, [], []).analysis
        assert analysis
        said = words.of_chart(run, analysis)
    assert said.centre == "median"
    assert said.rules == "Rules: Anhøj's run chart rules (anhoej)"
    assert said.too_early == "Too early to tell: 10 more values are needed"


def test_a_chart_without_values_says_so_to_those_who_do_not_see_it(site: Site) -> None:
    with speaking(site, "en"):
        assert caption(chart(indicator(), [], [])).title == "Falls: no values yet"


def test_every_rule_set_and_every_signal_has_a_translation(site: Site) -> None:
    for code in ("sv", "fi"):
        with speaking(site, code):
            texts = [*words.RULE_SET_NAMES.values(), *words.WHOLE_NAMES.values()]
            untranslated = [text for text in texts if words.gettext(text) == text]
            # Names of their own stay as they are.
            assert untranslated == ["Making Data Count", "Western Electric"]
            assert [name for name, rules in RULE_SETS.items() if words.source(name) != rules.source] == ["mdc-xmr"]
    with speaking(site, "en"):
        assert all(words.source(name) == rules.source for name, rules in RULE_SETS.items())
