"""What each page of the scorecards costs with 200,000 improvements and 1,000,000 adoptions, against 2,000 and 10,000.

Both regions have 400 units in 20 divisions and two years of history, so whatever grows is recounted or unbounded.
Also a spread page with 400 adopters against one with four. On SQLite and on PostgreSQL, asked in this process; costs
are milliseconds of a processor, the database's among them.
Run: python -m benchmarks.page_cost [--improvements N] [--on sqlite|postgresql] [--explain]
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from benchmarks.filling import KEPT, filled
from benchmarks.lives import FEW, MANY
from benchmarks.measuring import RUNS
from benchmarks.pages import Pages
from tests.servers import postgres

SMALL, LARGE = 2_000, 200_000
AIM = 1.2
FEWEST, MOST, SECONDS = 5, 20, 2.0
SCORECARDS = ("region", "divisions/D00", "units/U000")
LISTS = (
    "improvements",
    "improvements?state=implemented",
    "improvements?state=solved&division=D00",
    "improvements?unit=U000",
    "improvements?spread=island",
    "improvements?spread=island&division=D00",
    "improvements?spread=relevant",
    "improvements?spread=spread",
    "improvements?spread=unanswered",
    "improvements?spread=answered",
    "improvements?spread=region&state=solved",
    "improvements?benefit=time&state=running",
    "adoptions?given_by=D00",
    "adoptions?received_by=D00&across=1",
    "adoptions?received_by=D00&unit=U000",
    "adoptions?origin_division=D00&division=D01",
    f"improvements/{FEW}",
    f"improvements/{FEW}/spread",
)
PAGES = (
    "/scorecards",
    *(f"/scorecards/{name}" for name in SCORECARDS[1:]),
    *(f"/scorecards/{name}" for name in LISTS),
    *(f"/scorecards/{name}.csv" for name in (*SCORECARDS, f"improvements/{FEW}/spread")),
    *("/scorecards/region.xlsx", "/scorecards/divisions/D00.xlsx"),
    *("/scorecards/reviews", "/scorecards/divisions/D00/reviews", "/scorecards/divisions/D00/reviews/new"),
    *(f"/api/v1/scorecards/{name}" for name in (*SCORECARDS, *LISTS)),
)
SPREAD_PAGES = tuple(f"/{door}scorecards/improvements/{{}}/spread" for door in ("", "api/v1/"))
# What is compared: (name, asked of the small, asked of the large).
Compared = list[tuple[str, tuple[Pages, str], tuple[Pages, str]]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What pages cost with many improvements against few.")
    parser.add_argument("--improvements", type=int, default=LARGE, help="how many the large region has (%(default)s)")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="only there")
    parser.add_argument("--explain", action="store_true", help="say where the time of a page above the aim goes")
    options = parser.parse_args()
    for kind in [options.on] if options.on else ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            server = stack.enter_context(postgres.start(KEPT / "postgresql")).url if kind == "postgresql" else None
            small, large = (Pages(filled(number, server)) for number in (SMALL, options.improvements))
            print(f"\n{kind}: {options.improvements:,} improvements against {SMALL:,}, five adoptions each", flush=True)
            slow = _compare(list(_there(small, large)))
            print(f"\n{kind}: 400 adopters against 4, {options.improvements:,} improvements", flush=True)
            _compare([(path, (large, path.format(FEW)), (large, path.format(MANY))) for path in SPREAD_PAGES])
            for path in slow if options.explain else ():
                _explain(path, small, large)


def _there(small: Pages, large: Pages) -> Iterator[tuple[str, tuple[Pages, str], tuple[Pages, str]]]:
    for path in PAGES:
        statuses = {pages.get(path).status for pages in (small, large)}
        if statuses == {200}:
            yield path, (small, path), (large, path)
        else:
            print(f"  not timed, it answers {statuses}: {path}", flush=True)


def _compare(compared: Compared) -> list[str]:
    """Print each ratio; answers the names of those above the aim."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in compared}
    for number in range(1, RUNS + 1):
        for name, one, other in compared:
            runs[name].append(_medians(one, other))
        print(f"  run {number} of {RUNS} is done", flush=True)
    ratios = {name: statistics.median(large / small for small, large in each) for name, each in runs.items()}
    print(f"  {'ratio':>5}  {'small':>8}  {'large':>8}  {'bytes':>15}")
    for name, (pages, path), (others, other_path) in compared:
        small, large = (statistics.median(run[side] for run in runs[name]) * 1000 for side in (0, 1))
        sizes = f"{pages.get(path).size:>7,} {others.get(other_path).size:>7,}"
        print(f"  {ratios[name]:>5.2f}  {small:>5.1f} ms  {large:>5.1f} ms  {sizes}  {name}", flush=True)
    print(f"  the median of {len(ratios)} ratios is {statistics.median(ratios.values()):.2f} (aim {AIM})")
    return [name for name, ratio in ratios.items() if ratio > AIM]


def _medians(one: tuple[Pages, str], other: tuple[Pages, str]) -> tuple[float, float]:
    """The median costs of two pages asked in turn, for a second or so."""
    seconds: tuple[list[float], list[float]] = ([], [])
    began = time.perf_counter()
    while len(seconds[0]) < FEWEST or (len(seconds[0]) < MOST and time.perf_counter() - began < SECONDS):
        for taken, (pages, path) in zip(seconds, (one, other), strict=True):
            taken.append(pages.get(path).seconds)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def _explain(path: str, small: Pages, large: Pages) -> None:
    """Print what a page asks of SQL in both regions, and how its longest statements are run."""
    sums: Mapping[str, tuple[int, float]] = {
        name: (len(heard), sum(each.seconds for each in heard) * 1000)
        for name, heard in (("small", small.statements(path)), ("large", large.statements(path)))
    }
    told = ", ".join(f"{name} {number} in {milliseconds:.1f} ms" for name, (number, milliseconds) in sums.items())
    print(f"\n{path}: statements of SQL, {told}")
    for statement in large.statements(path)[:2]:
        print(f"  {statement.seconds * 1000:.1f} ms, {statement.rows} rows: {' '.join(statement.text.split())[:1500]}")
        for line in large.plan(statement):
            print(f"      {line}")


if __name__ == "__main__":
    main()
