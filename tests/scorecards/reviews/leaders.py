"""Leaders who review through the API; every answer is held against the published OpenAPI document."""

import re
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from services.kernel.clock import now
from tests.services.kernel.web.site import Site, until

API = "/api/v1/scorecards"
WHOLE = {
    "question": "Why does so little spread?",
    "decision": "Each unit looks at one improvement of another.",
    "actions": [{"what": "Invite the ward next door", "who": "Head nurse", "due": "2026-12-15"}],
}


class Division:
    """A division that no other test uses, with two units."""

    def __init__(self, site: Site, code: str) -> None:
        self.site = site
        self.code = code
        self.units = [f"{code}A", f"{code}B"]
        names = dict.fromkeys(("sv", "fi", "en"), f"Division {code}")
        site.tell(("division.created", code, {"code": code, "name": names, "valid_from": "2015-01-01"}))
        for unit in self.units:
            periods = [{"division": code, "from": "2015-01-01"}]
            site.tell(("unit.created", unit, {"code": unit, "name": names, "periods": periods}))
        for service in ("improvements", "scorecards"):
            known = site.runtimes[service].known
            until(lambda known=known: {*self.units} <= known.directory().units.keys())  # type: ignore[misc] # bound at once
            until(lambda known=known: code in known.directory().divisions)  # type: ignore[misc] # as above

    @property
    def path(self) -> str:
        """Its reviews in the API."""
        return f"{API}/divisions/{self.code}/reviews"

    @property
    def present_month(self) -> str:
        """The month of today in the region."""
        return f"{now().astimezone(self.site.settings.zone):%Y-%m}"

    def running(self, number: int) -> None:
        """Submit and accept that many improvements in its first unit, and wait until they are counted."""
        before = self.scorecard()["running"]
        client, headers = self.site.app.test_client(), self.site.bearer("coach")
        for each in range(number):
            body = {"title": f"Number {each}", "problem": "p", "proposal": "q", "unit": self.units[0]}
            made = client.post("/api/v1/improvements", json=body, headers=headers)
            moved = client.post(
                f"{made.headers['Location']}/transitions",
                json={"to": "accepted"},
                headers=headers | {"If-Match": made.headers["ETag"]},
            )
            assert moved.status_code == 200, moved.text
        until(lambda: self.scorecard()["running"] == before + number)

    def scorecard(self) -> dict[str, Any]:
        """Its scorecard as the API gives it now."""
        client = self.site.apps["scorecards"].test_client()
        return dict(client.get(f"{API}/divisions/{self.code}", headers=self.site.bearer("member")).json)

    def leader(self) -> "Leader":
        """An API client of its leader."""
        return Leader(self.site, "division_leader", divisions=(self.code,))


class Leader:
    """Somebody who asks the API."""

    def __init__(self, site: Site, *roles: str, **more: Any) -> None:  # noqa: ANN401 (of a principal)
        self.headers = site.bearer(*roles, **more)
        self.client = site.apps["scorecards"].test_client()
        self.document = self.client.get(f"{API}/openapi.json").json

    def send(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """One request; `If_Match` and the like are headers."""
        more = {name.replace("_", "-"): text for name, text in headers.items()}
        sent = {} if body is None else {"json": body}
        answer = self.client.open(path, method=method, headers=self.headers | more, **sent)
        self._hold_against_contract(method, path.partition("?")[0], answer)
        return answer

    def open(self, division: Division, period: str = "2026-11", **more: Any) -> dict[str, Any]:  # noqa: ANN401 (fields)
        """Open a review; answers it."""
        answer = self.send("POST", division.path, {"period": period, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def get(self, review: dict[str, Any]) -> dict[str, Any]:
        """A review as it is now."""
        return dict(self.send("GET", f"{API}/reviews/{review['id']}").json)

    def mark(self, review: dict[str, Any], number: int, how: str = "done") -> TestResponse:
        """Mark the action at that place."""
        return self.send("POST", f"{API}/reviews/{review['id']}/actions/{review['actions'][number]['id']}/{how}")

    def change(self, review: dict[str, Any], body: object, **headers: str) -> TestResponse:
        """Write on, based on the version given unless a header says otherwise."""
        return self.send(
            "PATCH", f"{API}/reviews/{review['id']}", body, **{"If_Match": f'"{review["version"]}"', **headers}
        )

    def _hold_against_contract(self, method: str, path: str, answer: TestResponse) -> None:
        paths = self.document["paths"]
        fitting = [each for each in paths if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(each)), path)]
        operation = next(paths[each][method.lower()] for each in fitting if method.lower() in paths[each])
        told = operation["responses"][str(answer.status_code)]["content"]
        schema = told[answer.mimetype]["schema"]
        Draft202012Validator({**schema, "components": self.document["components"]}).validate(answer.json)
