"""The sample region across the services that hold it: people, two years of waste and improvements, goals."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.followups import demo as followups
from services.improvements import demo as improvements
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory, Division, Period, Unit
from services.observations import demo as observations
from services.organisation import demo as region
from services.organisation.people import queries as accounts
from services.organisation.region import model


def load(here: Mapping[str, Runtime]) -> None:
    """Load what is not there yet into the services of a site; a region that somebody else made is left as it is."""
    organisation = here["organisation"]
    region.load(organisation.work)
    with organisation.database.reading() as session:
        people, directory = _people(session), _directory(session)
    if people:
        seen = observations.load(here["observations"], directory, people)
        solved = improvements.load(here["improvements"], directory, people, seen)
        followups.load(here["followups"], directory, people, solved)


def introduced(organisation: Runtime) -> list[str]:
    """How to sign in, in lines to print: as somebody of the sample region, or what makes the first administrator."""
    with organisation.database.reading() as session:
        if _people(session):
            names = [f"    {name:<8}{shows}" for name, _, shows in region.DEMO_PEOPLE]
            return [f"Sign in with the password {region.DEMO_PASSWORD} as", *names]
        if not accounts.administrators(session):
            return ["Nobody can sign in yet. Make the first administrator: leanstream admin NAME"]
    return []


def _people(session: Session) -> list[Principal]:
    """The people of the sample region; none unless all are there."""
    found = [accounts.named(session, name) for name, _, _ in region.DEMO_PEOPLE]
    return [] if None in found else [account.principal() for account in found if account]


def _directory(session: Session) -> Directory:
    """Units and divisions from where they are kept: nothing flows yet that would bring them to the others."""
    return Directory(
        {
            unit.code: Unit(
                unit.code,
                unit.name,
                unit.merged_into,
                tuple(Period(each.division, each.start, each.until) for each in unit.periods),
            )
            for unit in session.scalars(select(model.Unit))
        },
        {
            division.code: Division(division.code, division.name, division.valid_from, division.valid_until)
            for division in session.scalars(select(model.Division))
        },
    )
