"""A person's account: who it is, what they may do, and for which part of the region."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.organisation.model import Base

# What a session carries of an account: when one of these changes, sessions begun before no longer hold.
ACCESS = ("home_unit", "roles", "units", "divisions", "active", "password_at")


class Account(Base):
    """A person. The id is a pseudonym: it stands in events, the names never do."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(String(192), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    home_unit: Mapped[str | None] = mapped_column(String(20))
    roles: Mapped[list[str]] = mapped_column(JSON)
    units: Mapped[list[str]] = mapped_column(JSON)
    divisions: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer)

    def state(self) -> dict[str, Any]:
        """For the record of changes; of the password only when it was set."""
        return {
            "name": self.name,
            "display_name": self.display_name,
            "home_unit": self.home_unit,
            "roles": self.roles,
            "units": self.units,
            "divisions": self.divisions,
            "active": self.active,
            "password_at": self.password_at.isoformat() if self.password_at else None,
        }

    def principal(self) -> Principal:
        """As sessions carry it."""
        return Principal(
            kind="person",
            id=self.id,
            name=self.display_name,
            roles=tuple(self.roles),
            units=tuple(self.units),
            divisions=tuple(self.divisions),
            home_unit=self.home_unit,
        )


class Tries(Base):
    """How often somebody tried to sign in under a name lately; kept under a hash, for a name may be a slip."""

    __tablename__ = "sign_in_tries"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(Instant)
