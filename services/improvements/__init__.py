"""Improvements: what units propose, the life it goes through, and the events that tell the others."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint

from services.improvements import operations, queries
from services.improvements.importing import ImprovementImporter
from services.improvements.model import Base
from services.improvements.views import pages, record, submitting
from services.improvements.views.api import api
from services.kernel.service import Service


def _blueprints() -> Sequence[Blueprint]:
    return (api, pages.pages, submitting.pages, record.pages)


SERVICE = Service(
    name="improvements",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    restate=operations.restate,
    recorded=lambda session: {"improvement": queries.number(session)},
    collections=("improvements",),
    imports=(ImprovementImporter,),
)
