"""Files of measurements: each mistake is named with its line, the good rows go in, and nothing doubles."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schemas.periods import parse
from services.followups import SERVICE
from services.followups.indicators import judging, queries
from services.followups.indicators.model import Indicator
from services.followups.indicators.operations import define_indicator
from services.followups.measuring import importing, operations
from services.followups.measuring import queries as measurements
from services.followups.measuring.model import Measurement
from services.kernel import migration
from services.kernel.errors import Invalid, Unreadable
from services.kernel.identity import Principal
from services.kernel.importing import Tally
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from tests.services.followups.departments import Told, bring, know

LEAD = Principal("person", "p-1", "Lo Vik", ("admin",))
FALLS = {"name": "Falls", "unit_of_measure": "falls", "direction": "lower", "chart": "xmr", "frequency": "month"}
SHARE = {"name": "On time", "unit_of_measure": "of all", "direction": "higher", "chart": "p", "frequency": "month"}
MAPPING = """
period = "Month"
unit = "Ward"
[[indicators]]
name = "Visits, {kind}"
unit_of_measure = "visits"
direction = "neutral"
chart = "xmr"
frequency = "month"
value = "Visits"
[[indicators]]
name = "On time, {kind}"
unit_of_measure = "of all"
direction = "higher"
chart = "p"
target = 0.9
frequency = "month"
numerator = ["Visits", "-Late"]
denominator = "Visits"
[where]
Kind = ["day", "night"]
"""


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    made = Runtime(SERVICE, Settings.read({"LEANSTREAM_SECRET_KEY": "k"}, data=tmp_path_factory.mktemp("alone")))
    migration.migrate(made)
    know(made, [f"W{number}" for number in range(20)])
    yield made
    made.database.close()


@pytest.fixture
def unit(runtime: Runtime) -> str:
    """A unit without indicators."""
    with runtime.database.reading() as session:
        taken = {each.unit for each in queries.newest(session, queries.Filter(), 500)[0]}
    return next(code for code in sorted(runtime.known.directory().units) if code not in taken)


def define(runtime: Runtime, unit: str | None, **fields: Any) -> Indicator:  # noqa: ANN401 (passed on as it is)
    with runtime.work() as work:
        return define_indicator(work, LEAD, runtime.known.directory(), {**FALLS, **fields, "unit": unit})


def bring_text(runtime: Runtime, folder: Path, text: str, toml: str | None = None) -> tuple[Tally, list[Told]]:
    file = folder / "measurements.csv"
    file.write_text(text, encoding="utf-8")
    return bring(runtime, file, toml)


def there(runtime: Runtime, indicator: Indicator) -> list[Measurement]:
    with runtime.database.reading() as session:
        return measurements.of(session, [indicator.id])[indicator.id]


def numbers(runtime: Runtime, indicator: Indicator) -> dict[str, float | None]:
    return {each.period.isoformat(): each.value for each in there(runtime, indicator)}


def test_every_mistake_is_named_with_its_line_and_the_good_rows_go_in(
    runtime: Runtime, tmp_path: Path, unit: str
) -> None:
    falls, share = define(runtime, unit), define(runtime, unit, **SHARE)
    rows = [
        f"{falls.id};;2018-01-31;1,5;;",
        f"Falls;{unit};31.1.2019;2.5;;",
        f"Falls;{unit};2018-03;many;;",
        f"Falls;{unit};2018-01-01;3;;",
        f"Falls;{unit};2018-13;3;;",
        f"Falls;{unit};2018-05;;;",
        "Falls;NONE;2018-05;1;;",
        f"Fells;{unit};2018-05;1;;",
        f"On time;{unit};2018-01;;9;10",
        f"On time;{unit};2018-02;;9;0",
        f"On time;{unit};2018-03;;11;10",
        f"On time;{unit};2018-04;0,9;;",
        f"On time;{unit};2018-05;;9;",
        f"On time;{unit};2999-05;;9;10",
        f"{falls.id};;2018-06;7;;;5",
        f"{'0' * 8}-0000-0000-0000-{'0' * 12};;2018-06;7;;",
    ]
    text = "\n".join(["indicator;unit;period;value;numerator;denominator", *rows])
    tally, refused = bring_text(runtime, tmp_path, text)
    assert tally == Tally(read=16, new=3, refused=13)
    assert {told.line: told.reason.partition(":")[0] for told in refused} == {
        4: "value",
        5: "period",
        6: "period",
        7: "value",
        8: "unit",
        9: "indicator",
        11: "denominator",
        12: "numerator",
        13: "numerator",
        14: "denominator",
        15: "period",
        16: "row",
        17: "indicator",
    }
    assert "in this unit. Check the columns" in next(told.reason for told in refused if told.line == 9)
    assert "line 2 already" in next(told.reason for told in refused if told.line == 5)
    assert numbers(runtime, falls) == {"2018-01-01": 1.5, "2019-01-01": 2.5}
    # The first of two rows for one period says nothing new now; the second must not become its correction.
    again, refused_again = bring_text(runtime, tmp_path, text)
    assert again == Tally(read=16, known=3, refused=13)
    assert sorted(refused_again) == sorted(refused)
    assert numbers(runtime, falls) == {"2018-01-01": 1.5, "2019-01-01": 2.5}
    assert [each.numerator for each in there(runtime, share)] == [9]


def test_a_number_that_changed_is_a_correction_and_what_a_person_corrected_stays(
    runtime: Runtime, tmp_path: Path, unit: str
) -> None:
    falls = define(runtime, unit)

    def file(value: int) -> tuple[Tally, list[Told]]:
        return bring_text(
            runtime, tmp_path, f"indicator,period,value\n{falls.id},2020-01,{value}\n{falls.id},2020-02,1\n"
        )

    assert file(5)[0] == Tally(read=2, new=2)
    assert file(6)[0] == Tally(read=2, corrected=1, known=1)
    # The source may change its mind back.
    assert file(5)[0] == Tally(read=2, corrected=1, known=1)
    with runtime.work() as work:
        item = {"period": parse("2020-01"), "value": 7}
        operations.measure(work, LEAD, runtime.known.directory(), falls.id, [item])
    assert file(5)[0] == Tally(read=2, known=2)
    assert numbers(runtime, falls)["2020-01-01"] == 7
    assert file(8)[0] == Tally(read=2, corrected=1, known=1)


def test_a_workbook_is_read_with_its_dates_and_numbers(runtime: Runtime, tmp_path: Path, unit: str) -> None:
    falls = define(runtime, unit)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Indicator", "Period", "Value"], [falls.id, datetime(2020, 1, 1), 3], [falls.id, "2020-02", 2.5]):  # noqa: DTZ001 (a spreadsheet knows no zone)
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    assert bring(runtime, tmp_path / "book.xlsx")[0] == Tally(read=2, new=2)
    assert numbers(runtime, falls) == {"2020-01-01": 3, "2020-02-01": 2.5}
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    for empty in (tmp_path / "empty.xlsx", tmp_path / "empty.csv"):
        empty.touch()
        with pytest.raises(Unreadable, match="The file is empty"):
            bring(runtime, empty)
    book.create_sheet(index=0)
    book.save(tmp_path / "second.xlsx")
    with pytest.raises(Unreadable, match="Only the first sheet is read, and it is empty"):
        bring(runtime, tmp_path / "second.xlsx")


def test_a_run_that_was_killed_leaves_its_charts_to_the_next(
    runtime: Runtime, tmp_path: Path, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    falls = define(runtime, unit)
    rows = "\n".join(f"{falls.id},2020-{number:02},{number}" for number in range(1, 13))
    with monkeypatch.context() as patched:
        patched.setattr(importing.MeasurementImport, "finish", lambda _: None)
        bring_text(runtime, tmp_path, f"indicator,period,value\n{rows}\n")
    with runtime.database.reading() as session:
        left = queries.one(session, falls.id)
    assert (left.number, left.unjudged) == (0, True)
    judging.judge_left(runtime)
    with runtime.database.reading() as session:
        judged = queries.one(session, falls.id)
    assert (judged.number, judged.unjudged, judged.missing) == (12, False, 0)


def test_a_mapping_makes_and_measures_the_indicators_of_a_foreign_table(
    runtime: Runtime, tmp_path: Path, unit: str
) -> None:
    table = "\n".join(
        [
            "Ward,Kind,Month,Visits,Late,Remark",
            f"{unit},day,2020-01,100,10,x",
            f"{unit},night,2020-01,50,60,x",
            f"{unit},holiday,2020-01,1,0,x",
            f"{unit},day,2020-02,80,,x",
            f"{unit},day,2020-01,99,1,x",
            "NONE,day,2020-01,99,1,x",
        ]
    )
    tally, refused = bring_text(runtime, tmp_path, table, MAPPING)
    assert tally == Tally(read=6, new=2, refused=3, passed_over=1)
    assert [(told.line, told.reason.partition(": ")[0]) for told in refused] == [
        (3, "On time, night, numerator"),
        (6, "Visits, day, period"),
        (7, "Visits, day, unit"),
    ]
    with runtime.database.reading() as session:
        found = {each.name: each for each in queries.newest(session, queries.Filter(units=[unit]), 9)[0]}
    assert set(found) == {"Visits, day", "On time, day"}
    assert numbers(runtime, found["Visits, day"]) == {"2020-01-01": 100, "2020-02-01": 80}
    # A blank is a gap, not a nought.
    assert [(each.numerator, each.denominator) for each in there(runtime, found["On time, day"])] == [(90, 100)]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('chart = "xmr"', 'chart = "pie"', "indicators.0.chart"),
        ('value = "Visits"', "", "indicators.0.value"),
        ('unit = "Ward"', "", "unit"),
        ('period = "Month"', 'period = ""', "period"),
        ("target = 0.9", "targets = 0.9", "indicators.1.targets"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named(runtime: Runtime, tmp_path: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        bring_text(runtime, tmp_path, "Ward,Month,Visits,Late,Kind\n", MAPPING.replace(old, new, 1))
    assert list(refused.value.errors) == [field]


def test_a_table_without_a_mapped_column_is_refused_as_a_whole(runtime: Runtime, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"file does not have: month\. It has: ward, visits, late, kind\."):
        bring_text(runtime, tmp_path, "Ward,Visits,Late,Kind\nW1,1,0,day\n", MAPPING)
    with pytest.raises(Unreadable, match="file does not have: nope"):
        bring_text(runtime, tmp_path, "Ward,Month,Visits,Late,Kind\n", MAPPING.replace('["Visits', '["nope'))
    # A table that was made for something else may have columns without a name, but no cells beyond its columns.
    tally, refused = bring_text(
        runtime, tmp_path, "Ward,Month,Visits,Late,Kind,\nW1,2020-01,7,5,day,x,x\nW1,2020-01,7,5,holiday,x\n", MAPPING
    )
    assert (tally.passed_over, [told.line for told in refused]) == (1, [2])
    with pytest.raises(Unreadable, match="not TOML"):
        bring_text(runtime, tmp_path, "Ward\n", "period =")
