"""What the list of indicators costs with 40 charts, against the same page with one, and against 40 without charts.

Each indicator has three years of months; half are shares of thousands (p′), half plain numbers (XmR), so that every
line of limits has steps or signals. On SQLite and on PostgreSQL, asked in this process; costs are milliseconds of a
processor, the database's among them.
Run: python -m benchmarks.control_charts [--on sqlite|postgresql]
"""  # noqa: RUF002 (the prime is its name)

import argparse
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks.measuring import RUNS
from benchmarks.pages import Pages
from schemas.periods import parse
from services.followups import SERVICE
from services.followups.indicators.operations import record_indicator
from services.followups.measuring.operations import record_measurements
from services.kernel import migration
from services.kernel.clock import now
from services.kernel.eventlog.abstract import EventLog, Partition
from services.kernel.identity import Principal
from services.kernel.offsets import Offsets
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from tests.servers import postgres

INDICATORS, MONTHS, ASKED = 40, 36, 15
LIST = "/follow-ups/indicators"
ONE = f"{LIST}?limit=1"
PAGES = {"one chart": ONE, "40 charts": f"{LIST}?limit=40", "40 without charts": f"{LIST}?limit=40&charts=off"}
SHARE = {"chart": "p_prime", "direction": "higher", "target": 0.95, "unit_of_measure": "% within four hours"}
PLAIN = {"chart": "xmr", "direction": "lower", "target": 90.0, "unit_of_measure": "falls"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a page of 40 charts costs against one.")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="only there")
    options = parser.parse_args()
    for kind in [options.on] if options.on else ["sqlite", "postgresql"]:
        with _filled(kind) as runtime:
            _compare(kind, Pages(runtime))
            runtime.database.close()


@contextmanager
def _filled(kind: str) -> Iterator[Runtime]:
    with tempfile.TemporaryDirectory(prefix="leanstream-benchmark-") as folder:
        if kind == "sqlite":
            yield _fill(Path(folder), "sqlite:///{data}/{service}.db")
            return
        with postgres.start(Path(folder) / "postgres") as server:
            admin = create_engine(f"{server.url}/postgres", isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text("CREATE DATABASE followups"))
            admin.dispose()
            yield _fill(Path(folder), f"{server.url}/followups")


def _fill(folder: Path, database: str) -> Runtime:
    environment = {"LEANSTREAM_DATA": str(folder), "LEANSTREAM_DATABASE_URL": database}
    made = Runtime(SERVICE, Settings.read(environment | {"LEANSTREAM_SECRET_KEY": "benchmark"}))
    migration.migrate(made)
    _be_ready(made)
    chance = random.Random(5)  # noqa: S311 (the same values in every run, no secret)
    who = Principal("person", "benchmark", "Benchmark", ("admin",))
    directory = made.known.directory()
    for number in range(INDICATORS):
        shares = number % 2 == 0
        fields = {"name": f"Indicator {number:02}", "unit": None, "division": None, **(SHARE if shares else PLAIN)}
        with made.work() as work:
            indicator = record_indicator(work, who, directory, fields)
            record_measurements(work, who, directory, indicator, _months(chance, shares=shares))
            work.commit()
    return made


def _be_ready(runtime: Runtime) -> None:
    """As when the organisation's events have been read to their end."""
    log = runtime.open_log()
    log.create_topics(["organisation"])
    partitions = [Partition("organisation", number) for number in range(EventLog.partitions)]
    offsets = Offsets(runtime.database, log)
    offsets.positions(partitions)
    offsets.mark_seen(partitions, now())
    log.close()


def _months(chance: random.Random, *, shares: bool) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("value", "numerator", "denominator", "note", "astronomical"))
    found = []
    for month in range(MONTHS):
        period = parse(f"{2020 + month // 12}-{month % 12 + 1:02}")
        size = chance.randrange(8000, 11_000)
        ratio = {"numerator": round(size * chance.gauss(0.9, 0.02)), "denominator": size}
        found.append({**nothing, "period": period, **(ratio if shares else {"value": round(chance.gauss(100, 10), 1)})})
    return found


def _compare(kind: str, pages: Pages) -> None:
    """Print the median cost of each page and its ratio to the page with one chart."""
    costs: dict[str, list[float]] = {name: [] for name in PAGES}
    for number in range(1, RUNS + 1):
        run: dict[str, list[float]] = {name: [] for name in PAGES}
        for _ in range(ASKED):
            for name, path in PAGES.items():
                run[name].append(pages.get(path).seconds)
        for name, seconds in run.items():
            costs[name].append(statistics.median(seconds))
        print(f"  run {number} of {RUNS} is done", flush=True)
    print(f"\n{kind}: the list of indicators, {MONTHS} values each")
    for name, path in PAGES.items():
        ratio = statistics.median(each / one for each, one in zip(costs[name], costs["one chart"], strict=True))
        answer = pages.get(path)
        asked = len(pages.statements(path))
        cost = statistics.median(costs[name]) * 1000
        print(f"  {ratio:>6.2f}  {cost:>6.1f} ms  {answer.size:>9,} bytes  {asked} statements  {name}", flush=True)


if __name__ == "__main__":
    main()
