"""A mail server on loopback that keeps what it is given, and refuses or breaks off where a test says so."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Postbox:
    """What the server does, and what it was given: (recipient, letter)."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    # Hang up when a letter has been read, without an answer.
    breaks_off: bool = False
    tls: ssl.SSLContext | None = None
    signed_in: list[str] = field(default_factory=list)
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0

    @property
    def recipients(self) -> list[str]:
        """Who was written to, in order."""
        return [recipient for recipient, _ in self.letters]


class _Connection(socketserver.StreamRequestHandler):
    box: Postbox

    def handle(self) -> None:
        self.box.connections += 1
        self.recipient = ""
        self.say("220 here")
        while line := self.rfile.readline():
            words = line.decode().split()
            if not words or not getattr(self, f"on_{words[0].lower()}", self.on_other)(words):
                return

    def finish(self) -> None:
        super().finish()
        # Encrypted, it is another socket than the one that the server closes.
        self.request.close()

    def say(self, text: str) -> bool:
        self.request.sendall(f"{text}\r\n".encode())
        return True

    def on_other(self, _: list[str]) -> bool:
        return self.say("250 fine")

    def on_ehlo(self, _: list[str]) -> bool:
        return self.say(
            "250-here\r\n250-AUTH PLAIN\r\n" + ("250-STARTTLS\r\n" if self.box.tls else "") + "250 8BITMIME"
        )

    def on_starttls(self, _: list[str]) -> bool:
        assert self.box.tls
        self.say("220 go on")
        self.request = self.box.tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        return True

    def on_auth(self, words: list[str]) -> bool:
        self.box.signed_in.append(base64.b64decode(words[2]).decode())
        return self.say("235 welcome")

    def on_rcpt(self, words: list[str]) -> bool:
        address = words[1].removeprefix("TO:").strip("<>")
        if address in self.box.refused:
            return self.say(f"550 {address} is not known here")
        self.recipient = address
        return self.say("250 fine")

    def on_data(self, _: list[str]) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".").replace(b"\r\n", b"\n"))
        if self.box.breaks_off:
            return False
        letter = message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(letter, EmailMessage)
        self.box.letters.append((self.recipient, letter))
        return self.say("250 kept")

    def on_quit(self, _: list[str]) -> bool:
        self.say("221 bye")
        return False


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Postbox]:
    """A running server; with `tls` it offers STARTTLS."""
    box = Postbox(tls=tls)
    handler = type("Connection", (_Connection,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
