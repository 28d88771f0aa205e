"""Loopback ports that a server keeps over restarts.

They lie below the range from which the kernel deals out ports of outgoing connections. Otherwise a client that
connects while a server is down may be given the server's own port, and the restart fails.
"""

import secrets
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
BELOW_EPHEMERAL = range(15_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do: connections of the last run that linger in TIME_WAIT take no port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free() -> int:
    """Pick a free port at random, so that test runs beside each other hardly ever pick the same."""
    while not is_free(port := secrets.choice(BELOW_EPHEMERAL)):
        pass
    return port


def keep(folder: Path, count: int) -> list[int]:
    """Give the folder's `count` ports: those of the last time as far as they are free, else new ones."""
    file = folder / "ports"
    known = [int(line) for line in file.read_text().split()] if file.exists() else []
    kept = [port for port in known if is_free(port)][:count]
    ports = kept if len(kept) == count else [free() for _ in range(count)]
    file.write_text("".join(f"{port}\n" for port in ports))
    return ports
