"""A client of the indicators' API that holds every answer against its document."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from services.kernel.identity import Principal
from tests.services.followups.goals.client import GoalsApi
from tests.services.kernel.web.site import Site

FALLS = {"name": "Falls", "unit_of_measure": "falls", "direction": "lower", "chart": "xmr"}
SHARE = {"name": "On time", "unit_of_measure": "of all", "direction": "higher", "chart": "p_prime", "target": 0.95}


class IndicatorsApi(GoalsApi):
    """Sends as one principal; answers that the document does not describe fail the test."""

    def __init__(self, site: Site, headers: dict[str, str]) -> None:
        super().__init__(site, headers, "indicators")

    def define(self, unit: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new indicator, of a unit unless told otherwise."""
        answer = self.post({**FALLS, **({"unit": unit} if unit else {}), **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def measured(self, unit: str, values: Sequence[float], **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new indicator with a value a month from January 2020 on."""
        thing = self.define(unit, **more)
        answer = self.measure(thing, [{"period": month(number), "value": each} for number, each in enumerate(values)])
        assert answer.status_code == 201, answer.text
        return self.one(thing)

    def measure(self, thing: dict[str, Any], body: object) -> TestResponse:
        """Measure it."""
        return self.post(body, f"/{thing['id']}/measurements")

    def change(self, thing: dict[str, Any], **body: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """Edit it, based on the version given."""
        return self.send("PATCH", f"/{thing['id']}", {"If-Match": f'"{thing["version"]}"'}, json=body)

    def begin(self, thing: dict[str, Any], start: str, reason: str = "A second nurse at night") -> TestResponse:
        """New limits, based on the version given."""
        match = {"If-Match": f'"{thing["version"]}"'}
        return self.send("POST", f"/{thing['id']}/phases", match, json={"start": start, "reason": reason})

    def history(self, thing: dict[str, Any]) -> list[dict[str, Any]]:
        """Its measurements."""
        return list(self.get(f"/{thing['id']}/measurements").get_json()["items"])


def indicators_as(site: Site, principal: Principal) -> IndicatorsApi:
    """The API as a person: a token carries the same principal without a form token."""
    token = site.runtime.signer.token(site.held(principal))
    return IndicatorsApi(site, {"Authorization": f"Bearer {token}"})


def month(number: int) -> str:
    """The `number`-th month from January 2020 on."""
    return f"{2020 + number // 12}-{number % 12 + 1:02}"


def told(site: Site, thing: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The events under an indicator's key, (thing.verb, data), in order."""
    with site.runtimes["followups"].database.reading() as session:
        wanted = text("SELECT envelope FROM outbox WHERE key = :id ORDER BY id")
        found = [json.loads(row.envelope) for row in session.execute(wanted, {"id": thing["id"]})]
    return [(".".join(event["type"].split(".")[2:4]), event["data"]) for event in found]
