"""The fast readers take and refuse exactly what the schemas do, and give the same values."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validate

from schemas import events
from schemas.events import kinds
from schemas.events.envelope import Envelope, EventSchema
from services.kernel.structs import decoder_of, event_struct, struct_of

Strategy = st.SearchStrategy[Any]

MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).flatmap(  # noqa: DTZ001 (a zone is put beside it)
    lambda moment: st.sampled_from(["Z", "z", "+00:00", "-00:00", "+01:00", "-11:30", "+23:59", "+0130"]).map(
        lambda zone: moment.isoformat() + zone
    )
)
# What looks like a moment, a day, a number or a text and may be none.
ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x" * 65,
        "x" * 250,
        "å" * 64,
        "1",
        "1.5",
        "nan",
        "null",
        [],
        [None],
        {},
        {"from": 1},
        "2026-01-01",
        "20260101",
        "2026-W01-1",
        "2026-1-1",
        "0000-01-01",
        "2026-02-30",
        "2026-01-01T10:00:00",
        "2026-01-01T10:00Z",
        "2026-01-01 10:00:00Z",
        "2026-01-01t10:00:00z",
        "2026-01-01T10:00:00,5Z",
        "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00:00.1234567Z",
        "2026-01-01T10:00:00.9999995Z",
        "2026-01-01T10:00:00.99999949999Z",
        "2026-01-01T10:00:00+01",
        "2026-01-01T10:00:00+24:00",
        "2026-01-01T10:00:00+01:60",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T10:00:00Z\n",
        "\u0662\u0660\u0662\u0666-01-01T10:00:00Z",
        "0001-12-31T23:59:59+10:00",
        "0002-01-01T00:00:00Z",
        "9998-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59.9999999Z",
        "000001-000000000001",
        "000001-000000000001\n",
        "\u066000001-000000000001",
        "proposed",
        "Proposed",
        "defects",
        "1.0",
    ]
)


def valid(field: fields.Field[Any]) -> Strategy:
    """Values that a field takes."""
    if isinstance(field, fields.Nested):
        made = data_of(type(field.schema))
    elif isinstance(field, fields.List):
        made = st.lists(valid(field.inner), min_size=1, max_size=3)
    elif isinstance(field, kinds.Moment):
        made = MOMENTS.filter(lambda text: "0002" < text[:4] < "9998")
    elif isinstance(field, kinds.Day):
        made = st.dates().map(date.isoformat)
    elif isinstance(field, kinds.Amount):
        made = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
    else:
        made = text(field)
    return st.one_of(st.none(), made) if field.allow_none else made


def text(field: fields.Field[Any]) -> Strategy:
    for rule in field.validators:
        if isinstance(rule, validate.OneOf):
            return st.sampled_from(list(rule.choices))
        if isinstance(rule, validate.Regexp):
            return st.from_regex(str(rule.regex.pattern).replace(r"$(?!\n)", ""), fullmatch=True)
        if isinstance(rule, validate.Length):
            return st.text(min_size=rule.min or 0, max_size=rule.max)
    return st.text(max_size=20)


def data_of(schema: type[Schema], **fixed: Strategy) -> Strategy:
    """JSON that a schema takes, with some or none of the optional fields."""
    declared = schema._declared_fields.items()  # noqa: SLF001 (marshmallow offers no public list on the class)
    named = {each.data_key or name: (each.required, valid(each)) for name, each in declared}
    required = {name: made for name, (needed, made) in named.items() if needed}
    optional = {name: made for name, (needed, made) in named.items() if not needed}
    return st.fixed_dictionaries(required | fixed, optional=optional | {"added_later": st.integers()})


def event_of(kind: str) -> Strategy:
    """Valid events of a type."""
    return data_of(Envelope, type=st.just(kind), data=data_of(events.ALL[kind]))


@st.composite
def mutated(draw: Callable[[Strategy], Any], told: Strategy) -> Any:  # noqa: ANN401 (any JSON)
    """An event with one or two things changed anywhere: gone, odd, or renamed."""
    event = draw(told)
    for _ in range(draw(st.integers(1, 2))):
        node = event
        while True:
            keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and draw(st.booleans()):
                node = node[key]
                continue
            change = draw(st.sampled_from(["odd", "gone", "renamed"]))
            value = node.pop(key)
            if change == "odd" or isinstance(node, list):
                node.insert(key, draw(ODD)) if isinstance(node, list) else node.update({key: draw(ODD)})
            elif change == "renamed":
                node[f"{key}s"] = value
            break
    return event


def by_schema(event: dict[str, Any]) -> dict[str, Any] | None:
    """What marshmallow reads; None for what it refuses."""
    kind = event.get("type")
    if not isinstance(kind, str) or kind not in events.ALL:
        return None
    whole = Envelope.from_dict({"data": fields.Nested(events.ALL[kind], required=True)})
    try:
        read: dict[str, Any] = whole().load(event)
    except ValidationError:
        return None
    return read


def plain(value: Any) -> Any:  # noqa: ANN401 (a struct, or what it holds)
    """A struct as marshmallow gives it: dictionaries by attribute, without what was left out."""
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    return [plain(each) for each in value] if isinstance(value, list) else value


def filled(value: Any, like: Any) -> Any:  # noqa: ANN401 (what marshmallow read)
    """What marshmallow read, with None for what was left out, as the struct has it."""
    if isinstance(like, dict) and isinstance(value, dict):
        return {name: filled(value.get(name), each) for name, each in like.items()}
    if isinstance(like, list) and isinstance(value, list):
        return [filled(mine, each) for mine, each in zip(value, like, strict=True)]
    return value


def agree(event: dict[str, Any]) -> bool:
    """Assert that both readers give the same verdict and values; answers the verdict."""
    expected = by_schema(event)
    try:
        struct = decoder_of(events.ALL).decode(json.dumps(event))
    except (msgspec.DecodeError, UnicodeDecodeError):
        struct = None
    assert (struct is None) == (expected is None), expected
    if struct is None or expected is None:
        return False
    read = plain(struct)
    assert struct.__struct_config__.tag == expected.pop("type")
    assert read == filled(expected, read)
    assert set(expected) <= set(read)
    return True


@pytest.mark.parametrize("kind", sorted(events.ALL))
def test_both_readers_take_every_valid_event_alike(kind: str) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(event_of(kind))
    def check(event: dict[str, Any]) -> None:
        assert agree(event)

    check()


# One type of each schema: the others have the same fields.
@pytest.mark.parametrize("kind", sorted({schema: kind for kind, schema in events.ALL.items()}.values()))
def test_both_readers_judge_mutated_events_alike(kind: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated(event_of(kind)))
    def check(event: dict[str, Any]) -> None:
        agree(event)

    check()


class Everything(EventSchema):
    """A field of each kind, so that odd values meet each of them."""

    moment = kinds.Moment(allow_none=True)
    day = kinds.Day(allow_none=True)
    amount = kinds.Amount(allow_none=True)
    line = fields.String(validate=validate.Length(min=1, max=64))
    lines = fields.List(fields.String(allow_none=True), validate=validate.Length(min=1), allow_none=True)
    choice = fields.String(required=True, allow_none=True, validate=validate.OneOf(["proposed"]))
    place = fields.String(validate=validate.Regexp(r"^[0-9]{6}-[0-9]{12}$(?!\n)"))


@pytest.mark.parametrize("name", list(Everything._declared_fields))  # noqa: SLF001 (as above)
def test_odd_values_are_judged_alike_by_every_kind_of_field(name: str) -> None:
    @settings(max_examples=200, deadline=None)
    @given(st.one_of(ODD, MOMENTS, st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
    def check(value: object) -> None:
        told = {"choice": "proposed"} | {name: value}
        try:
            expected = Everything().load(told)
        except ValidationError:
            expected = None
        try:
            read = plain(msgspec.json.decode(json.dumps(told), type=struct_of(Everything)))
        except msgspec.DecodeError:
            read = None
        assert read == (expected and filled(expected, read))

    check()


def test_moments_of_one_instant_are_read_as_one() -> None:
    schema = event_struct("org.leanstream.session.ended.v1", events.ALL["org.leanstream.session.ended.v1"])
    assert "time" in schema.__struct_fields__
    there = datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=2)))
    read = Everything().load({"choice": None, "moment": "2026-01-01T08:00:00.0000004Z"})
    assert read["moment"] == there == datetime(2026, 1, 1, 8, tzinfo=UTC)


def test_a_field_no_reader_can_be_made_of_is_named() -> None:
    class Loose(EventSchema):
        number = fields.Integer()

    with pytest.raises(TypeError, match="Integer"):
        struct_of(Loose)


def test_a_rule_no_reader_can_be_made_of_is_named() -> None:
    class Ranged(EventSchema):
        amount = kinds.Amount(validate=validate.Range(min=1))

    with pytest.raises(TypeError, match="Range"):
        struct_of(Ranged)
