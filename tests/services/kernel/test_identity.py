"""Who is asking is read from what was signed, and from nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.kernel.identity import Pass, Principal, Signer
from services.kernel.settings import Settings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LEAD = Principal("person", "kim", "Kim Å", ("member", "unit_lead"), ("W1",), (), "W2")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(Settings.read({}, data=tmp_path))


def held(principal: Principal = LEAD) -> Pass:
    return Pass(principal, "p1", NOW, NOW, NOW + timedelta(hours=10))


def test_a_pass_comes_back_as_it_was_signed(signer: Signer) -> None:
    assert signer.read_session(signer.session(held()), NOW) == held()
    assert signer.read_token(signer.token(held()), NOW) == held()


def test_a_session_ends_idle_and_ends_for_good(signer: Signer) -> None:
    cookie = signer.session(held())
    assert signer.read_session(cookie, NOW + timedelta(minutes=14))
    assert signer.read_session(cookie, NOW + timedelta(minutes=15)) is None
    used = signer.seen(held(), NOW + timedelta(minutes=14))
    assert used is not None
    assert used.expires_at == held().expires_at
    assert signer.read_session(signer.session(used), NOW + timedelta(minutes=28)) == used
    kept = Pass(LEAD, "p1", NOW, NOW + timedelta(hours=10), held().expires_at)
    assert signer.read_session(signer.session(kept), NOW + timedelta(hours=10)) is None


def test_a_session_is_signed_anew_at_most_once_a_minute(signer: Signer) -> None:
    assert signer.seen(held(), NOW + timedelta(seconds=60)) is None
    assert signer.seen(held(), NOW + timedelta(seconds=61))


def test_what_was_signed_for_another_use_or_by_another_key_is_not_taken(signer: Signer, tmp_path: Path) -> None:
    other = Signer(Settings.read({}, data=tmp_path / "other"))
    assert signer.read_token(signer.session(held()), NOW) is None
    assert signer.read_session(signer.token(held()), NOW) is None
    assert signer.read_token(other.token(held()), NOW) is None
    assert signer.read_token(signer.token(held())[:-1] + "x", NOW) is None
    assert signer.read_session("", NOW) is None


def test_a_form_token_is_for_one_session(signer: Signer) -> None:
    token = signer.form_token("p1")
    assert signer.form_token_is_for(token, "p1")
    assert not signer.form_token_is_for(token, "p2")
    assert not signer.form_token_is_for("p1", "p1")


@pytest.mark.parametrize(
    ("principal", "unit", "division", "covered"),
    [
        (LEAD, "W1", "A", True),
        (LEAD, "W2", "A", True),
        (LEAD, "W3", "A", False),
        (Principal("client", "c", "C", ("integration",)), "W3", None, True),
        (Principal("client", "c", "C", ("integration",), ("W1",)), "W3", "A", False),
        (Principal("client", "c", "C", ("integration",), (), ("A",)), "W3", "A", True),
        (Principal("client", "c", "C", ("integration",), (), ("A",)), "W3", None, False),
        (Principal("person", "p", "P", ("member",)), "W3", "A", False),
    ],
)
def test_a_principal_covers_what_was_given(
    principal: Principal,
    unit: str,
    division: str | None,
    covered: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    assert principal.covers(unit, division) is covered


def test_only_a_lead_leads() -> None:
    assert LEAD.leads("W1", None)
    assert not Principal("person", "kim", "Kim", ("member",), ("W1",)).leads("W1", None)
