"""Slows down whoever guesses passwords: of each name five tries in a quarter of an hour are looked at.

A try is counted before it is looked at, so many at once are not more than one after the other. Names are kept as
hashes, the same for known and unknown ones: what is typed there may be a slip.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import Table, delete, select

from schemas.messages import N_
from services.kernel import bulk
from services.kernel.errors import Invalid
from services.kernel.work import Work
from services.organisation.people.model import Account, Tries

MOST = 5
WINDOW = timedelta(minutes=15)
TOO_MANY = N_("There were too many tries with this user name. Wait a quarter of an hour, then try again.")


def count(work: Work, name: str) -> Account | None:
    """Count a try under a name and give the active person of that name; raises Invalid when there were too many."""
    key = _key(name)
    work.session.execute(delete(Tries).where(Tries.since <= work.now - WINDOW))
    table: Table = Tries.metadata.tables[Tries.__tablename__]
    bulk.insert_missing(work.session.connection(), table, [{"name_hash": key, "count": 0, "since": work.now}])
    tries = work.session.scalars(select(Tries).where(Tries.name_hash == key).with_for_update()).one()
    if tries.count >= MOST:
        raise Invalid({"_body": [TOO_MANY]})
    tries.count += 1
    return work.session.scalar(select(Account).where(Account.name_key == name.casefold(), Account.active))


def forget(work: Work, name: str) -> None:
    """Begin anew after a right try."""
    work.session.execute(delete(Tries).where(Tries.name_hash == _key(name)))


def _key(name: str) -> str:
    return hashlib.sha256(name.casefold().encode()).hexdigest()
