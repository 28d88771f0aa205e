"""Writes the digest's letter: titles and links only, in the reader's language, as plain text."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid, parseaddr
from pathlib import Path

from schemas.inbox import WEEKLY
from services.kernel.language import KERNEL_FOLDER, LANGUAGES, Language
from services.kernel.settings import Settings
from services.kernel.units import Directory
from services.organisation.inbox import words
from services.organisation.inbox.model import Digest, Notice

Letter = EmailMessage
# More than anybody reads in a letter; the rest stands in the inbox.
MOST = 50


class Letters:
    """Writes letters for one site."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._site = settings.public_url.rstrip("/")
        self._sender = settings.mail_from
        self._languages = {code: Language(code, (KERNEL_FOLDER, folder), settings.zone) for code in LANGUAGES}

    def write(self, wish: Digest, news: Sequence[Notice], directory: Directory) -> Letter:
        """A letter with this news to who wished it."""
        language = self._languages[wish.language]
        letter = EmailMessage(policy=SMTP)
        count = {"num": language.number(len(news))}
        letter["Subject"] = (
            language.ngettext("%(num)s new message on leanstream", "%(num)s new messages on leanstream", len(news))
            % count
        )
        letter["From"], letter["To"] = self._sender, wish.address
        letter["Date"] = localtime()
        letter["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2])
        letter["Content-Language"] = wish.language
        # Keeps answering machines from answering.
        letter["Auto-Submitted"] = "auto-generated"
        text = "\n\n".join(self._parts(wish, news, directory, language))
        # Not every server takes bytes beyond ASCII as they are.
        letter.set_content(f"{text}\n", cte="quoted-printable")
        return letter

    def _parts(self, wish: Digest, news: Sequence[Notice], directory: Directory, language: Language) -> list[str]:
        def unit_name(code: str) -> str:
            return directory.unit_name(code, language.code)

        told = [
            f"{words.said(each, language.gettext, unit_name)}\n{self._site}{words.address(each)}"
            for each in news[:MOST]
        ]
        more = language.gettext("You find the rest, and what you have read, in your inbox:")
        why = language.gettext("You get this once a day, as you wished. Change or end it here:")
        if wish.every == WEEKLY:
            why = language.gettext("You get this once a week, as you wished. Change or end it here:")
        return [*told, f"{more}\n{self._site}/inbox", f"{why}\n{self._site}/inbox/digest"]
