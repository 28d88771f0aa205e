"""Two sets of perspectives to start from: what a region words instead stands in its database, never here.

Until it does, the first holds, for those who follow up and for those who count what is followed up.
"""

from typing import Any


def _set(*told: tuple[str, str, str, str]) -> list[dict[str, Any]]:
    return [{"code": code, "name": {"sv": sv, "fi": fi, "en": en}} for code, sv, fi, en in told]


EXAMPLES = {
    "balanced": _set(
        ("customer", "Kund", "Asiakas", "Customer"),
        ("economy", "Ekonomi", "Talous", "Economy"),
        ("process", "Process", "Prosessi", "Process"),
        ("staff", "Medarbetare", "Henkilöstö", "Staff"),
    ),
    "goals": _set(
        ("health", "God hälsa", "Hyvä terveys", "Good health"),
        ("care", "God vård", "Hyvä hoito", "Good care"),
        ("work", "Gott arbete", "Hyvä työ", "Good work"),
        ("economy", "God ekonomi", "Hyvä talous", "Good economy"),
    ),
}
# What holds until the region has worded its own.
BUILT_IN = EXAMPLES["balanced"]
