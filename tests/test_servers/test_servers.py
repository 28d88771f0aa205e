"""Kafka and PostgreSQL start, lose nothing over a kill, freeze and go on."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from tests.servers import kafka, postgres
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer
from tests.servers.process import wait_until


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    with kafka.start(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres.start(tmp_path_factory.mktemp("postgres")) as server:
        yield server


def connect(server: PostgresServer, name: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(f"{server.url.replace('+psycopg', '')}/{name}", autocommit=True)


def topics(server: KafkaServer) -> list[str]:
    admin = KafkaAdminClient(bootstrap_servers=server.bootstrap)
    try:
        return list(admin.list_topics())
    finally:
        admin.close()


def test_a_topic_outlives_a_kill_of_the_broker(broker: KafkaServer) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics([NewTopic("kept", num_partitions=2, replication_factor=1)])
    admin.close()
    port, pid = broker.port, broker.pid
    broker.kill()
    assert not broker.answers()
    broker.restart()
    assert (broker.port, broker.pid != pid) == (port, True)
    assert "kept" in topics(broker)


def test_a_frozen_broker_answers_again_when_resumed(broker: KafkaServer) -> None:
    broker.suspend()
    assert not broker.answers()
    broker.resume()
    assert wait_until(broker.answers, seconds=20)


def test_a_committed_row_outlives_a_kill_with_open_sessions(database: PostgresServer) -> None:
    database.create_databases(["kept"])
    with connect(database, "kept") as open_session:
        open_session.execute("CREATE TABLE kept AS SELECT 7 AS number")
        database.kill()
        database.restart()
    with connect(database, "kept") as session:
        assert session.execute("SELECT number FROM kept").fetchone() == (7,)
        assert session.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_creating_databases_twice_keeps_the_first(database: PostgresServer) -> None:
    database.create_databases(["twice"])
    with connect(database, "twice") as session:
        session.execute("CREATE TABLE stays (number int)")
    database.create_databases(["twice", "other"])
    with connect(database, "twice") as session:
        assert session.execute("SELECT count(*) FROM stays").fetchone() == (0,)


def test_a_frozen_postgres_answers_again_when_resumed(database: PostgresServer) -> None:
    database.suspend()
    assert not database.answers()
    database.resume()
    assert wait_until(database.answers, seconds=20)


def test_the_background_servers_start_once_and_end_with_stop(tmp_path: Path) -> None:
    def run(command: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tests.servers", command, "--data", str(tmp_path)]
        return subprocess.run(line, capture_output=True, text=True, check=False)

    try:
        assert run("start").returncode == 0
        assert "/leanstream_{service}\n" in (tmp_path / "services.env").read_text()
        running = run("status")
        assert "already running" in run("start").stdout
        assert run("status").stdout == running.stdout
        assert running.returncode == 0
    finally:
        run("stop")
        shutil.rmtree((tmp_path / "services" / "postgres" / "data").resolve())
    assert run("status").returncode == 1
    assert not (tmp_path / "services.env").exists()
