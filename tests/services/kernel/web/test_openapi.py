"""The published OpenAPI documents: valid, and complete."""

import re

import pytest
from openapi_spec_validator import validate

from services.registry import SERVICES
from tests.services.kernel.web.site import Site

COLLECTIONS = [(name, collection) for name, service in SERVICES.items() for collection in service.collections]


@pytest.mark.parametrize(("service", "collection"), COLLECTIONS)
def test_the_document_of_each_collection_is_valid_and_needs_no_sign_in(
    site: Site, service: str, collection: str
) -> None:
    answer = site.apps[service].test_client().get(f"/api/v1/{collection}/openapi.json")
    assert answer.status_code == 200
    document = answer.get_json()
    assert document["openapi"].startswith("3.1")
    validate(document)
    assert document["paths"]
    assert all(path.startswith(f"/api/v1/{collection}") for path in document["paths"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_the_api_is_described_with_its_refusals(site: Site, service: str) -> None:
    app = site.apps[service]
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/") or rule.rule.endswith("/openapi.json"):
            continue
        collection = rule.rule.split("/")[3]
        paths = client.get(f"/api/v1/{collection}/openapi.json").get_json()["paths"]
        described = paths[re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            told = described[method.lower()]
            assert told["summary"]
            assert {"401", "403", "503"} <= told["responses"].keys()
            assert ("404" in told["responses"]) == bool(rule.arguments)
            if method in {"POST", "PATCH"} and "requestBody" in told:
                assert {"400", "413", "415", "422"} <= told["responses"].keys()
