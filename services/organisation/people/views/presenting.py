"""People as the API gives them."""

from typing import Any

from schemas.organisation import PersonOutput
from services.kernel.web import doors
from services.kernel.web.doors import Answer
from services.organisation.people.model import Account

PEOPLE = "/api/v1/people"
_person = PersonOutput()


def person(account: Account) -> dict[str, Any]:
    """A person; of the password only whether there is one."""
    columns = {column.name: getattr(account, column.name) for column in account.__table__.columns}
    dumped: dict[str, Any] = _person.dump(columns | {"local_sign_in": account.password_hash is not None})
    return dumped


def new_person(account: Account) -> Answer:
    """The answer to adding one."""
    return doors.created(person(account), f"{PEOPLE}/{account.id}", account.version)


def present_person(account: Account) -> Answer:
    """The answer with one as it is."""
    return doors.current(person(account), account.version)
