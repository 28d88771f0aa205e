"""What goes into and comes out of the spread of an improvement: same problem, taking over, not for us."""

from marshmallow import Schema, fields

from schemas.fields import Choice, Code, Many, Text
from schemas.improvements import Benefit
from schemas.vocabulary import STAGES


class SameProblemHere(Schema):
    """A unit has the problem, or takes that back."""

    unit = Code(required=True, metadata={"description": "Code of the unit that has the problem"})


class SameProblem(Schema):
    """Who has the same problem."""

    count = fields.Integer(required=True)
    units = fields.List(fields.String(), required=True, metadata={"description": "Codes, each once"})


class NotForUs(Schema):
    """A unit that was named as relevant says it is not."""

    unit = Code(required=True)
    reason = Text(500, required=True)


class TakingOver(Schema):
    """A unit takes an improvement over, or moves on with it; what is left out stays as it is."""

    unit = Code(required=True, metadata={"description": "Code of the unit that takes it over"})
    stage = Choice(STAGES, required=True)
    learned_from = Code(
        allow_none=True, metadata={"description": "Code of the unit it learned from: where it began, or an adopter"}
    )
    adapted = Text(1000, allow_none=True, metadata={"description": "What it changed"})
    reason = Text(1000, allow_none=True, metadata={"description": "Why it stopped; needed with `stopped`"})
    effect = Many(fields.Nested(Benefit), most=10, metadata={"description": "What it brought this unit"})


class Stage(Schema):
    """One past stage, oldest first in a list."""

    stage = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who did it"})


class Adoption(Schema):
    """One unit's taking over, as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    improvement = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    division = fields.String(required=True, allow_none=True, metadata={"description": "Today's, by code"})
    stage = fields.String(required=True)
    since = fields.AwareDateTime(required=True, metadata={"description": "Since when it is in this stage"})
    learned_from = fields.String(required=True, allow_none=True)
    adapted = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    effect = fields.List(fields.Nested(Benefit), required=True)
    stages = fields.List(fields.Nested(Stage), required=True)


class Adoptions(Schema):
    """Every unit that has to do with an improvement."""

    items = fields.List(fields.Nested(Adoption), required=True)
