"""The scorecards: how many improvements run in each division and how they spread, from events alone."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint

from scorecards.counted import numbers
from scorecards.model import METADATA
from scorecards.projections import Divisions, Improvements
from scorecards.projections.places import Look
from scorecards.views.api import api
from scorecards.views.exports import exports
from scorecards.views.pages import pages
from services.kernel.projection import Projection
from services.kernel.service import Service
from services.kernel.settings import Settings


def _blueprints() -> Sequence[Blueprint]:
    return (api, exports, pages)


def _projections(settings: Settings) -> Sequence[Projection]:
    look = Look()
    return (Divisions(look), Improvements(settings.zone, look))


SERVICE = Service(
    name="scorecards",
    metadata=METADATA,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    projections=_projections,
    collections=("scorecards",),
    counted=numbers,
)
