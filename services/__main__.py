"""The `leanstream` command: the operator's way in, and the one place that knows every service and the kernel."""

from pathlib import Path

import click

from services.commands.accounts import admin, token
from services.commands.asking import Commands, data_option
from services.commands.importing import import_file
from services.commands.looking import check
from services.commands.preparing import config, migrate, topics
from services.commands.repairing import dead_letters, rebuild, restored
from services.commands.running import up
from services.commands.serving import gateway, web, worker


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """Continuous improvement of a public health-care region. Settings: `leanstream config`."""
    context.obj = data


for command in (
    *(up, web, worker, gateway),
    *(migrate, topics, config),
    *(token, admin, import_file),
    *(check, rebuild, dead_letters, restored),
):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="leanstream")
