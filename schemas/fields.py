"""The fields of every input schema: what a form, the API or an import may hand in, and what is said when it may not.

Three rules hold for all of them. A blank text is as good as none: a required field asks to be filled in, an optional
one gets its `load_default` (give it None where a blank shall clear what was there). No text with a personal identity
number gets past. What is wrong is raised as `ValidationError` with texts of `schemas.messages`, never with the input.
The limits stand in `metadata` too, where the OpenAPI description finds them.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NoReturn, TypedDict, TypeVar, Unpack

from marshmallow import ValidationError, fields, missing

from schemas import messages
from schemas.identity_numbers import fold, holds_identity_number
from schemas.messages import Message

_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_EDGES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b\u2060\u2800"
_CODE = re.compile(r"[^\W_][\w.-]*")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}[0-9:.,]*(?P<zone>[Zz]|[-+][0-9]{2}:?[0-9]{2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
# A comma before three digits may be one of thousands, unless it stands after a nought.
_DECIMAL_COMMA = re.compile(r"[-+]?([0-9]{1,18},([0-9]{1,2}|[0-9]{4,18})|0,[0-9]{3})")
# Thousands apart by spaces; then a comma can only be a decimal one.
_SPACED = re.compile(r"[-+]?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]{1,18})?")
_AMOUNT = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]{1,18})?(e[-+]?[0-9]{1,3})?", re.IGNORECASE)

T = TypeVar("T")

CODE_LENGTH = 20
SEARCH_LENGTH = 200


def refuse(message: str) -> NoReturn:
    """Raise ValidationError with this text."""
    # `from None`: the errors of int() and its like quote what they were given, and a traceback would log it.
    raise ValidationError([message]) from None


class Options(TypedDict, total=False):
    """What every field may be given beside its own limits, as marshmallow names it."""

    required: bool
    allow_none: bool
    load_default: object
    data_key: str
    attribute: str
    metadata: Mapping[str, object]


def _with_limits(options: Options, **limits: object) -> Options:
    return {**options, "metadata": {**limits, **options.get("metadata", {})}}


class Entry(fields.Field[T]):
    """What all fields of input share; each says in `_read` what it makes of a value, neither missing nor blank."""

    def deserialize(
        self, value: object, attr: str | None = None, data: Mapping[str, object] | None = None, **kwargs: object
    ) -> T:
        """Read `value` as marshmallow does, a blank text as a missing one."""
        blank = isinstance(value, str) and not fold(value).strip()
        return super().deserialize(missing if blank else value, attr, data, **kwargs)

    def _validate_missing(self, value: object) -> None:
        if (value is missing and self.required) or (value is None and not self.allow_none):
            refuse(messages.REQUIRED)

    def _deserialize(self, value: object, *_: object, **__: object) -> T:
        return self._read(value)

    def _read(self, value: object) -> T:
        raise NotImplementedError


class Text(Entry[str], fields.String):
    """Free text of `least` to `most` characters, line breaks as line feeds, in NFC and trimmed."""

    def __init__(self, most: int, least: int = 1, **options: Unpack[Options]) -> None:
        super().__init__(**_with_limits(options, minLength=least, maxLength=most))
        self.most = most
        self.least = least

    def _read(self, value: object) -> str:
        text = self._laid_out(_readable(value))
        if len(text) > self.most:
            refuse(Message(messages.TOO_LONG, most=self.most, length=len(text)))
        if len(text) < self.least:
            refuse(Message(messages.TOO_SHORT, least=self.least, length=len(text)))
        if holds_identity_number(text):
            refuse(messages.NOT_HERE)
        return text

    def _laid_out(self, text: str) -> str:
        return text


class Line(Text):
    """Free text on one line: line breaks, tabs and runs of spaces become one space each."""

    def _laid_out(self, text: str) -> str:
        return " ".join(text.split())


def _readable(value: object) -> str:
    if not isinstance(value, str):
        refuse(messages.NOT_TEXT)
    text = _LINE_BREAK.sub("\n", value)
    if _UNREADABLE.search(text):
        refuse(messages.UNREADABLE)
    return unicodedata.normalize("NFC", text).strip(_EDGES)


class Code(Entry[str], fields.String):
    """The code of a unit or division: 1 to 20 letters, digits, `-`, `_` and `.`, the first a letter or digit.

    It stands in paths, where `..` would mean another place.
    """

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**_with_limits(options, minLength=1, maxLength=CODE_LENGTH))

    def _read(self, value: object) -> str:
        code = _readable(value)
        if holds_identity_number(code):
            refuse(messages.NOT_HERE)
        if len(code) > CODE_LENGTH or not _CODE.fullmatch(code):
            refuse(Message(messages.NOT_A_CODE, most=CODE_LENGTH))
        return code


class Identifier(Entry[str], fields.String):
    """A UUID in its usual form, as lower-case text."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**_with_limits(options, format="uuid"))

    def _read(self, value: object) -> str:
        identifier = value.strip().lower() if isinstance(value, str) else ""
        if not _IDENTIFIER.fullmatch(identifier):
            refuse(messages.NOT_AN_IDENTIFIER)
        return identifier


class Choice(Entry[str], fields.String):
    """One of `values`, spelled as there."""

    def __init__(self, values: Iterable[str], **options: Unpack[Options]) -> None:
        self.values = tuple(str(value) for value in values)
        # JSON Schema holds null against the list too.
        nothing = [None] if options.get("allow_none") else []
        super().__init__(**_with_limits(options, enum=[*self.values, *nothing]))

    def _read(self, value: object) -> str:
        choice = value.strip() if isinstance(value, str) else None
        if choice not in self.values:
            refuse(Message(messages.NOT_A_CHOICE, choices=", ".join(self.values)))
        return str(choice)


class Moment(Entry[dt.datetime], fields.DateTime):
    """An ISO 8601 date and time with its zone, as an aware datetime in UTC; without a zone it could be any hour."""

    def _read(self, value: object) -> dt.datetime:
        text = value.strip() if isinstance(value, str) else ""
        shape = _MOMENT.fullmatch(text)
        if not shape:
            refuse(messages.NOT_A_MOMENT)
        if not shape["zone"]:
            refuse(messages.NO_ZONE)
        try:
            return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            refuse(messages.NOT_A_MOMENT)


class Day(Entry[dt.date], fields.Date):
    """A date, written year-month-day."""

    def _read(self, value: object) -> dt.date:
        text = value.strip() if isinstance(value, str) else ""
        if not _DAY.fullmatch(text):
            refuse(messages.NOT_A_DAY)
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            refuse(messages.NOT_A_DAY)


class Whole(Entry[int], fields.Integer):
    """A whole number from `least` to `most`; a form's text and a spreadsheet's 3.0 are read too."""

    def __init__(self, least: int, most: int, **options: Unpack[Options]) -> None:
        super().__init__(**_with_limits(options, minimum=least, maximum=most))
        self.least = least
        self.most = most

    def _read(self, value: object) -> int:
        number = self._number(value)
        if number is None or not self.least <= number <= self.most:
            refuse(Message(messages.NOT_WHOLE, least=self.least, most=self.most))
        return number

    def _number(self, value: object) -> int | None:
        if isinstance(value, str):
            return int(value) if _WHOLE.fullmatch(value := value.strip()) else None
        if isinstance(value, float):
            return int(value) if value.is_integer() else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class Amount(Entry[float], fields.Float):
    """A number from `least` to `most`, never NaN or infinite; the usual `most` is shorter than an identity number.

    A decimal comma is read where it can be nothing else. 1,000 is one in Swedish and a thousand in English: refused.
    Spaces between thousands are read, and so is the minus sign of typesetters.
    """

    def __init__(self, least: float = 0, most: float = 999_999_999, **options: Unpack[Options]) -> None:
        super().__init__(**_with_limits(options, minimum=least, maximum=most))
        self.least = least
        self.most = most

    def _read(self, value: object) -> float:
        number = self._number(value)
        if number is None:
            refuse(messages.NOT_A_NUMBER)
        if not self.least <= number <= self.most:
            refuse(Message(messages.NOT_AN_AMOUNT, least=f"{self.least:.15g}", most=f"{self.most:.15g}"))
        return float(number) + 0.0  # -0.0 would be shown with its sign

    def _number(self, value: object) -> float | None:
        if isinstance(value, str):
            text = value.strip().replace("\N{MINUS SIGN}", "-")
            if _SPACED.fullmatch(text):
                text = "".join(text.split()).replace(",", ".")
            text = text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text
            return float(text) if _AMOUNT.fullmatch(text) else None
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None


class Many(Entry[list[T | None]], fields.List[T]):
    """A list of `least` to `most` entries of one field, in the order given; blank ones and repetitions fall away.

    Objects (`Nested`) are all kept: two equal steps of a value stream are two steps.
    """

    def __init__(self, field: fields.Field[T], *, most: int, least: int = 0, **options: Unpack[Options]) -> None:
        super().__init__(field, **_with_limits(options, minItems=least, maxItems=most))
        self.most = most
        self.least = least

    def _read(self, value: object) -> list[T | None]:
        if not isinstance(value, list | tuple):
            refuse(messages.NOT_A_LIST)
        if len(value) > self.most:
            refuse(Message(messages.TOO_MANY, most=self.most, length=len(value)))
        items = [item for item in super(Entry, self)._deserialize(value, None, None) if item is not missing]
        if not isinstance(self.inner, fields.Nested):
            items = list(dict.fromkeys(items))
        if len(items) < self.least:
            refuse(Message(messages.TOO_FEW, least=self.least, length=len(items)))
        return items


_SEARCH = Line(SEARCH_LENGTH, load_default="")


def check_search(text: str) -> str:
    """Read the words of a search as one line, "" when blank; `ValidationError` for the field `q` as for any text."""
    try:
        return str(_SEARCH.deserialize(text))
    except ValidationError as refused:
        raise ValidationError(refused.messages, "q") from None
