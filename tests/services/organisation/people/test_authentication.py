"""The one function that knows passwords."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.kernel.errors import Invalid
from services.kernel.service import Runtime
from services.organisation import operations
from services.organisation.changes import OPERATOR
from services.organisation.people import passwords, queries
from services.organisation.people.authentication import WRONG, authenticate
from services.organisation.people.model import Account, Tries
from services.organisation.people.tries import TOO_MANY, WINDOW


def test_the_right_password_gives_the_person(runtime: Runtime) -> None:
    assert authenticate(runtime.work, "LARS", "lean-stream-demo").display_name == "Lars Öberg"


def test_a_deactivated_person_is_told_what_a_stranger_is(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        anna = queries.named(session, "anna")
    assert anna is not None
    with runtime.work() as work:
        operations.change_person(work, OPERATOR, anna.id, {"active": False}, None)
    with pytest.raises(Invalid) as refused:
        authenticate(runtime.work, "anna", "lean-stream-demo")
    assert refused.value.errors == {"_body": [WRONG]}


def test_tries_are_looked_at_again_after_a_quarter_of_an_hour(runtime: Runtime) -> None:
    for _ in range(6):
        with pytest.raises(Invalid) as refused:
            authenticate(runtime.work, "anna", "not the password")
    assert refused.value.errors == {"_body": [TOO_MANY]}
    with runtime.work() as work:
        work.session.execute(update(Tries).values(since=work.now - WINDOW - timedelta(seconds=1)))
        work.commit()
    assert authenticate(runtime.work, "anna", "lean-stream-demo").name == "anna"


def test_what_was_typed_as_a_name_is_not_kept(runtime: Runtime) -> None:
    with pytest.raises(Invalid):
        authenticate(runtime.work, "my own secret", "not the password")
    with runtime.database.reading() as session:
        kept = session.scalars(select(Tries.name_hash)).all()
    assert len(kept) == 1
    assert "secret" not in kept[0]


def test_passwords_are_kept_as_argon2_only(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        kept = session.scalars(select(Account.password_hash)).all()
    assert all(each is not None and each.startswith("$argon2id$") for each in kept)


def test_without_a_hash_no_password_fits() -> None:
    assert not passwords.fits(None, "nobody's password")
    assert not passwords.fits("no hash at all", "no hash at all")
    assert passwords.fits(passwords.hashed("å long enough one"), "å long enough one")
