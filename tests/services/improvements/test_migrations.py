"""The migrations make what the models say, also where there are improvements already."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import MetaData, text

from services.improvements.model import Base
from services.kernel import migration, tables
from services.kernel.clock import now
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.kernel import life

COLUMNS = (
    "id, version, title, problem, proposal, unit, state, state_since, created_at, updated_at, submitted_by,"
    " relevant_units, origins, tags, expected_benefit"
)
VALUES = ":id, 1, 'T', 'P', 'Q', 'W1', 'proposed', :at, :at, :at, 'p', '[]', '[]', '[]', '[]'"


def upgrade_to(runtime: Runtime, revision: str) -> None:
    directory = migration.script(runtime)
    with runtime.database.writing() as connection:
        steps = {"fn": lambda present, _: directory._upgrade_revs(revision, present), "transactional_ddl": False}  # noqa: SLF001 (as the kernel does)
        context = MigrationContext.configure(connection, opts=steps)
        with Operations.context(context):
            context.run_migrations()


def test_the_migrated_database_is_the_one_of_the_models(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    expected = MetaData()
    for metadata in (tables.KERNEL, Base.metadata):
        for table in metadata.sorted_tables:
            table.to_metadata(expected)
    with runtime.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, expected)
    search = ("alembic_version", "improvement_terms")
    assert [each for each in found if not any(name in str(each) for name in search)] == []


def test_improvements_of_the_first_release_stay_as_they_are(region: Region) -> None:
    runtime = Runtime(life.SERVICE, region.settings())
    region.create_database(life.SERVICE)
    upgrade_to(runtime, "0001")
    moment = now().replace(tzinfo=None) if runtime.database.is_sqlite else now()
    with runtime.database.writing() as connection:
        inserted = text(f"INSERT INTO improvement ({COLUMNS}) VALUES ({VALUES})")  # noqa: S608 (our own names)
        connection.execute(inserted, {"id": "one", "at": moment.isoformat(" ")})
    assert migration.migrate(runtime) == "0003"
    with runtime.database.reading() as session:
        rows = session.execute(text("SELECT id, not_for, observations, same_problem FROM improvement")).all()
    blank = ("[]", [])
    [row] = rows
    assert (row.id, row.not_for in blank, row.observations in blank, row.same_problem) == ("one", True, True, 0)
    runtime.database.close()
