"""A client of the improvements API that holds every answer against the published OpenAPI document."""

import json
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from schemas.events import thing_of
from services.kernel.identity import Principal
from tests.services.kernel.web.site import Site

API = "/api/v1/improvements"
WHOLE = {"title": "Shorter wait for test results", "problem": "Samples lie until noon.", "proposal": "Fetch them at 9."}


class ApiClient:
    """Sends as one principal; answers that the document does not describe fail the test."""

    def __init__(self, site: Site, headers: dict[str, str]) -> None:
        self.headers = headers
        self.plain: FlaskClient = site.app.test_client()
        self.document: dict[str, Any] = self.plain.get(f"{API}/openapi.json").get_json()

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """One request; `path` is below the collection or whole (a cursor's)."""
        whole = path if path.startswith("/api/") else API + path
        answer = self.plain.open(whole, method=method, headers=self.headers | (headers or {}), **more)
        self._hold_against_contract(method, whole.partition("?")[0], answer)
        return answer

    def get(self, path: str = "", **query: str) -> TestResponse:
        """Read."""
        return self.send("GET", path, query_string=query or None)

    def post(self, body: object, path: str = "", **headers: str) -> TestResponse:
        """Write JSON; `If_Match` and the like are headers."""
        return self.send("POST", path, {name.replace("_", "-"): text for name, text in headers.items()}, json=body)

    def propose(self, unit: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new improvement of a unit."""
        answer = self.post({**WHOLE, "unit": unit, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def edit(self, thing: dict[str, Any], body: object, **headers: str) -> TestResponse:
        """Change it, based on the version given, unless a header says otherwise."""
        match = {"If-Match": f'"{thing["version"]}"'} | {key.replace("_", "-"): text for key, text in headers.items()}
        return self.send("PATCH", f"/{thing['id']}", match, json=body)

    def move(self, thing: dict[str, Any], to: str, reason: str | None = None, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """Take a step, based on the version given."""
        body = {"to": to, **({"reason": reason} if reason else {}), **more}
        return self.send("POST", f"/{thing['id']}/transitions", {"If-Match": f'"{thing["version"]}"'}, json=body)

    def adopt(self, thing: dict[str, Any], unit: str, stage: str, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """Bring a unit into a stage with it."""
        return self.post({"unit": unit, "stage": stage, **more}, f"/{thing['id']}/adoptions")

    def adopted(self, thing: dict[str, Any], unit: str, stage: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """The adoption, which nothing may stand in the way of."""
        answer = self.adopt(thing, unit, stage, **more)
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.get_json())

    def adoptions(self, thing: dict[str, Any]) -> list[dict[str, Any]]:
        """All of it, oldest first."""
        return list(self.get(f"/{thing['id']}/adoptions").get_json()["items"])

    def tap(self, thing: dict[str, Any], unit: str) -> TestResponse:
        """The unit has the same problem."""
        return self.post({"unit": unit}, f"/{thing['id']}/same-problem")

    def untap(self, thing: dict[str, Any], unit: str) -> TestResponse:
        """It has not any more."""
        return self.send("DELETE", f"/{thing['id']}/same-problem", json={"unit": unit})

    def implemented(self, thing: dict[str, Any]) -> dict[str, Any]:
        """The improvement, brought to where it is implemented."""
        for to in ("accepted", "implementing", "implemented"):
            answer = self.move(thing, to)
            assert answer.status_code == 200, answer.text
            thing = answer.get_json()
        return thing

    def walk(self, **query: str) -> list[list[dict[str, Any]]]:
        """Every piece of a list, following the links."""
        pieces, answer = [], self.get(**query)
        while True:
            assert answer.status_code == 200, answer.text
            pieces.append(answer.get_json()["items"])
            link = answer.headers.get("Link")
            if link is None:
                return pieces
            following = re.fullmatch(r'<(/api/v1/improvements\?[^>]+)>; rel="next"', link)
            assert following, link
            answer = self.get(following[1])

    def _hold_against_contract(self, method: str, path: str, answer: TestResponse) -> None:
        fitting = [
            template
            for template in self.document["paths"]
            if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path)
        ]
        described = [self.document["paths"][template].get(method.lower()) for template in sorted(fitting, key=len)]
        operation = next((each for each in described if each), None)
        assert operation, f"{method} {path} is not described"
        assert str(answer.status_code) in operation["responses"], f"{answer.status_code} is not described for {path}"
        ((content_type, told),) = operation["responses"][str(answer.status_code)]["content"].items()
        assert answer.mimetype == content_type
        schema = {**told["schema"], "components": self.document["components"]}
        Draft202012Validator(schema).validate(answer.get_json())


def told(site: Site, thing: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The events of one kind of thing that belong to an improvement: (verb, subject, version) and data, in order."""
    rows = site.rows("SELECT version, envelope FROM outbox WHERE key = :id ORDER BY id", id=thing["id"])
    events = [(row.version, json.loads(row.envelope)) for row in rows]
    return [
        {"verb": event["type"].split(".")[3], "subject": event["subject"], "version": version, **event["data"]}
        for version, event in events
        if thing_of(event["type"]) == kind
    ]


def errors_of(answer: TestResponse) -> dict[str, list[str]]:
    """The fields that a refusal names with what to mend."""
    assert answer.mimetype == "application/problem+json", answer.text
    body = answer.get_json()
    assert body["status"] == answer.status_code
    return dict(body.get("errors", {}))


def api_as(site: Site, principal: Principal) -> ApiClient:
    """The API as a person: a cookie would ask for a form token, a token carries the same principal without."""
    return ApiClient(site, {"Authorization": f"Bearer {site.runtime.signer.token(site.held(principal))}"})


def at_once(acts: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Act in as many threads, all starting together; answers in the order of the acts."""
    together = threading.Barrier(len(acts))

    def act(one: Callable[[], TestResponse]) -> TestResponse:
        together.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))
