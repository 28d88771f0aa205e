"""Everything in one process: how it starts, how it ends, and what a kill leaves."""

import http.client
import json
import os
import signal
import socket
import threading
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from services.improvements.model import Improvement
from tests.services.commands.conftest import Site, Started, is_alive, until

BODY = {"title": "Shorter rounds", "problem": "They take long", "proposal": "Begin at the board", "unit": "KIR-1"}


def get(url: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    status, body = answer.status, answer.read().decode()
    connection.close()
    return status, body


def up(site: Site, *more: str) -> Started:
    started = site.start("up", "--port", "0", *more)
    started.until_said("is ready on")
    return started


def test_an_empty_folder_becomes_a_site_and_the_first_administrator_is_asked_for(empty: Site) -> None:
    started = up(empty)
    assert "leanstream admin NAME" in started.said
    assert get(started.url, "/readyz")[0] == 200
    assert started.end(signal.SIGINT) == 0


def test_the_demo_is_loaded_once_and_says_how_to_sign_in(empty: Site) -> None:
    for _ in range(2):
        started = up(empty, "--demo")
        assert "Sign in with the password" in started.said
        assert "anna" in started.said
        assert started.end() == 0
    with empty.runtime("improvements").database.reading() as session:
        assert len(session.scalars(select(Improvement.id)).all()) == 160


def test_a_region_of_ones_own_gets_no_demo(site: Site) -> None:
    started = up(site, "--demo")
    assert "Sign in with" not in started.said
    with site.runtime("improvements").database.reading() as session:
        assert session.scalars(select(Improvement.id)).all() == []


def test_a_second_up_on_the_same_folder_is_refused(site: Site) -> None:
    up(site)
    result = site.run("up", "--port", "0")
    assert result.exit_code == 2
    assert "runs already" in result.stderr


def test_a_port_in_use_is_told_in_a_sentence(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = site.run("up", "--port", str(port))
    assert result.exit_code == 2
    assert result.stderr == f"Port {port} is in use. Stop what uses it, or choose another with --port.\n"


def test_a_kill_of_the_arbiter_takes_the_worker_down_and_the_next_start_succeeds(site: Site) -> None:
    first = up(site)
    (worker,) = first.children()
    first.process.kill()
    first.process.wait(10)
    # Started at once: it waits until the worker is gone.
    second = up(site)
    assert not is_alive(worker)
    assert second.end() == 0


def test_a_killed_worker_is_started_again(site: Site) -> None:
    started = up(site)
    (worker,) = started.children()
    os.kill(worker, signal.SIGKILL)
    until(lambda: started.children() not in ([], [worker]))
    until(lambda: get(started.url, "/readyz")[0] == 200)
    assert started.said.count("is ready on") == 1


def test_a_database_that_is_older_than_the_log_is_refused_with_the_mend(site: Site) -> None:
    with site.runtime("organisation").database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")
    result = site.run("up", "--port", "0")
    assert result.exit_code == 2
    assert "leanstream restored organisation" in result.stderr


class Submitter(threading.Thread):
    """Posts improvements until the server is gone; keeps the ids of those acknowledged."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__()
        self.address, self.token = urlsplit(url).netloc, token
        self.acknowledged: list[str] = []

    def run(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            while True:
                connection.request("POST", "/api/v1/improvements", json.dumps(BODY), headers)
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 201, body
                self.acknowledged.append(json.loads(body)["id"])
        except (OSError, http.client.HTTPException):
            connection.close()


@pytest.mark.parametrize("victim", ["arbiter and worker", "worker"])
def test_a_kill_amid_posts_loses_nothing_that_was_acknowledged(site: Site, victim: str) -> None:
    token = site.run("token", "x", "--role", "integration").stdout.strip()
    started = up(site)
    (worker,) = started.children()
    submitters = [Submitter(started.url, token) for _ in range(4)]
    for submitter in submitters:
        submitter.start()
    until(lambda: all(len(submitter.acknowledged) > 5 for submitter in submitters))
    if victim == "arbiter and worker":
        started.process.kill()
    os.kill(worker, signal.SIGKILL)
    for submitter in submitters:
        submitter.join(30)
    if victim == "arbiter and worker":
        started = up(site)
    until(lambda: started.children() != [worker] and get(started.url, "/readyz")[0] == 200)
    acknowledged = {each for submitter in submitters for each in submitter.acknowledged}
    with site.runtime("improvements").database.reading() as session:
        assert acknowledged <= set(session.scalars(select(Improvement.id)))
    check = site.run("check")
    assert check.exit_code == 0, check.output
