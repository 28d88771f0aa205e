"""What is done to API clients: make one with its token, revoke it."""

import hashlib
from datetime import timedelta
from typing import Any

from uuid_utils import uuid7

from schemas.events import type_of
from services.kernel.identity import Pass, Principal, Signer
from services.kernel.work import Work
from services.organisation import denials
from services.organisation.changes import Done, record
from services.organisation.clients import queries
from services.organisation.clients.model import Client
from services.organisation.region.operations import check_known


def make_client(work: Work, signer: Signer, who: Principal, fields: dict[str, Any]) -> tuple[Client, str]:
    """Make a client, as ClientInput gives it, and its token; the token is not kept and cannot be shown again.

    Raises Invalid naming units and divisions that are not there. Commits are the caller's.
    """
    check_known(work, fields)
    client_id = str(uuid7())
    principal = Principal(
        "client", client_id, fields["name"], tuple(fields["roles"]), tuple(fields["units"]), tuple(fields["divisions"])
    )
    expires_at = (work.now + timedelta(days=signer.settings.token_days)).replace(microsecond=0)
    token = signer.token(Pass(principal, client_id, work.now, work.now, expires_at))
    client = Client(
        id=client_id,
        name=fields["name"],
        roles=fields["roles"],
        units=fields["units"],
        divisions=fields["divisions"],
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_at=work.now,
        expires_at=expires_at,
        version=1,
    )
    work.session.add(client)
    _tell(work, who, client, "created", None)
    return client, token


def revoke_client(work: Work, who: Principal, identifier: str) -> Client:
    """Let no service take the client's token any more; once revoked, nothing further happens."""
    client = queries.client(work.session, identifier, lock=True)
    if client.revoked_at:
        return client
    before = client.state()
    client.revoked_at = work.now
    client.version += 1
    denials.deny_client(work, client.id, client.version, client.expires_at)
    _tell(work, who, client, "revoked", before)
    return client


def _tell(work: Work, who: Principal, client: Client, verb: str, before: dict[str, Any] | None) -> None:
    record(work, who, Done("client", client.id, verb, before, client.state()))
    work.session.flush()
    happened = type_of("client", verb)
    work.emit(happened, subject=client.id, key=client.id, version=client.version, data=client.state())
