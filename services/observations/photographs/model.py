"""The photograph of an observation, as it is kept: re-encoded, small, with nothing in it but the picture."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.tables import Instant
from services.observations.model import Base
from services.observations.noting.model import Observation


class Photograph(Base):
    """At most one an observation; a new one takes the place of the old."""

    __tablename__ = "photograph"

    observation: Mapped[str] = mapped_column(ForeignKey(Observation.id), primary_key=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    taken_by: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Instant)
