"""Indicators as cards: the newest value, what its chart says, and a small chart, for lists and beside goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy.orm import Session

from services.followups.indicators.model import Indicator, next_due
from services.followups.measuring.model import Measurement
from services.followups.showing import charted, meaning, pictures, queries, words
from services.followups.showing.meaning import Verdict
from services.kernel.clock import now
from services.kernel.web.context import gettext, language
from services.kernel.web.naming import directory, unit_name

PAGES = "/follow-ups/indicators"


@dataclass(frozen=True)
class Card:
    """One indicator. `newest` and `period` are empty without a value; `late` says since when a value is waited for."""

    id: str
    name: str
    path: str
    place: str
    measure: str
    newest: str
    period: str
    variation: Verdict | None
    assurance: Verdict | None
    chart: Markup | None
    late: str


def cards(session: Session, found: Sequence[Indicator], *, charts: bool = True) -> list[Card]:
    """A card for each indicator, in their order; two statements, however many there are.

    Without charts nothing is analysed: what the chart says stands with the indicator.
    """
    if charts:
        drawn = charted.charted(session, found)
        return [_card(each.indicator, each.measurements, pictures.small(each)) for each in drawn]
    measured = queries.newest_few(session, [each.id for each in found])
    return [_card(each, measured[each.id]) for each in found]


def _card(it: Indicator, measurements: Sequence[Measurement], chart: Markup | None = None) -> Card:
    newest, day = "", ""
    if found := charted.newest(measurements):
        newest = words.value(it, found[1])
        day = words.period(found[0], words.grain_of(it, [each.period for each in measurements]))
    return Card(
        id=it.id,
        name=it.name,
        path=f"{PAGES}/{it.id}",
        place=place(it),
        measure=words.of_how_many(it),
        newest=newest,
        period=day,
        variation=meaning.variation(it.variation, it.missing) if it.variation else None,
        assurance=meaning.assurance(it.assurance),
        chart=chart,
        late=late(it),
    )


def place(indicator: Indicator) -> str:
    """Whose it is."""
    if indicator.unit:
        return unit_name(indicator.unit)
    if indicator.division:
        return directory().division_name(indicator.division, language().code)
    return gettext("The region")


def late(indicator: Indicator, today: date | None = None) -> str:
    """The day until which the next value was due; empty while it is in time."""
    due = next_due(indicator)
    return language().long_day(due) if due and due < (today or now().date()) else ""
