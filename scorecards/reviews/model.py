"""A review: one of a division, or of the region, for a period; and who may write it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import JSON, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils import uuid7

from schemas import roles
from schemas.messages import N_, Message
from schemas.reviews import MOST_ACTIONS
from scorecards.model import METADATA
from services.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.kernel.work import rfc3339

REGION = ""
# An event is smaller than 64 KiB: this much for what is written; scorecards.reviews.seen.MOST_BYTES for the numbers.
MOST_BYTES = 30_000
# {id, what, who, due, done_at, carried_from}, JSON-ready.
Action = dict[str, Any]


class Base(DeclarativeBase):
    """The tables of reviews, beside those of the projection and outside what a rebuild swaps."""

    metadata = METADATA


class Review(Base):
    """One review. `version` counts its changes and is its ETag; `seen` never changes."""

    __tablename__ = "review"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    division: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime | None] = mapped_column(Instant)
    events: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    seen: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    question: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    actions: Mapped[list[Action]] = mapped_column(JSON)

    __table_args__ = (
        UniqueConstraint("division", "period", name="review_once"),
        Index("review_newest", "division", "opened_at", "id"),
    )

    @property
    def open_actions(self) -> list[Action]:
        """Those not done yet."""
        return [action for action in self.actions if not action["done_at"]]

    def touch(self, now: datetime, principal: Principal) -> None:
        """Note that it was changed."""
        self.version += 1
        self.changed_at, self.changed_by = now, principal.id

    def add_actions(self, new: Sequence[dict[str, Any]]) -> None:
        """Add actions, given as schemas.reviews.NewAction; raises Invalid for more than there is room for."""
        if len(self.actions) + len(new) > MOST_ACTIONS:
            text = N_("A review has at most %(most)d actions, those from the review before among them.")
            raise Invalid({"actions": [Message(text, most=MOST_ACTIONS)]})
        self.actions = [*self.actions, *map(_action, new)]

    def mark(self, action: str, done_at: datetime | None) -> bool:
        """Say when an action was done, None for not yet; answers whether that is new. Raises NotFound."""
        found = next((each for each in self.actions if each["id"] == action), None)
        if found is None:
            raise NotFound(N_("This review has no such action."))
        if bool(found["done_at"]) == bool(done_at):
            return False
        changed = found | {"done_at": rfc3339(done_at) if done_at else None}
        self.actions = [changed if each is found else each for each in self.actions]
        return True


def _action(given: dict[str, Any]) -> Action:
    due = given["due"].isoformat() if given["due"] else None
    return {
        "id": str(uuid7()),
        "what": given["what"],
        "who": given["who"],
        "due": due,
        "done_at": None,
        "carried_from": None,
    }


def carried(before: Review | None) -> list[Action]:
    """The actions that follow from the review before."""
    return [action | {"carried_from": before.id} for action in before.open_actions] if before else []


def may_review(principal: Principal, division: str) -> bool:
    """Whether this principal writes the reviews of a division, or of the region.

    The division's leader, a leader without a division, the administrator; an API client within its divisions.
    """
    if principal.kind == "client":
        everywhere = principal.everywhere
    else:
        everywhere = principal.has(roles.ADMIN) or not principal.divisions
    leads = principal.has(roles.DIVISION_LEADER, roles.ADMIN)
    return leads and (everywhere or division in principal.divisions)


def refuse_others(principal: Principal, division: str) -> None:
    """Raise NotAllowed for whoever does not write the reviews of a division."""
    if not may_review(principal, division):
        raise NotAllowed(N_("Only who leads the division writes its reviews, and who leads the region all of them."))


def refuse_older(review: Review, newest: Review) -> None:
    """Raise Conflict where a newer review has taken the open actions on."""
    if newest.id != review.id:
        text = N_("The open actions have gone on to the review of %(period)s. Do this there: %(path)s")
        raise Conflict(Message(text, period=newest.period, path=path_of(newest)))


def refuse_too_long(review: Review) -> None:
    """Raise Invalid for texts that together do not fit an event."""
    written = msgspec.json.encode([review.question, review.decision, review.actions])
    if len(written) > MOST_BYTES:
        raise Invalid({"actions": [N_("The question, the decision and the actions are too long together. Say less.")]})


def path_of(review: Review) -> str:
    """The address of its page."""
    return f"/scorecards/reviews/{review.id}"


def public_state(review: Review) -> dict[str, Any]:
    """What its events say; see schemas.events.reviews.ReviewState."""
    return {
        "division": review.division or None,
        "period": review.period,
        "opened_at": rfc3339(review.opened_at),
        "opened_by": review.opened_by,
        "as_of": rfc3339(review.as_of) if review.as_of else None,
        "counted_until": [
            {"topic": topic, "partition": int(partition), "position": position}
            for topic, positions in review.events.items()
            for partition, position in positions.items()
        ],
        "seen": review.seen,
        "question": review.question,
        "decision": review.decision,
        "actions": review.actions,
        "actor": review.changed_by,
    }
