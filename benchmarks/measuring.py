"""What the benchmarks share: interleaved runs, the median, the CPU of each core, and real servers."""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import kafka, postgres

RUNS = 3


@contextmanager
def servers() -> Iterator[tuple[str, str]]:
    """(bootstrap of a Kafka, URL of a PostgreSQL without a database), for as long as the block runs."""
    with (
        tempfile.TemporaryDirectory(prefix="leanstream-benchmark-") as folder,
        kafka.start(Path(folder) / "kafka") as broker,
        postgres.start(Path(folder) / "postgres") as database,
    ):
        yield broker.bootstrap, database.url


@dataclass
class Cores:
    """How busy each core was, in per cent, while the block ran."""

    busy: list[float] = field(default_factory=list)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Measure over the block."""
        before = _ticks()
        yield
        self.busy = [
            100 * (1 - (idle - idle_before) / max(total - total_before, 1))
            for (idle, total), (idle_before, total_before) in zip(_ticks(), before, strict=True)
        ]

    def __str__(self) -> str:
        """As `78 % 41 %`."""
        return " ".join(f"{each:.0f} %" for each in self.busy)


def _ticks() -> list[tuple[int, int]]:
    lines = [
        line.split() for line in Path("/proc/stat").read_text().splitlines() if line[:3] == "cpu" and line[3] != " "
    ]
    return [(int(each[4]) + int(each[5]), sum(map(int, each[1:9]))) for each in lines]


def interleaved(candidates: Mapping[str, Callable[[], float]], runs: int = RUNS) -> dict[str, float]:
    """The median of each candidate's rate over `runs` rounds in which each runs once; prints every run."""
    rates: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(1, runs + 1):
        for name, measure in candidates.items():
            cores = Cores()
            with cores.watched():
                rate = measure()
            rates[name].append(rate)
            print(f"  run {number}  {name:<28} {rate:>12,.0f} /s   cores {cores}")
    return {name: statistics.median(each) for name, each in rates.items()}


def report(title: str, medians: Mapping[str, float], peer: str, aim: float | None = None) -> None:
    """Print each candidate's ratio to the peer, beside the aim where there is one."""
    print(f"\n{title}")
    for name, rate in medians.items():
        ratio = rate / medians[peer]
        aimed = f"   (aim {aim})" if aim and name != peer else ""
        print(f"  {name:<30} {rate:>12,.0f} /s   {ratio:.2f} of {peer}{aimed}")


def timed(work: Callable[[], int]) -> float:
    """How many a second `work` did; it answers how many."""
    began = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - began)


@contextmanager
def running(target: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run a thread that stops when told to, for as long as the block."""
    stop = threading.Event()
    thread = threading.Thread(target=target, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
