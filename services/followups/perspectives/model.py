"""The perspectives of a year, with every wording they had."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from schemas import roles
from services.followups.model import Base
from services.kernel.identity import Principal
from services.kernel.tables import Instant


class PerspectiveSet(Base):
    """The perspectives of one year: [{code, name: {sv, fi, en}}] in the order of the scorecard."""

    __tablename__ = "perspective_set"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    perspectives: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    worded_by: Mapped[str] = mapped_column(String(64))


class Wording(Base):
    """What they were called in an earlier version, by its number."""

    __tablename__ = "wording"

    year: Mapped[int] = mapped_column(ForeignKey(PerspectiveSet.year), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    perspectives: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))


def may_word(principal: Principal) -> bool:
    """Whether this principal words the region's perspectives: a leader of the region, the administrator."""
    return principal.has(roles.ADMIN) or (principal.has(roles.DIVISION_LEADER) and not principal.divisions)


def public_state(perspectives: PerspectiveSet, actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.followups.PerspectivesState."""
    return {"year": f"{perspectives.year:04}", "perspectives": perspectives.perspectives, "actor": actor}
