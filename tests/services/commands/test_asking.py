"""Settings on the command line, and how refusals end."""

from pathlib import Path

import pytest

from tests.services.commands.conftest import Site


@pytest.mark.parametrize("before", [True, False])
def test_the_data_folder_is_named_before_or_after_the_command(empty: Site, tmp_path: Path, *, before: bool) -> None:
    named = ["--data", str(tmp_path / "elsewhere")]
    result = empty.run(*named, "config") if before else empty.run("config", *named)
    assert f"LEANSTREAM_DATA={tmp_path / 'elsewhere'}\n" in result.stdout


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "mysql://db/x", "LEANSTREAM_DATABASE_URL begins with 'mysql'"),
        ("DATABASE_URL", "postgresql+psycopg://who:secret@host:port/x", "LEANSTREAM_DATABASE_URL cannot be read"),
        ("EVENT_LOG_URL", "kafka://user:secret@host", "LEANSTREAM_EVENT_LOG_URL: "),
        ("WEB_WORKERS", "two", "LEANSTREAM_WEB_WORKERS is 'two'"),
    ],
)
def test_a_bad_setting_ends_with_2_and_says_what_would_do(empty: Site, name: str, value: str, told: str) -> None:
    empty.environment |= {f"LEANSTREAM_{name}": value, "LEANSTREAM_SECRET_KEY": "k"}
    result = empty.run("check")
    assert result.exit_code == 2
    assert told in result.stderr
    assert "secret" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_is_away_ends_with_2(empty: Site) -> None:
    empty.environment |= {
        "LEANSTREAM_DATABASE_URL": "postgresql+psycopg://somebody@127.0.0.1:1/leanstream",
        "LEANSTREAM_SECRET_KEY": "k",
    }
    result = empty.run("migrate")
    assert result.exit_code == 2
    assert result.stderr.startswith("The database does not answer")


@pytest.mark.parametrize(
    "arguments", [("web", "improvements"), ("worker", "improvements"), ("token", "x", "--role", "coach")]
)
def test_an_older_schema_is_refused_and_the_mend_is_named(empty: Site, arguments: tuple[str, ...]) -> None:
    result = empty.run(*arguments)
    assert result.exit_code == 2
    assert "leanstream migrate" in result.stderr
