"""What a service declares about itself, and what a process holds of it while it runs."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint
from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from services.kernel import eventlog
from services.kernel.database import Database
from services.kernel.eventlog.abstract import EventLog
from services.kernel.identity import Signer
from services.kernel.known import Known
from services.kernel.projection import Projection
from services.kernel.replicas import Organisation
from services.kernel.settings import Settings
from services.kernel.work import Origin, Repeatable, Work


@dataclass(frozen=True)
class Chore:
    """Something a worker does by itself, `every` so long; see services/kernel/chores.py."""

    name: str
    every: timedelta
    act: Callable[["Runtime"], None]


@dataclass(frozen=True)
class Service:
    """The declaration of a slice."""

    name: str
    # Its own tables; the kernel's come beside them.
    metadata: MetaData
    # The folder of the slice: templates/, migrations/ and translations/ lie in it.
    folder: Path
    # Makes the blueprints; called once an application.
    blueprints: Callable[[], Sequence[Blueprint]]
    # Makes what folds events into its own tables, beside the replica that everybody keeps.
    projections: Callable[[Settings], Sequence[Projection]] = lambda _: ()
    # Emits every thing's present state anew and answers which subjects there are, by thing; for `restored`.
    restate: Callable[[Work], dict[str, set[str]]] | None = None
    # How many things its database holds, and how many of others it has counted, by thing; for `leanstream check`.
    recorded: Callable[[Session], dict[str, int]] | None = None
    counted: Callable[[Session], dict[str, int]] | None = None
    # The collections under /api/v1 that each have an openapi.json.
    collections: tuple[str, ...] = ()
    # Imports: kind → makes the importer.
    imports: tuple[Any, ...] = ()
    # What its worker does from time to time.
    chores: tuple[Chore, ...] = ()

    @property
    def topic(self) -> str:
        """The topic it publishes to: its own name."""
        return self.name


class Runtime:
    """One service in one process: its database, its signer and, for workers, the event log."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.database = Database(settings.database_url_of(service.name))
        # Set when its worker ends: a chore that takes long looks at it between two pieces of its work.
        self.stopping = threading.Event()
        self.signer = Signer(settings)
        self._names: dict[str, str] = {}
        self.known = Known(self.database, EventLog.partitions)
        self.origin = Origin(
            f"/leanstream/{settings.region}/{service.name}", f"{settings.public_url.rstrip('/')}/schemas"
        )

    @contextmanager
    def work(self, trace: str | None = None, repeatable: Repeatable | None = None) -> Iterator[Work]:
        """A unit of work; what is not committed within is rolled back."""
        with self.database.writing_session() as session:
            yield Work(session, self.origin, trace, repeatable, self._names)
        self.database.committed()

    def open_log(self) -> EventLog:
        """The event log; web processes have no need of it."""
        return eventlog.open_log(self.settings.event_log_location())

    def projections(self) -> list[Projection]:
        """Everything this service folds: the replica of the organisation, and its own."""
        return [Organisation(), *self.service.projections(self.settings)]
