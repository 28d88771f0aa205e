"""The sample region, loaded into the services that hold it, for tests that look at what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services import demo
from services.kernel import migration
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.registry import SERVICES

HOLDING = ("organisation", "observations", "improvements", "followups")


@contextmanager
def loaded(folder: Path) -> Iterator[dict[str, Runtime]]:
    """The services by name, with databases in `folder`."""
    settings = Settings.read({}, data=folder)
    here = {name: Runtime(SERVICES[name], settings) for name in HOLDING}
    for runtime in here.values():
        migration.migrate(runtime)
    demo.load(here)
    yield here
    for runtime in here.values():
        runtime.database.close()
