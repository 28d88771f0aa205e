"""What every page shares: navigation, language, the static files, and the words templates may use."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import flask_bootstrap
from flask import Blueprint, Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.kernel.language import KERNEL_FOLDER, LANGUAGES
from services.kernel.paths import ROOMS
from services.kernel.web.access import allow, everyone
from services.kernel.web.context import asked_path, gettext, held, language, ngettext, runtime
from services.kernel.web.forms import form_token

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
BOOTSTRAP_CSS = "bootstrap.min.css"
FILES = {path.name: path for path in (BOOTSTRAP / BOOTSTRAP_CSS, *(KERNEL_FOLDER / "static").iterdir())}
LONG = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Give templates their words and figures."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext)  # type: ignore[attr-defined] # added by the extension
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for name in ("day", "long_day", "month", "moment", "number", "percent"):
        app.jinja_env.filters[name] = _filter(name)
    app.context_processor(_words)


def _filter(name: str) -> Any:  # noqa: ANN401 (a template filter)
    def write(value: object) -> str:
        return str(getattr(language(), name)(value))

    return write


def _words() -> dict[str, Any]:
    known = held()
    return {
        "locale": language().code,
        "languages": [
            {"code": code, "name": name, "current": code == language().code} for code, name in LANGUAGES.items()
        ],
        "navigation": _navigation(),
        "principal": known.principal if known else None,
        "unit_name": lambda code: runtime().known.directory().unit_name(code, language().code),
        "division_name": lambda code: runtime().known.directory().division_name(code, language().code),
        "form_token": form_token,
        "notices": g.get("notices", []),
        "static": static_url,
        "bootstrap_css": static_url(BOOTSTRAP_CSS),
        "path": request.path,
        "path_query": asked_path(),
    }


def _navigation() -> list[dict[str, Any]]:
    return [
        {"href": href, "label": gettext(label), "current": _is_current(href)}
        for room in ROOMS
        for href, label in room.navigation
    ]


def _is_current(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(href + "/"))


@cache
def _content(name: str) -> tuple[bytes, str]:
    """A static file's bytes, and a version that changes with them."""
    content = FILES[name].read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for a year."""
    return f"/static/{name}?v={_content(name)[1]}"


def static_blueprint() -> Blueprint:
    """The style sheet and icon; Bootstrap's straight from its package."""
    pages = Blueprint("static", __name__)

    @pages.get("/static/<name>")
    @allow(everyone)
    def static_file(name: str) -> AnyResponse:
        if name not in FILES:
            raise NotFound(N_("Check the address, or begin at the home page."))
        content, version = _content(name)
        response = Response(content, mimetype=mimetypes.guess_type(name)[0])
        response.cache_control.public, response.cache_control.max_age = True, LONG
        response.set_etag(version)
        return response.make_conditional(request)

    return pages
