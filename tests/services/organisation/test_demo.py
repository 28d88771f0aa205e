"""The sample region."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from schemas.organisation import PERSON_ROLES
from services.kernel import tables
from services.kernel.service import Runtime
from services.organisation import demo
from services.organisation.people import queries as people
from services.organisation.people.authentication import authenticate
from services.organisation.region import queries as region


def test_the_sample_region_is_large_enough_and_valid_since_2015(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        branches = region.tree(session, date(2015, 1, 1))
    assert len(branches) == 5
    assert all(len(branch.units) >= 4 for branch in branches)


def test_loading_it_again_changes_nothing(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(tables.outbox))
    demo.load(runtime.work)
    with runtime.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.outbox)) == before


def test_there_is_somebody_for_every_role_who_can_sign_in(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        held = Counter(role for person in people.listed(session) for role in person.roles)
    assert set(held) == set(PERSON_ROLES)
    for name, roles, _ in demo.DEMO_PEOPLE:
        assert authenticate(runtime.work, name, demo.DEMO_PASSWORD).roles == list(roles)
