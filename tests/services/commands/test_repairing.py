"""Unreadable events, counting anew, and a database from an older backup."""

from services.flow import flowing
from services.kernel.settings import Settings
from services.readiness import Readiness
from services.registry import runtimes
from tests.services.commands.conftest import Site


def test_dead_letters_are_listed_and_shown_with_their_reason(site: Site, dead_letter: int) -> None:
    listed = site.run("dead-letters", "list").stdout
    assert listed.startswith(f"improvements {dead_letter}  ")
    assert listed.endswith("unit KIR-1  it was cut short\n")
    shown = site.run("dead-letters", "show", "improvements", str(dead_letter)).stdout
    assert "reason: it was cut short" in shown
    assert '"code":"KIR-1"' in shown


def test_a_letter_that_can_be_read_now_is_counted_and_no_longer_listed(site: Site, dead_letter: int) -> None:
    result = site.run("dead-letters", "resend", "improvements")
    assert (result.exit_code, result.stdout) == (0, f"{dead_letter}: counted\n")
    assert site.runtime("improvements").known.directory().unit_name("KIR-1", "en") == "Ward 1"
    assert site.run("dead-letters", "list").stdout == ""


def test_a_letter_that_is_not_there_is_refused(site: Site) -> None:
    assert site.run("dead-letters", "show", "improvements", "7").exit_code == 2
    assert site.run("dead-letters", "resend", "improvements", "7").exit_code == 2


def test_a_rebuild_of_right_numbers_finds_no_difference(site: Site) -> None:
    result = site.run("rebuild", "scorecards")
    assert (result.exit_code, result.stdout) == (0, "Nothing differed.\n")


def test_a_restored_service_states_everything_anew_and_goes_on(site: Site) -> None:
    result = site.run("restored", "organisation")
    assert result.stdout.startswith("8 things were stated anew, 0 withdrawn.")
    here = runtimes(Settings.read({}, data=site.data))
    with flowing(here):
        Readiness(here).wait(30)
    assert site.run("check").exit_code == 0


def test_a_service_is_not_restored_while_its_relay_runs(site: Site) -> None:
    here = runtimes(Settings.read({}, data=site.data))
    with flowing(here):
        Readiness(here).wait(30)
        result = site.run("restored", "organisation")
    assert result.exit_code == 2
    assert "still runs" in result.stderr
