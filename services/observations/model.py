"""What all tables of the observations service share."""

from sqlalchemy.orm import DeclarativeBase

from services.kernel.mapped import AsRow


class Base(AsRow, DeclarativeBase):
    """The observations service's own tables."""
