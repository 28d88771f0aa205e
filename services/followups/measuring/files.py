"""How the rows of a file tell of measurements: a plain file, the file of one indicator, or a table with a mapping."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from marshmallow import EXCLUDE, Schema, fields

from schemas.events.kinds import TITLE_LENGTH
from schemas.fields import Amount, Code, Line
from schemas.indicators import LARGEST
from schemas.measurement_files import Mapping as MappingSchema
from schemas.measurement_files import MeasurementRow, OwnRow
from schemas.messages import N_, REQUIRED, Message
from schemas.periods import PeriodField
from services.followups.indicators.model import name_key
from services.followups.measuring.recording import NUMBERS
from services.kernel.errors import Invalid, Unreadable
from services.kernel.web.forms import load

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IN_NAME = re.compile(r"\{([^{}]+)\}")

Fields = dict[str, Any]
# Where an indicator is: the key of its name, its unit, its division.
Place = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Told:
    """One measurement that a row tells of: of which indicator, by id or by place, and how to make a missing one."""

    item: Fields
    identifier: str | None = None
    place: Place = ("", None, None)
    definition: Fields | None = None
    # What errors are named by, where a row tells of several.
    name: str = ""


class Reader(Protocol):
    """A way of reading rows."""

    @property
    def schema(self) -> Schema:
        """What a row may hold."""

    @property
    def named(self) -> frozenset[str]:
        """The columns that somebody says the file has."""

    def told(self, row: Fields) -> Sequence[Told]:
        """The measurements of a row; none if it is not meant. Raises Invalid."""


class PlainFile:
    """A file whose columns are ours."""

    schema: Schema = MeasurementRow()
    named: frozenset[str] = frozenset()

    def told(self, row: Fields) -> Sequence[Told]:
        """Its one measurement."""
        item = _with_number(row)
        named = row["indicator"]
        if _IDENTIFIER.fullmatch(named.lower()):
            return [Told(item, identifier=named.lower())]
        if row["unit"] and row["division"]:
            raise Invalid({"division": [N_("Give a unit or a division, not both.")]})
        return [Told(item, place=(name_key(named), row["unit"], row["division"]))]


@dataclass(frozen=True)
class OwnFile:
    """The file of one indicator."""

    identifier: str
    schema: Schema = field(default_factory=OwnRow)
    named: frozenset[str] = frozenset()

    def told(self, row: Fields) -> Sequence[Told]:
        """Its one measurement."""
        return [Told(_with_number(row), identifier=self.identifier)]


def _with_number(row: Fields) -> Fields:
    """What is measured; a row without a number is no order to strike one out."""
    if all(row[name] is None for name in NUMBERS):
        raise Invalid({"value": [REQUIRED]})
    return {name: row[name] for name in ("period", *NUMBERS, "note")}


class MappedFile:
    """A table that was made for something else, as a mapping tells."""

    def __init__(self, toml: str) -> None:
        """Read the mapping; raises Unreadable or, naming what is wrong, Invalid."""
        try:
            written = tomllib.loads(toml)
        except tomllib.TOMLDecodeError as broken:
            raise Unreadable(Message(N_("The mapping is not TOML: %(fault)s."), fault=str(broken))) from broken
        self.mapping = load(MappingSchema(), written)
        self.indicators: list[Fields] = self.mapping["indicators"]
        self.schema: Schema = Schema.from_dict(dict(self._columns()))(unknown=EXCLUDE)
        self.named = frozenset(self.schema.load_fields)

    def _columns(self) -> Mapping[str, fields.Field[Any]]:
        mapping = self.mapping
        in_names = (_IN_NAME.findall(each["name"].lower()) for each in self.indicators)
        texts = {*mapping["where"], *(name for names in in_names for name in names)}
        numbers = {name.removeprefix("-") for each in self.indicators for kind in NUMBERS for name in each[kind] or ()}
        return {
            **{name: Line(TITLE_LENGTH, load_default=None) for name in texts},
            **{name: Amount(-LARGEST, LARGEST, load_default=None) for name in numbers},
            mapping["period"]: PeriodField(required=True),
            mapping["unit"] or mapping["division"]: Code(required=True),
        }

    def told(self, row: Fields) -> Sequence[Told]:
        """Those whose columns hold something; a blank is a gap."""
        mapping = self.mapping
        if any(row[name] not in texts for name, texts in mapping["where"].items()):
            return []
        unit, division = row.get(mapping["unit"]), row.get(mapping["division"])
        found = []
        for each in self.indicators:
            item: Fields = {kind: _sum(row, each[kind]) for kind in NUMBERS if each[kind]}
            if all(number is not None for number in item.values()):
                name = _IN_NAME.sub(lambda place: str(row[place[1].lower()] or ""), each["name"])
                definition = {key: value for key, value in each.items() if key not in NUMBERS}
                definition |= {"name": name, "unit": unit, "division": division}
                item = {**dict.fromkeys(NUMBERS), **item, "period": row[mapping["period"]]}
                found.append(Told(item, None, (name_key(name), unit, division), definition, name))
        return found


def _sum(row: Fields, columns: Sequence[str]) -> float | None:
    """What the columns come to; None where one of them is blank."""
    numbers = [(row[name.removeprefix("-")], name.startswith("-")) for name in columns]
    if any(number is None for number, _ in numbers):
        return None
    return float(sum(-number if subtracted else number for number, subtracted in numbers))
