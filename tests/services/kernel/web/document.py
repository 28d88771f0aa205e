"""Reads a page as a browser and a validator would: its forms with what they would send, and what is wrong with it."""

from collections import Counter
from html.parser import HTMLParser
from typing import Self

from flask.testing import FlaskClient

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "circle", "line", "rect", "polyline"})
LABELLED = frozenset({"select", "textarea"})
UNLABELLED_INPUTS = frozenset({"hidden", "submit"})


class Element:
    """A tag with its attributes, its text and what lies within."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.text = ""

    def within(self, other: "Element") -> bool:
        """Whether `other` holds this element."""
        above = self.parent
        while above is not None and above is not other:
            above = above.parent
        return above is other


class Document(HTMLParser):
    """A parsed page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{element.tag}> is not closed" for element in self._open]

    @classmethod
    def of(cls, html: str) -> Self:
        """The page of a text."""
        return cls(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        repeated = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        self.faults += [f"<{tag}> says {name} twice" for name in repeated]
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that holds nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1].tag if self._open else 'nothing'}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text belongs to every element that holds it."""
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and attributes; an underscore in a name stands for a hyphen, `class_` for class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.elements if each.tag == tag and wanted.items() <= each.attributes.items()]

    def form(self, action: str, **holding: str) -> dict[str, list[str]]:
        """What a browser would send for the form with that action that holds these hidden values."""
        forms = [self._sent(form) for form in self.all("form", action=action, method="post")]
        fitting = [sent for sent in forms if all(sent.get(name) == [value] for name, value in holding.items())]
        assert len(fitting) == 1, f"{len(fitting)} forms for {action} {holding}"
        return fitting[0]

    def _sent(self, form: Element) -> dict[str, list[str]]:
        sent: dict[str, list[str]] = {}
        for each in self.elements:
            name = each.attributes.get("name")
            if not name or not each.within(form):
                continue
            for value in self._values(each):
                sent.setdefault(name, []).append(value)
        return sent

    def _values(self, control: Element) -> list[str]:
        attributes = control.attributes
        if control.tag == "input":
            unchecked = attributes.get("type") in {"radio", "checkbox"} and "checked" not in attributes
            return [] if unchecked else [attributes.get("value", "")]
        if control.tag == "textarea":
            return [control.text.removeprefix("\n")]
        if control.tag == "select":
            options = [each for each in self.all("option") if each.within(control)]
            chosen = [each for each in options if "selected" in each.attributes] or options[:1]
            return [each.attributes["value"] for each in chosen]
        return []

    def wrong(self) -> list[str]:
        """What a validator and a screen reader would stumble over."""
        return [*self.faults, *self._ids(), *self._references(), *self._labels(), *self._headings()]

    def _ids(self) -> list[str]:
        counts = Counter(each.attributes["id"] for each in self.elements if "id" in each.attributes)
        return [f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1]

    def _references(self) -> list[str]:
        ids = {each.attributes.get("id") for each in self.elements}
        named = [
            (each.tag, kind, name)
            for each in self.elements
            for kind in ("for", "aria-describedby", "aria-labelledby")
            for name in each.attributes.get(kind, "").split()
        ]
        named += [
            ("a", "href", each.attributes["href"][1:])
            for each in self.all("a")
            if each.attributes.get("href", "").startswith("#")
        ]
        return [f"<{tag} {kind}> names {name!r}, which is not there" for tag, kind, name in named if name not in ids]

    def _labels(self) -> list[str]:
        labelled = {each.attributes.get("for") for each in self.all("label")}
        controls = [
            each
            for each in self.elements
            if each.tag in LABELLED
            or (each.tag == "input" and each.attributes.get("type", "text") not in UNLABELLED_INPUTS)
        ]
        unlabelled = [each for each in controls if each.attributes.get("id") not in labelled]
        return [f"{each.attributes.get('name')} has no label" for each in unlabelled]

    def _headings(self) -> list[str]:
        levels = [int(each.tag[1]) for each in self.elements if each.tag in {"h1", "h2", "h3", "h4"}]
        skipped = [
            f"h{after} follows h{before}"
            for before, after in zip([1, *levels], levels, strict=False)
            if after > before + 1
        ]
        return skipped + ([] if levels.count(1) == 1 else [f"{levels.count(1)} h1"])


def sound_page(browser: FlaskClient, path: str) -> Document:
    """The page at a path, which must be there and sound."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    page = Document.of(answer.text)
    assert page.wrong() == []
    return page
