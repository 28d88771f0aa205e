"""Which improvements a chart marks."""

from datetime import date

from services.followups.goals.model import Goal
from services.followups.indicators.model import Indicator
from services.followups.replica.queries import implemented
from services.followups.showing import marking
from services.followups.showing.marking import Mark
from tests.services.followups.control.series import day
from tests.services.followups.showing import measured
from tests.services.followups.showing.measured import add, adoption, define, followups, goal, improvement, months
from tests.services.kernel.web.site import Site


def marked(site: Site, indicator: Indicator) -> list[Mark]:
    runtime = followups(site)
    with runtime.database.reading() as session:
        return marking.marks(session, indicator, runtime.settings.zone)


def set_goal(site: Site, unit: str | None, *served_by: str, thread: str | None = None) -> Goal:
    made = goal(unit, thread)
    add(site, made)
    add(site, *(measured.Serving(goal=made.id, improvement=each) for each in served_by))
    return made


def test_a_units_chart_marks_what_the_unit_implemented_and_what_it_took_over(site: Site, unit: str) -> None:
    elsewhere = site.free_unit()
    own, running = improvement(unit, "Own", day(3)), improvement(unit, "Running", None)
    theirs, others = improvement(elsewhere, "Taken over", day(1)), improvement(elsewhere, "Theirs", day(2))
    add(site, own, running, theirs, others)
    add(site, adoption(theirs, unit, day(5)), adoption(others, unit, None))
    found = marked(site, define(site, unit))
    # Where it was taken over counts the day on which it was implemented here.
    assert [(each.title, each.day) for each in found] == [("Own", day(3)), ("Taken over", day(5))]
    assert [(each.unit, each.taken_over) for each in found] == [(unit, False), (elsewhere, True)]


def test_what_serves_the_goal_is_marked_wherever_it_was_done_and_in_every_period_of_the_goal(
    site: Site, unit: str
) -> None:
    first, second = (improvement(site.free_unit(), title, day(4)) for title in ("Last year's", "This year's"))
    add(site, first, second)
    earlier = set_goal(site, unit, first.id)
    later = set_goal(site, unit, second.id, "not-known-yet", thread=earlier.thread)
    found = marked(site, define(site, unit, goal=later.id))
    assert {each.id for each in found} == {first.id, second.id}


def test_the_regions_chart_marks_only_what_serves_its_goal(site: Site, unit: str) -> None:
    serving, other = improvement(unit, "Serving", day(4)), improvement(unit, "Other", day(4))
    add(site, serving, other)
    region = set_goal(site, None, serving.id)
    assert [each.id for each in marked(site, define(site, None, goal=region.id, name="Falls in the region"))] == [
        serving.id
    ]
    assert marked(site, define(site, None, name="Falls without a goal")) == []


def test_the_list_below_the_chart_has_the_numbers_of_the_flags(site: Site, unit: str) -> None:
    add(site, *(improvement(unit, title, on) for title, on in (("b", day(2)), ("a", day(1)), ("c", date(2015, 1, 1)))))
    listed = marking.listed(marked(site, define(site, unit, months(1, 2, 3, 4))), [day(number) for number in range(4)])
    assert [(number, each.title) for number, each in listed] == [(1, "a"), (2, "b")]


def test_an_improvement_is_dated_in_the_regions_time(site: Site, unit: str) -> None:
    late = improvement(unit, "Late", day(1))
    assert late.implemented_at
    # In Stockholm this is the next day.
    late.implemented_at = late.implemented_at.replace(hour=23)
    add(site, late)
    assert [each.day for each in marked(site, define(site, unit))] == [date(2016, 5, 2)]


def test_of_no_unit_nothing_is_found_without_being_named(site: Site) -> None:
    with followups(site).database.reading() as session:
        assert implemented(session, None) == []
