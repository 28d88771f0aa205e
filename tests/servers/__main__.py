"""The command line: `python -m tests.servers install | start | stop | status`."""

import argparse
import logging
import sys
from pathlib import Path

from tests.servers import chromium, development, kafka, postgres
from tests.servers.packages import CannotHave
from tests.servers.server import DidNotStart

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parents[2]


def install() -> int:
    """Find or install everything; 1 when something cannot be had, after trying the rest."""
    missing = 0
    for name, obtain in {
        "Kafka": kafka.install,
        "PostgreSQL": postgres.install,
        "Chromium": chromium.executable,
    }.items():
        try:
            obtain()
        except CannotHave as problem:
            logger.error("%s: %s", name, problem)  # noqa: TRY400 - a person needs the sentence, not the trace
            missing = 1
        else:
            logger.info("%s: here", name)
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.servers", description="Kafka and PostgreSQL in the background"
    )
    parser.add_argument("command", choices=["install", "start", "stop", "status"])
    parser.add_argument(
        "--data", type=Path, default=PROJECT / "var", help="keep services/ and services.env here (%(default)s)"
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stdout)
    try:
        match options.command:
            case "install":
                return install()
            case "start":
                development.start(options.data)
            case "stop":
                development.stop(options.data)
            case "status":
                return 0 if development.status(options.data) else 1
    except (CannotHave, DidNotStart) as problem:
        logger.error("%s", problem)  # noqa: TRY400 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
