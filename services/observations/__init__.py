"""Observations: the waste that units see, the walks on which they look for it, and the maps of their value streams."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Blueprint

from services.kernel.service import Chore, Service
from services.observations import restating
from services.observations.keeping import views as keeping
from services.observations.model import Base
from services.observations.noting import linking
from services.observations.noting.importing import ObservationImporter
from services.observations.noting.projection import Improvements
from services.observations.noting.views import pages, raising, record, submitting
from services.observations.noting.views.api import api
from services.observations.photographs import views as photographs
from services.observations.streams.views import comparing, drawing
from services.observations.streams.views import pages as streams
from services.observations.streams.views.api import api as streams_api
from services.observations.walks.views import pages as walks
from services.observations.walks.views import planning
from services.observations.walks.views.api import api as walks_api


def _blueprints() -> Sequence[Blueprint]:
    programs = (api, photographs.api, walks_api, streams_api)
    people = (pages.pages, submitting.pages, raising.pages, record.pages, walks.pages, planning.pages)
    maps = (comparing.pages, drawing.pages, streams.pages)
    beside = (photographs.pages, keeping.pages)
    return (*programs, *people, *beside, *maps)


SERVICE = Service(
    name="observations",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    projections=lambda _: (Improvements(),),
    restate=restating.restate,
    recorded=restating.recorded,
    collections=("observations", "value-streams"),
    imports=(ObservationImporter,),
    chores=(Chore("link what improvements came of", timedelta(seconds=5), linking.link),),
)
