"""What a service does from time to time without being asked, in a thread of its worker.

Of all processes of a service one does the chores. A chore may be run more often than it says (after a fault, and
soon after each start), so what must not happen twice is written down by the chore itself.
"""

import threading
import time

from sqlalchemy import Connection, select

from services.kernel.aloneness import alone
from services.kernel.service import Chore, Runtime

__all__ = ["Chore", "Chores"]

TRIED_AGAIN_SECONDS = 5.0


class Chores:
    """The chores of one service in one process, and when each is next due."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._due = dict.fromkeys(runtime.service.chores, time.monotonic())

    def run(self, stop: threading.Event) -> None:
        """Do what is due until told to stop; a fault of a chore is raised, and `run` may be called again after it."""
        with alone(self.runtime.database, "chores", self.runtime.service.topic, stop) as connection:
            if connection is None:
                return
            while not stop.wait(max(0.0, min(self._due.values()) - time.monotonic())):
                self._do_next(connection)

    def _do_next(self, connection: Connection) -> None:
        # Raises when the connection was cut: its lock may be somebody else's by now.
        connection.execute(select(1))
        connection.commit()
        chore = min(self._due, key=self._due.__getitem__)
        # Noted before it is done: while one chore fails, the others have their turn.
        self._due[chore] = time.monotonic() + TRIED_AGAIN_SECONDS
        chore.act(self.runtime)
        self._due[chore] = time.monotonic() + chore.every.total_seconds()
