"""Hands letters to a mail server. What is logged or raised here never holds an address or a password."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

SECONDS = 10
PORTS = {"smtp": 25, "smtps": 465}
FORM = "smtp://[USER:PASSWORD@]HOST[:PORT][?starttls=1] or smtps://[USER:PASSWORD@]HOST[:PORT]"


class Refused(Exception):
    """The server does not take this letter, and has not taken it; it may take others. The text is its code."""


# The connection does not come about or broke; whether the letter under way arrived is not known.
AWAY = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class Server:
    """Where letters are handed in."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """The server of a URL; raises ValueError saying what would do, without the URL itself."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        starttls = asked.pop("starttls", "0")
        try:
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise ValueError(FORM) from None
        if not parts.hostname or asked or starttls not in {"0", "1"} or parts.path not in {"", "/"} or parts.fragment:
            raise ValueError(FORM)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, parts.scheme == "smtps", starttls == "1", user, password)


@dataclass(frozen=True)
class Post:
    """An open connection to a mail server."""

    connection: smtplib.SMTP

    def send(self, letter: EmailMessage) -> None:
        """Hand in one letter; raises Refused, or one of AWAY."""
        try:
            self.connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            raise Refused(", ".join(str(code) for code, _ in refused.recipients.values())) from None
        except smtplib.SMTPResponseException as refused:
            raise Refused(str(refused.smtp_code)) from None


@contextmanager
def connected(server: Server) -> Iterator[Post]:
    """Connect, encrypt and sign in as the server's URL says; raises one of AWAY."""
    with _connection(server) as connection:
        if server.starttls:
            # Raises where the server does not offer it: a letter is not sent in clear instead.
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        yield Post(connection)


def _connection(server: Server) -> smtplib.SMTP:
    if server.tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)
