"""Follow-ups: goals and where they stand, what is measured, and charts that tell signal from noise."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Blueprint

from services.followups import restating
from services.followups.following.views import record as told
from services.followups.following.views import writing
from services.followups.following.views.api import api as follow_ups_api
from services.followups.goals.views import breaking, opening, overview, setting
from services.followups.goals.views import record as goal
from services.followups.goals.views.api import api as goals_api
from services.followups.indicators import judging
from services.followups.indicators.views import changes, defining, phases
from services.followups.indicators.views.api import api as indicators_api
from services.followups.measuring.importing import MeasurementImport
from services.followups.measuring.views import measuring, table, uploading
from services.followups.measuring.views.api import api as measurements_api
from services.followups.model import Base
from services.followups.perspectives.views import pages as perspectives
from services.followups.perspectives.views.api import api as perspectives_api
from services.followups.replica.projection import Improvements
from services.followups.showing.views import api as chart_api
from services.followups.showing.views import comparing, record
from services.followups.showing.views import pages as shown
from services.kernel.service import Chore, Service


def _blueprints() -> Sequence[Blueprint]:
    showing = (chart_api.api, shown.pages, comparing.pages, record.pages)
    programs = (perspectives_api, goals_api, follow_ups_api, indicators_api, measurements_api)
    goals = (overview.pages, opening.pages, setting.pages, goal.pages, breaking.pages)
    around = (perspectives.pages, writing.pages, told.pages)
    measured = (defining.pages, phases.pages, changes.pages, measuring.pages, table.pages, uploading.pages)
    return (*measured, *showing, *programs, *goals, *around)


SERVICE = Service(
    name="followups",
    metadata=Base.metadata,
    folder=Path(__file__).parent,
    blueprints=_blueprints,
    projections=lambda _: (Improvements(),),
    restate=restating.restate,
    recorded=restating.recorded,
    collections=("goals", "indicators", "follow-ups"),
    imports=(MeasurementImport,),
    chores=(Chore("judge what an import left", timedelta(minutes=1), judging.judge_left),),
)
