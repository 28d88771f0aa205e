"""Where a piece of the list of walks begins, for both doors."""

from datetime import date

from marshmallow import ValidationError

from schemas.fields import Day, Identifier
from services.kernel.web import paging


def after() -> tuple[date, str] | None:
    """Where the piece before this one ended: day and id; raises Invalid for a cursor that we did not give."""
    cursor = paging.cursor(2)
    if cursor is None:
        return None
    try:
        return Day(required=True).deserialize(cursor[0]), Identifier(required=True).deserialize(cursor[1])
    except ValidationError:
        raise paging.not_ours() from None
