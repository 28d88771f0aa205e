"""What the organisation takes in and gives out: units, divisions, people and API clients, the same for every door."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from schemas import messages, roles
from schemas.fields import Choice, Code, Day, Line, Many, Text
from schemas.messages import N_

LANGUAGES = ("sv", "fi", "en")
NAME_LENGTH = 120
USER_NAME_LENGTH = 64
PASSWORD_LEAST, PASSWORD_MOST = 12, 200
MOST_CODES = 500
# `training` and `integration` are for programs.
PERSON_ROLES = (roles.MEMBER, roles.UNIT_LEAD, roles.DIVISION_LEADER, roles.COACH, roles.ADMIN)

NOT_A_USER_NAME = N_("Use letters, digits, points, hyphens and underscores only, and @ where the name is an address.")
NOT_YES_OR_NO = N_("Write true or false.")
_SEPARATORS = re.compile(r"[|;,\s]+")
_USER_NAME = re.compile(r"[\w.@-]+")


class Listed(Many[str]):
    """A list, or one text with commas, semicolons, bars or spaces between: a form's line, an import's cell."""

    def _read(self, value: object) -> list[str | None]:
        return super()._read([each for each in _SEPARATORS.split(value) if each] if isinstance(value, str) else value)


class UserName(Line):
    """The name a person signs in with; upper and lower case are the same."""

    def _read(self, value: object) -> str:
        name = super()._read(value)
        if not _USER_NAME.fullmatch(name):
            raise ValidationError([NOT_A_USER_NAME]) from None
        return name


class Names(Schema):
    """A name in the three languages."""

    sv = Line(NAME_LENGTH)
    fi = Line(NAME_LENGTH)
    en = Line(NAME_LENGTH)


class Named(Schema):
    """A name in three languages, or one for all; it leaves as `name`, a dict of the languages that were given."""

    name = Line(NAME_LENGTH, metadata={"description": "The name in every language that is not given by itself"})
    names = fields.Nested(Names)
    name_sv = Line(NAME_LENGTH)
    name_fi = Line(NAME_LENGTH)
    name_en = Line(NAME_LENGTH)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def has_name(self, _: object, original: object, *, partial: object, **__: object) -> None:
        """Refuse a new thing without any name, together with all else that is wrong with it."""
        given = original if isinstance(original, dict) else {}
        if not partial and not any(given.get(field) for field in ("names", "name", *map("name_{}".format, LANGUAGES))):
            raise ValidationError([messages.REQUIRED], "name")

    @post_load
    def gather(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Bring the names together."""
        given = data.pop("names", {})
        data["name"] = _gathered(data, "name") | given
        if not (data["name"] or self.partial):
            raise ValidationError([messages.REQUIRED], "name")
        return data


def _gathered(data: dict[str, Any], name: str) -> dict[str, str]:
    """Take `name` and `name_sv` … out of the data: the languages that were given, all where `name` was."""
    everywhere = data.pop(name, None)
    single = {code: data.pop(f"{name}_{code}") for code in LANGUAGES if f"{name}_{code}" in data}
    return (dict.fromkeys(LANGUAGES, everywhere) if everywhere else {}) | single


class DivisionInput(Named):
    """A new division."""

    code = Code(required=True)
    valid_from = Day(load_default=None, metadata={"description": "First day; today unless given"})
    valid_until = Day(load_default=None, allow_none=True, metadata={"description": "First day on which it is no more"})


class DivisionChange(Named):
    """What may change of a division; load with `partial=True`."""

    valid_from = Day()
    valid_until = Day(load_default=None, allow_none=True, metadata={"description": "null: it goes on"})


class UnitInput(Named):
    """A new unit."""

    code = Code(required=True)
    division = Code(required=True)
    valid_from = Day(load_default=None, metadata={"description": "First day; today unless given"})
    valid_until = Day(load_default=None, allow_none=True, metadata={"description": "First day on which it is no more"})


class UnitRow(UnitInput):
    """A row of a file of units, with the names of its division."""

    division_name = Line(NAME_LENGTH)
    division_name_sv = Line(NAME_LENGTH)
    division_name_fi = Line(NAME_LENGTH)
    division_name_en = Line(NAME_LENGTH)

    @post_load
    def gather_division(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Bring the division's names together."""
        data["division_name"] = _gathered(data, "division_name")
        return data


class UnitChange(Named):
    """What may change of a unit: names, and one of division, valid_until, merged_into; load with `partial=True`."""

    division = Code(metadata={"description": "It moves there, from the day in `from`"})
    merged_into = Code(metadata={"description": "It ends and that unit goes on for it, from the day in `from`"})
    from_ = Day(data_key="from", metadata={"description": "Day of the move or merger; today unless given"})
    valid_until = Day(allow_none=True, metadata={"description": "It is closed from that day; null: it is open again"})


class NamesForm(Named):
    """The form that renames a unit."""


class MoveForm(Schema):
    """The form that moves a unit."""

    division = Code(required=True)
    from_ = Day(required=True, data_key="from")


class CloseForm(Schema):
    """The form that closes a unit."""

    valid_until = Day(required=True)


class MergeForm(Schema):
    """The form that merges a unit into another."""

    merged_into = Code(required=True)
    from_ = Day(required=True, data_key="from")


class OpenForm(Schema):
    """The form that opens a closed or merged unit again; it asks nothing but whether."""

    @post_load
    def without_end(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Take the end away."""
        return data | {"valid_until": None}


class Scope(Schema):
    """For which part of the region."""

    units = Listed(Code(), most=MOST_CODES, load_default=list)
    divisions = Listed(Code(), most=MOST_CODES, load_default=list)


class PersonChange(Scope):
    """What may change of a person; load with `partial=True` where only what is given changes."""

    display_name = Line(NAME_LENGTH, required=True)
    home_unit = Code(load_default=None, allow_none=True)
    roles = Listed(Choice(PERSON_ROLES), most=len(PERSON_ROLES), least=1, required=True)
    password = Text(
        PASSWORD_MOST,
        least=PASSWORD_LEAST,
        metadata={"description": "Without one: no local sign-in", "format": "password", "writeOnly": True},
    )
    active = fields.Boolean(error_messages={"invalid": NOT_YES_OR_NO})


class PersonInput(PersonChange):
    """A new person."""

    name = UserName(USER_NAME_LENGTH, required=True, metadata={"description": "The user name"})


class ClientInput(Scope):
    """A new API client; no unit and no division: the whole region."""

    name = Line(NAME_LENGTH, required=True)
    roles = Listed(Choice(roles.ROLES), most=len(roles.ROLES), least=1, required=True)


class Credentials(Schema):
    """What somebody signs in with."""

    name = Line(USER_NAME_LENGTH, required=True)
    password = Text(PASSWORD_MOST, required=True)


class AsOf(Schema):
    """The day of which a list is asked."""

    as_of = Day(load_default=None)


class DivisionOutput(Schema):
    """A division."""

    code = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "In the language of Accept-Language"})
    names = fields.Nested(Names, required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class PeriodOutput(Schema):
    """A unit's time in one division."""

    division = fields.String(required=True)
    start = fields.Date(required=True, data_key="from")
    until = fields.Date(
        required=True, allow_none=True, metadata={"description": "First day on which it no longer held"}
    )


class UnitOutput(Schema):
    """A unit as of a day."""

    code = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "In the language of Accept-Language"})
    names = fields.Nested(Names, required=True)
    division = fields.String(
        required=True, allow_none=True, metadata={"description": "Code; null before the unit began and after it ended"}
    )
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    merged_into = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)


class UnitWithPeriods(UnitOutput):
    """A unit with every division it has belonged to, oldest first."""

    periods = fields.List(fields.Nested(PeriodOutput), required=True)


class PersonOutput(Schema):
    """A person."""

    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "The user name"})
    display_name = fields.String(required=True)
    home_unit = fields.String(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    units = fields.List(fields.String(), required=True)
    divisions = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
    local_sign_in = fields.Boolean(required=True, metadata={"description": "Whether a password is set"})
    version = fields.Integer(required=True)


class ClientOutput(Schema):
    """An API client."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    units = fields.List(fields.String(), required=True)
    divisions = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class NewClient(ClientOutput):
    """An API client just made, with its token, which is shown this once."""

    token = fields.String(required=True)


def page_of(schema: type[Schema]) -> Schema:
    """The schema of a list's piece."""
    items = fields.List(fields.Nested(schema), required=True)
    piece = Schema.from_dict({"items": items}, name=f"{schema.__name__}Page")
    return piece()
