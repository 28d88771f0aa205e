"""A sample region to try things out in: five divisions, a unit that moved, and somebody for every role.

The data lies in demo/region.json. Everybody has the same password; never load it where it can be reached from outside.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.kernel.work import Work
from services.organisation.changes import OPERATOR
from services.organisation.people import operations as people
from services.organisation.people import passwords
from services.organisation.region import operations as region
from services.organisation.region.model import Division

DEMO_PASSWORD = "lean-stream-demo"  # noqa: S105 (printed at every start)
# (user name, roles, what they show)
DEMO_PEOPLE = (
    ("anna", ("member",), "submits improvements in the surgical ward"),
    ("lars", ("member", "unit_lead"), "decides in the surgical ward"),
    ("minna", ("member", "division_leader"), "leads surgery"),
    ("kaisa", ("member", "coach"), "coaches every unit"),
    ("erik", ("member", "division_leader"), "leads the region"),
    ("admin", ("admin",), "looks after units, people and API clients"),
)
REGION = Path(__file__).parent / "demo" / "region.json"
Told = dict[str, Any]


def load(work_factory: Callable[[], AbstractContextManager[Work]]) -> None:
    """Load the sample region in one unit of work; does nothing where a division exists already."""
    told: Told = json.loads(REGION.read_text(encoding="utf-8"))
    with work_factory() as work:
        if work.session.scalar(select(Division.code).limit(1)) is None:
            _load(work, told)
            work.commit()


def _load(work: Work, told: Told) -> None:
    start = date.fromisoformat(told["valid_from"])
    for division in told["divisions"]:
        region.add_division(work, OPERATOR, {"code": division["code"], "name": division["name"]}, start)
    for division in told["divisions"]:
        for unit in division["units"]:
            _load_unit(work, unit | {"division": division["code"]}, start)
    # One hash for the one password: hashing takes its time on purpose.
    secret = passwords.hashed(DEMO_PASSWORD)
    for person in told["people"]:
        fields = {"units": [], "divisions": []} | person
        account = people.add_person(work, OPERATOR, fields)
        account.password_hash, account.password_at = secret, work.now


def _load_unit(work: Work, unit: Told, start: date) -> None:
    region.add_unit(work, OPERATOR, unit, start)
    for move in unit.get("moves", ()):
        fields = {"division": move["division"], "from_": date.fromisoformat(move["from"])}
        region.change_unit(work, OPERATOR, unit["code"], fields, None, today=start)
