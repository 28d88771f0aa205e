"""Ports survive a restart and give way to others."""

import socket
from pathlib import Path

from tests.servers import ports


def test_a_folder_keeps_its_ports(tmp_path: Path) -> None:
    assert ports.keep(tmp_path, 2) == ports.keep(tmp_path, 2)


def test_a_port_that_another_took_is_replaced(tmp_path: Path) -> None:
    (port,) = ports.keep(tmp_path, 1)
    with socket.create_server((ports.LOOPBACK, port)):
        assert ports.keep(tmp_path, 1) != [port]
