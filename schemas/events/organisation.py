"""What the organisation service tells the others: divisions, units with their past, and who lost access."""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema
from schemas.roles import ROLES


class Names(EventSchema):
    """A name in the three languages."""

    sv = fields.String(required=True)
    fi = fields.String(required=True)
    en = fields.String(required=True)


class DivisionState(EventSchema):
    """A division; subject = its code."""

    code = fields.String(required=True)
    name = fields.Nested(Names, required=True)
    valid_from = kinds.Day(required=True)
    valid_until = kinds.Day(allow_none=True, metadata={"description": "First day on which it is no more"})


class Membership(EventSchema):
    """The division a unit belonged to from a day on, until the next entry or `until`."""

    division = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the division"})
    from_ = kinds.Day(required=True, data_key="from")
    until = kinds.Day(allow_none=True, metadata={"description": "First day on which it no longer held"})


class UnitState(EventSchema):
    """A unit with every division it has belonged to; subject = its code."""

    code = fields.String(required=True)
    name = fields.Nested(Names, required=True)
    periods = fields.List(fields.Nested(Membership), required=True, metadata={"description": "Oldest first"})
    merged_into = fields.String(
        allow_none=True, validate=kinds.Code, metadata={"description": "Code of the unit that took it over"}
    )


class SessionEnd(EventSchema):
    """A session that was signed out; subject = the session's id."""

    until = kinds.Moment(required=True, metadata={"description": "When the session would have ended anyway"})


class PersonAccess(EventSchema):
    """A person's access changed: sessions issued before `changed_at` no longer hold; subject = the person's id."""

    changed_at = kinds.Moment(required=True)
    until = kinds.Moment(required=True, metadata={"description": "When the last such session ends anyway"})


class ClientState(EventSchema):
    """An API client; subject = its id. Once `revoked_at` is set its tokens no longer hold."""

    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True)
    units = fields.List(fields.String(), required=True)
    divisions = fields.List(fields.String(), required=True)
    expires_at = kinds.Moment(required=True)
    revoked_at = kinds.Moment(allow_none=True)
