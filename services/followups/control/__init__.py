"""Statistical process control as health care uses it: run charts and Shewhart charts with named rule sets.

A pure package: points in, an `Analysis` out; no database, no web, no drawing. Every function names the paper or book
that it follows. `analyse` is the way in:

    analyse(points, Kind.XMR, "mdc-xmr", screening=False, direction=Direction.LOWER, target=1500)
"""

from services.followups.control.analysis import Analysis, Judged, PhaseLimits, Signal
from services.followups.control.chart import analyse
from services.followups.control.points import CannotJudge, Kind, Phase, Point, Problem
from services.followups.control.rule_sets import RULE_SETS, Name
from services.followups.control.verdicts import Assurance, Direction, Variation

__all__ = [
    "RULE_SETS",
    "Analysis",
    "Assurance",
    "CannotJudge",
    "Direction",
    "Judged",
    "Kind",
    "Name",
    "Phase",
    "PhaseLimits",
    "Point",
    "Problem",
    "Signal",
    "Variation",
    "analyse",
]
