"""How an indicator is defined and how its chart is made, as terms and what they are."""

from markupsafe import Markup
from sqlalchemy.orm import Session

from schemas.vocabulary import CHART_NAMES, FREQUENCY_NAMES
from services.followups.control import Analysis
from services.followups.goals import queries as goals
from services.followups.indicators.model import Indicator, next_due
from services.followups.showing import words
from services.followups.showing.cards import place
from services.followups.showing.charted import Charted
from services.kernel.web.context import gettext, language, ngettext
from services.kernel.web.naming import names_of

Fact = tuple[str, str]


def about(session: Session, it: Indicator) -> list[Fact]:
    """What stands beside the chart: whose it is, what it tells of, who measures it and until when."""
    due, title = next_due(it), goals.titles(session, [it.goal]).get(it.goal) if it.goal else None
    link = Markup('<a href="/follow-ups/goals/{}">{}</a>').format(it.goal, title) if title else ""
    facts = [
        (gettext("Where"), place(it)),
        (gettext("Goal"), link),
        (gettext("Unit of measure"), words.measure(it)),
        (gettext("Target"), "" if it.target is None else words.exactly(it, it.target)),
        (gettext("Source"), it.source or ""),
        (gettext("Measured by"), it.measured_by or ""),
        (gettext("How often it is measured"), gettext(FREQUENCY_NAMES[it.frequency]) if it.frequency else ""),
        (gettext("Next value until"), language().long_day(due) if due else ""),
        (gettext("Defined by"), names_of([it.defined_by]).get(it.defined_by, "")),
    ]
    return [(term, what) for term, what in facts if what]


def made(found: Charted) -> list[Fact]:
    """How the chart on the page is made: chart, rules and where they were published, screening, baseline, phases."""
    analysis = found.analysis
    if analysis is None:
        return []
    facts = [
        (gettext("Chart"), gettext(CHART_NAMES[analysis.kind.value])),
        (gettext("Rule set"), f"{gettext(words.RULE_SET_NAMES[analysis.rules])} ({words.source(analysis.rules)})"),
        (
            gettext("Screening of moving ranges"),
            _screening(analysis),
        ),
        (gettext("Limits are made of"), _baseline(analysis)),
    ]
    grain = words.grain_of(found.indicator, found.days)
    begun = [
        (gettext("New limits from %(period)s", period=words.period(each.start, grain)), each.reason)
        for each in analysis.phases
        if each.start
    ]
    return facts + begun


def _screening(analysis: Analysis) -> str:
    if not analysis.screening:
        return gettext("off")
    return ngettext(
        "on, %(num)s moving range left out",
        "on, %(num)s moving ranges left out",
        sum(each.screened for each in analysis.phases),
    )


def _baseline(analysis: Analysis) -> str:
    if analysis.baseline is None:
        return gettext("all values of each phase")
    return gettext("the first %(num)s values of each phase", num=analysis.baseline)
