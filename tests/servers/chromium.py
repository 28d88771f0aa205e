"""A real Chromium for the tests of what a person sees."""

import os
import shutil

from tests.servers.packages import CannotHave, need

PACKAGES = ("chromium",)
NAMES = ("chromium", "chromium-browser", "google-chrome")

# No sandbox since the tests may run as root, and nothing that asks a host beyond this machine.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def executable() -> str:
    """Give the browser's path: LEANSTREAM_TEST_CHROMIUM, else what the PATH or apt has; raises CannotHave."""
    if chosen := os.environ.get("LEANSTREAM_TEST_CHROMIUM"):
        if not shutil.which(chosen):
            raise CannotHave(f"LEANSTREAM_TEST_CHROMIUM={chosen} cannot be run")
        return chosen
    return need("Chromium", lambda: next(filter(None, map(shutil.which, NAMES)), None), PACKAGES)
