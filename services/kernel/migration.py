"""Brings a service's database to its newest schema, under a lock, and tells whether it is there.

Each service has one Alembic history in its migrations/versions folder. On SQLite the whole upgrade is one
transaction (the connection begins it itself), on PostgreSQL Alembic's own; both wait for a lock, so that two
`migrate` at once are safe.
"""

from types import ModuleType
from zlib import crc32

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from services.kernel import tables
from services.kernel.service import Runtime


class SchemaTooOld(Exception):
    """The database was not brought to this version's schema."""


def script(runtime: Runtime) -> ScriptDirectory:
    """The service's migrations."""
    config = Config()
    config.set_main_option("script_location", str(runtime.service.folder / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def heads(runtime: Runtime) -> tuple[str | None, str | None]:
    """(schema of the database, newest schema)."""
    with runtime.database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), script(runtime).get_current_head()


def is_current(runtime: Runtime) -> bool:
    """Whether the database has this version's schema."""
    there, newest = heads(runtime)
    return there == newest


def refuse_older(runtime: Runtime) -> None:
    """Raise SchemaTooOld with what to run."""
    there, newest = heads(runtime)
    if there != newest:
        raise SchemaTooOld(
            f"The database of {runtime.service.name} has schema {there or 'none'}, this version needs {newest}. "
            f"Run `leanstream migrate {runtime.service.name}`."
        )


def migrate(runtime: Runtime) -> str | None:
    """Bring the database to the newest schema; answers it. Safe to run twice and from two places at once."""
    directory = script(runtime)
    newest = directory.get_current_head()
    with runtime.database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": crc32(b"leanstream migrate")})
        context = MigrationContext.configure(
            connection,
            opts={"fn": lambda revision, _: directory._upgrade_revs("head", revision), "transactional_ddl": False},  # noqa: SLF001 (as Alembic's own command does)
        )
        with Operations.context(context):
            context.run_migrations()
    return newest


def create_kernel_tables(operations: ModuleType) -> None:
    """Make the tables of services.kernel.tables as they were in the first release; `operations` is alembic.op."""
    tables.KERNEL.create_all(operations.get_bind(), checkfirst=False)
