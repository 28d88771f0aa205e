"""Finds Swedish and Finnish personal identity numbers in free text, so that none is ever stored, logged or published.

Missing one is worse than refusing an innocent figure, since the writer of that is told how to mend it. So a number
counts however it is set: any dash, spaces around it, digits of any script, invisible characters within, glued to
words. What keeps innocent figures out is arithmetic: a date that has been and the right check digit, in the Finnish
form its check character. A number with a hyphen but a wrong check digit belongs to nobody and passes, as do the
figures people write here: dates, decimals, longer figures, organisation numbers, and bare phone numbers (07...).
"""

import datetime as dt
import re
import unicodedata

from stdnum import luhn
from stdnum.fi import hetu

_OTHER_DASHES = "\u02d7\u2043\u207b\u208b\u2212\u2500"  # minus signs and the like, which Unicode does not call dashes
_HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category, yet nothing is seen of them
_BRAILLE_BLANK = "\u2800"

# A long text is read once for what any of the forms must have; only then is each of them looked for.
_WORTH_A_LOOK = re.compile(r"[0-9]{6}|[0-9]{4}[-./][0-9]{2}[-./][0-9]{2}\s*[-+]")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)

_SEPARATED = re.compile(
    r"""
    (?<![0-9]) (?P<born> (?:18|19|20)? [0-9]{6} )
    (?: \s* [-+_/:]{1,3} \s* | [ \t]{1,3} )
    (?P<serial> [0-9]{4} ) (?![0-9])
    """,
    re.VERBOSE,
)
# Only a dash joins a written-out date to a serial: after a space stands a count or a time, and another `-12` after
# four digits makes them the year of a second date.
_AFTER_DATE = re.compile(
    r"""
    (?<![0-9]) (?P<born> (?:18|19|20) [0-9]{2} [-./] [0-9]{2} [-./] [0-9]{2} )
    \s* [-+]{1,3} \s*
    (?P<serial> [0-9]{4} ) (?! [-./]?[0-9] )
    """,
    re.VERBOSE,
)
_BARE = re.compile(
    r"""
    (?<![0-9]) (?P<whole> (?<=[0-9][.,]) )?
    (?P<digits> (?:18|19|20)? [0-9]{10} ) (?![0-9])
    (?= (?P<fraction> [.,][0-9]+ )? )
    """,
    re.VERBOSE,
)
_FINNISH = re.compile(
    r"(?<![0-9])([0-9]{6})\s*([-+A-FU-Y])\s*([0-9]{3}[0-9A-FHJ-NPR-Y])(?![0-9])", re.IGNORECASE | re.ASCII
)


class _Folding(dict[int, str]):
    """What each character becomes before a text is searched, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t":
        return character
    if character.isspace() or character == _BRAILLE_BLANK:
        return " "
    if category == "Pd" or character in _OTHER_DASHES:
        return "-"
    if category[0] == "C" or category in {"Mn", "Me"} or character in _HANGUL_FILLERS:
        return ""
    if unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return character  # a footnote mark ends a number, it does not lengthen it
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


_folding = _Folding()


def fold(text: str) -> str:
    """Give `text` as a reader sees it: plain digits, dashes and spaces, and nothing of what cannot be seen."""
    return text.translate(_folding)


def holds_identity_number(text: str, today: dt.date | None = None) -> bool:
    """Say whether a Swedish or Finnish identity number stands anywhere in `text`; nobody is born after `today`."""
    seen = fold(text)
    if not _WORTH_A_LOOK.search(seen):
        return False
    seen = _UUID.sub(" ", seen)  # a link to a thing of ours; one in 8,000 has what looks like a number
    today = today or dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)  # somewhere it is tomorrow already
    return _holds_swedish(seen, today) or _holds_finnish(seen)


def _holds_swedish(text: str, today: dt.date) -> bool:
    numbers = [
        re.sub("[-./]", "", found["born"]) + found["serial"]
        for pattern in (_SEPARATED, _AFTER_DATE)
        for found in pattern.finditer(text)
    ]
    numbers += [
        found["digits"] for found in _BARE.finditer(text) if not (_is_decimal(found) or _is_mobile(found["digits"]))
    ]
    return any(luhn.is_valid(number[-10:]) and _is_birth_date(number[:-4], today) for number in numbers)


def _is_decimal(found: re.Match[str]) -> bool:
    """Tell a decimal, which has one mark, from a list without spaces, which has one on both sides or two long parts."""
    after = found["fraction"] is not None and len(found["fraction"]) - 1 not in {10, 12}
    return (found["whole"] is not None) != after


def _is_mobile(digits: str) -> bool:
    return len(digits) == 10 and digits.startswith("07")


def _is_birth_date(digits: str, today: dt.date) -> bool:
    """Read YYMMDD, in any century, or YYYYMMDD; a samordningsnummer has 60 added to the day."""
    centuries = (18, 19, 20) if len(digits) == 6 else (int(digits[:2]),)
    year, month, day = (int(digits[-6:][place : place + 2]) for place in (0, 2, 4))
    day -= 60 if day > 60 else 0
    return any(_has_been(century * 100 + year, month, day, today) for century in centuries)


def _has_been(year: int, month: int, day: int, today: dt.date) -> bool:
    try:
        return dt.date(year, month, day) <= today
    except ValueError:
        return False


def _holds_finnish(text: str) -> bool:
    return any(hetu.is_valid("".join(parts), allow_temporary=True) for parts in _FINNISH.findall(text))
