"""Letters reach the server that a URL names, encrypted where it says so, and what fails is told apart."""

import ssl
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest

from services.kernel import mail
from services.kernel.mail import Server
from tests.services.kernel import postbox


def letter(recipient: str = "anna@region.example") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "leanstream@region.example", recipient, "Hej"
    made.set_content("Nytt på avdelningen\n")
    return made


def test_a_url_says_where_letters_go_and_how() -> None:
    assert Server.of("smtp://mail.example") == Server(
        "mail.example", 25, tls=False, starttls=False, user="", password=""
    )
    assert Server.of("smtp://mail.example:2525?starttls=1").starttls
    assert Server.of("smtps://anna:p%40ss@mail.example") == Server(
        "mail.example", 465, tls=True, starttls=False, user="anna", password="p@ss"
    )


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:post",
        "smtp://anna:hush/hush@mail.example",
        "smtp://mail.example/anna",
        "smtp://mail.example?starttls=yes",
        "smtp://mail.example?tls=1",
        "smtp://mail.example#hush",
    ],
)
def test_another_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://") as refused:
        Server.of(url)
    assert str(refused.value) == mail.FORM
    assert refused.value.__cause__ is None


def test_a_password_is_not_shown() -> None:
    assert "hush" not in repr(Server.of("smtps://anna:hush@mail.example"))


def test_a_letter_arrives_and_a_refused_one_does_not_stop_the_next() -> None:
    with postbox.listening() as box:
        box.refused = {"nobody@region.example"}
        with mail.connected(Server.of(f"smtp://127.0.0.1:{box.port}")) as post:
            with pytest.raises(mail.Refused, match=r"^550$") as refused:
                post.send(letter("nobody@region.example"))
            post.send(letter())
    assert "nobody" not in str(refused.value)
    assert box.recipients == ["anna@region.example"]
    assert box.letters[0][1].get_content() == "Nytt på avdelningen\n"


def test_a_server_that_hangs_up_is_away() -> None:
    with postbox.listening() as box:
        box.breaks_off = True
        with pytest.raises(mail.AWAY), mail.connected(Server.of(f"smtp://127.0.0.1:{box.port}")) as post:
            post.send(letter())
    with pytest.raises(mail.AWAY), mail.connected(Server.of(f"smtp://127.0.0.1:{box.port}")):
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, with its key."""
    made = tmp_path / "mail.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names]
    subprocess.run([*command, "-keyout", str(made), "-out", f"{made}.crt"], check=True, capture_output=True)
    made.write_text(made.read_text() + Path(f"{made}.crt").read_text())
    return made


def test_with_starttls_the_connection_is_encrypted_before_somebody_signs_in(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with postbox.listening(context) as box:
        url = f"smtp://anna:p%40ss@127.0.0.1:{box.port}?starttls=1"
        with mail.connected(Server.of(url)) as post:
            assert isinstance(post.connection.sock, ssl.SSLSocket)
            post.send(letter())
    assert box.signed_in == ["\0anna\0p@ss"]
    assert box.recipients == ["anna@region.example"]


def test_a_server_without_starttls_is_told_nothing_when_it_was_asked_for() -> None:
    with postbox.listening() as box:
        url = f"smtp://anna:hush@127.0.0.1:{box.port}?starttls=1"
        with pytest.raises(mail.AWAY), mail.connected(Server.of(url)):
            pass
    assert (box.signed_in, box.letters) == ([], [])


def test_a_certificate_of_nobody_is_not_trusted(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with postbox.listening(context) as box:
        url = f"smtp://anna:hush@127.0.0.1:{box.port}?starttls=1"
        with pytest.raises(mail.AWAY), mail.connected(Server.of(url)):
            pass
    assert (box.signed_in, box.letters) == ([], [])
