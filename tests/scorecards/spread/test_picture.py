"""The picture of who learned from whom: well formed, named, every line in it once, and nothing breaks out."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from markupsafe import Markup

from scorecards.spread.lineage import Line, lines
from scorecards.spread.measures import Spread
from scorecards.spread.picture import LONGEST_NAME, Words, lineage, shortened
from services.kernel.svg import Caption
from tests.scorecards.spread.lives import ORIGIN, START, learned, many, spread_of, spreads

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert(1)</script>&'{0}%s"
UNTIL = START + timedelta(days=100)
WORDS = Words(lambda line: line.key, lambda _: "note", date.isoformat)


def drawn(spread: Spread, words: Words = WORDS) -> Markup:
    return lineage(Caption("lineage", "Who learned from whom", "In the table."), lines(spread), UNTIL, words)


def parsed(picture: Markup) -> Element:
    return fromstring(picture)  # noqa: S314 our own drawing, and that it parses is what we test


def marked(picture: Markup, kind: str) -> list[Element]:
    return [element for element in parsed(picture).iter() if kind in element.get("class", "").split()]


def place(element: Element, name: str = "x") -> float:
    return float(element.get(name, "nan").rstrip("%"))


def test_the_picture_is_named_by_its_title_and_description() -> None:
    svg = parsed(drawn(spread_of(learned("A", ORIGIN))))
    named = {element.get("id"): element.text for element in svg if element.get("id")}
    assert svg.get("role") == "img"
    assert [named[name] for name in svg.get("aria-labelledby", "").split()] == [
        "Who learned from whom",
        "In the table.",
    ]


@given(spreads())
def test_every_line_has_its_name_and_a_sign_inside_the_picture(spread: Spread) -> None:
    picture = drawn(spread)
    names = [element.text for element in marked(picture, "lineage-name")]
    assert sorted(filter(None, names)) == sorted([ORIGIN, *(each.unit for each in spread.adopters)])
    signs = marked(picture, "lineage-sign")
    assert len(signs) == len(names)
    assert all(0 <= place(sign) <= 100 for sign in signs)


def test_names_stand_each_at_a_height_of_its_own() -> None:
    heights = [place(element, "y") for element in marked(drawn(many()), "lineage-name")]
    assert all(below - above >= 30 for above, below in pairwise(heights))


def test_a_sign_stands_right_of_whom_it_learned_from_were_it_the_same_day() -> None:
    chain = [learned("A", ORIGIN, 0), learned("B", "A", 0), learned("C", "B", 0)]
    places = [place(sign) for sign in marked(drawn(spread_of(*chain)), "lineage-sign")]
    assert places == sorted(set(places))


def test_shape_tells_where_it_began_and_who_stands_across_a_border() -> None:
    picture = drawn(spread_of(learned("A", ORIGIN, 1, "D"), learned("B", ORIGIN, 2, "OTHER")))
    shapes = [sign.get("href") for sign in marked(picture, "lineage-sign")]
    assert shapes == ["#lineage-began", "#lineage-inside", "#lineage-beyond"]
    assert {element.get("id") for element in parsed(picture).iter(f"{SVG}g")} >= {str(each)[1:] for each in shapes}


def test_the_way_to_who_has_not_told_is_broken() -> None:
    picture = drawn(spread_of(learned("A", ORIGIN), learned("B", None)))
    broken = {way.get("y2") for way in marked(picture, "lineage-untold")}
    whole = {way.get("y2") for way in marked(picture, "lineage-way")} - broken
    told, untold = (sign.get("y") for sign in marked(picture, "lineage-sign")[1:])
    assert broken == {untold}
    assert whole == {told}


def test_a_division_has_a_stroke_for_each_of_its_units() -> None:
    spread = many()
    assert len(marked(drawn(spread), "lineage-mark")) == len(spread.adopters)


def test_hostile_names_stay_text() -> None:
    def hostile(_: Line) -> str:
        return HOSTILE

    picture = drawn(spread_of(learned("A", ORIGIN)), Words(hostile, hostile, lambda _: HOSTILE))
    assert not list(parsed(picture).iter(f"{SVG}script"))
    assert [element.text for element in marked(picture, "lineage-note")] == [HOSTILE] * 2


def test_a_long_name_keeps_the_end_in_which_it_differs() -> None:
    first, second = (f"The emergency department of the central hospital {number}" for number in (1, 2))
    assert len(shortened(first)) <= LONGEST_NAME
    assert shortened(first) != shortened(second)
    assert shortened("Ward one") == "Ward one"
