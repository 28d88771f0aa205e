"""The fields of events: what the fast readers of services take, and nothing more.

marshmallow's own fields also read week dates, numbers in quotation marks and the like. A reader derived from the
schema would take such an event for broken, so the schema must not allow what no reader takes. Texts that are kept
in columns are as short as the columns, and moments can be told in every time zone.
"""

import datetime as dt
import re
from typing import NoReturn

from marshmallow import fields, validate

ID_LENGTH = 64
CODE_LENGTH = 20
TITLE_LENGTH = 200
VALUE_STREAM_LENGTH = 120
# In the first and the last year some time zones have no date for a moment.
FIRST_YEAR, LAST_YEAR = 2, 9998
_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>[Zz]|[-+]([01][0-9]|2[0-3]):?[0-5][0-9])"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Identifier = validate.Length(min=1, max=ID_LENGTH)
Code = validate.Length(min=1, max=CODE_LENGTH)


class Moment(fields.AwareDateTime):
    """A moment with its offset, as RFC 3339 writes it; fractions are rounded to microseconds."""

    def _deserialize(self, value: object, *_: object, **__: object) -> dt.datetime:
        found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        if not found:
            self._refuse(value)
        ten_millionths = int((found["fraction"] or "0")[:7].ljust(7, "0"))
        try:
            whole = dt.datetime.fromisoformat(f"{found['day']}T{found['time']}{found['zone'].upper()}")
            moment = whole + dt.timedelta(microseconds=(ten_millionths + 5) // 10)
        except (ValueError, OverflowError):
            self._refuse(value)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self._refuse(value)
        return moment

    def _refuse(self, value: object) -> NoReturn:
        raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)


class Day(fields.Date):
    """A day, YYYY-MM-DD."""

    def _deserialize(self, value: object, *rest: object, **options: object) -> dt.date:
        if not (isinstance(value, str) and _DAY.fullmatch(value)):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, *rest, **options)


class Amount(fields.Float):
    """A number, never in quotation marks."""

    def _validated(self, value: object) -> float:
        if not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)
