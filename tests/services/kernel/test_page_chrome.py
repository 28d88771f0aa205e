"""The parts that all pages share: what they promise to people, and to those who write pages with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import services.kernel

KERNEL = Path(services.kernel.__file__).parent
STYLESHEET = (KERNEL / "static" / "leanstream.css").read_text()
TEMPLATES = sorted((KERNEL / "templates").rglob("*.html"))
HOSTILE = '"><script>alert(1)</script>'

Render = Callable[..., str]


@dataclass
class Form:
    values: dict[str, str | list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    key: str = "k1"


@dataclass
class Person:
    name: str
    home_unit: str | None
    id: str = "p-1"


@pytest.fixture
def render() -> Render:
    """Render a template's text with what every page is given; keywords override it."""
    environment = Environment(
        loader=FileSystemLoader(KERNEL / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda text: text, lambda one, many, count: one if count == 1 else many, newstyle=True
    )
    environment.filters.update(number=str, moment=str, day=str, long_day=str, percent=str)
    environment.globals.update(
        locale="fi",
        languages=[
            {"code": "fi", "name": "Suomi", "current": True},
            {"code": "sv", "name": "Svenska", "current": False},
        ],
        navigation=[
            {"href": "/a", "label": "First", "current": False},
            {"href": "/b", "label": "Second", "current": True},
        ],
        principal=Person("Aino", "E31"),
        unit_name=lambda code: f"Unit {code}",
        form_token=lambda: "a token",
        notices=[],
        static=lambda name: f"/static/{name}",
        bootstrap_css="/static/bootstrap.min.css",
        path="/b",
        path_query="/b?q=1",
    )
    return lambda text, **context: environment.from_string(text).render(**context)


STATES = (
    *("proposed", "accepted", "testing", "implementing", "implemented", "sustained"),
    *("declined", "stopped", "merged"),
)
PAGE = '{% extends "kernel/page.html" %}{% block title %}Ward{% endblock %}{% block main %}<h1>Ward</h1>{% endblock %}'
FORMS = '{% import "kernel/forms.html" as forms %}'
MACROS = '{% import "kernel/macros.html" as parts %}'
LINE = FORMS + '{{ forms.line(form, "title", "Title", help="Short", maxlength=80) }}'


def test_a_page_is_in_the_readers_language_and_can_be_skipped_into(render: Render) -> None:
    page = render(PAGE)
    assert '<html lang="fi">' in page
    assert 'href="#main"' in page
    assert '<main id="main"' in page
    assert re.search("<title>Ward . leanstream</title>", page)


def test_a_page_says_where_you_are_and_for_whom_you_act(render: Render) -> None:
    page = render(PAGE)
    assert re.findall(r'href="(\S+)" aria-current="page"', page) == ["/b"]
    assert "Aino, for Unit E31" in page
    assert 'value="sv" lang="sv">Svenska' in page
    assert 'name="next" value="/b?q=1"' in page


def test_who_is_signed_out_sees_sign_in_and_no_sign_out(render: Render) -> None:
    page = render(PAGE, principal=None, navigation=[])
    assert 'href="/sign-in"' in page
    assert "/sign-in/out" not in page
    assert "<nav" not in page


def test_a_page_has_an_aside_only_when_something_stands_there(render: Render) -> None:
    assert "<aside" not in render(PAGE)
    assert "<aside" in render(PAGE + "{% block aside %}<p>Owner</p>{% endblock %}")


def test_a_page_whose_form_has_errors_says_so_in_its_title(render: Render) -> None:
    assert "<title>Error: Ward" in render(PAGE, form=Form(errors={"title": ["Write a title."]}))
    assert "<title>Ward" in render(PAGE, form=Form())


def test_a_field_is_tied_to_its_label_help_and_error(render: Render) -> None:
    line = render(LINE, form=Form({"title": "x"}, {"title": ["Too short."]}))
    assert '<label for="field-title">Title</label>' in line
    assert 'aria-describedby="help-title error-title"' in line
    assert 'aria-invalid="true"' in line
    assert 'maxlength="80"' in line
    assert line.index("<label") < line.index('id="help-title"') < line.index('id="error-title"') < line.index("<input")


def test_a_field_without_help_or_error_is_described_by_nothing(render: Render) -> None:
    line = render(FORMS + '{{ forms.line(form, "title", "Title", optional=true) }}', form=Form())
    assert "aria-describedby" not in line
    assert "(optional)" in line
    assert "aria-required" not in line


def test_what_was_typed_is_kept_and_escaped(render: Render) -> None:
    typed = Form({"title": HOSTILE, "text": f"one\n{HOSTILE}"})
    form = render(LINE + '{{ forms.area(form, "text", "Text") }}', form=typed)
    assert "<script" not in form
    assert form.count("&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert ">\none\n&#34;" in form


def test_a_password_is_never_written_back(render: Render) -> None:
    text = FORMS + '{{ forms.line(form, "secret", "Password", type="password") }}'
    assert "hunter2" not in render(text, form=Form({"secret": "hunter2"}))


def test_choices_stay_chosen(render: Render) -> None:
    options = [("a", "First"), ("b", "Second", "with help"), ("c", "Third")]
    text = FORMS + "".join(
        f'{{{{ forms.{macro}(form, "{macro}", "Which", options) }}}}' for macro in ("radios", "checks")
    )
    chosen = re.findall(
        r'name="(\w+)" value="(\w)" checked',
        render(text, form=Form({"radios": "b", "checks": ["a", "c"]}), options=options),
    )
    assert chosen == [("radios", "b"), ("checks", "a"), ("checks", "c")]
    select = FORMS + '{{ forms.choose(form, "unit", "Unit", [("E1", "One"), ("E2", "Two")], empty="Choose") }}'
    assert re.findall(r'value="(\w*)" selected', render(select, form=Form({"unit": "E2"}))) == ["E2"]


def test_the_summary_of_errors_links_to_each_field(render: Render) -> None:
    form = Form(errors={"title": ["Write a title."], "kind": ["Choose one."], "": ["Nothing was changed."]})
    text = FORMS + (
        '{{ forms.error_summary(form, {"title": "Title", "kind": "Kind"}) }}{{ forms.line(form, "title", "Title") }}'
        '{{ forms.radios(form, "kind", "Kind", [("a", "A"), ("b", "B")]) }}'
    )
    page = render(text, form=form)
    targets = re.findall(r'href="#([\w-]+)"', page)
    assert targets == ["field-title", "field-kind"]
    assert all(page.count(f'id="{target}"') == 1 for target in targets)
    assert "Nothing was changed." in page
    assert render(FORMS + "{{ forms.error_summary(form, {}) }}", form=Form()).strip() == ""


def test_a_form_carries_its_token_and_its_key(render: Render) -> None:
    hidden = render(FORMS + "{{ forms.hidden(form) }}", form=Form())
    assert 'name="form_token" value="a token"' in hidden
    assert 'name="idempotency_key" value="k1"' in hidden


def test_each_state_of_an_improvement_has_a_shape_of_its_own(render: Render) -> None:
    badges = {state: render(MACROS + "{{ parts.state_badge(state) }}", state=state) for state in STATES}
    assert all(f"<span>{state}</span>" in badge for state, badge in badges.items())
    assert len({re.sub(r"<span.*?>|\w+</span>", "", badge) for badge in badges.values()}) == len(STATES)


def test_a_figure_reads_as_one_phrase_and_opens_what_it_counts(render: Render) -> None:
    card = render(MACROS + '{{ parts.figure("running improvements", 14, "/improvements") }}')
    link = re.search(r'<a [^>]*href="/improvements">(.*?)</a>', card, re.DOTALL)
    assert link
    assert " ".join(re.sub(r"<[^>]+>", "", link[1]).split()) == "14 running improvements"


def test_a_table_scrolls_in_a_named_region_that_takes_focus(render: Render) -> None:
    table = render(MACROS + '{% call parts.table("units", "By unit") %}<tbody></tbody>{% endcall %}')
    assert 'role="region" aria-labelledby="units-caption" tabindex="0"' in table
    assert '<caption id="units-caption"><span>By unit</span></caption>' in table


def test_a_story_is_told_with_or_without_words_of_its_own(render: Render) -> None:
    item = 'parts.story_item(day, "Accepted", "Karin")'
    told = render(MACROS + "{{ " + item + " }}{% call " + item + " %}<p>More</p>{% endcall %}", day=date(2026, 9, 15))
    assert told.count("<h3>Accepted</h3>") == 2
    assert told.count("<p>More</p>") == 1


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_script_style_or_another_host(template: Path) -> None:
    text = re.sub(r"<script defer src=\"\{\{ static\('[\w-]+\.js'\) \}\}\"></script>", "", template.read_text())
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", text)


def test_the_stylesheet_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|https?://", STYLESHEET.replace('[href^="http"]', ""))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [1, 2], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *((ink, paper, 7.0) for ink in ("ink", "quiet") for paper in ("page", "surface")),
        *(
            (signal, paper, 4.5)
            for signal in ("accent", "good", "attention", "problem")
            for paper in ("page", "surface", "soft")
        ),
        ("ink", "soft", 7.0),
        ("quiet", "soft", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-accent", "accent-deep", 4.5),
        ("on-band", "band", 7.0),
        ("control", "surface", 3.0),
        ("control", "page", 3.0),
    ],
)
def test_colours_can_be_told_from_what_lies_behind(front: str, back: str, least: float, scheme: int) -> None:
    pairs = re.findall(r"--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));", STYLESHEET)
    colours = {name: (light or always, dark or always) for name, light, dark, always in pairs}
    assert contrast(colours[front][scheme - 1], colours[back][scheme - 1]) >= least
