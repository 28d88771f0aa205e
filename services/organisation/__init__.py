"""The organisation: the region's divisions and units, its people and API clients, sign-in, inbox, and the contracts."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Blueprint

from services.kernel.chores import Chore
from services.kernel.service import Service
from services.organisation import restating
from services.organisation.clients.views import api as clients_api
from services.organisation.clients.views import pages as clients_pages
from services.organisation.contracts import views as contracts
from services.organisation.importing import PersonImporter, UnitImporter
from services.organisation.inbox import digest
from services.organisation.inbox import views as inbox
from services.organisation.inbox.projection import Notices
from services.organisation.model import Base
from services.organisation.people.views import api as people_api
from services.organisation.people.views import pages as people_pages
from services.organisation.people.views import sign_in
from services.organisation.region.views import api as region_api
from services.organisation.region.views import pages as region_pages
from services.organisation.region.views import units as unit_pages


def _blueprints() -> Sequence[Blueprint]:
    pages = (sign_in, region_pages, unit_pages, people_pages, clients_pages, inbox, contracts)
    return (*(each.pages for each in pages), *(each.api for each in (region_api, people_api, clients_api)))


SERVICE = Service(
    name="organisation",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    projections=lambda _: [Notices()],
    restate=restating.restate,
    collections=("units", "divisions", "people", "clients"),
    imports=(UnitImporter, PersonImporter),
    chores=(
        Chore("digest", timedelta(minutes=10), digest.send_due),
        Chore("forget old notices", timedelta(hours=12), digest.forget_old),
    ),
)
