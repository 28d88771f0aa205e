"""What waste costs, in words."""

from collections.abc import Sequence

from services.kernel.web.context import gettext, language
from services.observations.noting.model import Observation


def counted(minutes: float) -> str:
    """`12 minutes`, `1 minute`, `0.5 minutes`."""
    told = round(minutes, 1)
    return language().ngettext("%(num)s minute", "%(num)s minutes", _form(told)) % {"num": language().number(told)}


def times_a_week(times: float) -> str:
    """`5 times a week`, `1 time a week`."""
    told = round(times, 1)
    words = language().ngettext("%(num)s time a week", "%(num)s times a week", _form(told))
    return words % {"num": language().number(told)}


def of_one(observation: Observation) -> list[str]:
    """What one observation costs: each time, how often, and from both what that is a week."""
    minutes, times = observation.minutes_lost, observation.times_per_week
    said = []
    if minutes is not None:
        said.append(gettext("%(minutes)s each time", minutes=counted(minutes)))
    if times is not None:
        said.append(times_a_week(times))
    if minutes is not None and times is not None:
        said.append(gettext("that is %(minutes)s a week", minutes=counted(minutes * times)))
    return said


def of_all(observations: Sequence[Observation]) -> list[str]:
    """What several cost, as far as that was told."""
    told = [(each.minutes_lost, each.times_per_week) for each in observations if each.minutes_lost]
    a_week = sum(minutes * times for minutes, times in told if times is not None)
    once = sum(minutes for minutes, times in told if times is None)
    return of_sums(a_week, once)


def of_sums(a_week: float, once: float) -> list[str]:
    """Minutes that are lost week by week, and minutes that were lost once."""
    said = []
    if a_week:
        said.append(gettext("%(minutes)s a week", minutes=counted(a_week)))
    if once:
        said.append(gettext("%(minutes)s once", minutes=counted(once)))
    return said


def _form(told: float) -> int:
    """The number that chooses the words' form: one, or many for every other amount, parts of one too."""
    return 1 if told == 1 else 2
