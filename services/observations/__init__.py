"""Observations: the waste that units see, the walks on which they look for it, and the maps of their value streams."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint

from services.kernel.service import Service
from services.observations.model import Base
from services.observations.noting import model as _noting  # noqa: F401 (its tables)
from services.observations.photographs import model as _photographs  # noqa: F401 (its tables)
from services.observations.streams import model as _streams  # noqa: F401 (its tables)


def _blueprints() -> Sequence[Blueprint]:
    return ()


SERVICE = Service(
    name="observations",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    collections=(),
)
