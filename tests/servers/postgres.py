"""A real PostgreSQL server: its programs, an unprivileged user where we are root, its settings, its life."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.servers import ports
from tests.servers.packages import CannotHave, need
from tests.servers.process import as_user
from tests.servers.server import Server, prepare

PACKAGES = ("postgresql",)
ROLE = "leanstream"

SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
}


class PostgresServer(Server):
    """A server that trusts everyone on loopback."""

    name = "postgres"
    # The fast shutdown, which ends sessions instead of waiting for them.
    stop_signal = signal.SIGINT

    @property
    def url(self) -> str:
        """`postgresql+psycopg://user@host:port`, to which `/database` is added."""
        return f"postgresql+psycopg://{ROLE}@{ports.LOOPBACK}:{self.port}"

    @property
    def command(self) -> list[str]:
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        data = (self.folder / "data").resolve()
        return [str(programs() / "postgres"), "-D", str(data), "-p", str(self.port), *options]

    @property
    def user(self) -> str | None:
        return _unprivileged_user()

    def answers(self) -> bool:
        return _client("pg_isready", self.port, "-d", "postgres", "--quiet", "--timeout=2").returncode == 0

    def create_databases(self, names: Sequence[str]) -> None:
        """Create those of the databases that are missing, empty."""
        listed = _client("psql", self.port, "-d", "postgres", "-Atc", "SELECT datname FROM pg_database")
        for name in sorted(set(names) - set(listed.stdout.split())):
            _client("createdb", self.port, name).check_returncode()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        data = self.folder / "data"
        # Nobody who removes a test's folder would know of what lies elsewhere.
        if data.is_symlink() and not self.lasting:
            shutil.rmtree(data.resolve())
            data.unlink()


def start(folder: Path, *, lasting: bool = False) -> PostgresServer:
    """Start a server on the data in the folder, which is made when missing; raises CannotHave, DidNotStart.

    On an existing folder it keeps its port unless another took it meanwhile. Root cannot run the server: then the
    data belong to an unprivileged user, and where that user cannot reach the folder (below /root, in pytest's tmp_path)
    `folder/data` is a link to a temporary folder, which leaving the context manager removes.
    """
    install()
    folder.mkdir(parents=True, exist_ok=True)
    (port,) = ports.keep(folder, 1)
    if not (folder / "data" / "PG_VERSION").exists():
        _initialise(folder / "data")
    return PostgresServer(folder, port, lasting=lasting)


def install() -> None:
    """Have the server's programs, or raise CannotHave."""
    need("PostgreSQL", _find_programs, PACKAGES)


def programs() -> Path:
    """Give the folder of postgres, initdb, psql and the like; raises CannotHave."""
    if (found := _find_programs()) is None:
        raise CannotHave("PostgreSQL is missing: run python -m tests.servers install")
    return found


def _find_programs() -> Path | None:
    # Debian keeps the versions side by side and off the PATH.
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[4]))
    on_path = shutil.which("postgres")
    if versions:
        return versions[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _initialise(data: Path) -> None:
    if data.is_symlink():
        # To a temporary folder that is gone.
        data.unlink()
    user = _unprivileged_user()
    if user and not all(parent.stat().st_mode & 0o001 for parent in data.absolute().parents):
        data.symlink_to(tempfile.mkdtemp(prefix="leanstream-postgres-"))
    else:
        data.mkdir(exist_ok=True)
    if user:
        shutil.chown(data, user)
    command = [*as_user(user), "--", str(programs() / "initdb"), "-D", str(data.resolve()), "--username", ROLE]
    prepare([*command, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])


def _client(program: str, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs() / program), "-h", ports.LOOPBACK, "-p", str(port), "-U", ROLE, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
