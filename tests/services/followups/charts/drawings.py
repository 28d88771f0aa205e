"""What the tests of charts share: words, analyses, and a drawing taken apart into its texts and places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, fromstring

from hypothesis import strategies as st
from markupsafe import Markup

from services.followups.charts import Grain, Words
from services.followups.charts.lettering import NARROW, WIDE, Lettering
from services.followups.control import Analysis, Direction, Kind, Name, Phase, Point, analyse
from services.kernel.svg import Caption
from tests.services.followups.control.series import day, plain

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert(1)</script>&'{0}%s"
CAPTION = Caption("chart", "Breaches fell", "Seven months below the mean.")


def named(period: date, grain: Grain) -> str:
    """2026 for a year, 2026-11 for a month, the day itself otherwise."""
    return period.isoformat()[: {Grain.YEAR: 4, Grain.MONTH: 7}.get(grain, 10)]


WORDS = Words(
    number=lambda value: f"{value:.1f}",
    tick="{:g}".format,
    period=named,
    centre="mean",
    upper="upper limit",
    lower="lower limit",
    target="target",
    rules="Rules: mdc-xmr",
    unit="breaches a month, lower is better",
    too_early="Too early to tell, 9 values missing",
    trial="Trial limits",
    signals={Name.TOO_FEW_RUNS: "Too few runs"},
)


def xmr(*values: float | None, target: float | None = None, direction: Direction = Direction.LOWER) -> Analysis:
    """An XmR chart, a value a month."""
    return analyse(plain(*values), Kind.XMR, "mdc-xmr", screening=False, direction=direction, target=target)


def phased(values: Sequence[float], reason: str, start: int) -> Analysis:
    """An XmR chart with a second phase from the `start`-th month on."""
    phases = [Phase(day(start), reason)]
    return analyse(plain(*values), Kind.XMR, "mdc-xmr", screening=False, phases=phases)


def parsed(drawing: Markup) -> Element:
    """The drawing as a tree."""
    return fromstring(drawing)  # noqa: S314 our own drawing, and that it parses is what we test


def marked(drawing: Markup, kind: str, lettering: Lettering = WIDE) -> list[Element]:
    """The elements of a class in one of the layouts."""
    (group,) = [each for each in parsed(drawing).iter() if each.get("class") == lettering.kind]
    return [each for each in group.iter() if kind in each.get("class", "").split()]


def said(drawing: Markup, kind: str, lettering: Lettering = WIDE) -> list[str]:
    """The texts of a class."""
    return [element.text or "" for element in marked(drawing, kind, lettering)]


def number(element: Element, name: str) -> float:
    """An attribute that is a number."""
    return float(element.get(name, "nan"))


def corners(element: Element) -> list[tuple[float, float]]:
    """The places that a path of straight lines goes through."""
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MLHV])([-\d. ]+)", element.get("d", "")):
        at = [float(each) for each in numbers.split()]
        x, y = found[-1] if found else (0.0, 0.0)
        found.append({"H": (at[0], y), "V": (x, at[0])}.get(command) or (at[0], at[1]))
    return found


def ways(drawing: Markup, kind: str, lettering: Lettering = WIDE) -> list[tuple[float, float]]:
    """The places of all paths of a class."""
    return [corner for path in marked(drawing, kind, lettering) for corner in corners(path)]


@dataclass(frozen=True)
class Box:
    """What a text covers."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether both cover a place; numbers are written to one decimal."""
        return min(self.right, other.right) - max(self.left, other.left) > 0.3 and (
            min(self.bottom, other.bottom) - max(self.top, other.top) > 0.3
        )


def boxes(drawing: Markup, lettering: Lettering) -> list[Box]:
    """What each text of a layout covers, as wide as it was set."""
    (group,) = [each for each in parsed(drawing).iter() if each.get("class") == lettering.kind]
    return [_box(element, lettering) for element in group.iter(f"{SVG}text")]


def _box(element: Element, lettering: Lettering) -> Box:
    text = element.text or ""
    width = float(element.get("textLength") or lettering.width(text))
    left = number(element, "x") - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor", "")]
    middle = number(element, "y") - lettering.size * 0.35
    return Box(text, left, left + width, middle - lettering.size * 0.5, middle + lettering.size * 0.5)


def places(drawing: Markup) -> list[tuple[float, float]]:
    """Every place that a line, a path or a flag has a corner at."""
    found = []
    for element in parsed(drawing).iter():
        kind = element.tag.removeprefix(SVG)
        if kind == "path":
            found += corners(element)
        elif kind == "line":
            found += [(number(element, f"x{end}"), number(element, f"y{end}")) for end in (1, 2)]
        elif kind == "rect":
            x, y = number(element, "x"), number(element, "y")
            found += [(x, y), (x + number(element, "width"), y + number(element, "height"))]
    return found


LAYOUTS = (WIDE, NARROW)
VALUES = st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30)
KINDS = st.sampled_from(
    [(Kind.XMR, "mdc-xmr"), (Kind.XMR, "western-electric"), (Kind.RUN, "ihi-run"), (Kind.RUN, "anhoej")]
)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Run and XmR charts of all lengths, with gaps, with and without target and a second phase."""
    points = plain(*draw(VALUES))
    kind, rules = draw(KINDS)
    start = draw(st.integers(1, len(points) - 1)) if len(points) > 1 and draw(st.booleans()) else None
    return analyse(
        points,
        kind,
        rules,
        screening=False,
        direction=draw(st.sampled_from(Direction)),
        target=draw(st.none() | st.floats(-1e6, 1e6)),
        phases=[Phase(points[start].period, "A new room and a new way of working")] if start else [],
    )


def shares(*pairs: tuple[int, int]) -> list[Point]:
    """A share a month."""
    return [Point(day(index), numerator=above, denominator=below) for index, (above, below) in enumerate(pairs)]
