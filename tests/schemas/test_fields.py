"""What each field reads, what it refuses, and that a refusal says how to mend it without repeating the input."""

import datetime as dt
from enum import StrEnum
from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields
from stdnum import luhn

from schemas import messages
from schemas.fields import (
    Amount,
    Choice,
    Code,
    Day,
    Identifier,
    Line,
    Many,
    Moment,
    Text,
    Whole,
    check_search,
)
from schemas.messages import Message, translate

NUMBER = "800101-101" + luhn.calc_check_digit("800101101")


class Stage(StrEnum):
    KNOWN = "known"
    TESTING = "testing"


class Step(Schema):
    name = Line(40, required=True)
    minutes = Whole(0, 600, load_default=None)


class Proposal(Schema):
    title = Line(120, required=True)
    problem = Text(4_000, required=True)
    note = Text(200, load_default=None)
    unit = Code(required=True)
    origins = Many(Identifier(), most=3, load_default=list)
    tags = Many(Line(20), most=4, least=1)
    steps = Many(fields.Nested(Step), most=3)
    stage = Choice(Stage)
    minutes_lost = Whole(0, 600)
    amount = Amount(least=0.5, most=1_000_000)
    seen_at = Moment()
    due = Day()


PROPOSAL = {"title": "Kortare kö", "problem": "Vi väntar.", "unit": "KK-Akut"}


def reading(field: fields.Field[Any], value: object) -> object:
    return field.deserialize(value)


def refusal(field: fields.Field[Any], value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    (message,) = refused.value.messages
    return str(message)


@pytest.mark.parametrize(
    ("field", "given_value", "read"),
    [
        (Text(50), "  two\r\nlines\rand\u2028more\x0bhere \n", "two\nlines\nand\nmore\nhere"),
        (Text(50), "\ufeffA\u030angstro\u0308m\u200b", "Ångström"),
        (Text(50), "a\tb", "a\tb"),
        (Text(50), "tack \u2764\ufe0f", "tack \u2764\ufe0f"),
        (Text(3), " abc ", "abc"),
        (Line(50), " one\ttwo \r\n three\u00a0 ", "one two three"),
        (Code(), " KK-Akut_1.2 ", "KK-Akut_1.2"),
        (Code(), "Öron", "Öron"),
        (Identifier(), " 0192F0C1-7A3E-7C54-9D2B-3F6A1E8B5C70 ", "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"),
        (Choice(Stage), " known ", "known"),
        (Moment(), "2026-11-21T10:15:00+01:00", dt.datetime(2026, 11, 21, 9, 15, tzinfo=dt.UTC)),
        (Moment(), "2026-11-21 10:15Z", dt.datetime(2026, 11, 21, 10, 15, tzinfo=dt.UTC)),
        (Moment(), "2026-11-21t10:15:00.250z", dt.datetime(2026, 11, 21, 10, 15, 0, 250_000, tzinfo=dt.UTC)),
        (Day(), " 2026-11-21 ", dt.date(2026, 11, 21)),
        (Whole(0, 600), 600, 600),
        (Whole(-5, 600), " -5 ", -5),
        (Whole(0, 600), 3.0, 3),
        (Amount(), "12.5", 12.5),
        (Amount(), "1 234,5", 1234.5),
        (Amount(), "12\u00a0765", 12765.0),
        (Amount(), "1\u202f234.567", 1234.567),
        (Amount(-1), "\N{MINUS SIGN}0,5", -0.5),
        (Amount(), 3, 3.0),
        (Amount(), -0.0, 0.0),
        (Amount(least=-1), "-1e-1", -0.1),
        (Many(Code(), most=3), ["B", "A", "B"], ["B", "A"]),
        (Many(Line(9), most=3), ["", "a", " "], ["a"]),
    ],
)
def test_what_is_understood_is_read(field: fields.Field[Any], given_value: object, read: object) -> None:
    assert reading(field, given_value) == read
    assert type(reading(field, given_value)) is type(read)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (Line(120), "x" * 134, "Use at most 120 characters; this has 134."),
        (Text(120, 5), " abc ", "Use at least 5 characters; this has 3."),
        (Text(9), 12, messages.NOT_TEXT),
        (Text(9), b"bytes", messages.NOT_TEXT),
        (Text(9), ["x"], messages.NOT_TEXT),
        (Text(9), "a\0b", messages.UNREADABLE),
        (Text(9), "a\x1bb", messages.UNREADABLE),
        (Text(9), "a\x9bb", messages.UNREADABLE),
        (Text(9), "a\ud83d", messages.UNREADABLE),
        (Line(9), "a\x1fb", messages.UNREADABLE),
        (Line(50), f"Anna {NUMBER} ringde", messages.NOT_HERE),
        (Text(50), f"Anna\n{NUMBER}", messages.NOT_HERE),
        (Line(50), NUMBER.replace("-", "-\n"), messages.NOT_HERE),
        (Code(), NUMBER, messages.NOT_HERE),
        (Code(), 4012, messages.NOT_TEXT),
        (Choice(Stage), "Known", "Choose one of these: known, testing."),
        (Choice(Stage), 1, "Choose one of these: known, testing."),
        (Moment(), "2026-11-21T10:15:00", messages.NO_ZONE),
        (Whole(0, 600), 601, "Write a whole number from 0 to 600, without spaces."),
        (Amount(), -1, "Write a number from 0 to 999999999, for example 1200 or 7.5."),
        (Amount(0.5, 2.5), 3, "Write a number from 0.5 to 2.5, for example 1200 or 7.5."),
        (Many(Code(), most=1), ["A", "A"], "Give at most 1; this has 2."),
        (Many(Code(), most=3, least=2), ["A", "A"], "Give at least 2; this has 1."),
        (Many(Code(), most=3), "A", messages.NOT_A_LIST),
        (Many(Code(), most=3), {"A": 1}, messages.NOT_A_LIST),
    ],
)
def test_what_is_refused_is_told_how_to_mend_it(field: fields.Field[Any], value: object, message: str) -> None:
    assert refusal(field, value) == message


@pytest.mark.parametrize("code", ["..", ".a", "-a", "_a", "a b", "a/b", "a%2fb", "x" * 21, "a\nb"])
def test_a_code_that_would_not_stand_in_a_path_is_refused(code: str) -> None:
    assert refusal(Code(), code) == Message(messages.NOT_A_CODE, most=20)


@pytest.mark.parametrize(
    "text", ["0192f0c17a3e7c549d2b3f6a1e8b5c70", "{0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70}", "7", "\uff10" * 8 + "-x"]
)
def test_an_identifier_in_another_form_is_refused(text: str) -> None:
    assert refusal(Identifier(), text) == messages.NOT_AN_IDENTIFIER


@pytest.mark.parametrize(
    "text",
    ["now", "2026-11-21", "2026-13-21T10:15Z", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1", "12:00Z"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert refusal(Moment(), text) == messages.NOT_A_MOMENT


@pytest.mark.parametrize("value", ["21/11 2026", "20261121", "2026-W47-6", "2026-02-30", "2026-11-21T10:15", 20261121])
def test_what_is_no_day_is_refused(value: object) -> None:
    assert refusal(Day(), value) == messages.NOT_A_DAY


@pytest.mark.parametrize("value", [True, "1_0", "1.0", "\u0661", 1.5, float("nan"), float("inf"), "9" * 5_000, [1]])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert refusal(Whole(0, 600), value) == Message(messages.NOT_WHOLE, least=0, most=600)


@pytest.mark.parametrize(
    "value",
    [
        True,
        float("nan"),
        float("inf"),
        "nan",
        "1e999",
        "1,500",
        "1,5,5",
        "10 00",
        "1 000",
        "0x1",
        10**400,
        -(10**400),
        "\u0661",
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    assert refusal(Amount(most=9), value) in {
        messages.NOT_A_NUMBER,
        Message(messages.NOT_AN_AMOUNT, least="0", most="9"),
    }


@pytest.mark.parametrize(("text", "number"), [("7,5", 7.5), ("-0,125", -0.125), ("1,2345", 1.2345), ("12,25", 12.25)])
def test_a_decimal_comma_is_read_where_it_can_be_nothing_else(text: str, number: float) -> None:
    assert Amount(-10, 20).deserialize(text) == number


@pytest.mark.parametrize("blank", ["", "  \r\n\t", "\u200b\ufeff", "\u2800", "\u3164", "\u00a0\u2060", "\u00ad"])
@pytest.mark.parametrize("field", [Text, Line])
def test_a_text_of_which_nothing_is_seen_counts_as_none(field: type[Text], blank: str) -> None:
    assert refusal(field(9, required=True), blank) == messages.REQUIRED
    assert field(9, load_default=None).deserialize(blank) is None


def test_every_field_asks_to_be_filled_in_when_it_must_be() -> None:
    with pytest.raises(ValidationError) as refused:
        Proposal().load({"title": None, "problem": " "})
    assert refused.value.messages == {name: [messages.REQUIRED] for name in ("title", "problem", "unit")}


@pytest.mark.parametrize("name", ["minutes_lost", "amount", "seen_at", "due", "stage", "note"])
def test_an_optional_field_may_be_left_blank(name: str) -> None:
    assert Proposal().load({**PROPOSAL, name: " "}) == {**PROPOSAL, "note": None, "origins": []}


def test_a_refused_field_is_named_and_its_text_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as refused:
        Proposal().load({**PROPOSAL, "title": NUMBER, "tags": ["a", NUMBER], "steps": [{"name": NUMBER}]})
    assert refused.value.messages == {
        "title": [messages.NOT_HERE],
        "tags": {1: [messages.NOT_HERE]},
        "steps": {0: {"name": [messages.NOT_HERE]}},
    }


@pytest.mark.parametrize("name", list(Proposal().fields))
def test_no_field_repeats_what_it_refuses(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Proposal().load({**PROPOSAL, name: NUMBER})
    assert set(refused.value.messages_dict) == {name}
    assert NUMBER not in f"{refused.value!r} {refused.value.__cause__!r}"
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_schema_keeps_the_parts_of_a_message_for_translation() -> None:
    with pytest.raises(ValidationError) as refused:
        Proposal().load({**PROPOSAL, "title": "x" * 134})
    (message,) = refused.value.messages_dict["title"]
    assert (message.template, message.values) == (messages.TOO_LONG, {"most": 120, "length": 134})
    swedish = {messages.TOO_LONG: "Högst %(most)d tecken; här är %(length)d.", messages.REQUIRED: "Fyll i."}
    assert translate(message, swedish.__getitem__) == "Högst 120 tecken; här är 134."
    assert translate(messages.REQUIRED, swedish.__getitem__) == "Fyll i."


def test_equal_objects_of_a_list_are_all_kept() -> None:
    steps = [{"name": "vänta", "minutes": 5}, {"name": "vänta", "minutes": 5}]
    assert Proposal().load({**PROPOSAL, "steps": steps})["steps"] == steps


def test_the_limits_stand_in_the_published_description() -> None:
    spec = APISpec("leanstream", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Proposal", schema=Proposal)
    described = spec.to_dict()["components"]["schemas"]["Proposal"]["properties"]
    assert described["title"] == {"type": "string", "minLength": 1, "maxLength": 120}
    assert described["origins"]["items"] == {"type": "string", "format": "uuid"}
    assert described["origins"]["maxItems"] == 3
    assert described["stage"] == {"type": "string", "enum": ["known", "testing"]}
    assert described["minutes_lost"] == {"type": "integer", "minimum": 0, "maximum": 600}
    assert described["amount"]["maximum"] == 1_000_000
    assert (described["seen_at"]["format"], described["due"]["format"]) == ("date-time", "date")


def test_what_the_caller_says_of_a_field_is_kept_beside_its_limits() -> None:
    assert Line(9, metadata={"description": "Short"}).metadata == {
        "minLength": 1,
        "maxLength": 9,
        "description": "Short",
    }


def test_a_search_is_read_as_one_line_and_held_to_the_same_rule() -> None:
    assert check_search("  kö\n akut ") == "kö akut"
    assert check_search(" ") == ""
    with pytest.raises(ValidationError) as refused:
        check_search(f"kö {NUMBER}")
    assert (refused.value.field_name, refused.value.messages) == ("q", [messages.NOT_HERE])


def test_the_message_can_be_sent_as_text_itself() -> None:
    assert reading(Text(400), messages.NOT_HERE) == messages.NOT_HERE


@given(st.text(max_size=60))
def test_a_text_once_read_is_read_the_same_again(text: str) -> None:
    for field in (Text(60, load_default=""), Line(60, load_default="")):
        try:
            read = field.deserialize(text)
        except ValidationError:
            continue
        assert field.deserialize(read) == read
