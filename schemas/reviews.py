"""What goes into a leader's review and what comes out of it."""

import re
from typing import Unpack

from marshmallow import Schema, ValidationError, fields

from schemas.fields import Day, Line, Many, Options, Text
from schemas.messages import N_

PERIOD_LENGTH = 7
MOST_ACTIONS = 40
NOT_A_PERIOD = N_("Write a month, a quarter or a year: 2026-11, 2026-Q4 or 2026.")
_PERIOD = re.compile(r"20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?")


class Period(Line):
    """A month `2026-11`, a quarter `2026-Q4` or a year `2026` of this century, as text."""

    def __init__(self, **options: Unpack[Options]) -> None:
        # Longer than any period, so that another text is told what a period looks like.
        super().__init__(40, **options)
        self.metadata = {**self.metadata, "pattern": f"^{_PERIOD.pattern}$", "maxLength": PERIOD_LENGTH}

    def _read(self, value: object) -> str:
        period = super()._read(value).upper()
        if not _PERIOD.fullmatch(period):
            raise ValidationError([NOT_A_PERIOD]) from None
        return period


class NewAction(Schema):
    """What is to be done, by whom and by when."""

    what = Line(200, required=True)
    who = Line(80, allow_none=True, load_default=None, metadata={"description": "A role, not a person's name"})
    due = Day(allow_none=True, load_default=None)


class EditedReview(Schema):
    """What may be written later; `partial=True` leaves out what stays, a blank text clears what was there."""

    question = Text(1000, allow_none=True, load_default=None)
    decision = Text(2000, allow_none=True, load_default=None)
    actions = Many(
        fields.Nested(NewAction), most=MOST_ACTIONS, load_default=list, metadata={"description": "Actions to add"}
    )


class NewReview(EditedReview):
    """A review as it is opened; the numbers are stored with it as they stand."""

    period = Period(required=True, metadata={"description": "2026-11, 2026-Q4 or 2026"})


class Action(Schema):
    """An action of a review."""

    id = fields.String(required=True)
    what = fields.String(required=True)
    who = fields.String(required=True, allow_none=True)
    due = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    done_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    carried_from = fields.String(
        required=True, allow_none=True, metadata={"description": "Id of the review before, in which it was still open"}
    )


class ReviewInList(Schema):
    """A review without the numbers."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    division = fields.String(required=True, allow_none=True, metadata={"description": "Code; null for the region"})
    period = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    opened_by = fields.String(required=True, metadata={"description": "Name of who did it"})
    question = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.Nested(Action), required=True)


def _figures() -> fields.Dict:
    number = fields.Raw(metadata={"type": "number"})
    return fields.Dict(keys=fields.String(), values=number, required=True, metadata={"description": "Figure → number"})


class SeenRow(Schema):
    """A row of the scorecard as it was."""

    code = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "Today's, in the language of Accept-Language"})
    figures = _figures()


class Seen(Schema):
    """The scorecard as it was when the review was opened."""

    as_of = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "Everything recorded until then was counted"}
    )
    events = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
        metadata={"description": "Topic → partition → next offset"},
    )
    figures = _figures()
    units = fields.List(fields.Nested(SeenRow), metadata={"description": "Rows of a division's scorecard"})
    divisions = fields.List(fields.Nested(SeenRow), metadata={"description": "Rows of the region's scorecard"})


class Review(ReviewInList):
    """A review with the numbers that were seen."""

    seen = fields.Nested(Seen, required=True)


class Reviews(Schema):
    """One piece of a list, newest first."""

    items = fields.List(fields.Nested(ReviewInList), required=True)
