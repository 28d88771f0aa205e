"""The scorecards: improvements that run in each division, how they spread, waste, and goals, from events alone."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint

from scorecards.counted import numbers
from scorecards.following.views.api import api as following_api
from scorecards.following.views.files import files as following_files
from scorecards.following.views.pages import pages as following_pages
from scorecards.model import METADATA
from scorecards.projections import Divisions, Following, Improvements, Waste
from scorecards.projections.places import Look
from scorecards.reviews.operations import restate
from scorecards.reviews.queries import number as number_of_reviews
from scorecards.reviews.views.api import api as review_api
from scorecards.reviews.views.files import files as review_files
from scorecards.reviews.views.pages import pages as review_pages
from scorecards.reviews.views.writing import pages as review_forms
from scorecards.spread.views import spread
from scorecards.views.api import api
from scorecards.views.exports import exports
from scorecards.views.pages import pages
from scorecards.waste.views.api import api as waste_api
from scorecards.waste.views.files import files as waste_files
from scorecards.waste.views.pages import pages as waste_pages
from services.kernel.projection import Projection
from services.kernel.service import Service
from services.kernel.settings import Settings


def _blueprints() -> Sequence[Blueprint]:
    reviews = (review_api, review_files, review_forms, review_pages)
    following = (following_api, following_files, following_pages)
    return (api, exports, *following, *reviews, pages, spread, waste_api, waste_files, waste_pages)


def _projections(settings: Settings) -> Sequence[Projection]:
    look = Look(settings.zone)
    return (Divisions(look), Improvements(look), Waste(look), Following())


SERVICE = Service(
    name="scorecards",
    metadata=METADATA,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    projections=_projections,
    restate=restate,
    recorded=lambda session: {"review": number_of_reviews(session)},
    collections=("scorecards",),
    counted=numbers,
)
