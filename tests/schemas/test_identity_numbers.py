"""Numbers here are computed, never copied: birth dates and serials are made up, the check digit is added."""

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum import luhn

from schemas.identity_numbers import fold, holds_identity_number

TODAY = dt.date(2026, 11, 21)
FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def swedish(date: str, serial: str = "101") -> str:
    """Complete YYMMDD or YYYYMMDD with a serial and its check digit, without a hyphen."""
    return date + serial + luhn.calc_check_digit(date[-6:] + serial)


def hyphened(date: str, serial: str = "101", separator: str = "-") -> str:
    number = swedish(date, serial)
    return number[:-4] + separator + number[-4:]


def finnish(date: str, sign: str = "-", serial: str = "123") -> str:
    """Complete DDMMYY and a century sign with a serial and its check character."""
    return date + sign + serial + FINNISH_CHECKS[int(date + serial) % 31]


def wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


SWEDISH = {
    "hyphen": hyphened("800101"),
    "plus for a hundred years": hyphened("110101", separator="+"),
    "twelve digits and hyphen": hyphened("19800101"),
    "born in this century": hyphened("20150630"),
    "born in the century before the last": hyphened("18990101"),
    "ten bare digits": swedish("800101"),
    "twelve bare digits": swedish("19800101"),
    "born today": swedish("20261121"),
    "samordningsnummer": hyphened("800161"),
    "samordningsnummer of the last of a month": hyphened("800191"),
    "bare samordningsnummer": swedish("19800191"),
    "leap day": hyphened("000229"),
    "hyphen beside 07": hyphened("070115"),
    "twelve bare digits beside 07": swedish("20070115"),
    "space": hyphened("800101", separator=" "),
    "tab between two cells": hyphened("19800101", separator="\t"),
    "spaces around a hyphen": hyphened("19800101", separator=" - "),
    "line break after a hyphen": hyphened("800101", separator="-\n"),
    "two hyphens": hyphened("800101", separator="--"),
    "underscore": hyphened("800101", separator="_"),
    "slash": hyphened("800101", separator="/"),
    "colon": hyphened("800101", separator=":"),
    "en dash": hyphened("800101", separator="\u2013"),
    "em dash": hyphened("800101", separator="\u2014"),
    "non-breaking hyphen": hyphened("800101", separator="\u2011"),
    "minus sign": hyphened("800101", separator="\u2212"),
    "full-width hyphen": hyphened("800101", separator="\uff0d"),
    "full-width plus": hyphened("800101", separator="\uff0b"),
    "non-breaking spaces around a dash": hyphened("800101", separator="\u00a0\u2013\u202f"),
    "soft hyphen": hyphened("800101", separator="\u00ad"),
    "written-out date": hyphened("19800101").replace("19800101", "1980-01-01"),
    "written-out date with points": hyphened("19800101").replace("19800101", "1980.01.01"),
}

FINNISH = {
    "last century": finnish("010180"),
    "this century": finnish("010115", "A"),
    "the century before the last": finnish("010199", "+"),
    "temporary": finnish("010180", "-", "900"),
    "last temporary": finnish("010115", "A", "999"),
    "lower case": finnish("010115", "A").lower(),
    "en dash": finnish("010180", "\u2013"),
    "spaces around the sign": finnish("010180", " - "),
    **{f"sign {sign}": finnish("010180", sign) for sign in "YXWVU"},
    **{f"sign {sign}": finnish("010115", sign) for sign in "BCDEF"},
    "check digit": next(found for n in range(2, 99) if (found := finnish("310180", "-", f"{n:03}"))[-1].isdigit()),
}

SURROUNDINGS = [
    "{}",
    "pnr:{}.",
    "({})",
    "pnr{}",
    "pnr_{}_b",
    "Anna,{},ringde",
    "tel. 08-123 45 67, {}; sal 4",
    "https://journal.example/p?id={}&x=1",
    "{}@example.org",
    "mailto:anna.{}@example.org",
    "\u201c{}\u201d",
    "den 2026-11-21 {}",
    "sal 4/{}",
    "1-{}",
    "line one\n{}\nline three",
    "{}:n",
    "{}\u00b9",
]


@pytest.mark.parametrize("surrounding", SURROUNDINGS)
@pytest.mark.parametrize(
    "number", [*SWEDISH.values(), *FINNISH.values()], ids=[*SWEDISH, *(f"fi {k}" for k in FINNISH)]
)
def test_an_identity_number_is_found_wherever_and_however_it_is_written(number: str, surrounding: str) -> None:
    assert holds_identity_number(surrounding.format(number), TODAY)


INNOCENT = {
    "nothing": "",
    "words": "Samma problem här: vi väntar på transport 40 minuter, varje dag.",
    "date": "2026-11-21",
    "packed date": "20261121",
    "date and time": "2026-11-21 10:15",
    "moment": "2026-11-21T10:15:00+01:00",
    "two dates": "2026-11-21-2026-12-01",
    "two dates and an en dash": "2026-11-21 \u2013 2026-12-01",
    "two packed dates": "20261121-20261201",
    "two dates with points": "1980.01.01-2026.12.01",
    "a table of dates and counts": "2024-01-01 1203\n2024-02-01 1187\n2024-03-01 1190\n1980-01-01 1017",
    "wrong check digit after a hyphen": wrong(hyphened("800101")),
    "wrong check digit": wrong(swedish("19800101")),
    "no such month": hyphened("801301"),
    "no such day": hyphened("800230"),
    "no such leap day": swedish("19000229"),
    "no such day of a samordningsnummer": hyphened("800192"),
    "day nought": hyphened("800100"),
    "born tomorrow": swedish("20261122"),
    "no such century": swedish("17800101"),
    "bare phone number": swedish("070115", "123"),
    "grouped phone number": "070-123 45 67",
    "foreign phone number": "+46 70 123 45 67",
    "packed foreign phone number": "+46701234567",
    "Finnish phone number": "+358 40 123 4567",
    "decimal": swedish("800101") + ".5",
    "decimal comma": swedish("800101") + ",25",
    "decimals": "0." + swedish("800101"),
    "decimals after a comma": "3," + swedish("19800101"),
    "decimal point in the middle": swedish("800101")[:6] + "." + swedish("800101")[6:],
    "eleven digits": swedish("800101") + "1",
    "thirteen digits": "1" + swedish("19800101"),
    "organisation number": "556677-" + "889" + luhn.calc_check_digit("556677889"),
    "organisation number with its century": "16556677889" + luhn.calc_check_digit("556677889"),
    "IBAN": "SE45 5000 0000 0583 9825 7466",
    "thousands": "1 800 101 123",
    "two lines of figures": hyphened("800101", separator="\n"),
    "columns far apart": hyphened("800101", separator="        "),
    "wrong Finnish check": "010180-123" + FINNISH_CHECKS[(int("010180123") + 1) % 31],
    "no such Finnish date": finnish("310280"),
    "no such Finnish sign": finnish("010180", "G"),
    "Finnish serial one": finnish("010180", "A", "001"),
    "longer than a Finnish one": "9" + finnish("010180"),
    "link": f"/improvements/0192f0c1-7a3e-7c54-9d2b-{swedish('19800101')}",
    "footnote": "1234567\u00b2",
    "what the message proposes": "12 34 56 78 90",
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_an_innocent_figure_passes(text: str) -> None:
    assert not holds_identity_number(text, TODAY)


def test_a_list_without_spaces_is_not_taken_for_decimals() -> None:
    numbers = [swedish("800101"), swedish("811224")]
    assert holds_identity_number(",".join(numbers), TODAY)
    assert holds_identity_number(f"17,{numbers[0]},4", TODAY)


def test_a_number_that_does_not_count_does_not_hide_the_next() -> None:
    assert holds_identity_number(f"{wrong(hyphened('800101'))} {hyphened('811224')}", TODAY)
    assert holds_identity_number(f"{swedish('070115', '123')} {swedish('811224')}", TODAY)
    assert holds_identity_number(f"123456-{hyphened('800101')}", TODAY)


def test_who_is_born_today_counts_without_being_told_the_date() -> None:
    assert holds_identity_number(swedish(f"{dt.datetime.now(dt.UTC):%Y%m%d}"))
    assert not holds_identity_number(swedish(f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=400):%Y%m%d}"))


def test_a_reader_sees_digits_where_others_see_code_points() -> None:
    assert fold("8\ufe0f\u20e30\u200b\u0661 \uff12\u2460\u2776\u00b2 Å") == "801 211\u00b2 Å"


def test_a_long_text_is_searched_in_no_time() -> None:
    texts = [
        "sal 4, 12 minuter " * 5_000,
        "8" * 100_000,
        "800101" + " " * 100_000,
        "800101 -" * 12_500,
        "12,5 " * 20_000,
    ]
    started = time.process_time()
    assert not any(holds_identity_number(text, TODAY) for text in texts)
    assert time.process_time() - started < 2


births = st.dates(dt.date(1900, 1, 1), TODAY)
DIGITS = ["0", "\uff10", "\u0660", "\u0966", "\U0001d7d8"]
SEPARATORS = ["-", "+", " ", "\u2013", " \u2014 ", "\u2212", "- ", " \u2011"]
letters = st.text(st.characters(categories=["L", "P", "Zs", "Mn", "Cf"], exclude_characters=".,"), max_size=12)


@st.composite
def swedish_numbers(draw: st.DrawFn) -> str:
    """Any personnummer or samordningsnummer in any style."""
    born = draw(births)
    date = f"{born:%Y%m}{born.day + draw(st.sampled_from([0, 60])):02}"[draw(st.sampled_from([0, 2])) :]
    number = swedish(date, f"{draw(st.integers(0, 999)):03}")
    separator = draw(st.sampled_from(["", *SEPARATORS]))
    assume(separator or not (len(number) == 10 and number.startswith("07")))
    return restyled(draw, number[:-4] + separator + number[-4:])


@st.composite
def finnish_numbers(draw: st.DrawFn) -> str:
    """Any henkilötunnus in any style."""
    born = draw(births)
    sign = draw(st.sampled_from("-YXWVU\u2013" if born.year < 2000 else "ABCDEF"))
    number = restyled(draw, finnish(f"{born:%d%m%y}", sign, f"{draw(st.integers(2, 999)):03}"))
    return draw(st.sampled_from([number, number.lower()]))


def restyled(draw: st.DrawFn, number: str) -> str:
    zero = ord(draw(st.sampled_from(DIGITS)))
    hidden = draw(st.sampled_from(["", "\u200b", "\u2060", "\ufe0f"]))
    return hidden.join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in number)


@given(st.one_of(swedish_numbers(), finnish_numbers()), letters, letters)
def test_any_identity_number_in_any_style_is_found_in_any_text(number: str, before: str, after: str) -> None:
    assert holds_identity_number(before + number + after, TODAY)
    assert holds_identity_number(unicodedata.normalize("NFC", before + number + after), TODAY)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m %Y", "%y%m%d", "%Y-%m-%d %H:%M"]))
def test_no_date_is_taken_for_an_identity_number(date: dt.date, style: str) -> None:
    moment = dt.datetime(date.year, date.month, date.day, 10, 15, tzinfo=dt.UTC)
    assert not holds_identity_number(moment.strftime(style), TODAY)


@given(st.dates(), st.dates(), st.sampled_from(["-", "\u2013", " - ", "--", "/", " "]))
def test_no_pair_of_dates_is_taken_for_an_identity_number(first: dt.date, last: dt.date, between: str) -> None:
    assert not holds_identity_number(f"{first}{between}{last}", TODAY)
    assert not holds_identity_number(f"{first:%Y%m%d}{between}{last:%Y%m%d}", TODAY)


@given(st.integers(10**12, 10**40), letters)
def test_no_longer_figure_is_taken_for_an_identity_number(figure: int, before: str) -> None:
    assert not holds_identity_number(f"{before}{figure}", TODAY)


@given(st.integers(0, 99999), births, st.sampled_from(["%y%m%d", "%Y%m%d"]), st.sampled_from(".,"))
def test_no_decimal_is_taken_for_an_identity_number(short: int, born: dt.date, style: str, mark: str) -> None:
    number = swedish(born.strftime(style))
    assert not holds_identity_number(f"{short}{mark}{number}", TODAY)
    assert not holds_identity_number(f"{number}{mark}{short}", TODAY)


@given(st.one_of(st.integers(10**9, 10**10 - 1), st.integers(10**11, 10**12 - 1)))
@example(int(swedish("800101")))
@example(int(swedish("19800101")))
def test_what_the_message_proposes_passes_for_any_figure(figure: int) -> None:
    digits = str(figure)
    pairs = " ".join(digits[place : place + 2] for place in range(0, len(digits), 2))
    assert not holds_identity_number(f"artikel {pairs}, 4 st", TODAY)


@given(st.integers(1, 9), st.integers(0, 9_999_999))
def test_no_bare_mobile_number_is_taken_for_an_identity_number(second: int, rest: int) -> None:
    assert not holds_identity_number(f"ring 07{second}{rest:07}", TODAY)
