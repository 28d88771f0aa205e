"""What the improvements service tells the others about how an improvement spreads.

Everything here belongs to an improvement, whose id is the key: adoptions, taps and notices arrive in order with it.
A merge ends what belongs to the one and begins it anew at the other, so no thing ever changes its key.
"""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema
from schemas.events.improvements import ExpectedBenefit
from schemas.vocabulary import STAGES

ADOPTION_VERBS = {
    "known": "noted",
    "interested": "interest_shown",
    "testing": "testing_started",
    "implemented": "implemented",
    "sustained": "sustained",
    "stopped": "stopped",
}


class StagePeriod(EventSchema):
    """A stage and the moment from which the unit was in it, until the next entry."""

    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    from_ = kinds.Moment(required=True, data_key="from")


class AdoptionState(EventSchema):
    """One unit's taking over of another's improvement, with the stages it went through."""

    improvement = fields.String(required=True, validate=kinds.Identifier)
    unit = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the unit taking over"})
    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    periods = fields.List(
        fields.Nested(StagePeriod),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "Oldest first; the last is the present stage"},
    )
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})
    learned_from = fields.String(
        allow_none=True, validate=kinds.Code, metadata={"description": "Code of the unit it learned from"}
    )
    adapted = fields.String(allow_none=True, metadata={"description": "What it changed"})
    reason = fields.String(allow_none=True, metadata={"description": "Why it stopped"})
    effect = fields.List(fields.Nested(ExpectedBenefit), metadata={"description": "What it brought this unit"})
    moved_to = fields.String(
        allow_none=True, metadata={"description": "Id of the adoption it became when the improvement was merged"}
    )


class SameProblemState(EventSchema):
    """One unit's word that it has the problem an improvement speaks of; never an adoption."""

    improvement = fields.String(required=True, validate=kinds.Identifier)
    unit = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the unit"})
    since = kinds.Moment(required=True)
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})
    taken_back_at = kinds.Moment(allow_none=True, metadata={"description": "Since when it no longer holds"})


class NoticeGiven(EventSchema):
    """Something some units ought to hear of; readers pass over kinds they do not know."""

    kind = fields.String(
        required=True,
        metadata={"description": "solved: your problem; taken_over: yours, by another; still_in_use: asked of you"},
    )
    improvement = fields.String(required=True, validate=kinds.Identifier)
    title = fields.String(required=True, validate=validate.Length(max=kinds.TITLE_LENGTH))
    units = fields.List(fields.String(), required=True, metadata={"description": "Codes of those to be told"})
    at = kinds.Moment(required=True)
    by_unit = fields.String(allow_none=True, metadata={"description": "Code of the unit whose doing it is"})
