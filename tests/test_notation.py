"""French notation: what is read as a number, a date, a school year, an amount, and what is never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import OBSERVATIONS, rows, table, warehouse

from pipelines.reading.grids import text_of
from pipelines.settings import Settings

Call = Callable[..., Any]
WRITTEN = [(encoding, separator) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252") for separator in ";,\t"]
SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\t"]
NUMBERS = {
    "0": "0",
    "7": "7",
    " 7 ": "7",
    "007": "7",
    "1234": "1234",
    "1 234": "1234",
    "1 234,5": "1234.5",
    "1234.5": "1234.5",
    "1234,50": "1234.5",
    "12 345 678": "12345678",
    "-3": "-3",
    "−3": "-3",
    "+3": "3",
    "0,000000001": "0.000000001",
}
NEVER_GUESSED = [
    "1.234,56", "1,234.56", "1.234.567", "1,234,567", "~45", "1O", "l2", "½", "1½", "²", "(12)", "12 5", "1234 567",
    "12 34", "1 2345", "1  2  3", "12.", ".5", ",5", "1,2,3", "1e5", "1E+05", "0x1F", "1_000", "1'234", "45 %", "45%",
    "12 €", "€ 12", "12 élèves", "environ 45", "45 ?", "> 45", "45-50", "oui", "VRAI", "#REF!", "=A1", "inf", "nan",
    "∞", "--3", "- 3", "٣", "１２", "", " ",
]  # fmt: skip
DATES = {
    "31/12/2025": date(2025, 12, 31),
    "01/09/2025": date(2025, 9, 1),
    "1/9/2025": date(2025, 9, 1),
    " 31/12/2025 ": date(2025, 12, 31),
    "2025-12-31": date(2025, 12, 31),
    "2025-12-31 10:30:00": date(2025, 12, 31),
    "2025-12-31T10:30": date(2025, 12, 31),
    "2025-12-31 10:30:00.123456": date(2025, 12, 31),
    " 2025-12-31 ": date(2025, 12, 31),
    "29/02/2024": date(2024, 2, 29),
}
NO_DATES = [
    "29/02/2025", "31/11/2025", "12/31/2025", "32/01/2025", "00/01/2025", "2025-13-01", "2025-02-30", "31/12/25",
    "2025-12-310", "2025-12-31x", "31/12/20256", "31.12.2025 ou janvier", "décembre 2025", "31/12", "45657", "20251231",
    "demain", "",
]  # fmt: skip
SCHOOL_YEARS = {
    "2025-2026": "2025-2026",
    "2025/2026": "2025-2026",
    "2025-26": "2025-2026",
    " 2025 - 2026 ": "2025-2026",
    "2025\u00a0-\u00a02026": "2025-2026",
    "2025\u00a0-\u00a026": "2025-2026",
    "\u00a02025-2026": "2025-2026",
    "2025-2026\u00a0": "2025-2026",
    "1999-2000": "1999-2000",
    "2099-2100": "2099-2100",
}
NO_SCHOOL_YEARS = [
    "2025", "2026-2025", "2025-2025", "2025-2027", "2025-27", "25-26", "2025-2126", "2024-1925", "2025-026",
    "2025-2026-2027", "année 2025-2026", "rentrée 2025", "2O25-2026", "20252026", "",
]  # fmt: skip
PERCENTAGES = {"45": 45, "45 %": 45, "45%": 45, "45,5 %": 45.5, "100 %": 100, "0.45": 45, "0": 0, "0 %": 0}
PERCENTAGES |= {"0.45 %": 0.45, "0,45": 0.45, "1": 1, "1.5": 1.5, "1.0": 100, "45 %\u00a0": 45, "45\u00a0%": 45}
AMOUNTS = {"12 500": 12500, "12 500 €": 12500, "12500€": 12500, "1 234,50 €": 1234.5, "300 euros": 300, "1 euro": 1}
AMOUNTS |= {"12\u202f500\u00a0€": 12500, "12 500 €\u00a0": 12500}


@pytest.mark.parametrize(("text", "number"), NUMBERS.items(), ids=map(repr, NUMBERS))
def test_a_number(macro: Call, text: str, number: str) -> None:
    assert macro("french_number", text) == Decimal(number)


@pytest.mark.parametrize("space", SPACES, ids=ascii)
def test_thousands_with_every_kind_of_space(macro: Call, space: str) -> None:
    assert macro("french_number", f"1{space}234{space}567,25") == Decimal("1234567.25")
    assert macro("french_number", f"{space}812{space}") == 812


@pytest.mark.parametrize("text", NEVER_GUESSED, ids=map(repr, NEVER_GUESSED))
def test_a_number_is_never_guessed(macro: Call, text: str) -> None:
    assert macro("french_number", text) is None


def test_a_number_too_long_to_be_kept_exactly_is_not_one(macro: Call) -> None:
    assert macro("french_number", "9" * 29) == int("9" * 29)
    assert macro("french_number", "9" * 40) is None


@given(st.integers(-(10**15), 10**15), st.sampled_from(SPACES))
def test_a_whole_number_written_the_french_way_is_read_back(macro: Call, number: int, space: str) -> None:
    assert macro("french_number", f"{number:,}".replace(",", space)) == number
    assert macro("french_integer", str(number)) == number


@given(st.decimals(0, 10**9, places=3))
def test_a_decimal_comma_is_a_decimal_point(macro: Call, number: Decimal) -> None:
    assert macro("french_number", str(number).replace(".", ",")) == macro("french_number", str(number)) == number


@given(st.floats(0, 10**12, allow_nan=False))
def test_what_a_number_cell_holds_is_read_back(macro: Call, number: float) -> None:
    """The reader turns a number cell into text before SQL types it: nothing may be lost on the way."""
    read = macro("french_number", text_of(number))
    assert read is not None
    assert float(read) == pytest.approx(number, rel=1e-12, abs=1e-9)


def test_cells_as_text() -> None:
    assert [text_of(value) for value in (812.0, 0.5, True, False, None, date(2025, 12, 31))] == [
        "812",
        "0.5",
        "VRAI",
        "FAUX",
        "",
        "2025-12-31",
    ]


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("2,0", 2), ("2,5", None), ("deux", None)])
def test_a_whole_number(macro: Call, text: str, number: int | None) -> None:
    assert macro("french_integer", text) == number


@pytest.mark.parametrize(("text", "day"), DATES.items(), ids=map(repr, DATES))
def test_a_date(macro: Call, text: str, day: date) -> None:
    assert macro("french_date", text) == day


@pytest.mark.parametrize("text", NO_DATES, ids=map(repr, NO_DATES))
def test_a_date_is_never_guessed(macro: Call, text: str) -> None:
    assert macro("french_date", text) is None


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_date_written_either_way_is_read_back(macro: Call, day: date) -> None:
    assert macro("french_date", day.strftime("%d/%m/%Y")) == macro("french_date", day.isoformat()) == day


@pytest.mark.parametrize(("text", "campaign"), SCHOOL_YEARS.items(), ids=map(repr, SCHOOL_YEARS))
def test_a_school_year(macro: Call, text: str, campaign: str) -> None:
    assert macro("school_year", text) == campaign


@pytest.mark.parametrize("text", NO_SCHOOL_YEARS, ids=map(repr, NO_SCHOOL_YEARS))
def test_a_school_year_is_never_guessed(macro: Call, text: str) -> None:
    assert macro("school_year", text) is None


@given(st.integers(1990, 2098), st.sampled_from("-/"))
def test_every_promised_spelling_of_a_school_year(macro: Call, year: int, sign: str) -> None:
    assert macro("school_year", f"{year}{sign}{year + 1}") == f"{year}-{year + 1}"
    assert macro("school_year", f"{year}-{(year + 1) % 100:02d}") == f"{year}-{year + 1}"


@pytest.mark.parametrize("text", [None, "", " ", "\u00a0", "-", "–", "−", "- \u202f—"], ids=ascii)
def test_a_cell_that_says_nothing(macro: Call, text: str | None) -> None:
    assert macro("says_nothing", text) is True


@pytest.mark.parametrize("text", ["?", "∞", "0", "n.d.", "- 3"])
def test_a_cell_that_says_something(macro: Call, text: str) -> None:
    assert macro("says_nothing", text) is False


def test_spaces_of_every_kind_are_one(macro: Call) -> None:
    assert macro("plain_spaces", f"\u00a0a{''.join(SPACES)}b ") == "a b"


@pytest.mark.parametrize(("text", "number"), PERCENTAGES.items(), ids=map(repr, PERCENTAGES))
def test_a_percentage(macro: Call, text: str, number: float) -> None:
    assert float(macro("french_percentage", text)) == number


@pytest.mark.parametrize(("text", "number"), AMOUNTS.items(), ids=map(repr, AMOUNTS))
def test_an_amount(macro: Call, text: str, number: float) -> None:
    assert float(macro("french_amount", text)) == number


@pytest.mark.parametrize("text", ["environ 45 %", "45,5,5 %", "la moitié", "%"])
def test_a_percentage_is_never_guessed(macro: Call, text: str) -> None:
    assert macro("french_percentage", text) is None


@pytest.mark.parametrize("text", ["12 k€", "12.500,00 €", "à définir", "€"])
def test_an_amount_is_never_guessed(macro: Call, text: str) -> None:
    assert macro("french_amount", text) is None


@pytest.mark.parametrize(("text", "number"), [("4", 4), ("O4", 4), ("Objectif 4", 4), ("O04", 4), ("16", 16)])
def test_the_number_of_an_objective(macro: Call, text: str, number: int) -> None:
    assert macro("objective_number", text) == number


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("Axe 4", 4), ("AXE 2", 2)])
def test_the_number_of_an_axis(macro: Call, text: str, number: int) -> None:
    assert macro("axis_number", text) == number


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One table in every promised encoding and with every promised separator, each for its own territories."""
    files = {}
    for number, (encoding, separator) in enumerate(WRITTEN, start=41):
        lines = [
            ("2025-2026", f"DEPT-{number}", "O04-1", "1\u00a0234,5", "2 000", "mesuré", "Rectorat, « Pix »"),
            ("2024/2025", f"dept-{number}", "o04-1", "600.5", 1000, "Estimé", None),
            ("2023-24", f"DEPT-{number}", "O04-1", "", "", "sans objet", None),
        ]
        files[f"{number}.csv"] = table(lines, (*OBSERVATIONS, "situation", "source"), separator, encoding)
    return warehouse(tmp_path_factory.mktemp("tables"), files)


@pytest.mark.parametrize("number", range(41, 41 + len(WRITTEN)), ids=[f"{e} {s!r}" for e, s in WRITTEN])
def test_a_table_in_every_encoding_and_with_every_separator(tables: Settings, number: int) -> None:
    assert rows(tables, "from marts.issue") == []
    found = rows(
        tables,
        """select campaign, numerator, denominator, situation from marts.provenance
        where territory_code = $territory order by campaign""",
        territory=f"DEPT-{number}",
    )
    assert [tuple(row.values()) for row in found] == [
        ("2023-2024", None, None, "sans objet"),
        ("2024-2025", 600.5, 1000, "estimé"),
        ("2025-2026", 1234.5, 2000, "mesuré"),
    ]
