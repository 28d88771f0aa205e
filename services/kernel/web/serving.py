"""Serves one service under gunicorn; the options that every way of serving shares."""

import os
import tempfile
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from prometheus_client import multiprocess

from services.kernel import exposition
from services.kernel.service import Runtime
from services.kernel.settings import Settings

# Method, path and status, but never the query: people search for what may be a person's number.
ACCESS_FORMAT = "%(t)s %(m)s %(U)s %(s)s %(B)s %(D)sus"


def quiet_access_log() -> dict[str, Any]:
    """gunicorn's options for a log without query strings."""
    return {"access_log_format": ACCESS_FORMAT, "loglevel": "warning"}


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn is untyped
    """The web side of one service, in several processes."""

    def __init__(self, settings: Settings, make: Callable[[], tuple[Runtime, Flask]], host: str, port: int) -> None:
        self.settings = settings
        self.make = make
        self.address = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Threads in processes; each process makes its own application."""
        os.environ.setdefault(exposition.MULTIPROCESS, tempfile.mkdtemp(prefix="leanstream-metrics-"))
        options = {
            "bind": self.address,
            "workers": self.settings.web_workers,
            "worker_class": "gthread",
            "threads": self.settings.web_threads,
            "control_socket_disable": True,
            "child_exit": lambda _server, worker: multiprocess.mark_process_dead(worker.pid),  # type: ignore[no-untyped-call] # prometheus_client leaves it untyped
            **quiet_access_log(),
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in the worker process."""
        return self.make()[1]
