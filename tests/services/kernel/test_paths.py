"""The path decides which service answers."""

import pytest

from services.kernel import paths


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "improvements"),
        ("/improvements", "improvements"),
        ("/improvements/new", "improvements"),
        ("/api/v1/improvements/1/transitions", "improvements"),
        ("/scorecards/divisions/A", "scorecards"),
        ("/api/v1/scorecards/region", "scorecards"),
        ("/sign-in", "organisation"),
        ("/inbox/digest", "organisation"),
        ("/api/v1/units", "organisation"),
        ("/nowhere", None),
        ("/improvementsandmore", None),
        ("/api/v1", None),
    ],
)
def test_the_longest_prefix_answers_and_the_home_page_only_for_itself(path: str, service: str | None) -> None:
    assert paths.service_of(path) == service


def test_no_prefix_belongs_to_two_services() -> None:
    prefixes = [prefix for room in paths.ROOMS for prefix in room.prefixes]
    assert len(prefixes) == len(set(prefixes))


def test_every_entry_of_the_navigation_leads_into_its_own_service() -> None:
    for room in paths.ROOMS:
        for path, _ in room.navigation:
            assert paths.service_of(path) == room.service
