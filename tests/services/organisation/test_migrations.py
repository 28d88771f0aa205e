"""The migrations make what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

from services.kernel import tables
from services.kernel.service import Runtime
from services.organisation.model import Base


def test_the_migrated_database_is_the_one_of_the_models(runtime: Runtime) -> None:
    expected = MetaData()
    for metadata in (tables.KERNEL, Base.metadata):
        for table in metadata.sorted_tables:
            table.to_metadata(expected)
    with runtime.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, expected)
    assert [each for each in found if "alembic_version" not in str(each)] == []
