"""The list of improvements by the API: filters, pieces, search, and what resembles what was typed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, update

from services.improvements.model import Improvement
from tests.services.improvements.client import ApiClient, errors_of
from tests.services.kernel.web.site import Site

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
COPY = "0192f0c1-0000-7000-8000-"


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


def ids(pieces: list[list[dict[str, object]]]) -> list[object]:
    return [each["id"] for piece in pieces for each in piece]


def test_a_walk_meets_everything_once_newest_first(coach: ApiClient, unit: str) -> None:
    made = [coach.propose(unit)["id"] for _ in range(7)]
    pieces = coach.walk(unit=unit, limit="3")
    assert [len(piece) for piece in pieces] == [3, 3, 1]
    assert ids(pieces) == made[::-1]


def test_a_walk_meets_everything_once_though_all_came_at_the_same_moment(
    site: Site, coach: ApiClient, unit: str
) -> None:
    made = {coach.propose(unit)["id"] for _ in range(7)}
    with site.runtime.database.writing() as connection:
        connection.execute(update(Improvement).where(Improvement.unit == unit).values(created_at=NOON))
    walked = ids(coach.walk(unit=unit, limit="2"))
    assert len(walked) == len(made)
    assert set(walked) == made


def test_the_link_to_the_next_piece_keeps_the_filters(coach: ApiClient, unit: str) -> None:
    for _ in range(2):
        coach.propose(unit, waste="motion", tags=["Räksmörgås & co"])
    coach.propose(unit, waste="defects")
    pieces = coach.walk(unit=unit, waste="motion", q="räksmörgås", limit="1")
    assert [len(piece) for piece in pieces] == [1, 1]


def test_fifty_come_unless_asked_and_never_more_than_five_hundred(site: Site, coach: ApiClient, unit: str) -> None:
    coach.propose(unit)
    with site.runtime.database.writing() as connection:
        made = connection.execute(select(Improvement.__table__).where(Improvement.unit == unit)).mappings().one()
        copies = [{**made, "id": f"{COPY}{number:012}"} for number in range(505)]
        connection.execute(insert(Improvement), copies)
    assert len(coach.get(unit=unit).get_json()["items"]) == 50
    for limit, length in (("1", 1), ("0500", 500), ("501", 500), ("9" * 6000, 500)):
        answer = coach.get(unit=unit, limit=limit)
        assert len(answer.get_json()["items"]) == length
        assert "Link" in answer.headers
    with site.runtime.database.writing() as connection:
        connection.execute(delete(Improvement).where(Improvement.id.startswith(COPY)))


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "ten", "²", "00"])
def test_a_limit_that_is_no_number_is_named(coach: ApiClient, limit: str) -> None:
    answer = coach.get(limit=limit)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == ["limit"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "ä",
        "bnVsbA",  # null
        "WyJhIiwiYiJd",  # ["a","b"]
        "WzEsMl0",  # [1,2]
        "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwiXHUwMDAwIl0",  # a moment, and an id that is a control character
        "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMDE5MmYwYzEtN2EzZS03YzU0LTlkMmItM2Y2YTFlOGI1YzcwIl0",  # the year 0
        "W1tb" * 20_000,
    ],
)
def test_a_cursor_that_we_did_not_give_is_named(coach: ApiClient, cursor: str) -> None:
    answer = coach.get(cursor=cursor)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == ["cursor"]


def test_the_list_is_filtered_by_each_of_its_parts(coach: ApiClient, site: Site) -> None:
    one, other = site.free_unit(), site.free_unit()
    first = coach.propose(one, waste="motion", value_stream="Hips")
    second = coach.move(coach.propose(other, waste="waiting"), "accepted").get_json()
    divisions = {first["division"]: first["id"], second["division"]: second["id"]}
    assert len(divisions) == 2
    for division, found in divisions.items():
        listed = ids(coach.walk(division=division, limit="500"))
        assert [each for each in listed if each in divisions.values()] == [found]
    for query, found in (
        ({"unit": one}, [first["id"]]),
        ({"unit": one, "division": first["division"]}, [first["id"]]),
        ({"unit": one, "division": second["division"]}, []),
        ({"unit": other, "state": "accepted"}, [second["id"]]),
        ({"unit": other, "state": "running"}, [second["id"]]),
        ({"unit": one, "state": "running"}, []),
        ({"unit": one, "state": "proposed", "waste": "motion", "value_stream": "Hips"}, [first["id"]]),
        ({"unit": one, "waste": "waiting"}, []),
        ({"unit": other, "updated_since": second["updated_at"]}, [second["id"]]),
        ({"unit": one, "updated_since": "2999-01-01T00:00:00Z"}, []),
        ({"division": "NONE"}, []),
        ({"unit": one, "mine": "1"}, [first["id"]]),
    ):
        assert ids(coach.walk(**query)) == found, query
    stranger = ApiClient(site, site.bearer("member"))
    assert ids(stranger.walk(unit=one, mine="1")) == []


def test_what_changed_since_is_found_though_it_is_old(coach: ApiClient, unit: str) -> None:
    old, younger = coach.propose(unit), coach.propose(unit)
    moved = coach.move(old, "accepted").get_json()
    assert ids(coach.walk(unit=unit, updated_since=moved["updated_at"])) == [old["id"]]
    assert ids(coach.walk(unit=unit, updated_since=younger["updated_at"])) == [younger["id"], old["id"]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "finished"),
        ("waste", "laziness"),
        ("unit", "no such code"),
        ("updated_since", "yesterday"),
        ("updated_since", "2026-01-01T00:00:00"),
        ("mine", "yes"),
        ("colour", "red"),
        ("q", "x" * 201),
        ("q", "a\u0001b"),
    ],
)
def test_a_filter_that_cannot_be_taken_is_named(coach: ApiClient, name: str, value: str) -> None:
    answer = coach.get(**{name: value})
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [name]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("väntetid", True),
        ("VANTETID", True),
        ("röntgen", True),
        ("rontg", True),
        ("hissköer", True),
        ("yövuoro", True),
        ("yovuor", True),
        ("väntetiderna röntgen", True),
        ("röntgen lunch", False),
        ("fikapaus", True),
        ("höftflödet", True),
        ("röntgen & | ! * \" ' ( ) : -", True),
        ("OR NOT AND", False),
        ("%", False),
    ],
)
def test_search_finds_words_however_they_are_written(
    coach: ApiClient,
    unit: str,
    words: str,
    found: bool,  # noqa: FBT001 (a table of cases)
) -> None:
    made = coach.propose(
        unit,
        title="Kortare väntetider på röntgen",
        problem="Hissköerna är långa. Yövuorossa ei ole ketään.",
        proposal="Åk tidigare",
        tags=["Fikapauser"],
        value_stream="Höftflödet",
    )
    assert ids(coach.walk(unit=unit, q=words)) == ([made["id"]] if found else [])


def test_search_finds_the_words_as_they_are_now(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, title="Trolleys in the corridor")
    coach.edit(made, {"title": "Wheelchairs in the corridor"})
    assert ids(coach.walk(unit=unit, q="trolley")) == []
    assert ids(coach.walk(unit=unit, q="wheelchair")) == [made["id"]]


def test_what_resembles_most_comes_first(coach: ApiClient, unit: str) -> None:
    same = coach.propose(unit, title="Zebrakoder på dropställningar", problem="Ingen hittar rätt dropp.")
    near = coach.propose(unit, title="Zebrakoder på rullstolar", problem="Rullstolarna är borta.")
    coach.propose(unit, title="Soppa till lunch", problem="Maten är kall.")
    for problem in ("", "Ingen hittar rätt dropp."):
        answer = coach.get("/similar", title="zebrakoder på dropställningar", problem=problem)
        items = answer.get_json()["items"]
        assert [each["id"] for each in items[:2]] == [same["id"], near["id"]]
        assert items[0]["score"] == 1.0
        scores = [each["score"] for each in items]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert items[0] == {"id": same["id"], "title": same["title"], "unit": unit, "state": "proposed", "score": 1.0}
    assert len(coach.get("/similar", title="zebrakoder", limit="1").get_json()["items"]) == 1
    assert coach.get("/similar", title="qqqq xxxx").get_json() == {"items": []}


def test_similar_needs_a_title(coach: ApiClient) -> None:
    for query in ({}, {"title": " "}):
        answer = coach.get("/similar", **query)
        assert answer.status_code == 422
        assert list(errors_of(answer)) == ["title"]


def test_what_was_merged_resembles_nothing_any_more(coach: ApiClient, unit: str) -> None:
    one, other = (coach.propose(unit, title="Giraffskyltar vid entrén") for _ in range(2))
    coach.move(one, "merged", into=other["id"])
    items = coach.get("/similar", title="Giraffskyltar vid entrén").get_json()["items"]
    assert other["id"] in [each["id"] for each in items]
    assert one["id"] not in [each["id"] for each in items]
