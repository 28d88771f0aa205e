"""The shapes of signals: each rule has its own, so that a chart says on paper and without colour what was found.

A shape is drawn about a place, as large as its radius. Trends point the way they go; shifts and long runs are hollow.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from markupsafe import Markup

from services.followups.charts.elements import written
from services.followups.charts.frame import Frame
from services.followups.control import Analysis, Judged, Name
from services.kernel.verdicts import MEANINGS

# However many points crowd, a sign is no smaller than this share of the largest.
SMALLEST = 0.36
HOLLOW = frozenset({Name.SHIFT, Name.LONG_RUN})


def _polygon(*corners: tuple[float, float]) -> Callable[[float, float, float], str]:
    def drawn(x: float, y: float, radius: float) -> str:
        places = (f"{x + radius * dx:.1f} {y + radius * dy:.1f}" for dx, dy in corners)
        return f"M{'L'.join(places)}Z"

    return drawn


def _ring(x: float, y: float, radius: float) -> str:
    around = f"a{radius:.1f} {radius:.1f} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{around} {2 * radius:.1f} 0{around} {-2 * radius:.1f} 0Z"


_PLUS = (
    *((-0.35, -1.05), (0.35, -1.05), (0.35, -0.35), (1.05, -0.35), (1.05, 0.35), (0.35, 0.35)),
    *((0.35, 1.05), (-0.35, 1.05), (-0.35, 0.35), (-1.05, 0.35), (-1.05, -0.35), (-0.35, -0.35)),
)
_STAR = ((0, -1.5), (0.4, -0.4), (1.5, 0), (0.4, 0.4), (0, 1.5), (-0.4, 0.4), (-1.5, 0), (-0.4, -0.4))
SHAPES = {
    Name.OUTSIDE: _polygon((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    Name.ASTRONOMICAL: _polygon(*_STAR),
    Name.TWO_OF_THREE: _polygon((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    Name.FOUR_OF_FIVE: _polygon(*_PLUS),
    Name.SHIFT: _ring,
    Name.LONG_RUN: _polygon((-1.3, -0.6), (1.3, -0.6), (1.3, 0.6), (-1.3, 0.6)),
}
RISING = _polygon((0, -1.15), (1.15, 0.95), (-1.15, 0.95))
FALLING = _polygon((0, 1.15), (1.15, -0.95), (-1.15, -0.95))


def shape(name: Name, side: int) -> Callable[[float, float, float], str]:
    """What draws the sign of a rule at x and y with a radius; `side` is 1 for high or rising, -1 for low or falling."""
    if name is Name.TREND:
        return FALLING if side < 0 else RISING
    return SHAPES[name]


def radius(frame: Frame) -> float:
    """How large signs are where so many points stand beside each other."""
    return min(max(frame.step / 2, SMALLEST * frame.sign), frame.sign)


def signs(frame: Frame, analysis: Analysis) -> Iterator[Markup]:
    """The signs of all points with a signal: one path for those that look alike, as there may be hundreds."""
    sides: dict[tuple[object, Name], int] = {}
    for signal in analysis.signals:
        for period in signal.periods:
            sides.setdefault((period, signal.name), signal.side)
    alike: dict[tuple[Name, int, str], list[str]] = defaultdict(list)
    for point in analysis.points:
        if point.value is not None and point.signals:
            name = point.signals[0]
            side = sides[point.period, name]
            place = frame.x(frame.cells[point.period]), frame.y(point.value)
            alike[name, side, meaning(point)].append(shape(name, side)(*place, radius(frame)))
    for (name, _, means), paths in alike.items():
        yield sign(name, means, "".join(paths))


def meaning(point: Judged) -> str:
    """The class of what a point's signal means: improving, concerning or neutral."""
    return MEANINGS.get(point.variation, "control-neutral")


def sign(name: Name, means: str, path: str) -> Markup:
    """A path with the classes of its rule and of what it means."""
    hollow = " control-hollow" if name in HOLLOW else ""
    rule = name.replace("_", "-")
    return written('<path class="control-sign control-{} {}{}" d="{}"/>', rule, means, hollow, path)
