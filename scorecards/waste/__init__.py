"""Waste on the scorecards: minutes by kind, unit, step and month, what came of it, and the value streams drawn."""
