"""Who comes to the service in its tests: people with a browser and programs with a token."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.organisation import demo

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')


@dataclass
class Browser:
    """A browser at the service: it keeps cookies, and sends forms as a page of ours would."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html", "Accept-Language": "en"})

    def get(self, path: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path, headers=self.headers)

    def send(self, path: str, fields: dict[str, Any], page: str | None = None) -> TestResponse:
        """Open a page (the form's own unless named) and send a form with its tokens."""
        shown = self.get(page or path).text
        key = KEY.search(shown)
        tokens = {"form_token": _found(TOKEN, shown), **({"idempotency_key": key[1]} if key else {})}
        return self.client.post(path, data=tokens | fields, headers=self.headers)

    def sign_in(self, name: str, password: str = demo.DEMO_PASSWORD, **more: str) -> TestResponse:
        """Sign in."""
        return self.send("/sign-in", {"name": name, "password": password, **more})


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, text[:500]
    return found[1]


@dataclass
class Api:
    """A program with a token."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        """Send a request; names of headers with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Accept-Language", "en")
        return self.client.open(
            path, method=method, json=json, headers={"Authorization": f"Bearer {self.token}", **named}
        )
