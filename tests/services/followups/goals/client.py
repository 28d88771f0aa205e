"""A client of the APIs of goals, perspectives and follow-ups that holds every answer against their documents."""

import json
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from services.followups.indicators.operations import define_indicator
from services.kernel.identity import Principal
from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.site import Site

GOAL = {"title": "At most 5 % wait longer than 4 hours", "perspective": "process", "period": "2026"}


class GoalsApi(ApiClient):
    """Sends as one principal; answers that the document does not describe fail the test."""

    def __init__(self, site: Site, headers: dict[str, str], collection: str = "goals") -> None:
        self.site, self.headers = site, headers | {"Accept-Language": "en"}
        self.root = f"/api/v1/{collection}"
        self.plain = site.apps["followups"].test_client()
        self.document: dict[str, Any] = self.plain.get(f"{self.root}/openapi.json").get_json()

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """One request; `path` is below the collection or whole (a cursor's)."""
        return super().send(method, path if path.startswith("/api/") else self.root + path, headers, **more)

    def set(self, unit: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new goal, of a unit unless told otherwise."""
        answer = self.post({**GOAL, **({"unit": unit} if unit else {}), **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def one(self, thing: dict[str, Any]) -> dict[str, Any]:
        """As it is now."""
        return dict(self.get(f"/{thing['id']}").get_json())

    def put(self, path: str, body: object, version: int | str) -> TestResponse:
        """Replace it, based on a version."""
        return self.send("PUT", path, {"If-Match": f'"{version}"'}, json=body)

    def act(self, thing: dict[str, Any], what: str, body: object = None) -> TestResponse:
        """`closings` or `reopenings`, based on the version given."""
        return self.send("POST", f"/{thing['id']}/{what}", {"If-Match": f'"{thing["version"]}"'}, json=body)

    def ids(self, **query: str) -> list[str]:
        """The ids of every piece of a list, following the links."""
        found, answer = [], self.get(**query)
        while True:
            assert answer.status_code == 200, answer.text
            found += [each["id"] for each in answer.get_json()["items"]]
            link = answer.headers.get("Link")
            if link is None:
                return found
            answer = self.get(link.partition(">")[0][1:])


def api_as(site: Site, principal: Principal, collection: str = "goals") -> GoalsApi:
    """The API as a person: a cookie would ask for a form token, a token carries the same principal without."""
    token = site.runtime.signer.token(site.held(principal))
    return GoalsApi(site, {"Authorization": f"Bearer {token}"}, collection)


def told(site: Site, key: str) -> list[dict[str, Any]]:
    """The events with this key, (verb, version) and data, in order."""
    with site.runtimes["followups"].database.reading() as session:
        rows = session.execute(text("SELECT version, envelope FROM outbox WHERE key = :key ORDER BY id"), {"key": key})
        events = [(row.version, json.loads(row.envelope)) for row in rows]
    return [{"verb": each["type"].split(".")[3], "version": version, **each["data"]} for version, each in events]


def know_improvement(site: Site, identifier: str, unit: str, state: str = "testing", title: str = "T") -> None:
    """Let the service know of an improvement, as its events would."""
    with site.runtimes["followups"].database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO improvement (id, sequence, title, unit, state) VALUES (?, '000000-000000000001', ?, ?, ?)",
            (identifier, title, unit, state),
        )


def measure(site: Site, goal: dict[str, Any], name: str) -> str:
    """Define an indicator of a goal, in the goal's own place; answers its id."""
    runtime = site.runtimes["followups"]
    fields = {"name": name, "unit_of_measure": "%", "direction": "lower", "chart": "xmr", "goal": goal["id"]}
    place = {"unit": goal["unit"]} if goal["unit"] else {"division": goal["division"]}
    with runtime.work() as work:
        made = define_indicator(work, site.principal("admin"), runtime.known.directory(), fields | place)
    return made.id
