"""What the gateway passes on, asked of a server that tells what it was asked."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.test import Client

from services.gateway import Gateway, missing
from services.kernel.web.serving import listen, url_of


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    told["body"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    start_response(
        "201 Created", [("Content-Type", "application/json"), ("ETag", '"3"'), ("Location", "/improvements/1")]
    )
    return [json.dumps(told).encode()]


@pytest.fixture
def gateway() -> Iterator[Client]:
    listening = listen("127.0.0.1", 0)
    target = url_of(listening)
    server = make_server("127.0.0.1", 0, echo, threaded=True, fd=listening.detach())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Client(
        Gateway(dict.fromkeys(("followups", "improvements", "observations", "organisation", "scorecards"), target))
    )
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_host_the_browser_asked_for_is_kept_and_told_again(gateway: Client) -> None:
    headers = {"X-Forwarded-Host": "forged", "X-Forwarded-For": "forged", "X-Forwarded-Proto": "https"}
    told = gateway.get("/improvements", base_url="http://lean.example:8080", headers=headers).json
    assert told is not None
    assert told["HTTP_HOST"] == told["HTTP_X_FORWARDED_HOST"] == "lean.example:8080"
    assert told["HTTP_X_FORWARDED_PROTO"] == "http"
    assert "forged" not in told.values()


def test_path_and_query_arrive_as_they_were_asked(gateway: Client) -> None:
    told = gateway.get("/scorecards/divisions/%C3%85%2F1?month=2026-11&unit=%C3%85").json
    assert told is not None
    assert told["REQUEST_URI"] == "/scorecards/divisions/%C3%85%2F1?month=2026-11&unit=%C3%85"


def test_bodies_and_headers_go_both_ways(gateway: Client) -> None:
    answer = gateway.post("/api/v1/improvements", data="{}", headers={"If-Match": '"2"'})
    assert answer.json is not None
    assert (answer.status_code, answer.headers["ETag"], answer.headers["Location"]) == (201, '"3"', "/improvements/1")
    assert (answer.json["body"], answer.json["HTTP_IF_MATCH"]) == ("{}", '"2"')


def test_where_nobody_listens_the_answer_is_502() -> None:
    gateway = Client(Gateway({"improvements": "http://127.0.0.1:1"}))
    assert gateway.get("/improvements").status_code == 502


def test_a_service_without_an_address_is_missed() -> None:
    assert missing({"improvements": "http://a", "organisation": "http://b"}) == {
        "followups",
        "observations",
        "scorecards",
    }
