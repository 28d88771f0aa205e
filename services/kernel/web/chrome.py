"""What every page shares: navigation, language, the static files, and the words templates may use."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import flask_bootstrap
from flask import Blueprint, Flask, g, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from services.kernel.language import KERNEL_FOLDER, LANGUAGES
from services.kernel.paths import ROOMS
from services.kernel.web.access import allow, everyone
from services.kernel.web.context import asked_path, gettext, held, language, ngettext, runtime
from services.kernel.web.forms import form_token

OWN = KERNEL_FOLDER / "static"
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
BOOTSTRAP_CSS = "bootstrap.min.css"
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
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for a year."""
    return f"/static/{name}?v={_version(_folder(name) / name)}"


def _folder(name: str) -> Path:
    return BOOTSTRAP if name == BOOTSTRAP_CSS else OWN


def static_blueprint() -> Blueprint:
    """The style sheet and icon; Bootstrap's straight from its package."""
    pages = Blueprint("static", __name__)

    @pages.get("/static/<path:name>")
    @allow(everyone)
    def static_file(name: str) -> AnyResponse:
        response = send_from_directory(_folder(name), name, max_age=LONG)
        # Read whole, for only then gzip is among the ways to compress it.
        response.direct_passthrough = False
        response.get_data()
        return response

    return pages
