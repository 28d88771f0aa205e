"""The perspectives of a year's scorecards, in the region's own words."""
