"""Serves WSGI applications with gunicorn, the same way for one service, for all in one process and for the gateway.

The socket is bound before gunicorn starts, so that a port in use is told in one sentence. What is asked for is never
logged: people search for what may be a person's number.
"""

import errno
import logging
import os
import re
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from prometheus_client import multiprocess
from werkzeug.serving import WSGIRequestHandler, make_server

from services.kernel import exposition
from services.kernel.service import Runtime
from services.kernel.web.application import create_app

# Method, path and status, for who switches the log on.
ACCESS_FORMAT = "%(t)s %(m)s %(U)s %(s)s %(B)s %(D)sus"
BACKLOG = 2048
# What a broken request said stands behind these, its query among it.
_ASKED = re.compile(r"(?:\?|(?<=Invalid request from ip)).*", re.DOTALL)

Make = Callable[[], Callable[..., Any]]


class CannotListen(Exception):
    """The address cannot be listened on; the text says what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise CannotListen(f"Port {port} is in use. Stop what uses it, or choose another with --port.") from fault
        raise CannotListen(f"Cannot listen on {host}, port {port}: {fault.strerror or fault}.") from fault
    except OverflowError as wrong:
        raise CannotListen(f"There is no port {port}.") from wrong


def url_of(listening: socket.socket) -> str:
    """Where a listening socket is reached from this machine."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 (looked up, not bound)
    return f"http://{shown}:{port}"


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn is untyped
    """gunicorn's logger, without what was asked for in what it says about requests that failed."""

    def setup(self, cfg: object) -> None:
        """Filter whatever the handlers are."""
        super().setup(cfg)
        self.error_log.addFilter(_without_asked)


def _without_asked(record: logging.LogRecord) -> bool:
    record.msg, record.args = _ASKED.sub("…", record.getMessage()), ()
    return True


class Server(BaseApplication):  # type: ignore[misc] # gunicorn is untyped
    """A gunicorn arbiter on a socket that is bound already; `make` is called in each worker process."""

    def __init__(self, make: Make, listening: socket.socket, **options: object) -> None:
        self.make = make
        # gunicorn takes the descriptor over and closes it.
        self.options = {"bind": f"fd://{listening.detach()}"} | options
        super().__init__()

    def load_config(self) -> None:
        """Threads in processes; no sockets and files of gunicorn's own."""
        shared = {
            "worker_class": "gthread",
            "control_socket_disable": True,
            "logger_class": QuietLogger,
            "loglevel": "warning",
            "access_log_format": ACCESS_FORMAT,
        }
        for name, value in (shared | self.options).items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application, made in the worker process."""
        return self.make()


def serve_web(runtime: Runtime, listening: socket.socket) -> None:
    """Serve one service's web side in several processes until told to stop; ends the process."""
    os.environ.setdefault(exposition.MULTIPROCESS, tempfile.mkdtemp(prefix="leanstream-metrics-"))
    service, settings = runtime.service, runtime.settings

    def child_exit(_: object, worker: Any) -> None:  # noqa: ANN401 (gunicorn is untyped)
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # prometheus_client leaves it untyped

    server = Server(
        lambda: create_app(Runtime(service, settings)),
        listening,
        workers=settings.web_workers,
        threads=settings.web_threads,
        child_exit=child_exit,
    )
    server.run()


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing: probes come every few seconds."""


@contextmanager
def probes(runtime: Runtime, listening: socket.socket) -> Iterator[str]:
    """Answer /healthz, /readyz and /metrics of a process that has no pages, in a thread, until the block ends.

    Gives the URL at which they are.
    """
    url = url_of(listening)
    bare = replace(runtime.service, blueprints=lambda: (), collections=())
    host, port = listening.getsockname()[:2]
    app = create_app(Runtime(bare, runtime.settings))
    server = make_server(host, port, app, threaded=True, request_handler=_Silent, fd=listening.detach())
    thread = threading.Thread(target=server.serve_forever, name="probes")
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
