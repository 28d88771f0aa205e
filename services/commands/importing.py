"""Brings in what somebody kept elsewhere, from CSV or XLSX."""

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import click

from services.commands.asking import checked, with_settings
from services.flow import flowing, is_up
from services.importing import PRINCIPAL, Import
from services.kernel import inputs
from services.kernel.importing import Rows, Tally
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.readiness import NotSettled, Readiness
from services.registry import SERVICES, runtimes

# kind → (service, its importer)
KINDS: dict[str, tuple[str, Any]] = {
    importer.kind: (name, importer) for name, service in SERVICES.items() for importer in service.imports
}
# How long the replicas may take before the import, and the counting after it.
BEFORE_SECONDS = 60
AFTER_SECONDS = 600


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measurements: a TOML file that says which column is what.",
)
@with_settings
def import_file(settings: Settings, kind: str, file: Path, mapping: Path | None) -> None:
    """Import KIND from FILE. The first row names the fields; a column `reference` tells rows apart for ever."""
    name, importer = KINDS[kind]
    if mapping and not hasattr(importer, "mapped"):
        raise click.UsageError("Only measurements are imported with a mapping.")
    here = runtimes(settings)
    # Beside workers elsewhere, only this service's database is sure to be within reach.
    awaited = here if settings.embedded else {name: here[name]}
    for runtime in awaited.values():
        checked(runtime)
    with flowing(here) if settings.embedded and not is_up(settings) else nullcontext():
        _await_units(awaited, name)
        tally = _bring(_run(importer, here[name], mapping), file)
        click.echo(_summary(tally))
        _await_counting(awaited)
    if tally.refused:
        raise click.exceptions.Exit(1)


def _run(importer: Any, runtime: Runtime, mapping: Path | None) -> Rows[Any]:  # noqa: ANN401 (either kind of importer)
    if mapping:
        run: Rows[Any] = importer.mapped(runtime, PRINCIPAL, _tell, mapping.read_text(encoding="utf-8"))
        return run
    if issubclass(importer, Rows):
        return cast("Rows[Any]", importer(runtime, PRINCIPAL, _tell))
    return Import(runtime, importer(PRINCIPAL, runtime.known.directory()), _tell)


def _summary(tally: Tally) -> str:
    more = {"corrected": tally.corrected, "passed over": tally.passed_over}
    counts = {"new": tally.new, **{name: number for name, number in more.items() if number}}
    counts |= {"already there": tally.known, "refused": tally.refused}
    return f"{tally.read} read: {', '.join(f'{number} {name}' for name, number in counts.items())}."


def _bring(run: Rows[Any], file: Path) -> Tally:
    with inputs.opened(file) as table:
        for note in table.notes:
            click.echo(note, err=True)
        with click.progressbar(length=table.size, label=file.name, file=sys.stderr) as bar:
            return run.run(table, lambda done: bar.update(done - bar.pos))


def _tell(line: int, reason: str) -> None:
    # On a terminal the progress bar stands in the line.
    clear = "\r\x1b[K" if sys.stderr.isatty() else ""
    click.echo(f"{clear}line {line}: {reason}", err=True)


def _await_units(awaited: Mapping[str, Runtime], name: str) -> None:
    try:
        Readiness(awaited).wait(BEFORE_SECONDS)
    except NotSettled as waiting:
        raise NotSettled(f"Nothing was imported: {waiting}. Does `leanstream worker {name}` run?") from waiting


def _await_counting(awaited: Mapping[str, Runtime]) -> None:
    try:
        Readiness(awaited).wait(AFTER_SECONDS)
    except NotSettled as waiting:
        click.echo(f"Everything is kept, but {waiting}.", err=True)
