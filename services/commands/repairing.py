"""What is done when something went wrong: counting anew, unreadable events, a database from an older backup."""

import threading
from collections.abc import Iterable
from contextlib import closing

import click

from scorecards import rebuilding
from scorecards.reviews import regaining
from services.commands.asking import Refused, checked, service_argument, with_settings
from services.kernel import deadletters, restoring
from services.kernel.outbox import Outbox
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.registry import SERVICES

numbers_argument = click.argument("numbers", nargs=-1, type=int, metavar="NUMBER...")


@click.command()
@click.argument("service", type=click.Choice(["scorecards"]))
@with_settings
def rebuild(settings: Settings, service: str) -> None:
    """Count everything anew from the event log, and say where the old numbers differed.

    Reviews are records of their own: none that is there is changed, one that the database lacks comes back.
    """
    runtime = checked(Runtime(SERVICES[service], settings))
    with closing(runtime.open_log()) as log:
        differences = rebuilding.rebuild(runtime, log)
        regained = regaining.regain(runtime, log)
    click.echo("\n".join(differences) or "Nothing differed.")
    if regained:
        click.echo(f"{regained} reviews that the database lacked came back from the log.")


@click.command()
@service_argument
@with_settings
def restored(settings: Settings, service: str) -> None:
    """State everything anew after the database came back from an older backup. Stop the service first."""
    runtime = checked(Runtime(SERVICES[service], settings))
    at_once = threading.Event()
    at_once.set()
    with Outbox(runtime.database, runtime.service.topic).alone(at_once) as alone, closing(runtime.open_log()) as log:
        if alone is None:
            raise Refused(f"The worker of {service} still runs. Stop it, then run this again.")
        done = restoring.restore(runtime, log)
    click.echo(f"{done['restated']} things were stated anew, {done['withdrawn']} withdrawn. Start {service} again.")


@click.group("dead-letters")
def dead_letters() -> None:
    """Events that could not be read: list them, show one, read them once more."""


@dead_letters.command("list")
@click.argument("service", type=click.Choice(sorted(SERVICES)), required=False)
@with_settings
def listed(settings: Settings, service: str | None) -> None:
    """List what could not be read and why."""
    for name in [service] if service else SERVICES:
        runtime = checked(Runtime(SERVICES[name], settings))
        for letter in deadletters.listed(runtime.database):
            place = f"{letter.topic}/{letter.partition}/{letter.position}"
            about = f"{letter.thing or '?'} {letter.subject or '?'}"
            click.echo(f"{name} {letter.id}  {letter.at:%Y-%m-%d %H:%M}  {place}  {about}  {letter.reason}")


@dead_letters.command()
@service_argument
@click.argument("number", type=int)
@with_settings
def show(settings: Settings, service: str, number: int) -> None:
    """Show one with all that is known of it."""
    letter = deadletters.found(checked(Runtime(SERVICES[service], settings)).database, number)
    if letter is None:
        raise Refused(f"{service} has no dead letter {number}.")
    for name, value in letter._mapping.items():  # noqa: SLF001 (the documented way to a row's columns by name)
        click.echo(f"{name}: {value.decode(errors='backslashreplace') if isinstance(value, bytes) else value}")


@dead_letters.command()
@service_argument
@numbers_argument
@with_settings
def resend(settings: Settings, service: str, numbers: tuple[int, ...]) -> None:
    """Read some once more, all unless numbers are given; what can be read now is counted."""
    runtime = checked(Runtime(SERVICES[service], settings))
    waiting = [letter.id for letter in deadletters.listed(runtime.database)]
    if unknown := sorted(set(numbers) - set(waiting)):
        raise Refused(f"{service} has no dead letter {', '.join(map(str, unknown))} that waits.")
    if not all([*_resent(runtime, numbers or waiting)]):
        raise click.exceptions.Exit(1)


def _resent(runtime: Runtime, numbers: Iterable[int]) -> Iterable[bool]:
    for number in numbers:
        reason = deadletters.resend(runtime.database, runtime.projections(), number)
        click.echo(f"{number}: still cannot be read: {reason}" if reason else f"{number}: counted")
        yield not reason
