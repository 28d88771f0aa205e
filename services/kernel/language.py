"""Swedish, Finnish and English: texts, dates and numbers.

The English text is the message id. Each package keeps its own catalogues as translations/{sv,fi}.po, read at
start: there is no compiled file that could be older than its source.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, negotiate_locale, numbers
from babel.messages.pofile import read_po

from schemas.messages import translate

LANGUAGES = {"sv": "Svenska", "fi": "Suomi", "en": "English"}
KERNEL_FOLDER = Path(__file__).parent
# English as Europe writes it: the day before the month.
LOCALES = {"sv": "sv_SE", "fi": "fi_FI", "en": "en_GB"}
Catalogue = dict[str, str | tuple[str, ...]]


class Language:
    """One language with the texts of some packages; the time zone is the region's."""

    def __init__(self, code: str, folders: Iterable[Path], zone: ZoneInfo) -> None:
        self.code = code
        self.locale = Locale.parse(LOCALES[code])
        self.zone = zone
        self._texts: Catalogue = {}
        for folder in folders:
            self._texts |= _catalogue(folder / "translations" / f"{code}.po")

    def gettext(self, text: str) -> str:
        """The text in this language; the English one where there is no translation."""
        found = self._texts.get(text)
        return found if isinstance(found, str) and found else text

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The form for this number; all three languages have two."""
        found = self._texts.get(singular)
        one, many = found if isinstance(found, tuple) and all(found) else (singular, plural)
        return one if number == 1 else many

    def message(self, message: str) -> str:
        """A text from below the web, with the values it carries."""
        return translate(message, self.gettext)

    def day(self, moment: date | datetime) -> str:
        """2026-11-21, for tables."""
        return self._local(moment).strftime("%Y-%m-%d")

    def long_day(self, moment: date | datetime) -> str:
        """21 november 2026, for text."""
        return dates.format_date(self._local(moment), format="long", locale=self.locale)

    def month(self, first: date) -> str:
        """The month with its year, as in `nov 2026`."""
        return dates.format_date(first, format="LLL y", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """2026-11-21 14:03, in the region's time."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return numbers.format_decimal(value, locale=self.locale)

    def percent(self, value: float) -> str:
        """A share given in per cent, at most one decimal."""
        return numbers.format_percent(value / 100, format="#,##0.# %", locale=self.locale)

    def _local(self, moment: date | datetime) -> date:
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment


def chosen(remembered: str | None, asked: Iterable[str], default: str) -> str:
    """The language to answer in: the remembered one, else the first asked for that we have, else the default."""
    if remembered in LANGUAGES:
        return remembered
    return negotiate_locale([each.replace("-", "_") for each in asked], list(LANGUAGES)) or default


@cache
def _catalogue(path: Path) -> Catalogue:
    if not path.exists():
        return {}
    with path.open("rb") as source:
        catalogue = read_po(source)
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): (
            message.string if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue
        if message.id and message.string
    }
