"""What the scorecards give to programs about the spread of one improvement."""

from marshmallow import Schema, fields

from schemas.scorecards import Standing
from schemas.vocabulary import STAGES

Reached = Schema.from_dict({stage: fields.Integer(required=True) for stage in STAGES}, name="Reached")


class CurvePoint(Schema):
    """A day on which the number of adopters changed."""

    date = fields.Date(required=True)
    units = fields.Integer(required=True, metadata={"description": "Adopters at the end of the day"})


class Learned(Schema):
    """One unit, and whom it learned from."""

    unit = fields.String(required=True)
    division = fields.String(required=True, metadata={"description": "On the day `at`; `unknown` while nobody told"})
    learned_from = fields.String(
        required=True, allow_none=True, metadata={"description": "Code of a unit; null where not told"}
    )
    at = fields.Date(required=True, metadata={"description": "Day of adoption, else of the present stage"})
    stage = fields.String(required=True)
    days = fields.Integer(
        required=True, allow_none=True, metadata={"description": "From the origin's implementation to the adoption"}
    )
    generation = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "1 = learned where it began; null where the way is not told"},
    )
    cross_division = fields.Boolean(
        required=True, metadata={"description": "In another division than the origin on that day"}
    )
    adapted = fields.String(required=True, allow_none=True, metadata={"description": "What it changed"})
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it stopped"})


class ImprovementSpread(Standing):
    """How one improvement spreads; a merged or withdrawn one has no counts."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True, metadata={"description": "The unit it belongs to"})
    origins = fields.List(fields.String(), required=True, metadata={"description": "Further units it comes from"})
    division = fields.String(required=True, metadata={"description": "Today's, of that unit"})
    state = fields.String(required=True)
    implemented_on = fields.Date(metadata={"description": "Day on which it was implemented there"})
    merged_into = fields.String(metadata={"description": "Id of the improvement it was merged into"})
    relevant = fields.Integer(metadata={"description": "Number of units it was declared relevant for"})
    relevant_units = fields.List(fields.String(), metadata={"description": "Their codes"})
    reached = fields.Nested(Reached, metadata={"description": "Each unit once, at its present stage"})
    adopted = fields.Integer(metadata={"description": "Other units in implemented or sustained"})
    adopted_relevant = fields.Integer(metadata={"description": "Those that are relevant units"})
    adopted_outside = fields.Integer(metadata={"description": "Those that are not"})
    adoption_percent = fields.Float(
        metadata={"description": "Adopted relevant units of the relevant units; absent where none are declared"}
    )
    cross_division = fields.Integer(
        metadata={"description": "Adopters in another division than the origin on the day of adoption"}
    )
    cross_division_percent = fields.Float(metadata={"description": "Of the adopters; absent where there are none"})
    same_problem = fields.Integer(metadata={"description": "Units that have the same problem now"})
    curve = fields.List(fields.Nested(CurvePoint))
    lineage = fields.List(fields.Nested(Learned), metadata={"description": "Each unit once, by day"})
