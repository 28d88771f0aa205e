"""What all tables of the observations service share."""

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The observations service's own tables."""

    def row(self) -> tuple[Table, dict[str, Any]]:
        """The table it belongs in and its values by column, None where nothing was given."""
        table = cast("Table", self.__table__)
        return table, {column.name: getattr(self, column.name) for column in table.columns}
