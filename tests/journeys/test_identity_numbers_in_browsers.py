"""What a browser takes for a personal identity number is what the server takes for one, text by text."""

import datetime as dt
import random
import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from stdnum import luhn

from schemas.identity_numbers import fold, holds_identity_number
from services.kernel.language import KERNEL_FOLDER

TODAY = dt.date(2026, 11, 21)
CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
ZEROS = ("0", "\uff10", "\u0660", "\u0966", "\U0001d7d8", "\U0001d7ec")
BETWEEN = (
    "",
    "",
    "-",
    "+",
    " ",
    "\t",
    "  ",
    "\u2013",
    " \u2014 ",
    "\u2212",
    "- ",
    " -\n",
    "--",
    "_",
    "/",
    ":",
    "\n",
    ".",
)
HIDDEN = ("", "", "", "\u200b", "\u2060", "\ufe0f", "\u0301", "\u00ad")
SIGNS = "-+ABCDEFGUVWXYbx\u2013\u1d2c"
AROUND = (
    *(
        "",
        "",
        " ",
        "\n",
        "pnr:",
        "(",
        ")",
        ".",
        ",",
        "-",
        "/",
        "1",
        "07",
        "8,",
        ".5",
        ",25",
        "12.",
        "x",
        "\u00b9",
        "\u2460",
    ),
    *(
        "-12",
        ".12",
        "/7",
        " 10:15",
        "0192f0c1-7a3e-7c54-9d2b-",
        "00",
        "19",
        "\ufeff",
        "\u2800",
        "\u3164",
        "Ä\u0308",
        "\u017f",
        "K",
    ),
)
# Unicode 16 calls this one another kind of sign than the version before.
MOVED = {"\U0001171e"}
COUNT = 15_000


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rules."""
    page = browser.new_page()
    page.add_script_tag(path=KERNEL_FOLDER / "static" / "identity-numbers.js")
    yield page
    page.close()


def texts(seed: int) -> Iterator[str]:
    """Numbers in any style, nearly right ones, and what stands around them."""
    chance = random.Random(seed)  # noqa: S311 (the same texts every time)
    for _ in range(COUNT):
        parts = [chance.choice((_swedish, _finnish, _figure))(chance) for _ in range(chance.choice((1, 1, 2)))]
        yield "".join(chance.choice(AROUND) + _restyled(chance, part) + chance.choice(AROUND) for part in parts)


def _day(chance: random.Random) -> dt.date:
    return dt.date(1895, 1, 1) + dt.timedelta(days=chance.randrange(365 * 136))


def _swedish(chance: random.Random) -> str:
    born = _day(chance)
    day = born.day + chance.choice((0, 0, 60))
    date = chance.choice((f"{born:%y%m}{day:02}", f"{born:%Y%m}{day:02}"))
    number = date + f"{chance.randrange(1000):03}"
    number += luhn.calc_check_digit(number[-9:]) if chance.random() < 0.8 else str(chance.randrange(10))
    if chance.random() < 0.2:
        date = f"{born:%Y}-{born:%m}.{day:02}"
    return date + chance.choice(BETWEEN) + number[-4:]


def _finnish(chance: random.Random) -> str:
    date, serial = f"{_day(chance):%d%m%y}", f"{chance.choice((0, 1, 2, chance.randrange(1000))):03}"
    right = CHECKS[int(date + serial) % 31]
    check = right if chance.random() < 0.8 else chance.choice(CHECKS + "GIOQZ")
    space = chance.choice(("", "", " ", "\n"))
    return chance.choice((str.upper, str.lower))(date + space + chance.choice(SIGNS) + space + serial + check)


def _figure(chance: random.Random) -> str:
    digits = "".join(chance.choice("0123456789-./ ") for _ in range(chance.randrange(4, 16)))
    return chance.choice((digits, f"{_day(chance)}", f"{_day(chance):%Y%m%d}-{_day(chance):%Y%m%d}"))


def _restyled(chance: random.Random, number: str) -> str:
    if chance.random() < 0.6:
        return number
    zero, hidden = ord(chance.choice(ZEROS)), chance.choice(HIDDEN)
    return hidden.join(chr(zero + int(sign)) if sign in "0123456789" else sign for sign in number)


def test_the_browser_finds_what_the_server_finds(page: Page) -> None:
    written = list(texts(1))
    expected = [holds_identity_number(text, TODAY) for text in written]
    assert COUNT / 10 < sum(expected) < COUNT * 9 / 10
    found = page.evaluate(
        "([texts, today]) => texts.map((text) => identityNumbers.holds(text, new Date(today)))",
        [written, TODAY.isoformat()],
    )
    assert [text for text, here, there in zip(written, expected, found, strict=True) if here != there] == []


def test_the_browser_sees_every_character_as_the_server_does(page: Page) -> None:
    known = [chr(code) for code in range(0x110000) if _tells_something(chr(code))]
    assert len(known) > 20_000
    seen = page.evaluate("(known) => known.map((character) => identityNumbers.fold(character))", known)
    assert [known[place] for place, text in enumerate(seen) if text != fold(known[place])] == []


def _tells_something(character: str) -> bool:
    """Leave out what either side may know alone (unassigned, half a pair), and the many signs of whole words."""
    name = unicodedata.name(character, "")
    whole = name.startswith(
        ("CJK UNIFIED", "HANGUL SYLLABLE", "TANGUT", "EGYPTIAN", "CUNEIFORM", "KHITAN", "ANATOLIAN")
    )
    return unicodedata.category(character) not in {"Cn", "Cs", "Co"} and not whole and character not in MOVED


def test_who_is_born_today_counts_without_being_told_the_date(page: Page) -> None:
    for days, found in ((0, True), (400, False)):
        born = f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=days):%Y%m%d}101"
        number = born + luhn.calc_check_digit(born[2:])
        assert page.evaluate("(text) => identityNumbers.holds(text)", number) is found
