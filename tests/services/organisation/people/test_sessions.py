"""When a session begins, and what it carries."""

from datetime import timedelta

import pytest

from services.kernel.errors import Invalid
from services.kernel.service import Runtime
from services.organisation import denials, operations
from services.organisation.changes import OPERATOR
from services.organisation.people.authentication import authenticate


def test_a_session_carries_the_person_as_they_are(runtime: Runtime) -> None:
    known = authenticate(runtime.work, "minna", "lean-stream-demo")
    with runtime.work() as work:
        held = operations.begin_session(work, known, 10)
    assert held.principal.divisions == ("KIR",)
    assert held.expires_at - held.issued_at == timedelta(hours=10)
    assert runtime.signer.read_session(runtime.signer.session(held), held.issued_at) is not None


def test_who_changed_while_signing_in_signs_in_again(runtime: Runtime) -> None:
    known = authenticate(runtime.work, "anna", "lean-stream-demo")
    with runtime.work() as work:
        operations.change_person(work, OPERATOR, known.id, {"roles": ["coach"]}, None)
    with runtime.work() as work, pytest.raises(Invalid):
        operations.begin_session(work, known, 10)


def test_no_session_outlives_the_denial_that_would_end_it(runtime: Runtime) -> None:
    known = authenticate(runtime.work, "anna", "lean-stream-demo")
    with runtime.work() as work:
        held = operations.begin_session(work, known, 100_000)
    assert held.expires_at - held.issued_at == denials.LONGEST_SESSION
