"""Units and people from rows of a file."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.kernel.errors import Invalid
from services.kernel.service import Runtime
from services.kernel.units import Directory
from services.organisation.changes import OPERATOR
from services.organisation.importing import PersonImporter, UnitImporter
from services.organisation.people import queries as people
from services.organisation.people.authentication import authenticate
from services.organisation.region import queries as region

UNITS = UnitImporter(OPERATOR, Directory())
PEOPLE = PersonImporter(OPERATOR, Directory())


def bring(runtime: Runtime, importer: UnitImporter | PersonImporter, row: dict[str, Any]) -> str:
    with runtime.work() as work:
        thing = importer.record(work, importer.schema(ZoneInfo("UTC")).load(row))
        work.commit()
    return thing


def periods(runtime: Runtime, code: str) -> list[tuple[str, date, date | None]]:
    with runtime.database.reading() as session:
        return [(each.division, each.start, each.until) for each in region.unit(session, code).periods]


def version(runtime: Runtime, code: str) -> int:
    with runtime.database.reading() as session:
        return region.unit(session, code).version


def test_a_unit_brings_its_new_division_along(runtime: Runtime) -> None:
    row = {"code": "T-1", "name": "Dental clinic", "division": "TAND", "division_name_sv": "Tandvård"}
    assert bring(runtime, UNITS, row) == "T-1"
    with runtime.database.reading() as session:
        division = region.division(session, "TAND")
    assert division.name == {"sv": "Tandvård", "fi": "Tandvård", "en": "Tandvård"}
    assert periods(runtime, "T-1") == [("TAND", date(2000, 1, 1), None)]


def test_a_division_begins_with_its_oldest_unit(runtime: Runtime) -> None:
    for code, start in (("T-1", "2018-01-01"), ("T-2", "2015-01-01")):
        bring(runtime, UNITS, {"code": code, "name": code, "division": "TAND", "valid_from": start})
    with runtime.database.reading() as session:
        assert region.division(session, "TAND").valid_from == date(2015, 1, 1)


def test_a_history_in_several_rows_is_read_twice_with_one_result(runtime: Runtime) -> None:
    rows = [
        {"code": "T-1", "name": "T", "division": "KIR", "valid_from": "2016-01-01", "valid_until": "2020-01-01"},
        {"code": "T-1", "name": "T", "division": "MED", "valid_from": "2020-01-01"},
    ]
    for _ in range(2):
        for row in rows:
            bring(runtime, UNITS, row)
    assert periods(runtime, "T-1") == [
        ("KIR", date(2016, 1, 1), date(2020, 1, 1)),
        ("MED", date(2020, 1, 1), None),
    ]


def test_the_same_row_again_changes_nothing(runtime: Runtime) -> None:
    row = {"code": "T-1", "name": "T", "division": "KIR"}
    bring(runtime, UNITS, row)
    bring(runtime, UNITS, row)
    assert version(runtime, "T-1") == 1
    bring(runtime, UNITS, row | {"name_en": "Tonsils"})
    assert version(runtime, "T-1") == 2


def test_a_move_must_say_from_when(runtime: Runtime) -> None:
    with pytest.raises(Invalid) as refused:
        bring(runtime, UNITS, {"code": "KIR-01", "name": "K", "division": "MED"})
    assert list(refused.value.errors) == ["valid_from"]
    assert periods(runtime, "KIR-01") == [("KIR", date(2015, 1, 1), None)]


def test_a_person_comes_with_lists_in_cells(runtime: Runtime) -> None:
    row = {"name": "Ville", "display_name": "Ville Aalto", "roles": "member|unit_lead", "units": "KIR-01;KIR-02"}
    identifier = bring(runtime, PEOPLE, row | {"password": "a long enough password"})
    with runtime.database.reading() as session:
        ville = people.account(session, identifier)
    assert ville.roles == ["member", "unit_lead"]
    assert ville.units == ["KIR-01", "KIR-02"]
    assert authenticate(runtime.work, "ville", "a long enough password").id == identifier


def test_a_known_person_is_brought_up_to_date_once(runtime: Runtime) -> None:
    row = {"name": "anna", "display_name": "Anna Lindqvist", "home_unit": "KIR-01", "roles": "member"}
    same = bring(runtime, PEOPLE, row | {"password": "lean-stream-demo"})
    with runtime.database.reading() as session:
        assert people.account(session, same).version == 1
    assert bring(runtime, PEOPLE, row | {"roles": "coach"}) == same
    with runtime.database.reading() as session:
        assert people.account(session, same).roles == ["coach"]


def test_a_person_of_an_unknown_unit_is_refused(runtime: Runtime) -> None:
    row = {"name": "ville", "display_name": "Ville", "home_unit": "NOPE", "roles": "member"}
    with pytest.raises(Invalid) as refused:
        bring(runtime, PEOPLE, row)
    assert list(refused.value.errors) == ["home_unit"]
