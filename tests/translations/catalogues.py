"""The catalogues follow the sources: `python -m tests.translations.catalogues` brings them up to date.

Each package has translations/{sv,fi}.po, which services.kernel.language reads. New texts are added empty, texts
that no source holds any more go, translations stay. Nothing is written but texts, in the order of the English:
no dates, no places in the sources, no line breaks. So a diff shows what was said differently and nothing else.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from services.kernel.language import KERNEL_FOLDER
from services.registry import SERVICES

PROJECT = Path(__file__).resolve().parents[2]
TRANSLATED = ("sv", "fi")
TEMPLATES = [("**.html", "jinja2.ext:babel_extract")]
# As in services.kernel.web.chrome; and a template that cannot be read shall not pass for one without texts.
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
# Which arguments are texts.
KEYWORDS = {"_": (1,), "gettext": (1,), "N_": (1,), "ngettext": (1, 2)}
# Both languages tell one from many as English does.
HEADER = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Text = str | tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A folder with a catalogue for each language, and the folders whose texts are in it."""

    folder: Path
    sources: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def path(self, code: str) -> Path:
        """Where the catalogue of a language lies."""
        return self.folder / "translations" / f"{code}.po"

    def marked(self) -> set[Text]:
        """Every text marked in the sources; one that is counted as (singular, plural)."""
        return set(marked(self.sources))

    def translated(self, code: str) -> dict[Text, Text]:
        """The catalogue of a language, by what it translates; what is not translated yet is empty."""
        if not self.path(code).exists():
            return {}
        with self.path(code).open("rb") as source:
            return {_fixed(each.id): _fixed(each.string) for each in read_po(source, abort_invalid=True) if each.id}

    def update(self, code: str) -> list[Text]:
        """Write the catalogue anew from the sources; answers what waits for a translation."""
        known, catalogue = self.translated(code), Catalog(locale=code)
        for text in self.marked():
            catalogue.add(text, known.get(text, ""))
        written = BytesIO()
        write_po(written, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
        self.path(code).parent.mkdir(exist_ok=True)
        self.path(code).write_text(HEADER.format(code=code) + written.getvalue().decode(), encoding="utf-8")
        return [text for text, translation in self.translated(code).items() if not (translation and all(translation))]


def marked(folders: Iterable[Path]) -> Iterator[Text]:
    """Every text marked in Python files and templates below the folders."""
    for folder in folders:
        for path in folder.rglob("*.py"):
            yield from _of_python(path.read_text(encoding="utf-8"))
        for _, _, text, _, _ in extract_from_dir(folder, TEMPLATES, OPTIONS, KEYWORDS):
            yield _fixed(text)


def _of_python(source: str) -> Iterator[Text]:
    """Babel's own reader would take a key within a call for a text: `gettext(NAMES[thing["kind"]])`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := called(node)) in KEYWORDS:
            wanted = node.args[: len(KEYWORDS[name])]
            texts = [each.value for each in wanted if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if texts:
                yield texts[0] if len(texts) == 1 else tuple(texts)


def called(node: ast.Call) -> str:
    """The name of what is called, without the module or the thing it belongs to."""
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _fixed(text: str | Sequence[str] | None) -> Text:
    return text if isinstance(text, str) else tuple(text or ())


# The kernel translates what the schemas say; they know of no language.
PACKAGES = (
    Package(KERNEL_FOLDER, (KERNEL_FOLDER, PROJECT / "schemas")),
    *(Package(service.folder, (service.folder,)) for service in SERVICES.values()),
)


def main() -> None:
    """Update every catalogue and name what waits for a translation."""
    for package in PACKAGES:
        for code in TRANSLATED:
            for text in package.update(code):
                click.echo(f"{package.path(code).relative_to(PROJECT)}: {text}")


if __name__ == "__main__":
    main()
