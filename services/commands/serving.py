"""One process of one service, or the gateway before them."""

import signal
import threading
from urllib.parse import urlsplit

import click

from services.commands.asking import Refused, checked, service_argument, with_settings
from services.gateway import Gateway, missing
from services.kernel import restoring
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.serving import Server, listen, probes, serve_web, url_of
from services.kernel.worker import Crew
from services.registry import SERVICES

GATEWAY_THREADS = 16

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")


@click.command()
@service_argument
@host_option
@click.option("--port", default=8000, show_default=True)
@with_settings
def web(settings: Settings, service: str, host: str, port: int) -> None:
    """Serve the pages and the API of one service."""
    runtime = checked(Runtime(SERVICES[service], settings))
    # Connections must not be shared with the processes that are forked now.
    runtime.database.close()
    with listen(host, port) as listening:
        click.echo(f"{service} answers on {url_of(listening)}", err=True)
        serve_web(runtime, listening)


@click.command()
@service_argument
@host_option
@click.option("--port", type=int, help="Port of /healthz, /readyz and /metrics (LEANSTREAM_WORKER_PORT).")
@with_settings
def worker(settings: Settings, service: str, host: str, port: int | None) -> None:
    """Relay the events of one service and count those of the others."""
    runtime = checked(Runtime(SERVICES[service], settings))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    crew = Crew(runtime, on_death=stop.set)
    with listen(host, settings.worker_port if port is None else port) as listening, probes(runtime, listening) as url:
        crew.start()
        click.echo(f"The worker of {service} runs; its probes are on {url}", err=True)
        stop.wait()
        crew.end()
    if isinstance(crew.failure, restoring.DatabaseOlderThanLog):
        raise crew.failure
    if crew.failure:
        raise click.ClickException(f"The worker of {service} ended: {crew.failure}")


def _targets(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    targets = {}
    for each in given:
        name, _, url = each.partition("=")
        parts = urlsplit(url)
        if name not in SERVICES or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise click.BadParameter(f"write NAME=URL, where NAME is one of {', '.join(sorted(SERVICES))}.")
        targets[name] = url
    return targets


@click.command()
@host_option
@click.option("--port", default=8080, show_default=True)
@click.option(
    "--service", "targets", metavar="NAME=URL", multiple=True, callback=_targets, help="Once for each service."
)
def gateway(host: str, port: int, targets: dict[str, str]) -> None:
    """Bring separate web processes together under one address, for development."""
    if lacking := sorted(missing(targets)):
        raise Refused(f"Say where {', '.join(lacking)} can be found: --service NAME=URL.")
    with listen(host, port) as listening:
        click.echo(f"The gateway answers on {url_of(listening)}", err=True)
        Server(lambda: Gateway(targets), listening, threads=GATEWAY_THREADS).run()
