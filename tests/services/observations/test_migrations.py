"""The migrations make what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

from services.kernel import tables
from services.kernel.service import Runtime
from services.observations import SERVICE


def test_the_migrated_database_is_the_one_of_the_models(alone: Runtime) -> None:
    expected = MetaData()
    for metadata in (tables.KERNEL, SERVICE.metadata):
        for table in metadata.sorted_tables:
            table.to_metadata(expected)
    with alone.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, expected)
    assert [each for each in found if "alembic_version" not in str(each)] == []
