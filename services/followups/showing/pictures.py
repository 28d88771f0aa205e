"""The pictures of indicators: a whole chart, a small one, and small ones of many units on one axis."""

from collections.abc import Sequence

from markupsafe import Markup

from services.followups.charts import Multiples, UnitChart, control_chart, small_multiples
from services.followups.showing import telling, words
from services.followups.showing.charted import Charted
from services.followups.showing.marking import Mark
from services.kernel.web.context import gettext


def whole(found: Charted, marks: Sequence[Mark] = ()) -> Markup | None:
    """The chart with notes and improvements; None where the values make none or there are none."""
    if found.analysis is None or found.newest is None:
        return None
    written = words.of_chart(found.indicator, found.analysis)
    return control_chart(telling.caption(found), found.analysis, written, notes=found.notes, improvements=marks)


def small(found: Charted) -> Markup | None:
    """A small chart on its own axis; None as above."""
    drawn = beside([found])
    return drawn.pictures[0] if drawn.pictures else None


def beside(found: Sequence[Charted]) -> Multiples:
    """Small charts of those that make one (see `drawable`), all on one axis that is told in words."""
    units = [UnitChart(telling.caption(each), each.analysis) for each in drawable(found) if each.analysis]
    if not units:
        return Multiples((), "")
    written = words.of_chart(found[0].indicator, units[0].analysis)
    return small_multiples(units, written, _shared)


def drawable(found: Sequence[Charted]) -> list[Charted]:
    """Those with values that make a chart."""
    return [each for each in found if each.analysis is not None and each.newest is not None]


def _shared(lowest: str, highest: str, first: str, last: str) -> str:
    return gettext(
        "All charts have the same axes: from %(lowest)s to %(highest)s, from %(first)s to %(last)s.",
        lowest=lowest,
        highest=highest,
        first=first,
        last=last,
    )
