"""Everything in one process: every service's web side behind one dispatcher, and every service's crew.

A gunicorn arbiter with exactly one threaded worker. Threads start after the fork; one that dies ends the worker,
and the arbiter starts another. Outbox, log and consumer are the same code as distributed.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.wrappers import Response

from services.kernel import paths
from services.kernel.service import Runtime
from services.kernel.web.application import create_app
from services.kernel.web.serving import quiet_access_log
from services.kernel.worker import Crew
from services.readiness import Readiness
from services.registry import runtimes
from services.kernel.settings import Settings

THREADS = 12
HOME = "improvements"


class Dispatcher:
    """Hands each request to the service that owns its path."""

    def __init__(self, apps: dict[str, Flask], readiness: Readiness) -> None:
        self.apps = apps
        self.readiness = readiness

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI."""
        path = environ.get("PATH_INFO", "/")
        if path == "/readyz":
            return self._ready()(environ, start_response)
        service = paths.service_of(path) or HOME
        return self.apps[service](environ, start_response)

    def _ready(self) -> Response:
        missing = self.readiness.missing()
        if not missing:
            return Response('{"status":"ready"}\n', content_type="application/json")
        response = Response(f'{{"status":503,"detail":"{missing}"}}\n', status=503, content_type="application/problem+json")
        response.headers["Retry-After"] = "1"
        return response


class Embedded(BaseApplication):  # type: ignore[misc] # gunicorn is untyped
    """The whole of leanstream on one port."""

    def __init__(self, settings: Settings, host: str, port: int, when_ready: Callable[[], None]) -> None:
        self.settings = settings
        self.address = f"{host}:{port}"
        self.when_ready = when_ready
        self.crews: list[Crew] = []
        super().__init__()

    def load_config(self) -> None:
        """One worker with threads; see the module."""
        options = {
            "bind": self.address,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "when_ready": lambda _: self.when_ready(),
            "worker_exit": lambda _server, _worker: self._end(),
            **quiet_access_log(),
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Dispatcher:
        """Make everything, in the worker."""
        here: dict[str, Runtime] = runtimes(self.settings)
        self.crews = [Crew(runtime) for runtime in here.values()]
        dispatcher = Dispatcher({name: create_app(runtime) for name, runtime in here.items()}, Readiness(here))
        for crew in self.crews:
            crew.start()
        return dispatcher

    def _end(self) -> None:
        for crew in self.crews:
            crew.stop.set()
        for crew in self.crews:
            crew.end()
