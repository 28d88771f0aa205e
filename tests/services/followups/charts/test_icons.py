"""Icons: each differs from all others in shape, and none stands without its word."""

from collections.abc import Callable
from itertools import combinations

import pytest
from markupsafe import Markup

from services.followups.charts import assurance, signal, variation
from services.followups.charts.icons import ASSURANCES, VARIATIONS
from services.followups.control import Assurance, Name, Variation
from tests.services.followups.charts.drawings import HOSTILE, SVG, parsed

ICONS: list[Callable[[str], Markup]] = [
    *(lambda word, which=which: variation(which, word) for which in Variation),
    *(lambda word, which=which: assurance(which, word) for which in (*Assurance, None)),
    *(lambda word, name=name: signal(name, Variation.IMPROVING, 1, word) for name in Name),
]


def test_every_verdict_has_its_icon() -> None:
    assert set(VARIATIONS) == set(Variation)
    assert set(ASSURANCES) == {*Assurance, None}


def test_icons_differ_by_their_shapes() -> None:
    shapes = [*VARIATIONS.values(), *ASSURANCES.values()]
    assert all(one != other for one, other in combinations(shapes, 2))


@pytest.mark.parametrize("icon", ICONS)
def test_an_icon_is_hidden_and_its_word_is_said(icon: Callable[[str], Markup]) -> None:
    worded = parsed(icon("improving"))
    assert all(svg.get("aria-hidden") == "true" for svg in worded.iter(f"{SVG}svg"))
    assert "".join(worded.itertext()) == "improving"


@pytest.mark.parametrize("icon", ICONS)
def test_a_hostile_word_stays_a_word(icon: Callable[[str], Markup]) -> None:
    assert "".join(parsed(icon(HOSTILE)).itertext()) == HOSTILE


def test_the_sign_in_a_list_is_the_one_in_the_chart() -> None:
    assert 'class="control-sign control-two-of-three control-concerning"' in signal(
        Name.TWO_OF_THREE, Variation.CONCERNING, 1, "two of three"
    )


def test_a_rule_about_the_whole_phase_has_a_word_and_no_sign() -> None:
    assert "<svg" not in signal(Name.FEW_CROSSINGS, Variation.UNDIRECTED, 0, "few crossings")
