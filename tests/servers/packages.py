"""What a machine must have: found, else installed with apt where we may, else said in words a person can act on."""

import fcntl
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
logger = logging.getLogger(__name__)

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leanstream"


class CannotHave(Exception):
    """Something is missing here and we cannot get it; the text says what a person should do."""


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the file's lock, waiting for it as long as it takes; a kill lets it go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def need(what: str, find: Callable[[], Found | None], packages: Sequence[str]) -> Found:
    """Find something, if need be after installing these Debian packages.

    Raises CannotHave where apt-get is missing, we are not root, or the packages do not bring it.
    """
    if (found := find()) is not None:
        return found
    command = f"apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotHave(f"{what} is missing. Install it, on Debian as root with: {command}")
    with locked(CACHE / "apt.lock"):
        # Another process may have installed it while we waited.
        if find() is None:
            logger.info("%s: %s", what, command)
            _apt_install(what, packages)
    if (found := find()) is None:
        raise CannotHave(f"{what} is missing, also after: {command}")
    return found


def _apt_install(what: str, packages: Sequence[str]) -> None:
    # A foreign source that does not answer fails the update, but not what Debian's own sources have.
    _apt_get("update")
    if "postgresql" in packages:
        _leave_out_default_cluster()
    done = _apt_get("install", "--yes", "--no-install-recommends", *packages)
    if done.returncode:
        raise CannotHave(f"{what} could not be installed: {done.args} said\n{done.stdout.strip()[-2000:]}")


def _leave_out_default_cluster() -> None:
    """Keep a fresh PostgreSQL package from starting a server that nobody asked for."""
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n")


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300", *arguments],  # noqa: S607 - root's PATH is trusted
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
