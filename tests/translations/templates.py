"""Finds what a template says without gettext: between tags, in attributes that are read aloud, in expressions.

The template is read as Jinja first, every expression a place holder, and what remains as HTML. Left alone is what
reads the same in every language: the product's name, addresses, names of files, and what is shown as code.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.translations.catalogues import KEYWORDS

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True, lstrip_blocks=True)
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
READ_ALOUD = {"aria-label", "aria-description", "title", "placeholder", "alt", "label"}
CODE = {"code", "pre", "kbd", "script", "style"}
ALLOWED = {"leanstream"}

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?<!\S)/\S*|[\w-]+\.json\b")
# A macro may write attributes alone, which are then no part of any tag.
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# A text for people in an expression: two words, or one that begins like a sentence; else it is a name or a class.
_PROSE = re.compile(r"[^\W\d_]+ [^\W\d_]+|[A-ZÅÄÖ][^\W\d_]")


def untranslated(source: str) -> list[str]:
    """Every piece of text in a template's source that no gettext call holds."""
    return [*_said_in_markup(_markup(source)), *_said_in_expressions(ENVIRONMENT.parse(source))]


def _markup(source: str) -> str:
    tokens = ENVIRONMENT.lex(source)
    return "".join({"data": text, "variable_begin": PLACE}.get(kind, "") for _, kind, text in tokens)


def _said_in_markup(markup: str) -> list[str]:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.found


def _said_in_expressions(node: nodes.Node) -> Iterator[str]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Const) and isinstance(child.value, str) and not _marks(node):
            if child.value.startswith("<"):
                yield from _said_in_markup(child.value)
            elif _PROSE.search(child.value):
                yield child.value
        yield from _said_in_expressions(child)


def _marks(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in KEYWORDS


class _Reader(HTMLParser):
    """Collects the texts of `found`; unbalanced tags are no matter, since both branches of an `if` are read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in CODE
        self._take_attributes((name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._code = max(self._code - (tag in CODE), 0)

    def handle_data(self, data: str) -> None:
        if not self._code:
            self._take_attributes(_ATTRIBUTE.findall(data))
            self._take(_ATTRIBUTE.sub("", data))

    def _take_attributes(self, attributes: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
        for name, value in attributes:
            if name in READ_ALOUD:
                self._take(value)

    def _take(self, text: str) -> None:
        if set(_WORD.findall(_ADDRESS.sub("", text))) - ALLOWED:
            self.found.append(" ".join(text.split()))
