"""The matrix of adoptions between divisions as a picture: who gave stands at the left, who received above.

The larger the circle, the more; its number stands in it. A ring around it: within one division.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from scorecards.spreading.measures import Matrix
from services.kernel.svg import Caption, framed
from services.kernel.web.context import gettext, language, ngettext

# Units of the drawing, which are pixels where there is room for all of it.
NAMES, BESIDE, LETTER = 200, 120, 7.4
LETTERS = 24
# Of a few divisions the cells are larger.
FEW, LARGE, ORDINARY = 10, 60, 44
SMALLEST = 11.0
ANGLE = 50


@dataclass(frozen=True)
class Grid:
    """Where things stand: the side of a cell, and the room above for slanting names."""

    cell: int
    above: int

    def x(self, index: int) -> float:
        """The middle of a column."""
        return NAMES + (index + 0.5) * self.cell

    def y(self, index: int) -> float:
        """The middle of a row."""
        return self.above + (index + 0.5) * self.cell


def picture(matrix: Matrix) -> Markup:
    """The matrix as SVG; nothing where nobody adopted anything."""
    if not matrix.total:
        return Markup()
    longest = max(len(_short(name)) for _, name in matrix.divisions)
    grid = Grid(
        LARGE if len(matrix.divisions) <= FEW else ORDINARY,
        math.ceil(longest * LETTER * math.sin(math.radians(ANGLE))) + 28,
    )
    side = len(matrix.divisions) * grid.cell
    title = ngettext(
        "%(num)s adoption between units, by division", "%(num)s adoptions between units, by division", matrix.total
    )
    width, height = NAMES + side + BESIDE, grid.above + side + 2
    size = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}
    letters = {"font-size": 14, "fill": "currentColor"}
    parts = (*_names(matrix, grid, side), *_circles(matrix, grid))
    return framed(Caption("matrix", title), {"class": "img-fluid"} | size | letters, parts)


def _names(matrix: Matrix, grid: Grid, side: int) -> Iterator[Markup]:
    yield _words(gettext("gave ↓ received →"), grid.above - 12)
    for index, (_, name) in enumerate(matrix.divisions):
        yield _line(grid.above + index * grid.cell, NAMES + side)
        yield _words(name, grid.y(index) + 5)
        yield Markup('<text transform="translate({:.1f} {:.1f}) rotate(-{})">{}</text>').format(
            grid.x(index) + 2, grid.above - 8, ANGLE, _short(name)
        )
    yield _line(grid.above + side, NAMES + side)


def _circles(matrix: Matrix, grid: Grid) -> Iterator[Markup]:
    most = max(matrix.numbers.values())
    places = {code: index for index, (code, _) in enumerate(matrix.divisions)}
    for (giver, receiver), number in sorted(matrix.numbers.items()):
        radius = SMALLEST + (grid.cell / 2 - 3 - SMALLEST) * math.sqrt(number / most)
        x, y = grid.x(places[receiver]), grid.y(places[giver])
        place = Markup('cx="{:.1f}" cy="{:.1f}" r="{:.1f}"').format(x, y, radius)
        yield Markup('<circle class="chart-whole" {}/>').format(place)
        if giver == receiver:
            yield Markup('<circle fill="none" stroke="currentColor" stroke-width="2" {}/>').format(place)
        yield Markup('<text text-anchor="middle" font-weight="650" x="{:.1f}" y="{:.1f}">{}</text>').format(
            x, y + 5, language().number(number)
        )


def _words(text: str, y: float) -> Markup:
    return Markup('<text x="0" y="{:.1f}">{}</text>').format(y, _short(text))


def _line(y: float, to_x: float) -> Markup:
    return Markup('<line class="chart-grid" x1="0" y1="{0:.1f}" x2="{1:.1f}" y2="{0:.1f}"/>').format(y, to_x)


def _short(text: str) -> str:
    """A name that is too long for its place, cut; the table has it whole."""
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"
