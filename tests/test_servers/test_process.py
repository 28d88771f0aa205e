"""A process is recognised, frozen and ended together with its children."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.process import Process, wait_until

FORKING = "import os, time; os.fork() or os.setsid(); time.sleep(60)"


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.fixture
def parent(tmp_path: Path) -> Process:
    process = Process.spawn([sys.executable, "-c", FORKING], tmp_path / "log", user=None, lasting=False)
    assert wait_until(lambda: bool(children(process.pid)), seconds=10)
    return process


def test_a_kill_ends_the_children_too(parent: Process) -> None:
    (child,) = children(parent.pid)
    parent.kill()
    assert not parent.is_alive()
    assert not Path(f"/proc/{child}").exists() or state(child) == "Z"


def test_a_suspended_process_and_its_child_stand_still_until_resumed(parent: Process) -> None:
    family = [parent.pid, *children(parent.pid)]
    parent.suspend()
    assert wait_until(lambda: [state(pid) for pid in family] == ["T", "T"], seconds=5)
    parent.resume()
    assert wait_until(lambda: "T" not in [state(pid) for pid in family], seconds=5)
    parent.kill()


def test_a_suspended_process_can_be_stopped(parent: Process) -> None:
    (child,) = children(parent.pid)
    parent.suspend()
    parent.stop(signal.SIGTERM)
    assert not parent.is_alive()
    os.kill(child, signal.SIGKILL)


def test_another_process_with_the_same_id_is_left_alone() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:  # noqa: S607
        Process(other.pid, started=1).kill()
        assert other.poll() is None
        other.kill()


def test_a_process_dies_with_its_starter_unless_it_is_to_last() -> None:
    script = (
        "import os, pathlib; from tests.servers.process import Process\n"
        "for lasting in (True, False):\n"
        "    made = Process.spawn(['sleep', '60'], pathlib.Path(os.devnull), user=None, lasting=lasting)\n"
        "    print(made.pid, made.started)\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    lasting, bound = (Process(*map(int, line.split())) for line in said.splitlines())
    assert wait_until(lambda: not bound.is_alive(), seconds=5)
    assert lasting.is_alive()
    lasting.kill()
