"""Sends POSTs over kept connections, as cheaply as Python can, so that the server is what is measured."""

import socket
import threading
import time
from collections.abc import Callable

END_OF_HEAD = b"\r\n\r\n"


class Connection:
    """One kept HTTP connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, request: bytes) -> int:
        """Send one request; answers the status when the whole answer is there, kept in `answer`."""
        self._socket.sendall(request)
        received = b""
        while END_OF_HEAD not in received:
            received += self._more()
        head, _, body = received.partition(END_OF_HEAD)
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        while len(body) < length:
            body += self._more()
        self.answer = head + END_OF_HEAD + body
        return int(head[9:12])

    def _more(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("The server closed the connection.")
        return received

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """One POST as bytes."""
    told = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


def rate(port: int, make: Callable[[], bytes], seconds: float, clients: int = 8) -> float:
    """POSTs a second answered 201 to `clients` connections at once; raises where one is answered otherwise."""
    until = time.perf_counter() + seconds
    counts, others = [0] * clients, list[bytes]()

    def send(client: int) -> None:
        connection = Connection(port)
        while time.perf_counter() < until:
            if connection.post(make()) == 201:
                counts[client] += 1
            else:
                others.append(connection.answer)
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if others:
        raise RuntimeError(f"{len(others)} requests were not answered 201, the first: {others[0].decode()}")
    return sum(counts) / (time.perf_counter() - began)
