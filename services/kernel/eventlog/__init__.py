"""The event log of a site, chosen by URL: Kafka between processes, or one SQLite file beside the databases."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from services.kernel.eventlog.abstract import EventLog
from services.kernel.eventlog.embedded import EmbeddedLog
from services.kernel.eventlog.kafka import KafkaLog

DEFAULT_PREFIX: Final = "leanstream"
DEFAULT_PORT: Final = 9092
ACCEPTED: Final = "sqlite:///PATH (sqlite:////PATH for an absolute one) or kafka://HOST[:PORT][,HOST[:PORT]…][/PREFIX]"


def open_log(url: str) -> EventLog:
    """Open the log that `url` names, without connecting yet; raises ValueError for a URL of another kind."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return EmbeddedLog(_path(parts))
    if parts.scheme == "kafka":
        return KafkaLog(_brokers(parts), _prefix(parts))
    raise ValueError(f"an event log cannot be of the kind {parts.scheme!r}, give {ACCEPTED}")


def _path(parts: SplitResult) -> Path:
    """Take the file from sqlite:///relative/path or sqlite:////absolute/path, percent-encoded where need be."""
    path = unquote(parts.path.removeprefix("/"))
    if parts.netloc or parts.query or parts.fragment or path in {"", ":memory:"}:
        raise ValueError(f"an event log of the kind 'sqlite' needs a file and nothing else, give {ACCEPTED}")
    return Path(path)


def _brokers(parts: SplitResult) -> list[str]:
    """Take the brokers, each with its port."""
    brokers = parts.netloc.split(",")
    if not all(re.fullmatch(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?", broker) for broker in brokers):
        raise ValueError(f"an event log of the kind 'kafka' needs its brokers' names and no password, give {ACCEPTED}")
    return [broker if re.search(r":\d+$", broker) else f"{broker}:{DEFAULT_PORT}" for broker in brokers]


def _prefix(parts: SplitResult) -> str:
    """Take the prefix of the site's topics."""
    prefix = unquote(parts.path.strip("/")) or DEFAULT_PREFIX
    if parts.query or parts.fragment or not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", prefix):
        raise ValueError(f"the prefix of Kafka topics holds letters, digits, '.', '_' and '-' only, give {ACCEPTED}")
    return prefix
