"""The frame of every picture that is made on the server: an SVG that is read aloud as its title and description."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Caption:
    """What a picture is called: `name` is an id unique in the page, `title` says what is true, `description` more."""

    name: str
    title: str
    description: str = ""


def framed(caption: Caption, attributes: Mapping[str, object], parts: Iterable[Markup]) -> Markup:
    """Put parts into an SVG element with these attributes, such as its class and size."""
    described = Markup('<desc id="{}-desc">{}</desc>').format(caption.name, caption.description)
    return Markup(
        '<svg{attributes} role="img" aria-labelledby="{name}-title{more}" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{name}-title">{title}</title>{described}{parts}</svg>'
    ).format(
        attributes=Markup().join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items()),
        name=caption.name,
        more=f" {caption.name}-desc" if caption.description else "",
        title=caption.title,
        described=described if caption.description else "",
        parts=Markup().join(parts),
    )
