"""Noting waste where it is seen: observations, what they are taken for, and what became of them."""
