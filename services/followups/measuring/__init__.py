"""Measurements: one number or thousands, corrections with their history, imports."""
