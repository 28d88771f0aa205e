"""Being the only one: of all processes of a service, one relays and one does its chores.

The lock ends with its holder: a flock beside a SQLite file, an advisory lock of a connection on PostgreSQL.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import Connection, func, select

from services.kernel.database import Database
from services.kernel.locks import FileLock


@contextmanager
def alone(
    database: Database, errand: str, service: str, stop: threading.Event, pause: float = 0.5
) -> Iterator[Connection | None]:
    """Wait to become the one who runs the errand for the service; None when stopped before. Holds until the block ends.

    On PostgreSQL the lock belongs to the connection that is answered: who does its work through it, or asks it
    before each piece of work, notices when the lock was lost.
    """
    if database.path:
        lock = FileLock(database.path.with_name(f"{database.path.name}.{errand}-lock"))
        while not lock.acquire(wait=False):
            if stop.wait(pause):
                yield None
                return
        with lock, database.engine.connect() as connection:
            yield connection
        return
    number = crc32(f"leanstream {errand} {service}".encode())
    with database.engine.connect() as connection:
        while not _advisory_lock(connection, number):
            if stop.wait(pause):
                yield None
                return
        try:
            yield connection
        finally:
            # The pool would hand a connection that still holds the lock to somebody else.
            connection.invalidate()


def _advisory_lock(connection: Connection, number: int) -> bool:
    held = bool(connection.execute(select(func.pg_try_advisory_lock(number))).scalar())
    connection.commit()
    return held
