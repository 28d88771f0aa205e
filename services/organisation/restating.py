"""States everything anew after a restore from an older backup; `leanstream restored` calls it."""

from sqlalchemy import select

from schemas.events import type_of
from services.kernel.work import Work
from services.organisation.clients.model import Client
from services.organisation.people.model import Account
from services.organisation.region.model import Division, Unit


def restate(work: Work) -> dict[str, set[str]]:
    """Emit every division, unit and client as it stands; answers which subjects there are, by thing.

    Ended sessions are not kept as things: what each service denies stays denied until it has expired by itself.
    """
    divisions = work.session.scalars(select(Division)).all()
    units = work.session.scalars(select(Unit)).all()
    clients = work.session.scalars(select(Client)).all()
    for division in divisions:
        _state(work, type_of("division", "changed"), division.code, division)
    for unit in units:
        _state(work, type_of("unit", "changed"), unit.code, unit)
    for client in clients:
        _state(work, type_of("client", "revoked" if client.revoked_at else "created"), client.id, client)
    return {
        "division": {each.code for each in divisions},
        "unit": {each.code for each in units},
        "client": {each.id for each in clients},
        "person": set(work.session.scalars(select(Account.id))),
        "session": set(),
    }


def _state(work: Work, event_type: str, subject: str, thing: Division | Unit | Client) -> None:
    work.emit(event_type, subject=subject, key=subject, version=thing.version, data=thing.state())
