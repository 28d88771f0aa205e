"""A client of the observations API that holds every answer against the published OpenAPI document."""

import json
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from services.kernel.identity import Principal
from services.observations.noting.operations import record_observation
from tests.services.improvements.client import ApiClient
from tests.services.kernel.web.site import Site

SEEN = {"waste": "waiting", "description": "The patient is ready, the porter is not."}


class ObservationsApi(ApiClient):
    """Sends as one principal; answers that the document does not describe fail the test."""

    def __init__(self, site: Site, headers: dict[str, str], collection: str = "observations") -> None:
        self.headers = headers
        self.root = f"/api/v1/{collection}"
        self.plain = site.apps["observations"].test_client()
        self.document: dict[str, Any] = self.plain.get(f"{self.root}/openapi.json").get_json()

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """One request; `path` is below the collection or whole (a cursor's)."""
        return super().send(method, path if path.startswith("/api/") else self.root + path, headers, **more)

    def note(self, unit: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new observation in a unit."""
        answer = self.post({**SEEN, "unit": unit, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def plan(self, *units: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new walk through units."""
        walk = {"date": "2026-03-02", "place": "Emergency department", "units": units, "people": ["Anna", "Lars"]}
        answer = self.post({**walk, **more}, "/walks")
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def recode(self, thing: dict[str, Any], waste: str, note: str | None = None) -> TestResponse:
        """Take it for another waste, based on the version given."""
        body = {"waste": waste, **({"note": note} if note else {})}
        return self.send("POST", f"/{thing['id']}/recodings", {"If-Match": f'"{thing["version"]}"'}, json=body)

    def pieces(self, path: str = "", **query: str) -> list[list[str]]:
        """The ids of every piece of a list, following the links."""
        found, answer = [], self.get(path, **query)
        while True:
            assert answer.status_code == 200, answer.text
            found.append([each["id"] for each in answer.get_json()["items"]])
            link = answer.headers.get("Link")
            if link is None:
                return found
            following = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', link)
            assert following, link
            answer = self.get(following[1])


def api_as(site: Site, principal: Principal) -> ObservationsApi:
    """The API as a person: a cookie would ask for a form token, a token carries the same principal without."""
    token = site.runtime.signer.token(site.held(principal))
    return ObservationsApi(site, {"Authorization": f"Bearer {token}"})


def note_many(site: Site, unit: str, told: Iterable[dict[str, Any]]) -> None:
    """Many observations in a unit, with one commit."""
    runtime = site.runtimes["observations"]
    with runtime.work() as work:
        for fields in told:
            noted = {**SEEN, "unit": unit, **fields}
            record_observation(work, site.principal("member"), runtime.known.directory(), noted)
        work.commit()


def draw(site: Site, unit: str, name: str) -> str:
    """A value stream with one step; answers its id."""
    streams = ObservationsApi(site, site.bearer("coach"), "value-streams")
    answer = streams.post(
        {"name": name, "unit": unit, "time_basis": "clock", "steps": [{"name": "Only step", "value": "va"}]}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def rows(site: Site, statement: str, **values: object) -> list[Any]:
    """What the observations' database answers."""
    with site.runtimes["observations"].database.reading() as session:
        return list(session.execute(text(statement), values))


def told(site: Site, thing: dict[str, Any]) -> list[dict[str, Any]]:
    """The events about a thing, (verb, version) and data, in order."""
    found = rows(site, "SELECT version, envelope FROM outbox WHERE key = :id ORDER BY id", id=thing["id"])
    events = [(row.version, json.loads(row.envelope)) for row in found]
    return [{"verb": event["type"].split(".")[3], "version": version, **event["data"]} for version, event in events]
