"""What a number format makes of a number: the text that a person sees, or nothing where it stays a number."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from books import load_workbook
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from pipelines.ingest.spreadsheets.cells import number_text
from pipelines.ingest.spreadsheets.number_formats import BUILT_IN, duration, is_plain, shown

N = "\u202f"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        # percentages: by code, with spaces, quoted, escaped, twice, in one section alone, of one sign alone
        (0.455, "0.0%", f"45,5{N}%"), (0.75, "0%", f"75{N}%"), (1, "0 %", f"100{N}%"), (0.4, "0.0\\ %", f"40{N}%"),
        (0.4, "0.0_ %", f"40{N}%"), (75, '0"%"', f"75{N}%"), (75, "0\\%", f"75{N}%"), (75, "0\\ \\%", f"75{N}%"),
        (75, 'General"%"', f"75{N}%"), (75, 'Standard" %"', f"75{N}%"), (0.5, "0%%", f"5000{N}%"),
        (0.5, "[Red]0%", f"50{N}%"), (-0.5, "0;[Red]-0%", f"-50{N}%"), (0.5, "0;[Red]-0%", None),
        (0.07, "0%", f"7{N}%"), (0.29, "0%", f"29{N}%"), (1.1, "0%", f"110{N}%"), (0, "0%", f"0{N}%"),
        (75, "0‰", f"75{N}‰"), (0.75, "0％", f"75{N}%"), (0.75, "0_%", None), (0.75, '0*%', None),
        # amounts, in every spelling
        (900, "#,##0.00\\ [$€-40C]", f"900,00{N}€"), (900, "[$€-2]\\ #,##0.00", f"900,00{N}€"),
        (900, "[$ €-40C]0", f"900,00{N}€"), (900, '#,##0.00 "€"', f"900,00{N}€"), (900, "#,##0\\ €", f"900,00{N}€"),
        (900, "#,##0 €", f"900,00{N}€"), (900, "[$EUR]\\ 0", f"900,00{N}EUR"), (900, '0 "EUR"', f"900,00{N}EUR"),
        (900, '0 "euros"', f"900,00{N}euros"), (900, "$#,##0", f"900,00{N}$"), (900, "[$£-809]0", f"900,00{N}£"),
        (900, "[$CHF-100C] 0", f"900,00{N}CHF"), (900, "0.0,, [$€-x-euro2]", f"900,00{N}€"), (900, "[$-40C]0", None),
        # accounting formats, and their zero
        (900, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', f"900,00{N}€"),
        (0, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', f"0,00{N}€"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', None), (12, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', None),
        # words in the place of a number
        (1, '"VRAI";"VRAI";"FAUX"', "VRAI"), (0, '"TRUE";"TRUE";"FALSE"', "FAUX"), (1, '[=1]"Oui";"Non"', "Oui"),
        (0, '[=1]"Oui";"Non"', "Non"), (0, '[=1]"Oui";[=0]"Non";0', "Non"), (7, '[=1]"Oui";[=0]"Non";0', None),
        (7, '[=1]"Oui";[=0]"Non"', "#####"), (1, "Oui;;Non", "Oui"), (0, '0;-0;"n.d."', "n.d."),
        (3, '0;-0;"n.d."', None),
        (0.5, '[<=0,5]"peu";"assez"', "peu"), (0.6, '[<=0.5]"peu";"assez"', "assez"), (5, '[>1E2]"x";0', None),
        # plain numbers, however they are laid out
        (12, "General", None), (12, "Standard", None), (12, "GENERAL", None), (12345, "# ##0", None),
        (12345, "#,##0,", None), (0.5, "# ?/?", None), (1e9, "0.00E+00", None), (12, "@", None),
        (12, '0 "élèves"', None),
        (12, "0;-0;;@", None), (0, ";;;", None), (12, "", None), (12, '0.0,, "M"', None), (12, "[$-F800]0", None),
        # dates and times
        (46037, "dd/mm/yyyy", "2026-01-15"), (46037, "[$-40C]d mmmm yyyy;@", "2026-01-15"),
        (46037, "mmm\\-yy", "2026-01-15"),
        (46037, "jj/mm/aaaa", "2026-01-15"), (46037, "aaaa", "2026-01-15"), (46037, "jj", "2026-01-15"),
        (46037.5, "dd/mm/yyyy hh:mm", "2026-01-15 12:00:00"), (46037.99999999, "dd/mm/yyyy", "2026-01-16"),
        (60, "dd/mm/yyyy", "1900-02-29"), (59, "dd/mm/yyyy", "1900-02-28"), (61, "dd/mm/yyyy", "1900-03-01"),
        (-1, "dd/mm/yyyy", "#####"), (3_000_000, "dd/mm/yyyy", "#####"), (2958465.9999999, "yyyy h:mm", "9999-12-31"),
        (0.5, "hh:mm", "12:00"), (1.25, "h:mm AM/PM", "6:00"), (0.5, "mm:ss", "12:00"), (2.5, "[h]:mm:ss", "60:00"),
        (2.5, "[hh]:mm", "60:00"), (0.51, "[m]", "12:14"), (-0.5, "[h]:mm", "-12:00"), (1e308, "[h]:mm", "#####"),
        # what nobody should write
        (1, '"never closed', "never closed"), (1, "\\", None), (1, "[", None), (1, '[=1.2.3]"a";0', "a"),
        (1, ";" * 5000, None),
        (0.5, "0" + "%" * 5000, f"500000{N}%"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_shown(value: float, code: str, text: str | None) -> None:
    assert shown(value, code) == text
    if text is not None:
        assert not is_plain(code)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "1904-01-01"), (44575, "2026-01-15"), (60, "1904-03-01"), (2_957_003, "9999-12-31")]
)
def test_the_calendar_of_old_macintoshes(value: float, text: str) -> None:
    assert shown(value, "dd/mm/yyyy", date_1904=True) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (216_000, "60:00"), (3_661, "1:01:01"), (-90, "-0:01:30"), (0.4, "0:00")]
)
def test_a_duration_in_french(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_duration_without_its_seconds() -> None:
    assert duration(3_661, with_seconds=False) == "1:01"


CODES = st.one_of(
    st.text(alphabet='0#?.,;%"\\[]$€-40Cdmyhsja@ /:*_=<>E+GeneralVRAI', max_size=30),
    st.sampled_from(list(BUILT_IN.values())),
)
NUMBERS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-10, 60_000).map(float))


@given(NUMBERS, CODES)
def test_no_format_is_an_accident(value: float, code: str) -> None:
    """Whatever the code: a text or nothing, and nothing where the format is plain."""
    text = shown(value, code)
    assert text is None or (text and len(text) < 2_000) or not is_plain(code)
    if is_plain(code):
        assert text is None


@pytest.mark.parametrize(("number", "code"), sorted(BUILTIN_FORMATS.items()))
def test_formats_named_by_a_number_alone(number: int, code: str) -> None:
    """As openpyxl lists them: a date, a percentage or an amount is one here too, the others are plain."""
    built_in = BUILT_IN.get(number, "")
    assert bool(built_in) == (is_date_format(code) or "%" in code or "$" in code)
    assert ("%" in built_in) == ("%" in code)
    assert ("€" in built_in) == ("$" in code)
    if is_date_format(code):
        assert shown(46037.5, built_in) != shown(46037.5, "0")


@given(st.integers(61, 2_900_000), st.integers(0, 86_399), st.booleans())
def test_dates_are_those_of_openpyxl(day: int, second: int, mac: bool) -> None:
    value = day + second / 86_400
    expected = from_excel(value, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
    assert shown(value, "yyyy-mm-dd hh:mm:ss", mac) == str(expected).removesuffix(" 00:00:00").partition(".")[0]


def test_the_formats_of_the_styles_that_people_choose() -> None:
    """Percent, Currency and Comma of the ribbon, as openpyxl writes them."""
    book: Any = openpyxl.Workbook()
    for row, name in enumerate(("Percent", "Currency", "Comma"), start=1):
        cell = book.active.cell(row, 1, 0.5)
        cell.style = name
    file = io.BytesIO()
    book.save(file)
    sheet = load_workbook(file).active
    texts = [shown(0.5, sheet.cell(row, 1).number_format) for row in (1, 2, 3)]
    assert texts == [f"50{N}%", f"0,50{N}$", None]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.125, "1.1250"), (-12.45, "-12.45"), (0.125, "0.125"), (1234.125, "1234.125"), (1e-7, "0.0000001"),
     (float("inf"), "inf"), (1e300, str(10**300)[:1] + str(int(1e300))[1:]), (-0.0, "0")],
)  # fmt: skip
def test_a_number_as_text_never_has_two_meanings(value: float, text: str) -> None:
    assert number_text(value) == text
