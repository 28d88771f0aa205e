"""The browser, and the two kinds of site that it visits."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys import sites
from tests.journeys.sites import Site
from tests.servers import chromium

# A page may take its time while servers start beside it.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Makes a page of a browser of one's own: language, width; JavaScript is off unless asked for."""
    contexts: list[BrowserContext] = []

    def make(language: str = "en", width: int = 1280, *, scripts: bool = False) -> Page:
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


MODES = ("embedded", "distributed")


@pytest.fixture(scope="module", params=MODES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A leanstream of each kind in turn, with three units and some people; the journeys of a file share it."""
    with populated(request.param, tmp_path_factory.mktemp(request.param), request) as made:
        yield made


@pytest.fixture(params=MODES)
def own_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The same for one journey alone, where every number of the region is its own."""
    with populated(request.param, tmp_path, request) as made:
        yield made


@contextmanager
def populated(mode: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """Start a leanstream in a mode and bring in units and people."""
    if mode == "embedded":
        with sites.embedded(folder) as made:
            sites.populate(made)
            yield made
        return
    databases = request.getfixturevalue("postgres_server")
    broker = request.getfixturevalue("kafka_server")
    prefix = f"journey_{uuid.uuid4().hex[:8]}"
    for name in sites.SERVICES:
        databases.create(f"{prefix}_{name}")
    try:
        with sites.distributed(folder, f"{databases.url}/{prefix}_{{service}}", broker.url) as made:
            sites.populate(made)
            yield made
    finally:
        for name in sites.SERVICES:
            databases.drop(f"{prefix}_{name}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One process with the sample region."""
    with sites.embedded(tmp_path_factory.mktemp("demo"), "--demo") as made:
        yield made
