"""A client of the improvements API that holds every answer against the published OpenAPI document."""

import re
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

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


def errors_of(answer: TestResponse) -> dict[str, list[str]]:
    """The fields that a refusal names with what to mend."""
    assert answer.mimetype == "application/problem+json", answer.text
    body = answer.get_json()
    assert body["status"] == answer.status_code
    return dict(body.get("errors", {}))
