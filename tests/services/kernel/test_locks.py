"""Locks end with their holder, and nobody starves at the write lock."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from services.kernel import locks
from services.kernel.locks import FileLock
from tests.servers.process import wait_until
from tests.services.kernel.processes import hold_lock, started


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire(wait=False)
    assert one.acquire(wait=False)
    assert not other.acquire(wait=False)
    one.release()
    one.release()
    assert other.acquire(wait=False)
    other.release()


def test_a_lock_is_let_go_when_an_error_leaves_its_block(tmp_path: Path) -> None:
    lock, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with pytest.raises(ArithmeticError), lock:
        raise ArithmeticError
    assert other.acquire(wait=False)
    other.release()


def test_a_lock_ends_with_its_killed_process(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with started(hold_lock, lock.path) as holder:
        assert holder.said() == "held"
        assert not lock.acquire(wait=False)
        holder.kill()
        assert lock.acquire(wait=False)
    lock.release()


def test_eight_writers_all_get_their_turns(tmp_path: Path) -> None:
    turns: Counter[int] = Counter()
    begin, enough = threading.Barrier(8), 800

    def write(number: int) -> None:
        begin.wait()
        while turns.total() < enough:
            with locks.writing(tmp_path / "state.db"):
                turns[number] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(turns.values()) > 0.8 * enough / 8


def test_writers_come_in_the_order_in_which_they_asked(tmp_path: Path) -> None:
    path, came = tmp_path / "state.db", list[int]()

    def write(number: int) -> None:
        with locks.writing(path):
            came.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    with locks.writing(path):
        for number, thread in enumerate(threads):
            thread.start()
            assert wait_until(lambda queued=number + 2: len(locks._queues[path]._waiting) == queued, 10)  # type: ignore[misc] # noqa: SLF001 (nothing else tells who waits)
    for thread in threads:
        thread.join()
    assert came == list(range(5))


def test_a_writer_in_another_process_is_waited_for(tmp_path: Path) -> None:
    path, came = tmp_path / "state.db", threading.Event()

    def write() -> None:
        with locks.writing(path):
            came.set()

    with started(hold_lock, tmp_path / "state.db.write-lock") as holder:
        assert holder.said() == "held"
        thread = threading.Thread(target=write)
        thread.start()
        assert not came.wait(0.2)
        holder.kill()
        assert came.wait(10)
        thread.join()
