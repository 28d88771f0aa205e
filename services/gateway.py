"""One origin in front of separate web processes, for development and tests: the path decides who answers.

In production an ingress does this, from the same table. Queries go through and are written down nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.middleware.http_proxy import ProxyMiddleware

from services.kernel import paths

WSGI = Callable[..., Iterable[bytes]]
# Longer than any answer takes, the export of a whole region included.
TIMEOUT_SECONDS = 120


class Gateway:
    """Hands each request to the process behind `targets`, URLs by service. WSGI."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self.targets = targets
        self._proxy = ProxyMiddleware(_nobody, {}, timeout=TIMEOUT_SECONDS)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI; 502 where nobody listens."""
        path = environ.get("PATH_INFO", "/")
        target = self.targets[paths.service_of(path) or paths.HOME]
        options = {
            "target": target,
            "remove_prefix": False,
            # Links and cookies are for the origin that the browser knows.
            "host": None,
            "headers": _forwarded(environ),
            "ssl_context": None,
        }
        environ.setdefault("HTTP_HOST", environ["SERVER_NAME"])
        for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
            # Only what the gateway itself saw is passed on.
            environ.pop(name, None)
        # As it was asked for: PATH_INFO has lost the difference between / and %2F.
        asked = environ["RAW_URI"].partition("?")[0]
        return self._proxy.proxy_to(options, asked, "/")(environ, start_response)


def _forwarded(environ: Mapping[str, Any]) -> dict[str, str]:
    return {
        "X-Forwarded-For": environ.get("REMOTE_ADDR", ""),
        "X-Forwarded-Proto": environ["wsgi.url_scheme"],
        "X-Forwarded-Host": environ.get("HTTP_HOST", environ["SERVER_NAME"]),
    }


def _nobody(_: Mapping[str, Any], __: Callable[..., Any]) -> Iterable[bytes]:
    """What werkzeug's middleware stands before; every request is proxied."""
    raise AssertionError


def missing(targets: Mapping[str, str]) -> set[str]:
    """The services of the table for which no URL is given."""
    return {room.service for room in paths.ROOMS} - targets.keys()
