"""A correction of relevance: one unit's word that an improvement is not for it, and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.messages import N_
from services.improvements.model import Base, Improvement
from services.kernel.errors import Invalid
from services.kernel.tables import Instant


class Correction(Base):
    """Why an improvement is not for a unit. Which units said so stands in the improvement's `not_for` too."""

    __tablename__ = "correction"

    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id), primary_key=True)
    unit: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))


def refuse_irrelevant(improvement: Improvement, unit: str) -> None:
    """Raise Invalid for a unit that nobody named as relevant."""
    if unit not in improvement.relevant_units:
        raise Invalid({"unit": [N_("This unit is not among those it could be useful for.")]})
