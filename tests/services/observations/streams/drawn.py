"""Value streams for tests, made through the API and by operations."""

from datetime import date
from typing import Any

from werkzeug.test import TestResponse

from services.kernel.identity import Principal
from services.kernel.units import Directory, Division, Period, Unit
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi

COACH = Principal("person", "p-coach", "Robin Ek", ("coach",))


def step(name: str, process: float | None = 10, wait: float | None = 20, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (a step's fields)
    """One step with its times; the rest as given."""
    return {"name": name, "process_minutes": process, "wait_before_minutes": wait, **more}


LINE = [step("Decision", 10, 60), step("Letter", 20, 90), step("Goodbye", 30, 0)]
WHOLE = {"name": "Discharge", "time_basis": "clock", "steps": LINE}


class StreamsApi(ObservationsApi):
    """A client of /api/v1/value-streams."""

    def __init__(self, site: Site, headers: dict[str, str]) -> None:
        super().__init__(site, headers, "value-streams")

    def draw(self, unit: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
        """A new value stream of a unit."""
        answer = self.post({**WHOLE, "unit": unit, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def redraw(self, thing: dict[str, Any], kind: str, **more: Any) -> TestResponse:  # noqa: ANN401 (passed on as it is)
        """Another drawing, based on the version given."""
        body = {"kind": kind, "steps": LINE, **more}
        return self.post(body, f"/{thing['id']}/drawings", If_Match=f'"{thing["version"]}"')

    def make_current(self, thing: dict[str, Any], number: int) -> TestResponse:
        """The plan has come true."""
        headers = {"If-Match": f'"{thing["version"]}"'}
        return self.send("POST", f"/{thing['id']}/drawings/{number}/current", headers)


def kinds(thing: dict[str, Any]) -> list[tuple[int, str]]:
    """Number and kind of each drawing."""
    return [(each["number"], each["kind"]) for each in thing["versions"]]


def directory(*units: str) -> Directory:
    """Units that have always been in one division."""
    start = date(2015, 1, 1)
    name = {"sv": "SURG", "fi": "SURG", "en": "SURG"}
    return Directory(
        {
            each: Unit(each, {"sv": each, "fi": each, "en": each}, None, (Period("SURG", start, None),))
            for each in units
        },
        {"SURG": Division("SURG", name, start, None)},
    )
