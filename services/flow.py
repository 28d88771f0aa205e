"""Lets events flow inside a command, where no `leanstream up` does it: every service's crew until the block ends."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from services.kernel.locks import FileLock
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.worker import Crew


def up_lock(settings: Settings) -> FileLock:
    """Held by the one `leanstream up` on a data folder, and by whoever must be sure that there is none."""
    return FileLock(settings.data.resolve() / "up.lock")


def is_up(settings: Settings) -> bool:
    """Whether `leanstream up` runs on this data folder."""
    lock = up_lock(settings)
    free = lock.acquire(wait=False)
    lock.release()
    return not free


def make_topics(runtimes: Mapping[str, Runtime]) -> None:
    """Create the topics that are missing, of every service; raises LogUnavailable, LogChanged."""
    log = next(iter(runtimes.values())).open_log()
    try:
        log.create_topics(sorted(runtime.service.topic for runtime in runtimes.values()))
    finally:
        log.close()


@contextmanager
def flowing(runtimes: Mapping[str, Runtime]) -> Iterator[None]:
    """Run the crews. A failure within a crew is raised at the end, where nothing else was."""
    make_topics(runtimes)
    crews = [Crew(runtime, on_death=lambda: None) for runtime in runtimes.values()]
    for crew in crews:
        crew.start()
    try:
        yield
    finally:
        for crew in crews:
            crew.stop.set()
        for crew in crews:
            crew.end()
    for crew in crews:
        if crew.failure:
            raise crew.failure
