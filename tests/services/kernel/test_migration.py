"""Schemas come to the newest version once, whole, and equal to what the models say."""

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Connection, MetaData, inspect
from sqlalchemy.exc import OperationalError, ProgrammingError

from services.kernel import migration, tables
from services.kernel.migration import SchemaTooOld
from services.kernel.service import Runtime, Service
from services.kernel.settings import Settings
from services.registry import SERVICES
from tests.conftest import Region
from tests.services.kernel import life
from tests.services.kernel.processes import migrate, started

# The search index of improvements is made by hand, differently on each database; FTS5 keeps it in several tables.
BY_HAND = ("improvement_terms", "alembic_version")


@pytest.fixture
def fresh(region: Region) -> Iterator[Runtime]:
    """The improvements service on an empty database."""
    runtime = Runtime(life.SERVICE, region.settings())
    region.create_database(life.SERVICE)
    yield runtime
    runtime.database.close()


def tables_of(runtime: Runtime) -> set[str]:
    with runtime.database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_each_service_has_one_head(service: Service, tmp_path: Path) -> None:
    assert len(migration.script(Runtime(service, Settings.read({}, data=tmp_path))).get_heads()) == 1


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_the_migrated_schema_is_that_of_the_models(service: Service, region: Region) -> None:
    runtime = region.runtime(service)
    wanted = MetaData()
    for metadata in (tables.KERNEL, service.metadata):
        for table in metadata.tables.values():
            table.to_metadata(wanted)
    with runtime.database.engine.connect() as connection:
        assert _differences(connection, wanted) == []
        assert _checked(connection, wanted)


def _differences(connection: Connection, wanted: MetaData) -> list[Any]:
    def compared(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and name and name.startswith(BY_HAND))

    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": _differs, "include_object": compared}
    )
    return list(compare_metadata(context, wanted))


def _differs(*told: Any) -> bool | None:  # noqa: ANN401 (as Alembic calls it)
    """Compare a default of JSON as text, which PostgreSQL cannot compare; None leaves others to Alembic."""
    _, _, column, found, _, wanted = told
    if not isinstance(column.type, JSON):
        return None
    return (found or "").removesuffix("::json") != (wanted or "")


def _checked(connection: Connection, wanted: MetaData) -> bool:
    """Compare what Alembic does not: primary keys, nullability and autoincrement."""
    inspector = inspect(connection)
    for table in wanted.tables.values():
        assert inspector.get_pk_constraint(table.name)["constrained_columns"] == [
            column.name for column in table.primary_key
        ], table.name
        nullable = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert nullable == {column.name: column.nullable for column in table.columns}, table.name
    return True


def test_migrating_twice_changes_nothing(fresh: Runtime) -> None:
    assert not migration.is_current(fresh)
    first = migration.migrate(fresh)
    there = tables_of(fresh)
    assert migration.migrate(fresh) == first
    assert tables_of(fresh) == there
    assert migration.is_current(fresh)


def test_two_processes_may_migrate_at_once(region: Region, fresh: Runtime) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(started(migrate, region.environment, "improvements")) for _ in range(2)]
        assert [process.said() for process in processes] == ["ready"] * 2
        for process in processes:
            process.tell()
        assert [process.said() for process in processes] == [migration.script(fresh).get_current_head()] * 2
    assert migration.is_current(fresh)


def test_a_migration_that_fails_leaves_nothing_half_made(region: Region, fresh: Runtime, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(life.SERVICE.folder / "migrations", folder / "migrations")
    head = migration.script(fresh).get_current_head()
    (folder / "migrations" / "versions" / "9999_broken.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', {head!r}\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (id INTEGER)')\n"
        "    op.execute('CREATE TABLE half (id INTEGER)')\n"
    )
    broken = Runtime(replace(life.SERVICE, folder=folder), region.settings())
    with pytest.raises((OperationalError, ProgrammingError)):
        migration.migrate(broken)
    broken.database.close()
    assert tables_of(fresh) == set()
    assert migration.heads(fresh)[0] is None


def test_an_older_schema_is_refused_with_the_command_that_mends_it(fresh: Runtime) -> None:
    with pytest.raises(SchemaTooOld, match="leanstream migrate improvements"):
        migration.refuse_older(fresh)
    migration.migrate(fresh)
    migration.refuse_older(fresh)


def test_the_comparison_itself_notices_a_difference(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    wanted = MetaData()
    tables.outbox.to_metadata(wanted).append_column(sa.Column("more", sa.Integer))
    with runtime.database.engine.connect() as connection:
        assert any(each[0] == "add_column" for each in _differences(connection, wanted) if isinstance(each, tuple))


def test_no_migration_imports_the_models_of_today() -> None:
    for service in SERVICES.values():
        for file in (service.folder / "migrations" / "versions").glob("*.py"):
            spec = importlib.util.spec_from_file_location(file.stem, file)
            assert spec
            assert f"{service.folder.name}.model" not in file.read_text()
