"""Who may in: API clients with their tokens, and the first administrator."""

import sys

import click

from schemas import roles
from schemas.organisation import ClientInput, PersonInput
from services.commands.asking import Refused, checked, with_settings
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.forms import load
from services.organisation import operations
from services.organisation.changes import OPERATOR
from services.registry import SERVICES


@click.command()
@click.argument("name")
@click.option("--role", "given", multiple=True, required=True, type=click.Choice(roles.ROLES), help="May be repeated.")
@click.option("--unit", "units", multiple=True, metavar="CODE", help="May be repeated; none: the whole region.")
@click.option("--division", "divisions", multiple=True, metavar="CODE", help="May be repeated.")
@with_settings
def token(
    settings: Settings, name: str, given: tuple[str, ...], units: tuple[str, ...], divisions: tuple[str, ...]
) -> None:
    """Make an API client and print its token, this once, alone on stdout."""
    runtime = checked(Runtime(SERVICES["organisation"], settings))
    asked = {"name": name, "roles": list(given), "units": list(units), "divisions": list(divisions)}
    with runtime.work() as work:
        client, made = operations.make_client(work, runtime.signer, OPERATOR, load(ClientInput(), asked))
    click.echo(f"{client.name} may sign in until {client.expires_at:%Y-%m-%d} with this token:", err=True)
    click.echo(made)


@click.command()
@click.argument("name")
@click.option("--display-name", help="As others see it; NAME unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
@with_settings
def admin(settings: Settings, name: str, display_name: str | None, *, password_stdin: bool) -> None:
    """Add an administrator, the one who adds everybody else."""
    runtime = checked(Runtime(SERVICES["organisation"], settings))
    asked = {
        "name": name,
        "display_name": display_name or name,
        "roles": [roles.ADMIN],
        "password": _password(from_stdin=password_stdin),
    }
    with runtime.work() as work:
        account = operations.add_person(work, OPERATOR, load(PersonInput(), asked))
    click.echo(f"{account.name} can sign in.", err=True)


def _password(*, from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise Refused("There is no password on stdin.")
    return given
