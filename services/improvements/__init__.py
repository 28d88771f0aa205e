"""Improvements: what units propose, the life it goes through, and the events that tell the others."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Blueprint
from sqlalchemy.orm import Session

from services.improvements import operations, queries
from services.improvements.adoptions import asking
from services.improvements.adoptions.queries import number as number_of_adoptions
from services.improvements.adoptions.views import api as adoptions_api
from services.improvements.importing import ImprovementImporter
from services.improvements.model import Base
from services.improvements.relevance.views import api as relevance_api
from services.improvements.taps.queries import number as number_of_taps
from services.improvements.taps.views import api as taps_api
from services.improvements.views import pages, record, spreading, submitting, taking_over
from services.improvements.views.api import api
from services.kernel.service import Chore, Service


def _blueprints() -> Sequence[Blueprint]:
    programs = (api, adoptions_api, taps_api, relevance_api)
    people = (pages.pages, submitting.pages, record.pages, spreading.pages, taking_over.pages)
    return (*programs, *people)


def _recorded(session: Session) -> dict[str, int]:
    return {
        "improvement": queries.number(session),
        "adoption": number_of_adoptions(session),
        "same_problem": number_of_taps(session),
    }


SERVICE = Service(
    name="improvements",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    restate=operations.restate,
    recorded=_recorded,
    collections=("improvements",),
    imports=(ImprovementImporter,),
    chores=(Chore("ask whether it is still in use", timedelta(hours=1), asking.ask_again),),
)
