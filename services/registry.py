"""The services there are; the one place that puts them together."""

import scorecards
from services import followups, improvements, observations, organisation
from services.kernel.service import Runtime, Service
from services.kernel.settings import Settings

SERVICES: dict[str, Service] = {
    each.SERVICE.name: each.SERVICE for each in (organisation, improvements, observations, followups, scorecards)
}


def runtimes(settings: Settings) -> dict[str, Runtime]:
    """Every service's runtime, by name."""
    return {name: Runtime(service, settings) for name, service in SERVICES.items()}
