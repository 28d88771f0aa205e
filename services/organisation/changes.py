"""Keeps and reads the record of changes; operations write it in the transaction of the change itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas import roles
from services.kernel import people
from services.kernel.identity import Principal
from services.kernel.work import Work
from services.organisation.model import Change

State = dict[str, Any]
# Who acts when a command does: the operator at the server.
OPERATOR = Principal("client", "operator", "leanstream", (roles.ADMIN,))


@dataclass(frozen=True)
class Done:
    """What was done to one thing; states are JSON-ready and never hold a password."""

    thing: str
    subject: str
    verb: str
    before: State | None
    after: State


def record(work: Work, who: Principal, done: Done) -> None:
    """Note what `who` did."""
    people.remember(work, who)
    work.session.add(
        Change(
            thing=done.thing,
            subject=done.subject,
            verb=done.verb,
            actor=who.id,
            at=work.now,
            before=done.before,
            after=done.after,
        )
    )


def of(session: Session, thing: str, subject: str) -> Sequence[Change]:
    """Every change of one thing, newest first."""
    mine = select(Change).where(Change.thing == thing, Change.subject == subject)
    return session.scalars(mine.order_by(Change.id.desc())).all()


def actors(session: Session, changes: Sequence[Change]) -> dict[str, str]:
    """The names of who made these changes, by id."""
    return people.names(session, (each.actor for each in changes))
