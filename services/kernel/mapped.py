"""What mapped classes of every service share: themselves as a row, for inserts that are written together."""

from typing import Any, cast

from sqlalchemy import Table


class AsRow:
    """Mix it into a service's declarative base."""

    def row(self) -> tuple[Table, dict[str, Any]]:
        """The table it belongs in and its values by column, None where nothing was given."""
        table = cast("Table", self.__table__)  # type: ignore[attr-defined] # the declarative base has it
        return table, {column.name: getattr(self, column.name) for column in table.columns}
