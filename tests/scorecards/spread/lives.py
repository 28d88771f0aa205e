"""Lives of improvements as units might tell them: any, for what always holds; and chosen ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from schemas.vocabulary import STAGES
from scorecards.spread.lineage import MOST_LINES
from scorecards.spread.measures import Adopter, Spread

UNITS = [f"U{number}" for number in range(12)]
ORIGIN = "HOME"
START = date(2026, 1, 1)


@st.composite
def adopters(draw: st.DrawFn) -> tuple[Adopter, ...]:
    """Any units that have told anything: also that they learned from each other, in a circle, or from nobody here."""
    found = []
    for unit in draw(st.lists(st.sampled_from(UNITS), unique=True)):
        days = draw(st.lists(st.integers(0, 60), min_size=1, max_size=4))
        periods = tuple((START + timedelta(days=day), draw(st.sampled_from(STAGES))) for day in sorted(days))
        learned_from = draw(st.sampled_from([None, ORIGIN, "ELSEWHERE", *UNITS]))
        day, stage = periods[-1]
        found.append(Adopter(unit, stage, day, periods, learned_from, "D", draw(st.booleans())))
    return tuple(found)


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    relevant = draw(st.frozensets(st.sampled_from([*UNITS, "NEVER"])))
    implemented_on = draw(st.none() | st.just(START))
    return Spread((ORIGIN,), implemented_on, relevant, draw(adopters()), ())


def learned(unit: str, source: str | None, day: int = 1, division: str = "D") -> Adopter:
    at = START + timedelta(days=day)
    return Adopter(unit, "implemented", at, ((at, "implemented"),), source, division, division != "D")


def spread_of(*adopters: Adopter, origins: tuple[str, ...] = (ORIGIN,)) -> Spread:
    return Spread(origins, START, frozenset(), tuple(sorted(adopters, key=lambda each: (each.at, each.unit))), ())


def many() -> Spread:
    """Too many units for a line each: Surgery brought it to Medicine, Medicine to Psychiatry, Eyes have not told."""
    surgery = [
        learned(f"S{number}", ORIGIN if number == 0 else "S0", number + 1, "SUR") for number in range(MOST_LINES)
    ]
    medicine = [learned("M0", None, 3, "MED"), learned("M1", "S3", 5, "MED"), learned("M2", ORIGIN, 9, "MED")]
    return spread_of(*surgery, *medicine, learned("P0", "M2", 30, "PSY"), learned("E0", "NOBODY", 40, "EYE"))
