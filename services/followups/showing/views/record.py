"""The page of one indicator: what its chart says, the chart, how it is made, and what lies behind it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import NOT_A_CHOICE, Message
from schemas.periods import Grain, holding
from schemas.vocabulary import RULE_SETS
from services.followups import asker
from services.followups.charts import Table, lettered, table
from services.followups.indicators import queries as indicators
from services.followups.indicators.analysing import Asked
from services.followups.indicators.model import Indicator
from services.followups.showing import cards, charted, marking, meaning, pictures, settings, telling, words
from services.followups.showing.charted import Charted
from services.followups.showing.dispersion import PRIMES, SOURCE
from services.followups.showing.views import filters
from services.kernel.errors import Errors, Invalid
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form

# So many rows, the newest, are as much as anybody reads on a page; the measurements have a page of their own.
MOST_ROWS = 200
NOTHING_BEHIND = {"signals": (), "signals_heading": "", "notes": (), "table": None, "prime": None, "rather": ""}
pages = Blueprint("indicator_shown", __name__, url_prefix=cards.PAGES)


@pages.get("/<uuid:identifier>")
@allow(readers)
def indicator(identifier: object) -> AnyResponse | str:
    """Its chart, as it is set or as it is asked for."""
    form = Form(request.args.to_dict())
    with runtime().database.reading() as session:
        it = indicators.one(session, str(identifier))
        try:
            return _page(session, it, filters.asked(), form)
        except Invalid as refused:
            kept = replace(
                form, values={name: text for name, text in form.values.items() if name not in refused.errors}
            )
            return make_response(_page(session, it, Asked(), kept.refused(_named(refused.errors))), refused.status)


def _named(errors: Errors) -> Errors:
    """What is wrong, with the rule sets by the names that the form offers."""
    if "rules" not in errors:
        return errors
    offered = ", ".join(name for _, name in _rule_sets())
    return {**errors, "rules": [Message(NOT_A_CHOICE, choices=offered)]}


def _rule_sets() -> list[tuple[str, str]]:
    return [(code, gettext(words.RULE_SET_NAMES[code])) for code in RULE_SETS]


def _page(session: Session, it: Indicator, asked: Asked, form: Form) -> str:
    (found,) = charted.charted(session, [it], asked)
    marks = marking.marks(session, it, runtime().settings.zone)
    which = telling.variation(found)
    return render_template(
        "followups/showing/record.html",
        it=it,
        place=cards.place(it),
        heading=telling.heading(found),
        said=[text for text in (telling.newest(found), telling.lines(found)) if text],
        variation=meaning.variation(which, found.analysis.missing if found.analysis else 0) if which else None,
        assurance=meaning.assurance(telling.assurance(found)),
        why_not=telling.why_not(found),
        picture=pictures.whole(found, marks),
        marks=marking.listed(marks, found.days),
        late=cards.late(it),
        may_decide=asker.may_decide(it),
        alike=indicators.others_alike(session, it),
        about=settings.about(session, it),
        made=settings.made(found),
        form=_chosen(form, found),
        otherwise=asked != Asked(),
        source=SOURCE,
        rule_sets=_rule_sets(),
        **_behind(found),
    )


def _behind(found: Charted) -> Mapping[str, Any]:
    """What the chart's numbers, letters and signs stand for."""
    analysis = found.analysis
    if analysis is None:
        return NOTHING_BEHIND
    grain = words.grain_of(found.indicator, found.days)
    told, signals = telling.absurd(found), meaning.signals(found.indicator, analysis)
    is_plain = analysis.kind in PRIMES
    return {
        "signals": signals,
        "signals_heading": meaning.heading(signals, analysis),
        "notes": [
            (each.letter, words.period(each.period, grain), each.text) for each in lettered(found.notes, analysis)
        ],
        "table": _table(found, table(analysis, found.points, found.notes), grain),
        "prime": telling.why_prime(found, told) if told and not is_plain else None,
        "rather": telling.rather_prime(told) if told and is_plain else "",
    }


def _table(found: Charted, made: Table, grain: Grain) -> dict[str, Any]:
    """The rows behind the chart, newest first, with their texts; `all` is how many there are."""

    def shown(number: float | None) -> str:
        return "" if number is None else words.value(found.indicator, number)

    own = {each.period for each in found.measurements if each.actor == principal().id}
    rows = [
        {
            "name": holding(row.period, grain).text,
            "own": row.period in own,
            "period": words.short_period(row.period, grain),
            "value": shown(row.value),
            "numerator": "" if row.numerator is None else words.plain(row.numerator),
            "denominator": "" if row.denominator is None else words.plain(row.denominator),
            "centre": shown(row.centre),
            "lower": shown(row.lower),
            "upper": shown(row.upper),
            "signals": meaning.names(row.signals),
            "note": " ".join(filter(None, (_begins(row.begins), row.note))),
        }
        for row in reversed(made.rows[-MOST_ROWS:])
    ]
    return {"rows": rows, "all": len(made.rows), "ratio": made.ratio, "limits": made.limits, "notes": made.notes}


def _begins(reason: str) -> str:
    return gettext("New limits from here: %(reason)s.", reason=reason) if reason else ""


def _chosen(form: Form, found: Charted) -> Form:
    """The form of how the chart is made, filled with how it is made now."""
    it, analysis = found.indicator, found.analysis
    made = {
        "rules": analysis.rules if analysis else it.rules,
        "screening": "on" if (analysis.screening if analysis else it.screening) else "off",
        "baseline": str((analysis.baseline if analysis else it.baseline) or ""),
    }
    return replace(form, values=made | dict(form.values))
