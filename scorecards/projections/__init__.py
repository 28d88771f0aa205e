"""Folds events into the tables of the scorecards; `folding` is the way in, `shares` says what counts as what."""

from scorecards.projections.divisions import Divisions
from scorecards.projections.folding import Improvements

__all__ = ["Divisions", "Improvements"]
