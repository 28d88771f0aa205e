"""What goes into the observations service about waste and walks, and what comes out of it."""

from marshmallow import Schema, fields

from schemas.fields import Amount, Choice, Code, Day, Identifier, Line, Many, Moment, Text
from schemas.vocabulary import WASTES

# A week has 10,080 minutes: nothing that happens once takes longer, and nothing happens more often.
MINUTES_OF_A_WEEK = 7 * 24 * 60
MOST_UNITS = 50
MOST_PEOPLE = 50


class EditedObservation(Schema):
    """What may be changed later; which waste it is, is changed by a recoding.

    `partial=True` takes some of it; what is named may still not be blank.
    """

    description = Text(2000, required=True)
    minutes_lost = Amount(
        0,
        MINUTES_OF_A_WEEK,
        allow_none=True,
        metadata={"description": "Each time it happens"},
    )
    times_per_week = Amount(0, MINUTES_OF_A_WEEK, allow_none=True)
    value_stream = Line(120, allow_none=True, metadata={"description": "Id or name"})
    step = Line(120, allow_none=True, metadata={"description": "Name of a step of the value stream"})
    seen_at = Moment(metadata={"description": "Now where it is not given; never in the future"})
    walk = Identifier(allow_none=True, metadata={"description": "Id of the walk on which it was seen"})


class NewObservation(EditedObservation):
    """What somebody saw."""

    unit = Code(required=True, metadata={"description": "Code of the unit where it was seen"})
    waste = Choice(WASTES, required=True)


class Recoding(Schema):
    """Another waste than it was taken for."""

    waste = Choice(WASTES, required=True)
    note = Line(300, allow_none=True, load_default=None)


class Coding(Schema):
    """What an observation was taken for, oldest first in a list."""

    waste = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who coded it so"})
    note = fields.String(required=True, allow_none=True)


class RaisedImprovement(Schema):
    """An improvement that came of an observation."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)


class Observation(Schema):
    """An observation as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    division = fields.String(required=True, allow_none=True, metadata={"description": "Today's, by code"})
    waste = fields.String(required=True)
    description = fields.String(required=True)
    minutes_lost = fields.Float(required=True, allow_none=True)
    times_per_week = fields.Float(required=True, allow_none=True)
    value_stream = fields.String(required=True, allow_none=True)
    step = fields.String(required=True, allow_none=True)
    seen_at = fields.AwareDateTime(required=True)
    noted_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    noted_by = fields.String(required=True)
    walk = fields.String(required=True, allow_none=True)
    photograph = fields.String(required=True, allow_none=True, metadata={"description": "Its path, for who signs in"})
    improvement = fields.String(
        required=True, allow_none=True, metadata={"description": "Id of the first improvement that came of it"}
    )
    improved_at = fields.AwareDateTime(required=True, allow_none=True)


class ObservationWithHistory(Observation):
    """An observation, what it was taken for, and every improvement that came of it."""

    codings = fields.List(fields.Nested(Coding), required=True)
    improvements = fields.List(fields.Nested(RaisedImprovement), required=True)


class Observations(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(Observation), required=True)


class Photograph(Schema):
    """The photograph of an observation as it was kept."""

    photograph = fields.String(required=True, metadata={"description": "Its path, for who signs in"})
    width = fields.Integer(required=True, metadata={"description": "In pixels"})
    height = fields.Integer(required=True, metadata={"description": "In pixels"})


class EditedWalk(Schema):
    """What may be changed later. `partial=True` takes some of it."""

    date = Day(required=True)
    place = Line(120, required=True)
    units = Many(Code(), most=MOST_UNITS, least=1, required=True)
    people = Many(
        Line(80),
        most=MOST_PEOPLE,
        least=1,
        required=True,
        metadata={"description": "Names of the staff taking part; only their number is published"},
    )


class NewWalk(EditedWalk):
    """A round on which several people look for waste."""


class Walk(Schema):
    """A walk as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    date = fields.Date(required=True)
    place = fields.String(required=True)
    units = fields.List(fields.String(), required=True)
    people = fields.List(fields.String(), required=True)
    observations = fields.Integer(required=True, metadata={"description": "How many were noted on it"})


class Walks(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(Walk), required=True)
