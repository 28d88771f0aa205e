"""What goes into the improvements service and what comes out of it."""

from marshmallow import Schema, fields

from schemas.fields import Amount, Choice, Code, Identifier, Line, Many, Text
from schemas.vocabulary import BENEFIT_KINDS, BENEFIT_PERIODS, STATES, WASTES

MOST_UNITS = 500
MOST_OBSERVATIONS = 50


class Benefit(Schema):
    """One expected benefit; the kinds follow Inera's nyttokalkyl and are never added to each other."""

    kind = Choice(BENEFIT_KINDS, required=True)
    amount = Amount(allow_none=True, load_default=None)
    unit = Line(20, allow_none=True, load_default=None, metadata={"description": "hours, SEK, EUR, kg CO2e …"})
    per = Choice(BENEFIT_PERIODS, required=True)
    note = Line(200, allow_none=True, load_default=None)


class EditedImprovement(Schema):
    """What may be changed later: anything that was written on the form, but not the unit.

    `partial=True` takes some of it; what is named may still not be blank.
    """

    title = Line(120, required=True)
    problem = Text(4000, required=True)
    proposal = Text(4000, required=True)
    waste = Choice(WASTES, allow_none=True)
    value_stream = Line(120, allow_none=True, metadata={"description": "Id or name"})
    relevant_units = Many(Code(), most=MOST_UNITS)
    origins = Many(Code(), most=50)
    tags = Many(Line(40), most=20)
    expected_benefit = Many(fields.Nested(Benefit), most=10)


class NewImprovement(EditedImprovement):
    """What a unit submits."""

    unit = Code(required=True, metadata={"description": "Code of the unit it belongs to"})
    observations = Many(
        Identifier(), most=MOST_OBSERVATIONS, metadata={"description": "Ids of the observations it came of"}
    )


class Transition(Schema):
    """A step in the life of an improvement."""

    to = Choice(STATES, required=True)
    reason = Text(1000, allow_none=True, load_default=None)
    into = Identifier(allow_none=True, load_default=None, metadata={"description": "With `merged`: the other's id"})


class Step(Schema):
    """One past step, oldest first in a list."""

    state = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who did it"})
    reason = fields.String(allow_none=True)


class Improvement(Schema):
    """An improvement as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    state = fields.String(required=True)
    title = fields.String(required=True)
    problem = fields.String(required=True)
    proposal = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    division = fields.String(required=True, allow_none=True, metadata={"description": "Today's, by code"})
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    state_since = fields.AwareDateTime(required=True)
    submitted_by = fields.String(required=True)
    waste = fields.String(required=True, allow_none=True)
    value_stream = fields.String(required=True, allow_none=True)
    relevant_units = fields.List(fields.String(), required=True)
    not_for = fields.List(
        fields.String(), required=True, metadata={"description": "Codes of units that said it is not for them"}
    )
    same_problem = fields.Integer(
        required=True,
        metadata={"description": "How many other units have the same problem; not part of the version"},
    )
    origins = fields.List(fields.String(), required=True)
    observations = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    expected_benefit = fields.List(fields.Nested(Benefit), required=True)
    merged_into = fields.String(required=True, allow_none=True)


class ImprovementWithSteps(Improvement):
    """An improvement with its history."""

    steps = fields.List(fields.Nested(Step), required=True)


class Improvements(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(Improvement), required=True)


class SimilarImprovement(Schema):
    """An improvement that resembles what was typed."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    score = fields.Float(required=True, metadata={"description": "0 to 1, best first"})


class SimilarImprovements(Schema):
    """The answer of /similar."""

    items = fields.List(fields.Nested(SimilarImprovement), required=True)
