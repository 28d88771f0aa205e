"""A real Kafka broker of one node: its jars from Maven into a cache, its settings, its life."""

import base64
import logging
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import uuid
from pathlib import Path

from tests.servers import ports
from tests.servers.packages import CACHE, CannotHave, locked, need
from tests.servers.server import Server, prepare

logger = logging.getLogger(__name__)

VERSION = "4.3.1"
PACKAGES = ("default-jre-headless", "maven")
OLDEST_JAVA = 17
COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    # A killed broker may register again only when its last session has run out.
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    # A test of a dead consumer need not wait for the usual six seconds.
    "group.min.session.timeout.ms": "1000",
}

# ApiVersions, version 0, correlation id 1, no client id: what any client asks first.
API_VERSIONS_REQUEST = struct.pack(">ihhih", 10, 18, 0, 1, -1)


class KafkaServer(Server):
    """A broker that listens on loopback only."""

    name = "kafka"
    stop_signal = signal.SIGTERM

    @property
    def bootstrap(self) -> str:
        """`host:port`, as clients want it."""
        return f"{ports.LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """`kafka://host:port`, to which a topic prefix may be added."""
        return f"kafka://{self.bootstrap}"

    @property
    def command(self) -> list[str]:
        return [*java("-Xms256m", "-Xmx1g"), "kafka.Kafka", str(self.folder / "server.properties")]

    def answers(self) -> bool:
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), timeout=2) as connection:
                connection.sendall(API_VERSIONS_REQUEST)
                return len(connection.recv(8)) == 8
        except OSError:
            return False


def start(folder: Path, *, lasting: bool = False) -> KafkaServer:
    """Start a broker on the data in the folder, which is made when missing; raises CannotHave, DidNotStart.

    On an existing folder it keeps its ports unless another took them meanwhile.
    """
    install()
    folder.mkdir(parents=True, exist_ok=True)
    port, controller = ports.keep(folder, 2)
    properties = folder / "server.properties"
    properties.write_text("".join(f"{key}={value}\n" for key, value in _settings(folder, port, controller).items()))
    if not (folder / "data" / "meta.properties").exists():
        _format(properties)
    return KafkaServer(folder, port, lasting=lasting)


def install() -> None:
    """Have Java, Maven and the broker's jars, or raise CannotHave."""
    need(f"Java {OLDEST_JAVA} or newer", _find_java, PACKAGES)
    jars = _jars()
    if jars.exists():
        return
    need("Maven", lambda: shutil.which("mvn"), PACKAGES)
    with locked(CACHE / "kafka.lock"):
        if not jars.exists():
            logger.info("Kafka %s: resolving with Maven into %s", VERSION, jars)
            _fetch(jars)


def java(*options: str) -> list[str]:
    """Give the start of a command line that runs a class of the broker's jars."""
    return ["java", *options, "-Dlog4j2.level=WARN", "-cp", f"{_jars()}/*"]


def _jars() -> Path:
    return CACHE / f"kafka-{VERSION}"


def _find_java() -> str | None:
    if not (found := shutil.which("java")):
        return None
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    return found if version and int(version[1]) >= OLDEST_JAVA else None


def _fetch(jars: Path) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as work:
        command = [
            # Maven remembers a failed download for a day unless told to update.
            *("mvn", "--batch-mode", "--quiet", "--update-snapshots", "-Dstyle.color=never"),
            *("--file", str(Path(__file__).with_name("kafka-pom.xml")), f"-Dkafka.version={VERSION}"),
            *(COPY_JARS, f"-DoutputDirectory={work}/jars"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotHave(f"Kafka {VERSION} cannot be had: {' '.join(command)} said\n{done.stdout.strip()[-2000:]}")
        # Whole or not at all: nobody finds half a broker.
        Path(work, "jars").rename(jars)


def _settings(folder: Path, port: int, controller: int) -> dict[str, str]:
    broker = f"PLAINTEXT://{ports.LOOPBACK}:{port}"
    return SETTINGS | {
        "log.dirs": str(folder.resolve() / "data"),
        "listeners": f"{broker},CONTROLLER://{ports.LOOPBACK}:{controller}",
        "advertised.listeners": broker,
        # A fixed voter rather than a recorded one, so that the port may change with the settings.
        "controller.quorum.voters": f"1@{ports.LOOPBACK}:{controller}",
    }


def _format(properties: Path) -> None:
    # A leading dash would read as an option.
    cluster = "L" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
    command = [*java("-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool", "format"]
    prepare([*command, "--cluster-id", cluster, "--config", str(properties.resolve())])
