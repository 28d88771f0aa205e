"""How elements are written: texts escaped, what is escaped already left, numbers rounded."""

from markupsafe import Markup

from services.followups.charts.elements import written
from tests.services.followups.charts.drawings import HOSTILE


def test_texts_are_escaped_once_and_numbers_are_rounded() -> None:
    inner = written('<b title="{}">{}</b>', HOSTILE, HOSTILE)
    assert "<script>" not in inner
    assert written('<g x="{:.1f}">{}</g>', 1.26, inner) == Markup('<g x="1.3">') + inner + Markup("</g>")
