"""Settings are typed and checked, the secret key is made once, and nothing secret is ever listed."""

import stat
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

import pytest

from services.kernel.settings import BadSetting, Settings, variable
from tests.services.kernel.processes import ROOT, signing_key, started


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEANSTREAM_DATABASE_URL", "mysql://host/db"),
        ("LEANSTREAM_DATABASE_URL", "postgresql://host/db"),
        ("LEANSTREAM_DATABASE_URL", "leanstream.db"),
        ("LEANSTREAM_EVENT_LOG_URL", "redis://host"),
        ("LEANSTREAM_EVENT_LOG_URL", "postgresql+psycopg://host/db"),
        ("LEANSTREAM_LANGUAGE", "de"),
        ("LEANSTREAM_TIMEZONE", "Europe/Atlantis"),
        ("LEANSTREAM_POISON_LIMIT", "many"),
        ("LEANSTREAM_DIGEST_HOUR", "24"),
        ("LEANSTREAM_SMTP_URL", "https://mail.example"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.read({name: value})


def test_a_mail_server_needs_a_sender_and_is_never_shown() -> None:
    environment = {"LEANSTREAM_SMTP_URL": "smtps://leanstream:hush@mail.example"}
    with pytest.raises(BadSetting, match="LEANSTREAM_MAIL_FROM"):
        Settings.read(environment)
    settings = Settings.read(environment | {"LEANSTREAM_MAIL_FROM": "leanstream <lean@region.example>"})
    assert ("LEANSTREAM_SMTP_URL", "(set)") in [(name, value) for name, value, _ in settings.listed()]
    assert "hush" not in str(list(settings.listed()))


def test_a_mail_server_that_cannot_be_read_is_refused_without_its_password() -> None:
    with pytest.raises(BadSetting, match="LEANSTREAM_SMTP_URL") as refused:
        Settings.read({"LEANSTREAM_SMTP_URL": "smtp://leanstream:hush/hush@mail.example"})
    assert "hush" not in str(refused.value)


def test_the_command_line_goes_before_the_environment_and_both_before_the_default() -> None:
    environment = {"LEANSTREAM_DATA": "/srv/there", "LEANSTREAM_TOKEN_DAYS": "30", "LEANSTREAM_REGION": ""}
    settings = Settings.read(environment, data=Path("/srv/here"), language=None)
    assert (settings.data, settings.token_days, settings.region) == (Path("/srv/here"), 30, "region")
    assert settings.database_url_of("improvements") == "sqlite:////srv/here/improvements.db"
    assert settings.event_log_location() == "sqlite:////srv/here/events.db"


@pytest.mark.parametrize("name", ["DATABASE_URL", "EVENT_LOG_URL"])
def test_a_secret_key_is_required_beside_a_server(name: str, tmp_path: Path) -> None:
    url = {"DATABASE_URL": "postgresql+psycopg://host/leanstream_{service}", "EVENT_LOG_URL": "kafka://host"}[name]
    settings = Settings.read({f"LEANSTREAM_{name}": url}, data=tmp_path)
    with pytest.raises(BadSetting, match="LEANSTREAM_SECRET_KEY"):
        settings.signing_key()
    assert not list(tmp_path.iterdir())


def test_the_secret_key_is_made_once_by_processes_that_start_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(started(signing_key, tmp_path / "data")) for _ in range(4)]
        assert [process.said() for process in processes] == ["ready"] * 4
        for process in processes:
            process.tell()
        said = [process.said().split() for process in processes]
    for number, keys in enumerate(zip(*said, strict=True)):
        [kept] = (tmp_path / "data" / str(number)).iterdir()
        assert set(keys) == {kept.read_text()}
        assert len(kept.read_text()) >= 32
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_secret_key_stays_the_same(tmp_path: Path) -> None:
    assert Settings.read({}, data=tmp_path).signing_key() == Settings.read({}, data=tmp_path).signing_key()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://leanstream:hush@host:5432/leanstream_{service}",
        "postgresql+psycopg://leanstream:h@hush@host/leanstream_{service}",
        "postgresql+psycopg://host/leanstream_{service}?user=leanstream&password=hush",
    ],
)
def test_nothing_secret_is_listed(url: str) -> None:
    settings = Settings.read({"LEANSTREAM_DATABASE_URL": url, "LEANSTREAM_SECRET_KEY": "hush"})
    listed = {name: value for name, value, _ in settings.listed()}
    assert "hush" not in str(listed)
    assert listed["LEANSTREAM_SECRET_KEY"] == "(set)"
    assert "host" in listed["LEANSTREAM_DATABASE_URL"]


def test_every_setting_is_documented_with_its_default() -> None:
    rows = {
        cells[1].strip().strip("`"): (cells[2].strip().strip("`"), cells[3].strip())
        for line in (ROOT / "docs" / "settings.md").read_text().splitlines()
        if (cells := line.split("|"))[1:2] and cells[1].strip().startswith("`LEANSTREAM_")
    }
    declared = {variable(each): (str(each.default), each.metadata["about"]) for each in fields(Settings)}
    assert rows == declared
