"""Waste, seen where it happens: observations, waste walks, and maps of the value streams they lie in."""
