"""Who waits for news is woken by it, and misses nothing that came before the wait."""

import threading
import time

from services.kernel import wakeup


def test_news_wakes_who_waits() -> None:
    seen, woken = wakeup.count("here"), threading.Event()

    def wait() -> None:
        wakeup.wait("here", seen, 30)
        woken.set()

    thread = threading.Thread(target=wait)
    thread.start()
    wakeup.notify("elsewhere")
    assert not woken.wait(0.05)
    wakeup.notify("here")
    assert woken.wait(10)
    thread.join()


def test_news_that_came_before_the_wait_is_not_missed() -> None:
    seen = wakeup.count("here")
    wakeup.notify("here")
    began = time.monotonic()
    wakeup.wait("here", seen, 30)
    assert time.monotonic() - began < 10


def test_without_news_the_wait_ends() -> None:
    began = time.monotonic()
    wakeup.wait("nowhere", wakeup.count("nowhere"), 0.05)
    assert time.monotonic() - began >= 0.05
