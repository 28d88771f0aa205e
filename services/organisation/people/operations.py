"""What is done to people's accounts: add, change, deactivate."""

from typing import Any

from uuid_utils import uuid7

from schemas import roles
from schemas.messages import N_
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.work import Work
from services.organisation import denials
from services.organisation.changes import Done, record
from services.organisation.people import passwords, queries
from services.organisation.people.model import ACCESS, Account
from services.organisation.region.operations import check_known

Fields = dict[str, Any]
TAKEN = N_("Somebody has this user name already, if only with other capital letters.")
LAST_ADMIN = N_("This is the last administrator: make somebody else one first.")


def add_person(work: Work, who: Principal, fields: Fields) -> Account:
    """Add a person; `fields` as PersonInput gives them. Without a password they cannot sign in here."""
    check_known(work, fields, home_unit=fields["home_unit"])
    if queries.named(work.session, fields["name"]):
        raise Invalid({"name": [TAKEN]})
    account = Account(
        id=str(uuid7()),
        name=fields["name"],
        name_key=fields["name"].casefold(),
        display_name=fields["display_name"],
        home_unit=fields["home_unit"],
        roles=fields["roles"],
        units=fields["units"],
        divisions=fields["divisions"],
        active=fields.get("active", True),
        version=1,
    )
    _set_password(account, fields, work)
    work.session.add(account)
    record(work, who, Done("person", account.id, "created", None, account.state()))
    return account


def change_person(work: Work, who: Principal, identifier: str, fields: Fields, asked: int | None) -> Account:
    """Change a person; `fields` as PersonChange gives them, only those that are there.

    What touches access ends the person's sessions everywhere.
    """
    account = queries.account(work.session, identifier, lock=True)
    work.expect(account.version, asked)
    check_known(work, fields, home_unit=fields.get("home_unit"))
    before, access = account.state(), _access(account)
    administers = account.active and roles.ADMIN in account.roles
    for name in ("display_name", "home_unit", "roles", "units", "divisions", "active"):
        if name in fields:
            setattr(account, name, fields[name])
    _set_password(account, fields, work)
    after = account.state()
    if before == after:
        return account
    account.version += 1
    work.session.flush()
    if administers and not queries.administrators(work.session):
        raise Invalid({"roles": [LAST_ADMIN]})
    record(work, who, Done("person", account.id, "changed", before, after))
    if access != _access(account):
        # Dated after the account was locked: a session begun before that carries what was true then.
        denials.end_sessions_of(work, account.id, account.version, now())
    return account


def _access(account: Account) -> list[Any]:
    return [getattr(account, name) for name in ACCESS]


def _set_password(account: Account, fields: Fields, work: Work) -> None:
    if fields.get("password"):
        account.password_hash = passwords.hashed(fields["password"])
        account.password_at = work.now
