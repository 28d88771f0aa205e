"""What is special about the log in one file: who reads, and what survives processes that append or die at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from services.kernel.eventlog import embedded_store
from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Message, Partition
from services.kernel.eventlog.embedded import EmbeddedLog
from tests.services.kernel.eventlog.exchange import from_first, numbered, put, take, until

# Appends rounds of three until it is killed or has done all, and tells each value when it was acknowledged.
APPENDING = """
import sys
from pathlib import Path
from services.kernel.eventlog.abstract import Message
from services.kernel.eventlog.embedded import EmbeddedLog
path, name, rounds = sys.argv[1:]
with EmbeddedLog(Path(path)).publisher() as publisher:
    for number in range(int(rounds)):
        values = [f"{name}-{number}-{part}" for part in range(3)]
        messages = [Message("improvements", value, value.encode()) for value in values]
        assert publisher.publish(messages) == [None] * 3
        print(*values, flush=True)
"""
ROOT = Path(embedded_store.__file__).parents[3]


@pytest.fixture
def log(tmp_path: Path) -> EmbeddedLog:
    log = EmbeddedLog(tmp_path / "events.db")
    log.create_topics(["improvements"])
    return log


@contextmanager
def appending(log: EmbeddedLog, name: str, rounds: int) -> Iterator[subprocess.Popen[str]]:
    """Run another process that appends."""
    command = [sys.executable, "-c", APPENDING, str(log.path), name, str(rounds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # our own words
        try:
            yield process
        finally:
            process.kill()


def acknowledged(process: subprocess.Popen[str], rounds: int | None = None) -> list[str]:
    """Read what was acknowledged: in so many rounds, or until the process ends."""
    assert process.stdout is not None
    if rounds is None:
        return process.stdout.read().split()
    return [value for _ in range(rounds) for value in process.stdout.readline().split()]


def values(log: EmbeddedLog) -> list[str]:
    return [record.value.decode() for records in log.replay(["improvements"]) for record in records]


def test_a_second_member_waits_and_takes_over_when_the_first_leaves(log: EmbeddedLog) -> None:
    put(log, *numbered(2))
    first = log.reader("scorecards", ["improvements"], from_first)
    with log.reader("scorecards", ["improvements"], from_first) as second:
        with first:
            assert len(take(first, 2)) == 2
            assert second.poll(0.2) == {}
            assert second.assignment() == frozenset()
            assert second.ends() == {}
        assert len(take(second, 2)) == 2


def test_two_processes_that_append_at_once_lose_nothing(log: EmbeddedLog) -> None:
    with appending(log, "one", 100) as one, appending(log, "other", 100) as other:
        sent = acknowledged(one) + acknowledged(other)
    assert len(sent) == 600
    assert sorted(values(log)) == sorted(sent)


def test_threads_that_append_at_once_lose_nothing(log: EmbeddedLog) -> None:
    threads = [threading.Thread(target=put, args=(log, *numbered(50, key=str(number)))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(values(log)) == 400


def test_a_reader_sees_what_another_process_appends(log: EmbeddedLog) -> None:
    with log.reader("scorecards", ["improvements"], from_first) as reader:
        assert until(lambda: not reader.poll(0.1) and bool(reader.assignment()))
        with appending(log, "other", 5) as other:
            taken = take(reader, 15)
            assert {record.value.decode() for record in taken} == set(acknowledged(other))


@pytest.mark.parametrize("rounds", [1, 40, 150])
def test_a_killed_process_leaves_what_was_acknowledged_and_no_part_of_a_round(log: EmbeddedLog, rounds: int) -> None:
    with appending(log, "killed", 100_000) as process:
        sent = acknowledged(process, rounds)
        os.kill(process.pid, signal.SIGKILL)
        sent += acknowledged(process)
    kept = values(log)
    assert set(sent) <= set(kept)
    assert len(kept) == len(set(kept))
    assert len(kept) % 3 == 0
    put(log, *numbered(1))
    assert len(values(log)) == len(kept) + 1


def test_a_killed_reader_lets_another_process_take_over(log: EmbeddedLog) -> None:
    put(log, *numbered(1))
    reading = """
import sys
from pathlib import Path
from services.kernel.eventlog.embedded import EmbeddedLog
reader = EmbeddedLog(Path(sys.argv[1])).reader("scorecards", ["improvements"], lambda each: dict.fromkeys(each, 0))
print(reader.poll(10), flush=True)
while True:
    reader.poll(10)
"""
    command = [sys.executable, "-c", reading, str(log.path)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process,  # our own words
        log.reader("scorecards", ["improvements"], from_first) as reader,
    ):
        assert process.stdout is not None
        assert "idea" in process.stdout.readline()
        assert reader.poll(0.2) == {}
        process.kill()
        assert len(take(reader, 1)) == 1


def test_one_poll_takes_a_bounded_share_from_every_partition(log: EmbeddedLog) -> None:
    put(log, *[Message("improvements", str(number), b"x") for number in range(6000)])
    with log.reader("scorecards", ["improvements"], from_first) as reader:
        batches = reader.poll(5)
    assert len(batches) == log.partitions
    assert 1500 < sum(map(len, batches.values())) <= 2000


def test_topics_made_later_join_the_assignment(log: EmbeddedLog) -> None:
    with log.reader("scorecards", ["improvements", "learning"], from_first) as reader:
        reader.poll(0)
        log.create_topics(["learning"])
        put(log, *numbered(2, topic="learning"))
        assert len(take(reader, 2)) == 2
        assert len(reader.assignment()) == 2 * log.partitions


def test_a_record_that_is_gone_is_another_log(log: EmbeddedLog) -> None:
    put(log, *numbered(5))
    with closing(sqlite3.connect(log.path)) as connection, connection:
        connection.execute("DELETE FROM record WHERE offset < 2")
    with log.reader("scorecards", ["improvements"], from_first) as reader, pytest.raises(LogChanged):
        reader.poll(1)
    assert (2, 5) in log.bounds(["improvements"]).values()


def test_a_topic_with_another_number_of_partitions_is_another_log(log: EmbeddedLog) -> None:
    with closing(sqlite3.connect(log.path)) as connection, connection:
        connection.execute("UPDATE topic SET partitions = 12")
    with pytest.raises(LogChanged):
        log.create_topics(["improvements"])


def test_a_file_that_is_no_log_is_told(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.write_bytes(b"these are the minutes of a meeting" * 100)
    with pytest.raises(LogChanged):
        EmbeddedLog(path).bounds(["improvements"])
    with EmbeddedLog(path).publisher() as publisher:
        [error] = publisher.publish(numbered(1))
    assert isinstance(error, LogChanged)


def test_a_file_that_somebody_keeps_locked_is_unavailable_until_they_let_go(
    log: EmbeddedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_store, "BUSY_SECONDS", 0.1)
    with log.publisher() as publisher:
        with closing(sqlite3.connect(log.path, isolation_level=None)) as backup:
            backup.execute("BEGIN IMMEDIATE")
            [error] = publisher.publish(numbered(1))
            assert isinstance(error, LogUnavailable)
        assert publisher.publish(numbered(1)) == [None]
    assert log.read(Partition("improvements", 0), 99) is None
    assert values(log) == ["0"]
