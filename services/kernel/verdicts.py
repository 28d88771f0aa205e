"""The icons of what charts say: of variation and of assurance, each beside its word, by the names that events use.

The charts' own pages and the scorecards show the same, and neither knows the other. Variation is round, assurance is
square. Full and hollow, a tick, a cross, an arrow tell them apart in black and white. The icon is hidden from
assistive technology, for the word says it. A page that shows icons links static/control-charts.css.
"""

from collections.abc import Mapping

from markupsafe import Markup

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


VARIATIONS: Mapping[str, str] = {
    "improving": _FULL + _inverse(_TICK),
    "concerning": _DIAMOND + _inverse("M16 8V17.5M16 23.5h0"),
    "neutral_high": _RING + _glyph(_UP),
    "neutral_low": _RING + _glyph(_DOWN),
    "undirected": _RING + _glyph("M8 18 12.5 12 19.5 20 24 14"),
    "common_cause": _RING + _glyph("M8 16h16"),
    "too_early": _DASHED_RING + _DOTS,
}
# None: there is no target, direction or limits.
ASSURANCES: Mapping[str | None, str] = {
    "passes": _FULL_SQUARE + _inverse(_TICK),
    "fails": _SQUARE + _glyph(_CROSS),
    "hit_and_miss": _SQUARE + '<path class="control-full" d="M3 29V3h26Z"/>',
    "too_early": _DASHED_SQUARE + _DOTS,
    None: _DASHED_SQUARE,
}
# The class of what a special cause means; common cause has none.
MEANINGS: Mapping[str | None, str] = {
    "improving": "control-improving",
    "concerning": "control-concerning",
    "neutral_high": "control-neutral",
    "neutral_low": "control-neutral",
    "undirected": "control-neutral",
}
_MET = {"passes": "control-improving", "fails": "control-concerning"}
ORDINARY = "control-common"


def variation(name: str, word: str) -> Markup:
    """The icon of a variation with its word beside it."""
    return worded(VARIATIONS[name], MEANINGS.get(name, ORDINARY), word)


def assurance(name: str | None, word: str) -> Markup:
    """The icon of an assurance with its word beside it; None where there is no target, direction or limits."""
    return worded(ASSURANCES[name], _MET.get(name or "", ORDINARY), word)


def worded(drawn: str, means: str, word: str) -> Markup:
    """A drawing of our own, 32 by 32, in the colour of what it means, with its word; the word alone for no drawing."""
    icon = Markup(
        '<svg class="control-icon" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false"'
        ' xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(Markup(drawn))  # noqa: S704 (our own shapes)
    return Markup('<span class="control-worded {}">{}<span>{}</span></span>').format(means, icon if drawn else "", word)
