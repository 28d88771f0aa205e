"""What the improvements service tells the others about an improvement."""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema
from schemas.vocabulary import BENEFIT_KINDS, BENEFIT_PERIODS, STATES, WASTES

IMPROVEMENT_VERBS = (
    "proposed",
    "edited",
    "accepted",
    "testing_started",
    "implementation_started",
    "implemented",
    "sustained",
    "declined",
    "stopped",
    "reopened",
    "merged",
    "relevance_corrected",
    "restated",
)


class StatePeriod(EventSchema):
    """A state and the moment from which the improvement was in it, until the next entry."""

    state = fields.String(required=True, validate=validate.OneOf(STATES))
    from_ = kinds.Moment(required=True, data_key="from")


class ExpectedBenefit(EventSchema):
    """One expected benefit; amounts of different kinds are never added."""

    kind = fields.String(required=True, validate=validate.OneOf(BENEFIT_KINDS))
    per = fields.String(required=True, validate=validate.OneOf(BENEFIT_PERIODS))
    amount = kinds.Amount(allow_none=True)
    unit = fields.String(allow_none=True, metadata={"description": "Unit of measure: hours, SEK, EUR, kg CO2e …"})


class ImprovementState(EventSchema):
    """An improvement as it stands, with the states it went through; subject = its id."""

    title = fields.String(required=True, validate=validate.Length(max=kinds.TITLE_LENGTH))
    unit = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the unit it belongs to"})
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    periods = fields.List(
        fields.Nested(StatePeriod),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "Oldest first; the last is the present state"},
    )
    proposed_at = kinds.Moment(required=True, metadata={"description": "When it was first proposed"})
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})
    waste = fields.String(allow_none=True, validate=validate.OneOf(WASTES))
    value_stream = fields.String(
        allow_none=True,
        validate=validate.Length(max=kinds.VALUE_STREAM_LENGTH),
        metadata={"description": "Id or name"},
    )
    origins = fields.List(fields.String(), metadata={"description": "Codes of further units it comes from"})
    relevant_units = fields.List(fields.String(), metadata={"description": "Codes of units it could be useful for"})
    not_for = fields.List(
        fields.String(), metadata={"description": "Codes of relevant units that said it is not for them"}
    )
    tags = fields.List(fields.String())
    expected_benefit = fields.List(fields.Nested(ExpectedBenefit))
    observations = fields.List(
        fields.String(validate=kinds.Identifier), metadata={"description": "Ids of the observations it came of"}
    )
    merged_into = fields.String(allow_none=True, metadata={"description": "Id of the improvement it went into"})


class Withdrawn(EventSchema):
    """The thing is in the log but no longer in its database, after a restore from an older backup."""

    reason = fields.String(required=True, validate=validate.OneOf(["restored"]))
