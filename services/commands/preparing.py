"""What is done before anything runs: schemas, topics, settings."""

import click

from services.commands.asking import with_settings
from services.flow import make_topics
from services.kernel import migration
from services.kernel.settings import Settings
from services.registry import SERVICES, runtimes


@click.command()
@click.argument("service", type=click.Choice(sorted(SERVICES)), required=False)
@with_settings
def migrate(settings: Settings, service: str | None) -> None:
    """Bring the databases to the newest schema."""
    for name, runtime in runtimes(settings).items():
        if service in {None, name}:
            runtime.database.refuse_if_unsafe()
            before, _ = migration.heads(runtime)
            after = migration.migrate(runtime)
            click.echo(f"{name}: {after}" + ("" if before == after else f" (was {before or 'empty'})"))


@click.command()
@with_settings
def topics(settings: Settings) -> None:
    """Create the topics of the event log, or check them."""
    here = runtimes(settings)
    make_topics(here)
    click.echo("\n".join(runtime.service.topic for runtime in here.values()))


@click.command()
@with_settings
def config(settings: Settings) -> None:
    """List every setting with its value and what it is for; secrets are not shown."""
    for variable, value, about in settings.listed():
        click.echo(f"{variable}={value}\n    {about}")
