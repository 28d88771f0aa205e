"""What all commands share: where the settings come from, and how a refusal ends.

Whatever an operator can mend (a setting, an old schema, a server that is away) is told in a sentence on stderr and
ends with 2. A traceback is for what nobody foresaw.
"""

import logging
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from services.kernel import eventlog, migration
from services.kernel.errors import Refusal
from services.kernel.eventlog.abstract import LogChanged, LogUnavailable
from services.kernel.importing import said
from services.kernel.migration import SchemaTooOld
from services.kernel.restoring import DatabaseOlderThanLog
from services.kernel.service import Runtime
from services.kernel.settings import BadSetting, Settings
from services.kernel.web.serving import CannotListen
from services.readiness import NotSettled
from services.registry import SERVICES

Asked = ParamSpec("Asked")

MENDABLE = (
    BadSetting,
    SchemaTooOld,
    CannotListen,
    LogUnavailable,
    LogChanged,
    DatabaseOlderThanLog,
    NotSettled,
    Refusal,
    OperationalError,
    InterfaceError,
    ArgumentError,
)

# The URL itself is not repeated: it may hold a password.
BAD_DATABASE = "LEANSTREAM_DATABASE_URL cannot be read. Write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME."

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for databases, locks and the secret key (LEANSTREAM_DATA).",
)
service_argument = click.argument("service", type=click.Choice(sorted(SERVICES)))


class Refused(click.ClickException):
    """Ends a command with a sentence on stderr."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 (as click declares it)
        """Without the word Error before it: the sentence says what is wrong."""
        click.echo(self.format_message(), err=True, file=file)


class Commands(click.Group):
    """The group of all commands."""

    def invoke(self, ctx: click.Context) -> object:
        """Run one, and tell what can be mended."""
        try:
            return super().invoke(ctx)
        except MENDABLE as fault:
            raise Refused(_told(fault)) from fault


def _told(fault: Exception) -> str:
    if isinstance(fault, ArgumentError):
        return BAD_DATABASE
    if isinstance(fault, OperationalError | InterfaceError):
        return f"The database does not answer: {fault.orig}"
    return said(fault)


def _refuse_unreadable_urls(settings: Settings) -> None:
    """Raise BadSetting for what no connection could be opened with; nothing is connected."""
    try:
        make_url(settings.database_url_of("service"))
    except (ArgumentError, ValueError) as wrong:
        raise BadSetting(BAD_DATABASE) from wrong
    try:
        eventlog.open_log(settings.event_log_location()).close()
    except ValueError as wrong:
        raise BadSetting(f"LEANSTREAM_EVENT_LOG_URL: {wrong}.") from wrong


def with_settings(command: Callable[Concatenate[Settings, Asked], object]) -> Callable[..., Any]:
    """Give a command its settings first; `--data` may stand before or after the command's name."""

    def ready(*args: Asked.args, **kwargs: Asked.kwargs) -> object:
        given = kwargs.pop("data") or click.get_current_context().obj
        settings = Settings.read(data=given)
        _refuse_unreadable_urls(settings)
        logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
        return command(settings, *args, **kwargs)

    return data_option(update_wrapper(ready, command))


def checked(runtime: Runtime) -> Runtime:
    """The runtime, once its database is found safe and current; raises BadSetting, SchemaTooOld."""
    runtime.database.refuse_if_unsafe()
    migration.refuse_older(runtime)
    return runtime
