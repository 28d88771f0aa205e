"""Showing indicators: their charts with words, lists of them, and one indicator over units."""
