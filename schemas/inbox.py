"""What a person chooses about the e-mail digest of the inbox."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema

from schemas.fields import Choice, Line
from schemas.messages import N_

DAILY, WEEKLY, NEVER = "daily", "weekly", "never"
RHYTHMS = (NEVER, DAILY, WEEKLY)
LANGUAGES = ("sv", "fi", "en")
ADDRESS_LENGTH = 254
NO_ADDRESS = N_("Write the address to send to, or choose no e-mail.")
NOT_AN_ADDRESS = N_("Write one e-mail address, for example anna@region.example.")
# What every mail server takes; letters outside ASCII need an extension that many lack.
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Address(Line):
    """One e-mail address, without a name beside it."""

    def _read(self, value: object) -> str:
        address = super()._read(value)
        if not _ADDRESS.fullmatch(address):
            raise ValidationError([NOT_AN_ADDRESS]) from None
        return address


class DigestInput(Schema):
    """Whether somebody wishes a digest, how often, where to and in which language."""

    every = Choice(RHYTHMS, required=True)
    address = Address(ADDRESS_LENGTH, load_default=None)
    language = Choice(LANGUAGES, required=True)

    @validates_schema(skip_on_field_errors=True)
    def has_address(self, data: dict[str, Any], **_: object) -> None:
        """Refuse a digest that could be sent nowhere."""
        if data["every"] != NEVER and not data["address"]:
            raise ValidationError([NO_ADDRESS], "address")
