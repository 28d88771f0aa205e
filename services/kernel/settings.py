"""The one place that reads the environment.

Every setting is typed, has a default and says what it is for; `leanstream config` and docs/settings.md list them.
The two URLs decide everything: there is no setting that names a mode.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.kernel import mail

PREFIX = "LEANSTREAM_"
DATABASE_SCHEMES = ("sqlite", "postgresql+psycopg")
EVENT_LOG_SCHEMES = ("sqlite", "kafka")


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and says what would do."""


def _setting(default: Any, about: str, *, secret: bool = False) -> Any:  # noqa: ANN401 (a dataclass field is what its annotation says)
    return field(default=default, metadata={"about": about, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can choose; see each field's `about`."""

    data: Path = _setting(Path("var"), "Folder for SQLite databases, locks and the generated secret key.")
    database_url: str = _setting(
        "sqlite:///{data}/{service}.db",
        "Each service's database: sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME; {service}, {data}: filled in.",
    )
    event_log_url: str = _setting(
        "sqlite:///{data}/events.db", "The event log: sqlite:///PATH or kafka://HOST:9092[,HOST…]/PREFIX."
    )
    secret_key: str = _setting(
        "", "Signs sessions and API tokens, the same for all services; made in {data} when embedded.", secret=True
    )
    region: str = _setting("region", "The region's short name in the source of every event: letters, digits, hyphens.")
    public_url: str = _setting(
        "http://127.0.0.1:8000", "Where people and programs reach leanstream; begins the schema URIs of events."
    )
    timezone: str = _setting("Europe/Stockholm", "Time zone of the months and days that people read.")
    language: str = _setting("sv", "Language where the browser asks for none that we have: sv, fi or en.")
    session_idle_minutes: int = _setting(15, "A session ends after so many minutes without a request.")
    session_hours: int = _setting(10, "A session ends after so many hours whatever happens.")
    token_days: int = _setting(365, "An API token is valid for so many days.")
    trusted_proxies: int = _setting(0, "How many proxies in front may set X-Forwarded-For, -Proto and -Host.")
    web_workers: int = _setting(2, "Processes of `leanstream web`.")
    web_threads: int = _setting(4, "Threads of each web process.")
    worker_port: int = _setting(0, "Port of a worker's /healthz, /readyz and /metrics; 0 picks a free one.")
    relay_idle_ms: int = _setting(
        5, "Milliseconds between looks at an empty PostgreSQL outbox; 100 where little happens."
    )
    outbox_keep_days: int = _setting(14, "Published outbox rows are removed after so many days; the newest stays.")
    poison_limit: int = _setting(100, "So many unreadable events in a row stop the consumer.")
    watchdog_seconds: int = _setting(60, "A worker that has lag and fetches nothing for so long ends itself.")
    island_days: int = _setting(90, "What is relevant elsewhere and adopted nowhere is an island after so many days.")
    smtp_url: str = _setting(
        "", f"Mail server of the e-mail digest: {mail.FORM}; not set: no e-mail is ever sent.", secret=True
    )
    mail_from: str = _setting("", "Sender of the e-mail digest; required with a mail server.")
    digest_hour: int = _setting(7, "From this hour (0 to 23) the digests of the day are sent, weekly ones on Mondays.")

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Self:  # noqa: ANN401 (typed by the fields)
        """Read the environment; `given` (from the command line) goes first. Raises BadSetting."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {
            each.name: _typed(each, environment[name])
            for each in fields(cls)
            if (name := variable(each)) in environment and environment[name] != ""
        }
        settings = cls(**(values | {name: value for name, value in given.items() if value is not None}))
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what could only fail later."""
        _check_scheme("DATABASE_URL", self.database_url, DATABASE_SCHEMES)
        _check_scheme("EVENT_LOG_URL", self.event_log_url, EVENT_LOG_SCHEMES)
        if self.language not in {"sv", "fi", "en"}:
            raise BadSetting(f"{PREFIX}LANGUAGE is {self.language!r}; choose sv, fi or en.")
        self._check_mail()
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise BadSetting(f"{PREFIX}TIMEZONE is {self.timezone!r}; write one like Europe/Helsinki.") from unknown

    def _check_mail(self) -> None:
        if not 0 <= self.digest_hour < 24:
            raise BadSetting(f"{PREFIX}DIGEST_HOUR is {self.digest_hour}; write an hour from 0 to 23.")
        if not self.smtp_url:
            return
        try:
            mail.Server.of(self.smtp_url)
        except ValueError as wrong:
            raise BadSetting(f"{PREFIX}SMTP_URL cannot be used; write {wrong}.") from None
        if "@" not in parseaddr(self.mail_from)[1]:
            raise BadSetting(f"{PREFIX}MAIL_FROM must hold the address that digests come from.")

    def database_url_of(self, service: str) -> str:
        """The URL of one service's own database."""
        return self.database_url.replace("{data}", str(self.data.resolve())).replace("{service}", service)

    def event_log_location(self) -> str:
        """The event log's URL with the folder filled in."""
        return self.event_log_url.replace("{data}", str(self.data.resolve()))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of months and days."""
        return ZoneInfo(self.timezone)

    @property
    def embedded(self) -> bool:
        """Whether everything lies in files of this machine, so that a key may be made beside them."""
        return self.database_url.startswith("sqlite:") and self.event_log_url.startswith("sqlite:")

    def signing_key(self) -> str:
        """The secret key as set, or the one kept in the data folder (made there, mode 0600, when embedded)."""
        if self.secret_key:
            return self.secret_key
        if not self.embedded:
            raise BadSetting(f"{PREFIX}SECRET_KEY is required when a database or the event log is on a server.")
        return _kept_key(self.data / "secret-key")

    def listed(self) -> Iterator[tuple[str, str, str]]:
        """Give (variable, value, about) of every setting; a secret's value is never shown, nor a URL's password."""
        for each in fields(self):
            value = str(getattr(self, each.name))
            shown = ("(set)" if value else "(not set)") if each.metadata["secret"] else without_password(value)
            yield variable(each), shown, each.metadata["about"]


def variable(setting: Field[Any]) -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.name.upper()


def without_password(url: str) -> str:
    """The URL with its password, if any, replaced by ***."""
    parts = urlsplit(url)
    if parts.password:
        account, _, host = parts.netloc.rpartition("@")
        url = urlunsplit(parts._replace(netloc=f"{account.partition(':')[0]}:***@{host}"))
    return re.sub(r"([?&]password=)[^&]*", r"\1***", url)


def _typed(setting: Field[Any], text: str) -> object:
    if setting.type is not int:
        return Path(text) if setting.type is Path else text
    try:
        return int(text)
    except ValueError as wrong:
        raise BadSetting(f"{variable(setting)} is {text!r}; write a whole number.") from wrong


def _check_scheme(name: str, url: str, accepted: tuple[str, ...]) -> None:
    scheme = url.partition("://")[0]
    if scheme not in accepted:
        raise BadSetting(f"{PREFIX}{name} begins with {scheme!r}; it must begin with {' or '.join(accepted)}.")


def _kept_key(path: Path) -> str:
    if path.exists():
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        # A link, not a rename: of two processes that start at once one wins and both read the same key.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
