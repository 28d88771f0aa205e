"""What a chart says as sentences: its heading, its newest value, its lines, and why a p or u chart would be absurd."""

from schemas.messages import N_
from services.followups.control import Kind, Variation
from services.followups.showing import dispersion, meaning, words
from services.followups.showing.charted import Charted
from services.followups.showing.dispersion import Dispersion
from services.kernel.svg import Caption
from services.kernel.web.context import gettext, say

# From fewer values limits are drawn, but say nothing that a sentence could.
FEWEST_FOR_LIMITS = 3
_FIRM = N_("The limits are %(lower)s and %(upper)s.")
_TRIAL = N_("The trial limits, made of fewer than 12 values, are %(lower)s and %(upper)s.")
CHART_SIGNS = {Kind.P: "p", Kind.P_PRIME: "p\N{PRIME}", Kind.U: "u", Kind.U_PRIME: "u\N{PRIME}"}


def variation(found: Charted) -> str | None:
    """The variation that the chart says; None without values or chart."""
    return found.analysis.variation.value if found.analysis and found.newest else None


def assurance(found: Charted) -> str | None:
    """The assurance that the chart says; None where there is none."""
    said = found.analysis.assurance if found.analysis and found.newest else None
    return said.value if said else None


def heading(found: Charted) -> str:
    """What is true of the indicator, in one line."""
    name, which = found.indicator.name, variation(found)
    if found.newest is None:
        return gettext("%(name)s: no values yet", name=name)
    if which is None:
        return gettext("%(name)s: no chart of these values", name=name)
    if which == Variation.COMMON_CAUSE:
        # Earlier signals may stand in the chart: this is said of the newest value.
        return gettext("%(name)s: now common cause", name=name)
    return f"{name}: {meaning.variation(which).word}"


def newest(found: Charted) -> str:
    """The newest value and its period; empty without one."""
    if found.newest is None:
        return ""
    day, number = found.newest
    grain = words.grain_of(found.indicator, found.days)
    return gettext(
        "The newest value is %(value)s (%(period)s).",
        value=words.value(found.indicator, number),
        period=words.period(day, grain),
    )


def lines(found: Charted) -> str:
    """The centre, the limits and the target, as far as there are any."""
    analysis, said = found.analysis, []
    if analysis is None or analysis.centre is None:
        return ""

    def shown(number: float) -> str:
        return words.value(found.indicator, number)

    kind = gettext("The median is %(value)s.") if analysis.kind is Kind.RUN else gettext("The mean is %(value)s.")
    said.append(kind % {"value": shown(analysis.centre)})
    if analysis.lower is not None and analysis.upper is not None and analysis.last.values >= FEWEST_FOR_LIMITS:
        limits = _TRIAL if analysis.trial else _FIRM
        said.append(gettext(limits, lower=shown(analysis.lower), upper=shown(analysis.upper)))
    if analysis.target is not None:
        said.append(gettext("The target is %(value)s.", value=words.exactly(found.indicator, analysis.target)))
    return " ".join(said)


def why_not(found: Charted) -> str:
    """Why these values make no chart, and which of them; empty where they make one."""
    if found.cannot is None:
        return ""
    said = " ".join(say(text) for texts in found.errors.values() for text in texts)
    if found.cannot.period is None:
        return said
    grain = words.grain_of(found.indicator, found.days)
    return f"{words.period(found.cannot.period, grain)}: {said}"


def caption(found: Charted) -> Caption:
    """What a chart is called for those who do not see it."""
    return Caption(f"chart-{found.indicator.id}", heading(found), " ".join(filter(None, (newest(found), lines(found)))))


def absurd(found: Charted) -> Dispersion | None:
    """What makes p or u absurd for the values of the last phase; None where nothing does."""
    analysis = found.analysis
    if analysis is None:
        return None
    pairs = zip(analysis.points, found.points, strict=True)
    last = [point for judged, point in pairs if judged.phase == len(analysis.phases) - 1]
    return dispersion.too_much(analysis.kind, last, analysis.baseline, screening=analysis.screening)


def why_prime(found: Charted, told: Dispersion) -> tuple[str, str]:
    """Why the chart is not the plain one, under a heading."""
    number = words.plain(round(told.width * found.indicator.per, 1 if found.indicator.per == words.PERCENT else 4))
    share = found.indicator.per == words.PERCENT
    texts = {
        "plain": CHART_SIGNS[told.plain],
        "prime": CHART_SIGNS[dispersion.PRIMES[told.plain]],
        "size": words.plain(round(told.size)),
        "width": gettext("%(number)s percentage points", number=number) if share else number,
        **_numbers(told),
    }
    said = gettext(
        "With about %(size)s a period, the limits of a %(plain)s chart would be only %(width)s apart, and %(outside)s "
        "of %(values)s values would lie outside: more than chance could explain. The values differ %(times)s times as "
        "much as chance alone lets them. A %(prime)s chart takes that into account.",
        **texts,
    )
    return gettext("Why %(prime)s and not %(plain)s", **texts), said


def rather_prime(told: Dispersion) -> str:
    """What to use in place of the plain chart that is used."""
    return gettext(
        "%(outside)s of %(values)s values lie outside the limits, because the values differ %(times)s times as much "
        "as chance alone lets them. A %(prime)s chart takes that into account and fits better here.",
        prime=CHART_SIGNS[dispersion.PRIMES[told.plain]],
        **_numbers(told),
    )


def _numbers(told: Dispersion) -> dict[str, str]:
    return {
        "outside": words.plain(told.outside),
        "values": words.plain(told.values),
        "times": words.plain(round(told.times, 1)),
    }
