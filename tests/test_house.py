"""What holds the house together: layers, lint, types, and files that can be read in one sitting."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("services", "schemas", "scorecards")
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py"}


def modules() -> list[Path]:
    """Every module of the product; a migration is a list, as long as what it makes."""
    found = [path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def run(*words: str) -> str:
    """Run a tool of the environment; answers what it found, nothing when all is well."""
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_each_layer_knows_only_those_below_it() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_ruff_finds_nothing() -> None:
    assert run("ruff", "check", ".") == ""


def test_everything_is_formatted() -> None:
    assert run("ruff", "format", "--check", ".") == ""


def test_every_type_is_right() -> None:
    assert run("mypy") == ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert path.name not in FORBIDDEN_NAMES
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree), "a module says why it exists"
    long = [
        f"{node.name}: {(node.end_lineno or node.lineno) - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    ]
    # gunicorn's workers find each other's metrics through prometheus_client's own variable.
    assert set(readers) <= {
        "services/kernel/settings.py",
        "services/kernel/exposition.py",
        "services/kernel/web/serving.py",
    }


def test_every_target_the_readme_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test", "install", "services", "services-stop"):
        assert f"\n{target}:" in makefile
