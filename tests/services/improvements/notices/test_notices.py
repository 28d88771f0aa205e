"""Who is told what: a solved problem, one's own improvement taken over by others."""

from tests.services.improvements.client import ApiClient, told
from tests.services.kernel.web.site import Site


def test_units_with_the_problem_are_told_when_it_is_solved(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    thing, back = coach.propose(unit), site.free_unit()
    for code in (another, back):
        coach.tap(thing, code)
    coach.untap(thing, back)
    done = coach.implemented(thing)
    (notice,) = told(site, thing, "notice")
    assert (notice["verb"], notice["kind"], notice["units"]) == ("given", "solved", [another])
    assert (notice["title"], notice["by_unit"], notice["improvement"]) == (thing["title"], unit, thing["id"])
    assert coach.move(done, "sustained").status_code == 200
    assert len(told(site, thing, "notice")) == 1


def test_nobody_is_told_where_nobody_has_the_problem(site: Site, coach: ApiClient, unit: str) -> None:
    thing = coach.propose(unit)
    coach.implemented(thing)
    assert told(site, thing, "notice") == []


def test_the_origins_hear_the_first_time_that_a_unit_uses_it(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    beside = site.free_unit()
    thing = coach.propose(unit, origins=[beside])
    coach.adopted(thing, another, "testing")
    assert told(site, thing, "notice") == []
    coach.adopted(thing, another, "implemented")
    (notice,) = told(site, thing, "notice")
    assert (notice["kind"], notice["units"], notice["by_unit"]) == ("taken_over", sorted([unit, beside]), another)
    coach.adopted(thing, another, "sustained")
    coach.adopted(thing, another, "stopped", reason="No staff")
    coach.adopted(thing, another, "implemented")
    assert len(told(site, thing, "notice")) == 1
    coach.adopted(thing, site.free_unit(), "sustained")
    assert len(told(site, thing, "notice")) == 2


def test_a_notice_is_kept_with_what_it_said(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    coach.adopted(thing, another, "implemented")
    (notice,) = told(site, thing, "notice")
    ((identifier, kind, by_unit),) = site.rows(
        "SELECT id, kind, by_unit FROM notice WHERE improvement = :id", id=thing["id"]
    )
    assert (identifier, kind, by_unit) == (notice["subject"], "taken_over", another)
