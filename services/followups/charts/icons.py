"""The icons of variation and assurance, and the signs of rules, for tables and lists: each beside its word.

The drawings stand in the kernel, for the scorecards show them too.
"""

from markupsafe import Markup

from services.followups.charts.signs import SHAPES, shape, sign
from services.followups.control import Assurance, Name, Variation
from services.kernel import verdicts

VARIATIONS = {which: verdicts.VARIATIONS[which] for which in Variation}
ASSURANCES = {which: verdicts.ASSURANCES[which] for which in (*Assurance, None)}


def variation(which: Variation, word: str) -> Markup:
    """The icon of a variation with its word beside it."""
    return verdicts.variation(which, word)


def assurance(which: Assurance | None, word: str) -> Markup:
    """The icon of an assurance with its word beside it; None where there is no target, direction or limits."""
    return verdicts.assurance(which, word)


def signal(name: Name, which: Variation, side: int, word: str) -> Markup:
    """The sign that a rule has in the chart, with its word; `side` is 1 for high or rising, -1 for low or falling.

    Rules about a whole phase mark no point and have no sign: for these the word comes alone.
    """
    means = verdicts.MEANINGS.get(which, "control-neutral")
    drawn = sign(name, means, shape(name, side)(16, 16, 10)) if name in (*SHAPES, Name.TREND) else Markup()
    return verdicts.worded(drawn, means, word)
