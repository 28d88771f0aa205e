"""Finds texts that reach people unmarked: what a refusal or a refused field says, and what no catalogue can hold.

Read from the syntax tree: the texts a refusal is made with, in lists and dicts and under names too, and the titles
of its classes. A text inside a call is that call's business, and a marked one stands in a call of `N_`. What is put
together or chosen within a marking call cannot be extracted and counts as unmarked.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

from services.kernel.errors import Refusal
from tests.translations.catalogues import KEYWORDS, called

Names = Mapping[str, list[ast.expr]]


def refusals() -> set[str]:
    """The names of every class of refusal that has been imported."""
    found, waiting = set(), [Refusal]
    while waiting:
        each = waiting.pop()
        found.add(each.__name__)
        waiting.extend(each.__subclasses__())
    return found


def unmarked(source: str) -> list[str]:
    """Every text in a module's source that a refusal says and no call of `N_` marks."""
    tree, kinds = ast.parse(source), refusals()
    named: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id].append(node.value)
    return [text for node in ast.walk(tree) for said in _said(node, kinds) for text in _texts(said, named)]


def _said(node: ast.AST, kinds: set[str]) -> list[ast.expr]:
    """The expressions of this node that people will read."""
    if isinstance(node, ast.Call):
        name = called(node)
        if name in kinds:
            return [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in KEYWORDS:
            return [each for each in node.args[: len(KEYWORDS[name])] if not isinstance(each, ast.Constant)]
        # The second argument of a ValidationError is a field; the values of a Message are no texts of ours.
        return node.args[:1] if name in {"ValidationError", "Message"} else []
    if isinstance(node, ast.ClassDef) and kinds & {_name(base) for base in node.bases}:
        return [each.value for each in node.body if isinstance(each, ast.Assign) and _name(each.targets[0]) == "title"]
    return []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.expr, named: Names) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            if any(letter.isalpha() for letter in text):
                yield text
        case ast.JoinedStr():
            yield ast.unparse(node)
        case ast.Name(id=name):
            for value in named.get(name, []):
                yield from _texts(value, {})
        case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _texts(part, named)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _texts(one, named)
            yield from _texts(other, named)
        case ast.DictComp(value=part) | ast.ListComp(elt=part):
            yield from _texts(part, named)
