"""The operator's one look at everything."""

import click

from services.checking import findings
from services.commands.asking import with_settings
from services.flow import is_up
from services.kernel.settings import Settings
from services.registry import runtimes


@click.command()
@with_settings
def check(settings: Settings) -> None:
    """Say whether everything is in order; ends with 1 where something needs you."""
    found = list(findings(runtimes(settings), running=is_up(settings) or not settings.embedded))
    for each in found:
        click.echo(f"{'ok' if each.good else '!!'}  {each.of:<14}{each.what:<20}{each.answer}")
    if not all(each.good for each in found):
        raise click.exceptions.Exit(1)
