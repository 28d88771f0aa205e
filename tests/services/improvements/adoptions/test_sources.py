"""From whom a unit learned: where it began or who has taken it over, and never round in a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.improvements.adoptions.model import Adoption, closes_circle
from tests.services.improvements.client import ApiClient, at_once, errors_of
from tests.services.kernel.web.site import Site


@pytest.fixture
def third(site: Site) -> str:
    return site.free_unit()


def test_a_unit_learns_from_an_origin_or_an_adopter(
    site: Site, coach: ApiClient, unit: str, another: str, third: str
) -> None:
    thing, fourth = coach.propose(unit, origins=[another]), site.free_unit()
    assert coach.adopted(thing, third, "testing", learned_from=another)["learned_from"] == another
    assert coach.adopted(thing, fourth, "testing", learned_from=third)["learned_from"] == third
    assert coach.adopted(thing, third, "testing", learned_from=unit)["learned_from"] == unit
    assert coach.adopted(thing, third, "testing", learned_from=None)["learned_from"] is None


def test_a_unit_does_not_learn_from_itself_nor_from_a_stranger(
    coach: ApiClient, unit: str, another: str, third: str
) -> None:
    thing = coach.propose(unit, relevant_units=[third])
    coach.adopted(thing, another, "testing")
    for source in (another, third, "NOWHERE"):
        answer = coach.adopt(thing, another, "implemented", learned_from=source)
        assert (answer.status_code, list(errors_of(answer))) == (422, ["learned_from"])
    assert coach.adoptions(thing)[0]["version"] == 1


def test_two_do_not_learn_from_each_other_even_at_once(
    site: Site, coach: ApiClient, unit: str, another: str, third: str
) -> None:
    thing = coach.propose(unit)
    for code in (another, third):
        coach.adopted(thing, code, "testing")
    clients = [ApiClient(site, coach.headers) for _ in range(2)]
    answers = at_once(
        [
            lambda: clients[0].adopt(thing, another, "testing", learned_from=third),
            lambda: clients[1].adopt(thing, third, "testing", learned_from=another),
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    told = [each["learned_from"] for each in coach.adoptions(thing)]
    assert told.count(None) == 1


def test_what_was_told_stays_though_it_would_not_be_taken_today(
    coach: ApiClient, unit: str, another: str, third: str
) -> None:
    thing = coach.propose(unit, origins=[another])
    coach.adopted(thing, third, "testing", learned_from=another)
    assert coach.edit(thing, {"origins": []}).status_code == 200
    assert coach.adopted(thing, third, "implemented", learned_from=another)["learned_from"] == another


CODES = "ABCDEF"


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=30))
def test_however_units_say_whom_they_learned_from_everybodys_line_ends(said: list[tuple[str, str]]) -> None:
    adoptions = {code: Adoption(unit=code, learned_from=None) for code in CODES}
    for unit, source in said:
        if unit != source and not closes_circle(list(adoptions.values()), unit, source):
            adoptions[unit].learned_from = source
    for code in CODES:
        line, following = [code], adoptions[code].learned_from
        while following is not None:
            assert following not in line
            line.append(following)
            following = adoptions[following].learned_from
