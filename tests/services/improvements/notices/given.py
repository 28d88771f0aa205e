"""The notices a service has given, as its events tell them."""

import json
from typing import Any

from services.kernel.service import Runtime
from tests.services.kernel import life


def given(runtime: Runtime) -> list[dict[str, Any]]:
    """The data of every notice in the outbox, in the order in which they were given."""
    # Events of one transaction are numbered in any order; the ids of notices are drawn one after the other.
    events = sorted((json.loads(row.envelope) for row in life.outbox(runtime)), key=lambda event: event["subject"])
    return [event["data"] for event in events if event["type"].startswith("org.leanstream.notice.given.")]
