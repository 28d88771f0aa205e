"""Waste walks: rounds on which several people look for waste together."""
