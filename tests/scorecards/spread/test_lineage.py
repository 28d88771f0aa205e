"""Who learned from whom, in lines: everybody once, below the one they learned from."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given

from scorecards.spread.lineage import Line, by_division, lines
from scorecards.spread.measures import Spread
from tests.scorecards.spread.lives import ORIGIN, START, learned, many, spread_of, spreads


def shown(found: list[Line]) -> list[tuple[str, str | None]]:
    """(key, key of the line it hangs below)."""
    return [(line.key, None if line.parent is None else found[line.parent].key) for line in found]


@given(spreads())
def test_everybody_has_one_line_below_whom_they_learned_from(spread: Spread) -> None:
    found = lines(spread)
    assert sorted(line.key for line in found) == sorted([ORIGIN, *(each.unit for each in spread.adopters)])
    for index, line in enumerate(found):
        if line.parent is not None and line.node:
            assert line.parent < index
            assert found[line.parent].key == line.node.learned_from


def test_who_learned_from_the_same_stand_together_oldest_first() -> None:
    spread = spread_of(learned("B", ORIGIN, 9), learned("A", ORIGIN, 2), learned("C", "A", 4), learned("E", "C", 20))
    assert shown(lines(spread)) == [(ORIGIN, None), ("A", ORIGIN), ("C", "A"), ("E", "C"), ("B", ORIGIN)]


def test_who_has_not_told_comes_last_with_those_who_learned_from_them() -> None:
    spread = spread_of(learned("A", None, 1), learned("B", "A", 2), learned("C", ORIGIN, 3), learned("D", "GONE", 4))
    found = lines(spread)
    assert shown(found) == [(ORIGIN, None), ("C", ORIGIN), ("A", None), ("B", "A"), ("D", None)]
    assert [line.key for line in found if line.untold] == ["A", "D"]


def test_a_circle_is_drawn_from_its_oldest() -> None:
    found = lines(spread_of(learned("A", "B", 5), learned("B", "C", 3), learned("C", "A", 8), learned("S", "S", 9)))
    assert shown(found) == [(ORIGIN, None), ("B", None), ("A", "B"), ("C", "A"), ("S", None)]


def test_each_unit_where_it_began_has_its_own_line() -> None:
    found = lines(spread_of(learned("A", "SECOND"), origins=(ORIGIN, "SECOND")))
    assert shown(found) == [(ORIGIN, None), ("SECOND", None), ("A", "SECOND")]


def test_where_nothing_says_when_it_began_it_began_with_the_first() -> None:
    spread = replace(spread_of(learned("A", ORIGIN, 7)), implemented_on=None)
    assert lines(spread)[0].at == date(2026, 1, 8)


def test_many_units_are_drawn_by_division_below_the_one_that_brought_it_there() -> None:
    spread = many()
    found = lines(spread)
    assert by_division(spread)
    assert [(line.node.division if line.node else line.key, line.parent, line.untold) for line in found] == [
        (ORIGIN, None, False),
        ("SUR", 0, False),
        ("MED", 1, False),
        ("PSY", 2, False),
        ("EYE", None, True),
    ]
    assert sum(len(line.node.adopters) for line in found if line.node) == len(spread.adopters)


def test_the_line_of_a_division_begins_with_who_brought_it_there() -> None:
    medicine = next(line for line in lines(many()) if line.node and line.node.division == "MED")
    assert medicine.at == START + timedelta(days=5)


def test_a_division_that_learned_only_from_itself_has_not_told() -> None:
    units = [learned(f"S{number}", f"S{(number + 1) % 40}", number, "SUR") for number in range(40)]
    found = lines(spread_of(*units))
    assert [line.untold for line in found] == [False, True]
