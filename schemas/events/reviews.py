"""What the scorecards tell the others: a leader's reviews, whole, so that a lost one can be regained from here."""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema

REVIEW_VERBS = ("opened", "changed", "action_done", "action_undone", "restated")


class SeenNumber(EventSchema):
    """One number of the scorecard as it was when the review was opened."""

    row = fields.String(required=True, metadata={"description": "Code of a unit or division; empty for the whole"})
    figure = fields.String(required=True)
    number = kinds.Amount(required=True)


class CountedUntil(EventSchema):
    """How far a partition of the log was counted then."""

    topic = fields.String(required=True)
    partition = kinds.Amount(required=True)
    position = kinds.Amount(required=True, metadata={"description": "The next offset"})


class ReviewAction(EventSchema):
    """What was decided to be done."""

    id = fields.String(required=True, validate=kinds.Identifier)
    what = fields.String(required=True)
    who = fields.String(allow_none=True, metadata={"description": "A role"})
    due = kinds.Day(allow_none=True)
    done_at = kinds.Moment(allow_none=True)
    carried_from = fields.String(
        allow_none=True, metadata={"description": "Id of the review before, in which it was still open"}
    )


class ReviewState(EventSchema):
    """A review as it stands; subject = its id."""

    division = fields.String(
        required=True, allow_none=True, validate=kinds.Code, metadata={"description": "Code; null for the region"}
    )
    period = fields.String(
        required=True, validate=validate.Length(min=4, max=7), metadata={"description": "2026-11, 2026-Q4 or 2026"}
    )
    opened_at = kinds.Moment(required=True)
    opened_by = fields.String(
        required=True, validate=kinds.Identifier, metadata={"description": "Pseudonymous id of who opened it"}
    )
    as_of = kinds.Moment(
        required=True, allow_none=True, metadata={"description": "Everything recorded until then was counted"}
    )
    counted_until = fields.List(fields.Nested(CountedUntil), required=True)
    seen = fields.List(fields.Nested(SeenNumber), required=True)
    question = fields.String(allow_none=True)
    decision = fields.String(allow_none=True)
    actions = fields.List(fields.Nested(ReviewAction), required=True)
    actor = fields.String(
        required=True, validate=kinds.Identifier, metadata={"description": "Pseudonymous id of who did this"}
    )
