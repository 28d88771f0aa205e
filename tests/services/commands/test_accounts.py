"""API clients with their tokens, and the first administrator."""

from services.kernel.clock import now
from services.organisation.people.authentication import authenticate
from tests.services.commands.conftest import Site

PASSWORD = "correct horse battery"


def test_the_token_stands_alone_on_stdout_and_holds(site: Site) -> None:
    result = site.run("token", "Bed planner", "--role", "integration", "--unit", "KIR-1", "--unit", "MED-2")
    assert result.exit_code == 0
    held = site.runtime("improvements").signer.read_token(result.stdout.removesuffix("\n"), now())
    assert held is not None
    assert (held.principal.name, held.principal.units) == ("Bed planner", ("KIR-1", "MED-2"))


def test_a_token_for_an_unknown_division_is_not_made(site: Site) -> None:
    result = site.run("token", "x", "--role", "coach", "--division", "XYZ")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("divisions: ")


def test_an_administrator_is_made_with_a_password_from_stdin(site: Site) -> None:
    assert site.run("admin", "chief", "--password-stdin", stdin=f"{PASSWORD}\n").exit_code == 0
    account = authenticate(site.runtime("organisation").work, "chief", PASSWORD)
    assert account.roles == ["admin"]


def test_a_password_is_asked_for_twice_and_never_shown(site: Site) -> None:
    result = site.run("admin", "chief", stdin=f"{PASSWORD}\nslip\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert "do not match" in result.output
    assert PASSWORD not in result.output


def test_a_short_password_is_refused(site: Site) -> None:
    result = site.run("admin", "chief", "--password-stdin", stdin="short\n")
    assert result.exit_code == 2
    assert "password" in result.stderr
