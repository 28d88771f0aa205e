"""One process of one service: web, worker, and the gateway before them."""

import os
import signal
import socket
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from services.kernel import tables
from services.registry import SERVICES
from tests.services.commands.conftest import Site, is_alive, until
from tests.services.commands.test_running import get


def test_a_worker_answers_its_probes_and_ends_cleanly_when_told_to(site: Site) -> None:
    worker = site.start("worker", "improvements", "--port", "0")
    assert get(worker.url, "/healthz")[0] == 200
    until(lambda: get(worker.url, "/readyz")[0] == 200)
    assert "leanstream_consumer_lag" in get(worker.url, "/metrics")[1]
    assert worker.end(signal.SIGTERM) == 0


def test_a_worker_has_none_of_its_services_pages(site: Site) -> None:
    worker = site.start("worker", "improvements", "--port", "0")
    assert get(worker.url, "/improvements")[0] == 404


def test_a_worker_is_not_ready_before_it_has_read_the_organisation(empty: Site) -> None:
    assert empty.run("migrate").exit_code == 0
    worker = empty.start("worker", "improvements", "--port", "0")
    # There is no topic yet, so it has read to the end of nothing.
    assert get(worker.url, "/readyz")[0] == 503
    assert empty.run("topics").exit_code == 0
    until(lambda: get(worker.url, "/readyz")[0] == 200)


def test_a_worker_whose_database_is_older_than_the_log_ends_and_names_the_mend(site: Site) -> None:
    with site.runtime("organisation").database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")
    worker = site.start("worker", "organisation", "--port", "0")
    assert worker.process.wait(60) == 2
    assert "leanstream restored organisation" in worker.said


def test_a_worker_that_loses_a_thread_ends_with_a_fault(site: Site) -> None:
    with site.runtime("improvements").database.writing() as connection:
        # Nobody should go on from a log that ends before what was counted.
        connection.execute(update(tables.offset).values(position=1_000_000))
    worker = site.start("worker", "improvements", "--port", "0")
    assert worker.process.wait(60) == 1
    assert "truncated or made anew" in worker.said


def test_a_web_process_serves_its_service_and_ends_cleanly(site: Site) -> None:
    web = site.start("web", "improvements", "--port", "0")
    until(lambda: get(web.url, "/readyz")[0] == 200)
    assert get(web.url, "/api/v1/improvements/openapi.json")[0] == 200
    children = web.children()
    assert web.end(signal.SIGTERM) == 0
    assert not any(map(is_alive, children))


@pytest.mark.parametrize(
    "asked",
    [b"GET /improvements?q=811218 9876 HTTP/1.1\r\n\r\n", b"GET /improvements?q=811218-9876 HTTP/9.9\r\n\r\n"],
)
def test_what_was_searched_for_is_not_logged_even_where_the_request_is_broken(site: Site, asked: bytes) -> None:
    web = site.start("web", "improvements", "--port", "0")
    address = urlsplit(web.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as connection:
        connection.sendall(asked)
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    until(lambda: "Invalid request" in web.said)
    assert "9876" not in web.said


def test_the_gateway_brings_web_processes_together(site: Site) -> None:
    webs = {name: site.start("web", name, "--port", "0") for name in SERVICES}
    services = [part for name, web in webs.items() for part in ("--service", f"{name}={web.url}")]
    gateway = site.start("gateway", "--port", "0", *services)
    for path, name in (("/api/v1/units", "units"), ("/api/v1/scorecards", "scorecards")):
        until(lambda path=path: get(gateway.url, f"{path}/openapi.json")[0] == 200)
        assert f"{path}" in get(gateway.url, f"{path}/openapi.json")[1], name
    os.kill(webs["scorecards"].process.pid, signal.SIGTERM)
    until(lambda: get(gateway.url, "/scorecards")[0] == 502)
    assert gateway.end(signal.SIGINT) == 0


def test_the_gateway_asks_for_every_service(site: Site) -> None:
    result = site.run("gateway", "--service", "improvements=http://127.0.0.1:1")
    assert result.exit_code == 2
    assert "followups, observations, organisation, scorecards" in result.stderr
    assert site.run("gateway", "--service", "improvements").exit_code == 2
