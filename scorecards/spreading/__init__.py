"""How improvements spread, on the scorecards of region, division and unit: islands, given and received, demand."""
