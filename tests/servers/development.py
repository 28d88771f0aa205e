"""One Kafka and one PostgreSQL that keep running in the background, their data under `services/` of a data folder.

What runs is recorded in `services/running.json`; `services.env` beside the folder tells the project's programs and
tests where. Both change under a lock only, so two terminals may start and stop at once.
"""

import json
import logging
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from tests.servers import kafka, postgres
from tests.servers.packages import locked
from tests.servers.process import Process

logger = logging.getLogger(__name__)

DATABASES = (
    "leanstream_organisation",
    "leanstream_improvements",
    "leanstream_observations",
    "leanstream_followups",
    "leanstream_scorecards",
)

STOP_SIGNALS = {kind.name: kind.stop_signal for kind in (kafka.KafkaServer, postgres.PostgresServer)}


def start(data: Path) -> None:
    """Start both servers unless both run; raises CannotHave, DidNotStart and then leaves none running."""
    folder = data / "services"
    with locked(folder / "lock"):
        running = _recorded(folder)
        if running and all(process.is_alive() for process in running.values()):
            logger.info("already running, see %s", data / "services.env")
            return
        _stop(folder)
        with ExitStack() as unless_all_run:
            broker = unless_all_run.enter_context(kafka.start(folder / "kafka", lasting=True))
            database = unless_all_run.enter_context(postgres.start(folder / "postgres", lasting=True))
            database.create_databases(DATABASES)
            _record(folder, broker, database)
            unless_all_run.pop_all()
    logger.info("Kafka on %s, PostgreSQL on %s, see %s", broker.port, database.port, data / "services.env")


def stop(data: Path) -> None:
    """Stop what `start` started, and nothing else; the data stay."""
    folder = data / "services"
    with locked(folder / "lock"):
        _stop(folder)


def status(data: Path) -> bool:
    """Say which of the two run, and tell whether both do."""
    running = {name: process for name, process in _recorded(data / "services").items() if process.is_alive()}
    for name in STOP_SIGNALS:
        logger.info("%s: %s", name, f"process {running[name].pid}" if name in running else "not running")
    return running.keys() == STOP_SIGNALS.keys()


def _recorded(folder: Path) -> dict[str, Process]:
    file = folder / "running.json"
    return {name: Process(**known) for name, known in json.loads(file.read_text()).items()} if file.exists() else {}


def _record(folder: Path, broker: kafka.KafkaServer, database: postgres.PostgresServer) -> None:
    known = {server.name: asdict(server.process) for server in (broker, database)}
    (folder / "running.json").write_text(json.dumps(known))
    _environment(folder).write_text(
        f"LEANSTREAM_TEST_KAFKA={broker.bootstrap}\n"
        f"LEANSTREAM_TEST_POSTGRES={database.url}\n"
        f"LEANSTREAM_EVENT_LOG_URL={broker.url}/leanstream\n"
        # The braces stay: the project puts each service's name there.
        f"LEANSTREAM_DATABASE_URL={database.url}/leanstream_{{service}}\n"
    )


def _stop(folder: Path) -> None:
    for name, process in _recorded(folder).items():
        if process.is_alive():
            process.stop(STOP_SIGNALS[name])
            logger.info("%s: stopped", name)
    (folder / "running.json").unlink(missing_ok=True)
    _environment(folder).unlink(missing_ok=True)


def _environment(folder: Path) -> Path:
    return folder.with_name("services.env")
