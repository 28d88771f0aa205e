"""The icons of variation and assurance, and the signs of rules, for tables and lists: each beside its word.

Variation is round, assurance is square. Full and hollow, a tick, a cross, an arrow tell them apart in black and white.
The icon is hidden from assistive technology, for the word says it.
"""

from markupsafe import Markup

from services.followups.charts.signs import MEANINGS, SHAPES, shape, sign
from services.followups.control import Assurance, Name, Variation

_FULL = '<circle class="control-full" cx="16" cy="16" r="14"/>'
_RING = '<circle class="control-ring" cx="16" cy="16" r="13"/>'
_DASHED_RING = '<circle class="control-ring control-early" cx="16" cy="16" r="13"/>'
_DIAMOND = '<path class="control-full" d="M16 .5 31.5 16 16 31.5 .5 16Z"/>'
_FULL_SQUARE = '<rect class="control-full" x="2" y="2" width="28" height="28" rx="3"/>'
_SQUARE = '<rect class="control-ring" x="3" y="3" width="26" height="26" rx="3"/>'
_DASHED_SQUARE = '<rect class="control-ring control-early" x="3" y="3" width="26" height="26" rx="3"/>'
_DOTS = '<path class="control-glyph-dots" d="M9.5 16h0M16 16h0M22.5 16h0"/>'
_UP, _DOWN = "M16 23.5V9M10 14.5 16 8.5 22 14.5", "M16 8.5V23M10 17.5 16 23.5 22 17.5"
_TICK, _CROSS = "M9 16.5 14 21.5 23 11", "M10.5 10.5 21.5 21.5M21.5 10.5 10.5 21.5"


def _inverse(path: str) -> str:
    return f'<path class="control-inverse" d="{path}"/>'


def _glyph(path: str) -> str:
    return f'<path class="control-glyph" d="{path}"/>'


VARIATIONS = {
    Variation.IMPROVING: _FULL + _inverse(_TICK),
    Variation.CONCERNING: _DIAMOND + _inverse("M16 8V17.5M16 23.5h0"),
    Variation.NEUTRAL_HIGH: _RING + _glyph(_UP),
    Variation.NEUTRAL_LOW: _RING + _glyph(_DOWN),
    Variation.UNDIRECTED: _RING + _glyph("M8 18 12.5 12 19.5 20 24 14"),
    Variation.COMMON_CAUSE: _RING + _glyph("M8 16h16"),
    Variation.TOO_EARLY: _DASHED_RING + _DOTS,
}
ASSURANCES = {
    Assurance.PASSES: _FULL_SQUARE + _inverse(_TICK),
    Assurance.FAILS: _SQUARE + _glyph(_CROSS),
    Assurance.HIT_AND_MISS: _SQUARE + '<path class="control-full" d="M3 29V3h26Z"/>',
    Assurance.TOO_EARLY: _DASHED_SQUARE + _DOTS,
    None: _DASHED_SQUARE,
}
_MET = {Assurance.PASSES: "control-improving", Assurance.FAILS: "control-concerning"}


def variation(which: Variation, word: str) -> Markup:
    """The icon of a variation with its word beside it."""
    return _worded(VARIATIONS[which], MEANINGS.get(which, "control-common"), word)


def assurance(which: Assurance | None, word: str) -> Markup:
    """The icon of an assurance with its word beside it; None where there is no target, direction or limits."""
    return _worded(ASSURANCES[which], _MET.get(which, "control-common") if which else "control-common", word)


def signal(name: Name, which: Variation, side: int, word: str) -> Markup:
    """The sign that a rule has in the chart, with its word; `side` is 1 for high or rising, -1 for low or falling.

    Rules about a whole phase mark no point and have no sign: for these the word comes alone.
    """
    means = MEANINGS.get(which, "control-neutral")
    drawn = sign(name, means, shape(name, side)(16, 16, 10)) if name in (*SHAPES, Name.TREND) else Markup()
    return _worded(drawn, means, word)


def _worded(drawn: str, means: str, word: str) -> Markup:
    icon = Markup(
        '<svg class="control-icon" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false"'
        ' xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(Markup(drawn))  # noqa: S704 (our own shapes)
    return Markup('<span class="control-worded {}">{}<span>{}</span></span>').format(means, icon if drawn else "", word)
