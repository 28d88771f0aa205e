"""The URL decides which log it is."""

from pathlib import Path

import pytest

from services.kernel.eventlog import open_log
from services.kernel.eventlog.embedded import EmbeddedLog
from services.kernel.eventlog.kafka import KafkaLog


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/events.db", Path("var/events.db").resolve()),
        ("sqlite:////srv/leanstream/events.db", Path("/srv/leanstream/events.db")),
        ("sqlite:////srv/lean%20stream/events%23.db", Path("/srv/lean stream/events#.db")),
    ],
)
def test_a_sqlite_url_names_a_file(url: str, path: Path) -> None:
    log = open_log(url)
    assert isinstance(log, EmbeddedLog)
    assert log.path == path


@pytest.mark.parametrize(
    ("url", "bootstrap", "prefix"),
    [
        ("kafka://broker", ("broker:9092",), "leanstream"),
        ("kafka://broker:9093/", ("broker:9093",), "leanstream"),
        (
            "kafka://one.example:9092,two.example,[::1]:9094/north",
            ("one.example:9092", "two.example:9092", "[::1]:9094"),
            "north",
        ),
    ],
)
def test_a_kafka_url_names_brokers_and_a_prefix(url: str, bootstrap: tuple[str, ...], prefix: str) -> None:
    log = open_log(url)
    assert isinstance(log, KafkaLog)
    assert (log.site.bootstrap, log.site.prefix) == (bootstrap, prefix)


@pytest.mark.parametrize("url", ["redis://host/0", "events.db", "", "postgresql://leanstream:s3cret@host/events"])
def test_another_scheme_is_refused_saying_what_is_accepted(url: str) -> None:
    with pytest.raises(ValueError, match=r"sqlite:///PATH.*kafka://HOST") as refused:
        open_log(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://events.db",
        "sqlite:///events.db?mode=ro",
        "kafka://",
        "kafka:///prefix",
        "kafka://one,,two",
        "kafka://me:s3cret@host/prefix",
        "kafka://host/two/parts",
        "kafka://host/å",
    ],
)
def test_a_url_with_parts_missing_or_too_many_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="give sqlite:///PATH") as refused:
        open_log(url)
    assert "s3cret" not in str(refused.value)
