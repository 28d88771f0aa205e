"""The table behind a chart has every number that is drawn."""

from services.followups.charts import table
from services.followups.control import Kind, Name, Phase, analyse
from tests.services.followups.charts.drawings import shares, xmr
from tests.services.followups.control.series import RRK_BREACHES, day, plain


def test_each_period_has_a_row_with_its_value_lines_and_signals() -> None:
    analysis = xmr(*[1, 2, 1, 2] * 5, 30)
    rows = table(analysis, plain(*[1, 2, 1, 2] * 5, 30)).rows
    assert [row.period for row in rows] == [point.period for point in analysis.points]
    assert (rows[-1].value, rows[-1].upper, rows[-1].centre) == (30, analysis.upper, analysis.centre)
    assert rows[-1].signals == (Name.OUTSIDE,)


def test_a_share_has_its_numerator_and_denominator() -> None:
    points = shares((3, 10), (5, 20))
    found = table(analyse(points, Kind.P, "mdc-xmr", screening=False), points)
    assert found.ratio
    assert [(row.numerator, row.denominator) for row in found.rows] == [(3, 10), (5, 20)]


def test_a_gap_is_a_row_without_numbers() -> None:
    row = table(xmr(1, None, 2), plain(1, None, 2)).rows[1]
    assert (row.value, row.numerator, row.signals, row.variation) == (None, None, (), None)


def test_a_run_chart_has_no_columns_of_limits() -> None:
    points = plain(*RRK_BREACHES)
    found = table(analyse(points, Kind.RUN, "ihi-run", screening=False), points)
    assert (found.ratio, found.limits, found.notes) == (False, False, False)


def test_notes_and_reasons_of_phases_stand_at_their_periods() -> None:
    points = plain(*RRK_BREACHES)
    analysis = analyse(points, Kind.XMR, "mdc-xmr", screening=False, phases=[Phase(day(12), "New triage")])
    found = table(analysis, points, {day(3): "Influenza"})
    assert found.notes
    assert [(row.period, row.begins, row.note) for row in found.rows if row.begins or row.note] == [
        (day(3), "", "Influenza"),
        (day(12), "New triage", ""),
    ]
