"""Writes the elements of a drawing: there are thousands on a page, and Markup.format takes six times as long."""

from typing import LiteralString

from markupsafe import Markup, escape


def written(pattern: LiteralString, *values: str | float) -> Markup:
    """The pattern of our own with these values in it; every text among them is escaped, Markup stays as it is."""
    safe = [escape(each) if isinstance(each, str) else each for each in values]
    return Markup(pattern.format(*safe))  # noqa: S704 (the pattern is ours and its texts are escaped)
