"""Readers of yesterday read the events of today, and readers of today those of yesterday."""

import json
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from marshmallow import ValidationError

from schemas import events
from schemas.events.envelope import Envelope
from services.kernel.structs import decoder_of, struct_of
from tests.schemas.events.contract import COMMAND, broken, example_of, kept, present, reader_of, table_of

TYPES = sorted(events.ALL)
OLD, NEW = kept(), present()
NAMES = sorted(NEW)


@pytest.mark.parametrize("name", NAMES)
def test_only_optional_fields_were_added_and_the_snapshot_knows_them(name: str) -> None:
    assert name in OLD, f"a new type; write its snapshot with: {COMMAND}"
    faults = broken(OLD[name]["fields"], NEW[name]["fields"])
    assert not faults, f"{faults}: make a new type (.v2) beside the old one"
    assert OLD[name]["fields"] == NEW[name]["fields"], f"optional fields were added; write them down with: {COMMAND}"


def test_no_type_was_removed() -> None:
    assert OLD.keys() <= NEW.keys()


@pytest.mark.parametrize("kind", TYPES)
def test_todays_readers_read_every_event_that_ever_was(kind: str) -> None:
    for data in OLD[kind]["examples"]:
        for envelope in OLD["envelope"]["examples"]:
            events.ALL[kind]().load(data)
            event = envelope | {"type": kind, "data": data}
            Envelope().load(event)
            read = decoder_of(events.ALL).decode(json.dumps(event))
            assert read.__struct_config__.tag == kind
            assert isinstance(read.data, struct_of(events.ALL[kind]))


@pytest.mark.parametrize("kind", TYPES)
def test_yesterdays_readers_read_the_events_of_today(kind: str) -> None:
    old = reader_of(OLD[kind]["fields"])
    for whole in (True, False):
        told = example_of(table_of(events.ALL[kind]), whole=whole) | {"added_tomorrow": [1]}
        old().load(told)
        msgspec.json.decode(json.dumps(told), type=struct_of(old))
    reader_of(OLD["envelope"]["fields"])().load(NEW["envelope"]["examples"][0])


@pytest.mark.parametrize("kind", TYPES)
def test_a_reader_made_of_a_snapshot_is_as_strict_as_the_schema_was(kind: str) -> None:
    for name, told in OLD[kind]["fields"].items():
        if told["required"]:
            data = {key: each for key, each in OLD[kind]["examples"][0].items() if key != name}
            with pytest.raises(ValidationError):
                reader_of(OLD[kind]["fields"])().load(data)


def changed(**change: Any) -> dict[str, Any]:  # noqa: ANN401 (any of a field's)
    """A table in which one field is otherwise; None takes it out."""
    table: dict[str, Any] = deepcopy(OLD["org.leanstream.improvement.proposed.v1"]["fields"])
    for name, told in change.items():
        if told is None:
            del table[name]
        else:
            table[name] = table.get(name, {}) | told
    return table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "title was removed"),
        ({"title": None, "name": {"kind": "text", "required": True, "none": False}}, "name is new and required"),
        ({"waste": {"required": True}}, "waste was"),
        ({"merged_into": {"none": False}}, "merged_into was"),
        ({"title": {"most": 80}}, "title was"),
        ({"state": {"choices": ["proposed"]}}, "state was"),
        ({"proposed_at": {"kind": "day"}}, "proposed_at was"),
        ({"tags": {"of": {"kind": "number", "required": False, "none": False}}}, r"tags\[\] was"),
        ({"periods": {"of": {"kind": "object", "required": False, "none": False, "fields": {}}}}, "state was removed"),
    ],
)
def test_what_would_break_a_reader_is_named(change: dict[str, Any], said: str) -> None:
    faults = broken(OLD["org.leanstream.improvement.proposed.v1"]["fields"], changed(**change))
    with pytest.raises(AssertionError, match=said):
        assert not faults, "; ".join(faults)


def test_a_new_optional_field_breaks_nobody() -> None:
    more = changed(difficulty={"kind": "text", "required": False, "none": True})
    assert broken(OLD["org.leanstream.improvement.proposed.v1"]["fields"], more) == []
