"""Fifty thousand improvements of four hundred units in twenty divisions, from one file, in both modes."""

import json
import re
import resource
import time
import urllib.request
from pathlib import Path

from scorecards.measures import COUNTED_STATES
from tests.journeys.sites import Site

IMPROVEMENTS, UNITS, DIVISIONS = 50_000, 400, 20
STATES = ("proposed", "accepted", "testing", "implementing", "implemented")
MEBIBYTE = 1024
COUNTED_SECONDS = 300


def region_file(folder: Path) -> Path:
    """Four hundred units."""
    path = folder / "many-units.csv"
    rows = (f"U{number:03d},Unit {number},D{number % DIVISIONS:02d},2015-01-01" for number in range(UNITS))
    path.write_text("code,name,division,valid_from\n" + "\n".join(rows), encoding="utf-8")
    return path


def improvements_file(folder: Path) -> Path:
    """Fifty thousand improvements, the same number in each state."""
    path = folder / "many-improvements.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("reference;title;problem;proposal;unit;waste;state;created_at\n")
        for number in range(IMPROVEMENTS):
            state = STATES[number % len(STATES)]
            file.write(
                f"old-{number};Idea {number};Väntan vid överflyttning;Ring före;U{number % UNITS:03d};waiting;{state};"
                f"{2020 + number % 6}-0{1 + number % 9}-15\n"
            )
    return path


def counted(site: Site, token: str) -> int:
    """How many improvements the region's scorecard says."""
    request = urllib.request.Request(  # noqa: S310 (our own http URL)
        f"{site.url}/api/v1/scorecards/region", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (as above)
        totals = json.load(answer)["totals"]
    return sum(totals[state] for state in COUNTED_STATES)


def test_fifty_thousand_improvements_are_imported_and_counted_once(own_site: Site) -> None:
    site = own_site
    file = improvements_file(site.folder)
    site.command("import", "units", str(region_file(site.folder)))
    token = site.command("token", "importer", "--role", "integration").strip()

    first = site.command("import", "improvements", str(file))
    assert re.search(r"\b50,?000 new\b", first)
    # The largest of all commands run so far, and so at least this one's.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400 * MEBIBYTE

    deadline = time.monotonic() + COUNTED_SECONDS
    while counted(site, token) < IMPROVEMENTS and time.monotonic() < deadline:
        time.sleep(1)
    assert counted(site, token) == IMPROVEMENTS
    site.command("check")

    second = site.command("import", "improvements", str(file))
    assert re.search(r"\b0 new, 50,?000 already there\b", second)
    assert counted(site, token) == IMPROVEMENTS
