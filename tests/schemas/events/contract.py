"""What readers of events rely on: a snapshot of every event type's fields, with examples.

`python -m tests.schemas.events.contract` writes the snapshots of new types and new optional fields. It refuses what
would break somebody: such a change needs a type of its own (`.v2`), beside the old one.
"""

import json
import sys
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from schemas import events
from schemas.events import kinds
from schemas.events.envelope import Envelope, EventSchema

SNAPSHOTS = Path(__file__).parent / "snapshots"
COMMAND = "python -m tests.schemas.events.contract"
KINDS: dict[str, type[fields.Field[Any]]] = {
    "moment": kinds.Moment,
    "day": kinds.Day,
    "number": kinds.Amount,
    "text": fields.String,
}
EXAMPLES: dict[str, Any] = {"moment": "2026-01-10T08:00:00Z", "day": "2026-01-10", "number": 12.5}
# Texts that must have a form; what is left out may be any text.
TEXTS = {"sequence": "000000-000000000001", "outboxid": "42", "specversion": "1.0", "year": "2026"}

Table = dict[str, dict[str, Any]]


def table_of(schema: type[Schema]) -> Table:
    """Every field by its name in JSON: kind, whether it must or may be, and its limits."""
    return {each.data_key or name: _described(each) for name, each in schema._declared_fields.items()}  # noqa: SLF001 (marshmallow offers no public list on the class)


def _described(field: fields.Field[Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"required": field.required, "none": field.allow_none}
    if isinstance(field, fields.Nested):
        told |= {"kind": "object", "fields": table_of(type(field.schema))}
    elif isinstance(field, fields.List):
        told |= {"kind": "list", "of": _described(field.inner)}
    else:
        told["kind"] = next(name for name, kind in KINDS.items() if isinstance(field, kind))
    for rule in field.validators:
        told |= _limits(rule)
    return told


def _limits(rule: object) -> dict[str, Any]:
    match rule:
        case validate.OneOf():
            return {"choices": list(rule.choices)}
        case validate.Length():
            return {"least": rule.min, "most": rule.max}
        case validate.Regexp():
            return {"pattern": rule.regex.pattern}
    raise TypeError(f"say how {type(rule).__name__} stands in a snapshot")


def reader_of(table: Table) -> type[Schema]:
    """The schema that a reader had when the table was written."""
    return type("Old", (EventSchema,), {f"f_{name}": _field(told, name) for name, told in table.items()})


def _field(told: dict[str, Any], name: str | None = None) -> fields.Field[Any]:
    options: dict[str, Any] = {"required": told["required"], "allow_none": told["none"], "validate": _rules(told)}
    options |= {"data_key": name} if name else {}
    if told["kind"] == "object":
        return fields.Nested(reader_of(told["fields"]), **options)
    if told["kind"] == "list":
        return fields.List(_field(told["of"]), **options)
    return KINDS[told["kind"]](**options)


def _rules(told: dict[str, Any]) -> list[Any]:
    rules: list[Any] = []
    if "choices" in told:
        rules.append(validate.OneOf(told["choices"]))
    if "least" in told:
        rules.append(validate.Length(told["least"], told["most"]))
    if "pattern" in told:
        rules.append(validate.Regexp(told["pattern"]))
    return rules


def example_of(table: Table, *, whole: bool) -> dict[str, Any]:
    """Data that the table describes, with every optional field or with none."""
    return {name: _example(name, told, whole=whole) for name, told in table.items() if whole or told["required"]}


def _example(name: str, told: dict[str, Any], *, whole: bool) -> object:
    if told["kind"] == "object":
        return example_of(told["fields"], whole=whole)
    if told["kind"] == "list":
        return [_example(name, told["of"], whole=whole)]
    if told["kind"] == "text":
        return told["choices"][0] if "choices" in told else TEXTS.get(name, "example")
    return EXAMPLES[told["kind"]]


def broken(old: Table, new: Table, place: str = "") -> list[str]:
    """What a reader of the old table could not read, or would read otherwise, in words; none is as it should be."""
    faults = [f"{place}{name} was removed" for name in old.keys() - new.keys()]
    faults += [f"{place}{name} is new and required" for name in new.keys() - old.keys() if new[name]["required"]]
    for name in sorted(old.keys() & new.keys()):
        faults += _field_broken(old[name], new[name], f"{place}{name}")
    return faults


def _field_broken(old: dict[str, Any], new: dict[str, Any], place: str) -> list[str]:
    if old["kind"] == new["kind"] == "object":
        inner = broken(old["fields"], new["fields"], f"{place}.")
    elif old["kind"] == new["kind"] == "list":
        inner = _field_broken(old["of"], new["of"], f"{place}[]")
    else:
        inner = []
    own = [{key: each for key, each in told.items() if key not in {"fields", "of"}} for told in (old, new)]
    return inner + ([f"{place} was {own[0]} and is {own[1]}"] if own[0] != own[1] else [])


def present() -> dict[str, dict[str, Any]]:
    """Each type's snapshot as the schemas of today would have it; the envelope is one of them."""
    tables = {"envelope": table_of(Envelope)} | {kind: table_of(schema) for kind, schema in events.ALL.items()}
    return {
        name: {
            "fields": table,
            "examples": [example_of(table, whole=whole) for whole in (True, False)],
        }
        for name, table in tables.items()
    }


def kept() -> dict[str, dict[str, Any]]:
    """Each type's snapshot as it was written."""
    return {file.stem: json.loads(file.read_text()) for file in SNAPSHOTS.glob("*.json")}


def main() -> int:
    """Write the snapshots; 1 when something would break a reader."""
    old, new = kept(), present()
    faults = [f"{name} was removed" for name in old.keys() - new.keys()]
    faults += [
        f"{name}: {each}"
        for name in old.keys() & new.keys()
        for each in broken(old[name]["fields"], new[name]["fields"])
    ]
    if faults:
        sys.stderr.write("\n".join([*sorted(faults), "Make a new type (.v2) instead, beside the old one.\n"]))
        return 1
    SNAPSHOTS.mkdir(exist_ok=True)
    for name, snapshot in new.items():
        # Examples of before stay: what once lay in a log will always have to be read.
        examples = [*old.get(name, {}).get("examples", []), *snapshot["examples"]]
        unique = [each for number, each in enumerate(examples) if each not in examples[:number]]
        text = json.dumps(snapshot | {"examples": unique}, indent=1, ensure_ascii=False)
        (SNAPSHOTS / f"{name}.json").write_text(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
