"""Charts of follow-ups, drawn on the server: an analysis of `control` in, SVG and table rows out.

Pure: no web, no database; texts come in translated. Colours and the choice of letters' size are in
static/control-charts.css, which a page with charts links.
"""

from services.followups.charts.icons import assurance, signal, variation
from services.followups.charts.multiples import Multiples, UnitChart, small_multiples
from services.followups.charts.periods import Grain
from services.followups.charts.picture import control_chart
from services.followups.charts.table import Row, Table, table
from services.followups.charts.words import Improvement, Noted, Words, lettered, numbered

__all__ = [
    "Grain",
    "Improvement",
    "Multiples",
    "Noted",
    "Row",
    "Table",
    "UnitChart",
    "Words",
    "assurance",
    "control_chart",
    "lettered",
    "numbered",
    "signal",
    "small_multiples",
    "table",
    "variation",
]
