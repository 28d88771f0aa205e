"""Folds events into the tables of the scorecards.

`folding` (improvements), `waste` (observations) and `following` (follow-ups) are the ways in; `shares` and
`waste.parts` say what counts as what.
"""

from scorecards.projections.divisions import Divisions
from scorecards.projections.folding import Improvements
from scorecards.projections.following import Following
from scorecards.projections.waste import Waste

__all__ = ["Divisions", "Following", "Improvements", "Waste"]
