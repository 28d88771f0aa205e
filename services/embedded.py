"""Everything in one process: every service's web side behind one dispatcher, and every service's crew.

A gunicorn arbiter with exactly one threaded worker. Threads start after the fork; one that dies ends the worker,
and the arbiter starts another. Outbox, log and consumer are the same code as distributed.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask
from werkzeug.wrappers import Response

from services.kernel import paths
from services.kernel.settings import Settings
from services.kernel.web.application import create_app
from services.kernel.web.serving import Server
from services.kernel.worker import Crew
from services.readiness import LOOK_SECONDS, Readiness
from services.registry import runtimes

THREADS = 12


class Dispatcher:
    """Hands each request to the service that owns its path."""

    def __init__(self, apps: Mapping[str, Flask], readiness: Readiness) -> None:
        self.apps = apps
        self.readiness = readiness

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI."""
        path = environ.get("PATH_INFO", "/")
        if path == "/readyz":
            return self._ready()(environ, start_response)
        service = paths.service_of(path) or paths.HOME
        return self.apps[service](environ, start_response)

    def _ready(self) -> Response:
        missing = self.readiness.missing()
        if not missing:
            return Response('{"status":"ready"}\n', content_type="application/json")
        body = json.dumps({"status": 503, "title": "Not ready yet", "detail": missing})
        response = Response(f"{body}\n", status=503, content_type="application/problem+json")
        response.headers["Retry-After"] = "1"
        return response


class Embedded(Server):
    """The whole of leanstream on one port; `announce` is called in the worker once the first one is ready."""

    def __init__(self, settings: Settings, listening: socket.socket, announce: Callable[[], None]) -> None:
        self.settings = settings
        self.announce = announce
        self.crews: list[Crew] = []
        self.stopped = threading.Event()
        options: dict[str, object] = {
            "workers": 1,
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 10,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        super().__init__(self._make, listening, **options)

    def _make(self) -> Dispatcher:
        here = runtimes(self.settings)
        self.crews = [Crew(runtime) for runtime in here.values()]
        self.dispatcher = Dispatcher({name: create_app(runtime) for name, runtime in here.items()}, Readiness(here))
        return self.dispatcher

    def _begin(self, worker: Any) -> None:  # noqa: ANN401 (gunicorn is untyped)
        """Start the threads, after the fork; one that is started again says nothing."""
        for crew in self.crews:
            crew.start()
        if worker.age == 1:
            threading.Thread(target=self._announce, name="announce").start()

    def _announce(self) -> None:
        while self.dispatcher.readiness.missing():
            if self.stopped.wait(LOOK_SECONDS):
                return
        self.announce()

    def _end(self, _: object, __: object) -> None:
        self.stopped.set()
        for crew in self.crews:
            crew.stop.set()
        for crew in self.crews:
            crew.end()
