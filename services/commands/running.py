"""Everything in one process, for a small site, for development and for a first look."""

import time

import click

from services import demo as sample
from services.commands.asking import Refused, with_settings
from services.commands.serving import host_option
from services.embedded import Embedded
from services.flow import make_topics, up_lock
from services.kernel import migration, restoring
from services.kernel.locks import FileLock
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.serving import listen, url_of
from services.registry import runtimes

# A process that was killed takes its worker along within a moment; so long its lock is waited for.
PATIENCE_SECONDS = 12.0


@click.command()
@host_option
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Load a sample region, unless it is there.")
@with_settings
def up(settings: Settings, host: str, port: int, *, demo: bool) -> None:
    """Run everything in one process."""
    # Held until this process and the worker it forks are gone.
    _take(up_lock(settings), settings)
    # Closed again where something stands in the way; gunicorn takes it over otherwise.
    with listen(host, port) as listening:
        url = url_of(listening)
        here = runtimes(settings)
        _prepare(here)
        if demo:
            sample.load(here)
        words = [f"leanstream is ready on {url}", *sample.introduced(here["organisation"])]
        for runtime in here.values():
            # The worker is forked now, and connections must not be shared with it.
            runtime.database.close()
        click.echo(f"Starting; leanstream will be on {url}", err=True)
        Embedded(settings, listening, lambda: click.echo("\n".join(words))).run()


def _take(lock: FileLock, settings: Settings) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not lock.acquire(wait=False):
        if time.monotonic() > deadline:
            raise Refused(
                f"leanstream up runs already on {settings.data}. Stop it, or choose another folder with --data."
            )
        time.sleep(0.1)


def _prepare(here: dict[str, Runtime]) -> None:
    """Bring databases and log to where the processes may start; raises what stands in the way."""
    make_topics(here)
    log = next(iter(here.values())).open_log()
    for runtime in here.values():
        runtime.database.refuse_if_unsafe()
        migration.migrate(runtime)
        with runtime.database.engine.connect() as connection:
            restoring.refuse_older_database(runtime, log, connection)
    log.close()
