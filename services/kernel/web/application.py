"""The Flask application of one service."""

import logging
import re
import secrets
import time
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_compress import Compress
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from services.kernel import metrics
from services.kernel.language import KERNEL_FOLDER, LANGUAGES, Language, chosen
from services.kernel.service import Runtime
from services.kernel.web import access, chrome, forms, openapi, probes, refusals

BODY_LIMIT = 1024 * 1024
LANGUAGE_COOKIE = "leanstream_language"
TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
log = logging.getLogger(__name__)


def create_app(runtime: Runtime) -> Flask:
    """Put one service's web side together: its blueprints on the kernel's shared parts."""
    service = runtime.service
    app = Flask(service.name, static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_ALGORITHM_STREAMING"] = ["br"]
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's default provider has it
    app.extensions["leanstream"] = runtime
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(service.folder / "templates"), FileSystemLoader(KERNEL_FOLDER / "templates")]
    )
    _speak(app, runtime, (KERNEL_FOLDER, service.folder))
    _measure(app, service.name)
    chrome.install(app)
    access.install(app)
    forms.install(app)
    refusals.install(app)
    for blueprint in (*service.blueprints(), probes.blueprint(), chrome.static_blueprint(), openapi.blueprint(service)):
        app.register_blueprint(blueprint)
    Compress(app)
    if runtime.settings.trusted_proxies:
        count = runtime.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign] # the documented way
    return app


def _speak(app: Flask, runtime: Runtime, folders: tuple[Path, ...]) -> None:
    languages = {code: Language(code, folders, runtime.settings.zone) for code in LANGUAGES}

    def choose() -> None:
        # The API follows Accept-Language alone; the cookie is a person's choice in the browser.
        remembered = None if request.path.startswith("/api/v1/") else request.cookies.get(LANGUAGE_COOKIE)
        g.language = languages[chosen(remembered, request.accept_languages.values(), runtime.settings.language)]

    def declare(response: Any) -> Any:  # noqa: ANN401 (Flask's response, whichever class)
        # Style sheets and icons are the same for everybody.
        if not response.cache_control.public:
            response.headers.setdefault("Content-Language", g.language.code)
            response.vary.update(["Accept-Language", "Cookie"])
        return response

    app.before_request(choose)
    app.after_request(declare)


def _measure(app: Flask, name: str) -> None:
    def begin() -> None:
        g.began = time.perf_counter()
        trace = request.headers.get("traceparent", "")
        g.trace = trace if TRACE.fullmatch(trace) else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        g.request_id = g.trace[3:35]

    def end(response: Any) -> Any:  # noqa: ANN401 (Flask's response, whichever class)
        metrics.REQUESTS.labels(name, request.method, response.status_code).inc()
        metrics.REQUEST_SECONDS.labels(name, request.method).observe(time.perf_counter() - g.began)
        response.headers["X-Request-Id"] = g.request_id
        _harden(response)
        return response

    app.before_request(begin)
    app.after_request(end)


def _harden(response: Any) -> None:  # noqa: ANN401 (Flask's response, whichever class)
    """No foreign script, frame or referrer; nothing that was shown to one person stays in a shared cache."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")
