"""API clients through the door for programs: made, used, revoked."""

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from services.kernel import tables
from services.kernel.service import Runtime
from services.organisation.clients.model import Client
from services.organisation.model import Change
from tests.services.organisation.visitors import Api

CLIENTS = "/api/v1/clients"
NEW = {"name": "Training portal", "roles": ["member"], "units": ["KIR-01"]}


def test_a_token_works_at_once_and_stops_when_revoked(admin: Api, told: Callable[[str], list[dict[str, Any]]]) -> None:
    made = admin("POST", CLIENTS, NEW)
    assert made.status_code == 201
    program = Api(admin.client, made.json["token"])
    assert program("GET", "/api/v1/units").status_code == 200
    revoked = admin("DELETE", made.headers["Location"])
    assert revoked.json["revoked_at"] is not None
    assert program("GET", "/api/v1/units").status_code == 401
    assert [event["type"].split(".")[-2] for event in told(made.json["id"])] == ["created", "revoked"]


def test_revoking_twice_is_revoking_once(admin: Api, told: Callable[[str], list[dict[str, Any]]]) -> None:
    made = admin("POST", CLIENTS, NEW).json
    first, second = (admin("DELETE", f"{CLIENTS}/{made['id']}") for _ in range(2))
    assert first.json == second.json
    assert len(told(made["id"])) == 2


def test_only_the_hash_of_a_token_is_kept(admin: Api, runtime: Runtime) -> None:
    made = admin("POST", CLIENTS, NEW, Idempotency_Key="once").json
    with runtime.database.reading() as session:
        client = session.get(Client, made["id"])
        kept = [
            *session.scalars(select(tables.idempotency.c.answer)),
            *session.scalars(select(tables.outbox.c.envelope)),
        ]
        kept += [str(each.after) for each in session.scalars(select(Change))]
    assert client is not None
    assert client.token_hash == hashlib.sha256(made["token"].encode()).hexdigest()
    assert not any(made["token"] in text for text in kept)


def test_a_repeated_request_makes_no_second_client_and_shows_no_token(admin: Api) -> None:
    first, second = (admin("POST", CLIENTS, NEW, Idempotency_Key="once") for _ in range(2))
    assert second.status_code == 201
    assert second.json == {name: value for name, value in first.json.items() if name != "token"}


def test_unknown_units_divisions_and_roles_are_refused_by_name(admin: Api) -> None:
    answer = admin("POST", CLIENTS, NEW | {"units": ["NOPE-1"], "divisions": ["NOPE"]})
    assert answer.status_code == 422
    assert "NOPE-1" in answer.json["errors"]["units"][0]
    assert "NOPE" in answer.json["errors"]["divisions"][0]
    assert "roles.0" in admin("POST", CLIENTS, NEW | {"roles": ["king"]}).json["errors"]


def test_a_token_of_somebody_else_is_no_token(admin: Api) -> None:
    token = admin("POST", CLIENTS, NEW).json["token"]
    assert Api(admin.client, token[:-2])("GET", "/api/v1/units").status_code == 401


def test_only_administrators_make_clients(connect: Callable[..., Api]) -> None:
    for role in ("member", "coach", "integration"):
        assert connect(role)("POST", CLIENTS, NEW).status_code == 403
