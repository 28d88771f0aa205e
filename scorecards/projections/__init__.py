"""Folds events into the tables of the scorecards.

`folding` (improvements) and `waste` (observations) are the ways in; `shares` and `waste.parts` say what counts as what.
"""

from scorecards.projections.divisions import Divisions
from scorecards.projections.folding import Improvements
from scorecards.projections.waste import Waste

__all__ = ["Divisions", "Improvements", "Waste"]
