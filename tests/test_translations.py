"""Swedish and Finnish are whole: nothing that people read is said in English alone, and one word means one thing."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.translations.catalogues import PACKAGES, PROJECT, TRANSLATED, Package, Text, marked
from tests.translations.refusals import unmarked
from tests.translations.templates import untranslated

# look.md's glossary: one term, one translation, everywhere.
GLOSSARY = """
improvement | förbättring | parannus
improvement idea | förbättringsförslag | parannusehdotus
submit | lämna förslag | lähetä ehdotus
problem · proposal | problem · förslag | ongelma · ehdotus
proposed · accepted · testing | föreslagen · antagen · testas | ehdotettu · hyväksytty · kokeilussa
implementing · implemented · sustained | införs · införd · varaktig | käyttöönotossa · käytössä · vakiintunut
declined · stopped · merged | avböjd · stoppad · sammanslagen | hylätty · keskeytetty · yhdistetty
running improvements | pågående förbättringar | käynnissä olevat parannukset
region · division · unit | region · division · enhet | alue · toimiala · yksikkö
waste | slöseri | hukka
defects · overproduction · waiting | fel och omarbete · överproduktion · väntan | virheet · ylituotanto · odottaminen
unused talent · transport | outnyttjad kompetens · transport | hyödyntämätön osaaminen · kuljetus
inventory · motion · overprocessing | lager · rörelse · överarbete | varastot · liike · yliprosessointi
observation · waste walk | iakttagelse · slöserirond | havainto · hukkakierros
value stream · step · process time | värdeflöde · steg · processtid | arvovirta · vaihe · prosessiaika
lead time · share correct and complete | ledtid · andel rätt och komplett | läpimenoaika · oikein ja täydellisenä
plan · do · study · act | planera · göra · studera · agera | suunnittele · tee · tutki · toimi
adopt · adapt · abandon | införa · anpassa · avstå | ota käyttöön · muokkaa · luovu
prediction | förutsägelse | ennuste
same problem here | samma problem hos oss | sama ongelma meillä
spread · adoption | spridning · införande hos andra | leviäminen · käyttöönotto muualla
take over | ta över hos oss | ota käyttöön meillä
known · interested | känd · intresserad | tiedossa · kiinnostunut
island | ö | saareke
scorecard · perspective · goal | styrkort · perspektiv · mål | tuloskortti · näkökulma · tavoite
indicator · target · follow-up | indikator · målvärde · uppföljning | mittari · tavoitearvo · seuranta
run chart · control chart | seriediagram · styrdiagram | aikasarjakaavio · ohjauskortti
centre line · control limits · signal | centrallinje · styrgränser · signal | keskiviiva · ohjausrajat · signaali
common cause · special cause | slumpmässig orsak · särskild orsak | satunnainen syy · erityinen syy
review · decision · action | genomgång · beslut · åtgärd | katselmus · päätös · toimenpide
coach · facilitator | coach · handledare | valmentaja · fasilitaattori
benefit · financial | nytta · finansiell | hyöty · taloudellinen
redistributed time | omfördelad tid | uudelleen kohdennettu aika
quality · environment | kvalitet · miljö | laatu · ympäristö
expected · measured · confirmed | förväntad · uppmätt · bekräftad | odotettu · mitattu · vahvistettu
example · training | exempel · utbildning | esimerkki · koulutus
breakthrough collaborative | genombrott | läpimurtotyöskentely
learning session · action period | lärandeseminarium · arbetsperiod | oppimistapaaminen · toimenpidejakso
team | team | tiimi
"""
# Files are imported at the command line, which speaks English.
AT_THE_COMMAND_LINE = {"services/importing.py", "services/kernel/inputs.py"}
SOURCES = ("schemas", "services", "scorecards")
PLACE = re.compile(r"%\(\w+\)[sd]")

each_catalogue = pytest.mark.parametrize(
    ("package", "code"),
    [pytest.param(package, code, id=f"{package.name}-{code}") for package in PACKAGES for code in TRANSLATED],
)


def forms(text: Text) -> tuple[str, ...]:
    """The forms of a text: singular and plural of a counted one."""
    return (text,) if isinstance(text, str) else text


def files(ending: str) -> list[str]:
    """Every source with this ending, as seen from the project's folder."""
    found = (path for folder in SOURCES for path in (PROJECT / folder).rglob(f"*.{ending}"))
    return sorted(str(path.relative_to(PROJECT)) for path in found)


@cache
def texts_of(package: Package) -> frozenset[Text]:
    """The marked texts of a package, read once."""
    return frozenset(package.marked())


def glossary(code: str) -> dict[str, str]:
    """English terms with their translation."""
    rows = [[cell.split(" · ") for cell in line.split(" | ")] for line in GLOSSARY.strip().splitlines()]
    return {
        english: translation
        for row in rows
        for english, translation in zip(row[0], row[1 + TRANSLATED.index(code)], strict=True)
    }


@each_catalogue
def test_every_text_is_translated(package: Package, code: str) -> None:
    translated = package.translated(code)
    missing = [text for text in texts_of(package) if not all(forms(translated.get(text, "")))]
    assert not missing, "run `make translations`, then translate these"


@each_catalogue
def test_no_translation_outlives_its_text(package: Package, code: str) -> None:
    assert not set(package.translated(code)) - texts_of(package), "run `make translations`"


@each_catalogue
def test_a_counted_text_has_both_its_forms(package: Package, code: str) -> None:
    translated = package.translated(code)
    assert [text for text in translated if len(forms(translated[text])) != len(forms(text))] == []


@each_catalogue
def test_a_translation_has_the_same_places_for_values(package: Package, code: str) -> None:
    for text, translation in package.translated(code).items():
        places = set(PLACE.findall(forms(text)[-1]))
        for said in filter(None, forms(translation)):
            assert set(PLACE.findall(said)) == places, said
            # A percent sign of its own beside a place would break the page that says it.
            assert not places or "%" not in PLACE.sub("", said).replace("%%", ""), said


@each_catalogue
def test_nobody_is_shouted_at(package: Package, code: str) -> None:
    for pair in package.translated(code).items():
        assert not [said for text in pair for said in forms(text) if "!" in said]


@each_catalogue
def test_a_term_is_translated_as_the_glossary_has_it(package: Package, code: str) -> None:
    terms = glossary(code)
    for text, translation in package.translated(code).items():
        if isinstance(text, str) and text.casefold() in terms:
            assert str(translation).casefold() == terms[text.casefold()], text


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_text_is_translated_alike_in_every_package(code: str) -> None:
    said: defaultdict[Text, set[Text]] = defaultdict(set)
    for package in PACKAGES:
        for text, translation in package.translated(code).items():
            said[text].add(translation)
    assert {text: translations for text, translations in said.items() if len(translations) > 1} == {}


def test_a_text_is_either_counted_or_not() -> None:
    """The catalogue is read by the singular: both under one English text would hide each other."""
    for package in PACKAGES:
        texts = texts_of(package)
        assert not {text[0] for text in texts if isinstance(text, tuple)} & texts


def test_a_text_is_marked_where_a_catalogue_takes_it_up() -> None:
    inside = {text for package in PACKAGES for text in texts_of(package)}
    assert set(marked(PROJECT / folder for folder in SOURCES)) <= inside


@pytest.mark.parametrize("template", files("html"))
def test_a_template_says_nothing_in_english_alone(template: str) -> None:
    assert untranslated((PROJECT / template).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", sorted({*files("py")} - AT_THE_COMMAND_LINE))
def test_a_refusal_says_nothing_in_english_alone(module: str) -> None:
    assert unmarked((PROJECT / module).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<h2>{{ _('Hello') }} there</h2>",
        "{% if a %}<b>{% else %}<i>{% endif %}x</b>",
        '<input placeholder="Your name">',
        '{% macro attributes() %} aria-label="Close"{% endmacro %}',
        '{{ figure("running now", 3) }}',
        '{{ figure(label="Running", number=3) }}',
        "{{ '<b>So</b>'|safe }}",
        "{{ _('%(state)s now', state='Still running') }}",
    ],
)
def test_english_alone_is_found_in_a_template(source: str) -> None:
    assert len(untranslated(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<h1>{{ _('Hello') }}: leanstream</h1>",
        '<a class="btn wide" title="{{ _("Hello") }}" href="/there?a={{ b }}">{{ name }}: 4 %</a>',
        "{% macro address() %}/scorecards?state={{ state }}&amp;unit={{ unit }}{% endmacro %}",
        '<a href="/openapi.json">openapi.json</a>',
        "<p>{{ ngettext('%(num)s day here', '%(num)s days here', days) }}</p>",
        "{# A comment #}<pre>curl --header …</pre><script>let a = b</script>",
    ],
)
def test_what_is_translated_or_no_language_is_left_alone(source: str) -> None:
    assert untranslated(source) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise NotFound("No such unit")',
        'raise errors.Invalid({"unit": ["No such unit"]})',
        'raise Invalid({"unit": [N_("No such unit")]}, f"No unit {code}")',
        'text = "No such unit"\nraise Conflict(text)',
        'Message("No unit %(code)s", code=code)',
        'raise ValidationError(["No such unit"], "unit")',
        'gettext("Unit " + code)',
        'text = "running"\ngettext(text)',
        'class Gone(Refusal):\n    title = "It is gone"',
    ],
)
def test_english_alone_is_found_in_a_refusal(source: str) -> None:
    assert len(unmarked(source)) == 1


def test_the_catalogues_are_written_in_order_and_without_places_or_dates(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("two")\nngettext("%(num)s one", "%(num)s ones", 3)\n')
    package = Package(tmp_path, (tmp_path,))
    assert package.update("sv") == [("%(num)s one", "%(num)s ones"), "two"]
    first = package.path("sv").read_text()
    assert package.update("sv") == [("%(num)s one", "%(num)s ones"), "two"]
    assert package.path("sv").read_text() == first
    assert "views.py" not in first
    assert "Date" not in first


def test_what_is_looked_up_within_a_call_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('gettext(NAMES[thing["kind"]])\ngettext("%(name)s did", name=names["who"])\n')
    assert set(marked([tmp_path])) == {"%(name)s did"}


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("here")\n_("gone")\n')
    package = Package(tmp_path, (tmp_path,))
    package.update("fi")
    path = package.path("fi")
    path.write_text(path.read_text().replace('msgid "here"\nmsgstr ""', 'msgid "here"\nmsgstr "täällä"'))
    (tmp_path / "views.py").write_text('_("here")\n_("new")\n')
    assert package.update("fi") == ["new"]
    assert package.translated("fi") == {"here": "täällä", "new": ""}
