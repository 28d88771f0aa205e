"""Lets a thread that waits for news be woken by a commit in the same process instead of by its next look."""

import threading
from collections import defaultdict

_conditions: dict[str, threading.Condition] = {}
_counts: defaultdict[str, int] = defaultdict(int)


def _condition(name: str) -> threading.Condition:
    # One step, so that who notifies and who waits never hold two of them.
    return _conditions.setdefault(name, threading.Condition())


def count(name: str) -> int:
    """How often `name` has been notified; remember it before looking, then `wait` misses nothing."""
    return _counts[name]


def notify(name: str) -> None:
    """Wake everybody who waits for `name`."""
    condition = _condition(name)
    with condition:
        _counts[name] += 1
        condition.notify_all()


def wait(name: str, seen: int, seconds: float) -> None:
    """Wait until `name` is notified for the time after `seen`, at most `seconds`."""
    condition = _condition(name)
    with condition:
        condition.wait_for(lambda: _counts[name] != seen, timeout=seconds)
