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

from pipelines.ingest.grids import text_of
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
    "0,125": "0.125",
    "012.345": "12.345",
    "1.1250": "1.125",
    "12,45": "12.45",
    "1234,567": "1234.567",
    "12 450,125": "12450.125",
}
NEVER_GUESSED = [
    "1.234,56", "1,234.56", "1.234.567", "1,234,567", "~45", "1O", "l2", "½", "1½", "²", "(12)", "12 5", "1234 567",
    "12 34", "1 2345", "1  2  3", "12.", ".5", ",5", "1,2,3", "1e5", "1E+05", "0x1F", "1_000", "1'234", "45 %", "45%",
    "12 €", "€ 12", "12 élèves", "environ 45", "45 ?", "> 45", "45-50", "oui", "VRAI", "#REF!", "=A1", "inf", "nan",
    "1.200", "12,450", "-1.200", " 999,999 ", "1\u202f.200", "#VALEUR !", "####", "=A1\n+A2", "Err:502", "60:00",
    "900,00 €", "45,5\u202f%", "FAUX", "2026-01-15", "∞", "--3", "- 3", "٣", "１２", "", " ",
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
    "2026-01-15T10:00:00Z": date(2026, 1, 15),
    "2026-01-15T10:00:00.123Z": date(2026, 1, 15),
    "2026-01-15T23:30:00+01:00": date(2026, 1, 15),
    "2026-01-15 10:00:00 +0100": date(2026, 1, 15),
    "31/12/2025 10:30": date(2025, 12, 31),
    "31/12/2025\u00a010:30:15": date(2025, 12, 31),
    "2025\u201112\u201131": date(2025, 12, 31),
}
NO_DATES = [
    "15/06/0026", "0206-06-15",  # a slip of the finger is no day of the Roman empire

    "29/02/2025", "31/11/2025", "12/31/2025", "32/01/2025", "00/01/2025", "2025-13-01", "2025-02-30", "31/12/25",
    "2025-12-310", "2025-12-31x", "31/12/20256", "31.12.2025 ou janvier", "décembre 2025", "31/12", "45657", "20251231",
    "demain", "2026-01-15T", "2026-01-15 matin", "2026-01-15T10:00Zone", "31/12/2025 vers 10:30", "",
]  # fmt: skip
SCHOOL_YEARS = {
    "2025-2026": "2025-2026",
    "2025/2026": "2025-2026",
    "rentrée 2025": "2025-2026",  # it says which year it is, and is not a bare number
    "Session 2025": "2024-2025",  # an examination is at the end of its school year
    "2025-26": "2025-2026",
    " 2025 - 2026 ": "2025-2026",
    "2025\u00a0-\u00a02026": "2025-2026",
    "2025\u00a0-\u00a026": "2025-2026",
    "\u00a02025-2026": "2025-2026",
    "2025-2026\u00a0": "2025-2026",
    "2025\u20112026": "2025-2026",
    "2025 \u2013 26": "2025-2026",
    "2025\u20142026": "2025-2026",
    "2025\u22122026": "2025-2026",
    "2025\u202f/\u202f26": "2025-2026",
    "1999-2000": "1999-2000",
    "2099-2100": "2099-2100",
}
NO_SCHOOL_YEARS = [
    "2025", "2026-2025", "2025-2025", "2025-2027", "2025-27", "25-26", "2025-2126", "2024-1925", "2025-026",
    "2025-2026-2027", "année 2025-2026", "2O25-2026", "20252026", "",
]  # fmt: skip
PERCENTAGES = {"45": 45, "45 %": 45, "45%": 45, "45,5 %": 45.5, "100 %": 100, "0.45": 45, "0": 0, "0 %": 0}
PERCENTAGES |= {"0.45 %": 0.45, "0,45 %": 0.45, "1 %": 1, "1.5": 1.5, "45 %\u00a0": 45, "45\u00a0%": 45}
# without a sign, a part of one and a percentage are written alike: 1 % or 100 %
DOUBTFUL_PERCENTAGES = {"1": "« 1 % » ou « 100 % »", "1,0": "« 1 % » ou « 100 % »", "0,45": "« 0,45 % » ou « 45 % »"}
DOUBTFUL_NUMBERS = {
    "1.200": "« 1 200 » ou « 1,2 »",
    "12,450": "« 12 450 » ou « 12,45 »",
    " -1.000 ": "« -1 000 » ou « -1 »",
    "12.345 €": "« 12 345 » ou « 12,3450 »",
}
ERRORS = ["#REF!", "#VALEUR !", "#NOM ?", "#¡VALOR!", "#ЗНАЧ!", "#BLOQUÉ !", "#N/D", "#GETTING_DATA", "####", "Err:508"]
ERRORS += ["=A1", '=IF(A1="";"";\n  B1)', " \n=SUM(B2:B9)", "= A1 + B1", '=[.A1]&" élèves"', "\u200b#N/A", "＃REF!"]
TEXTS = [
    "#1 priorité",
    "#TNE",
    "#2 : relancer",
    "=> suite du projet",
    "= idem",
    "= même chose qu'en 2024",
    "= CM1 et CM2",
    "=Délégation au numérique",
    "=1+1",
    '=HYPERLINK("http://example.org";"x")',
    "#12/2025",
    "Prêt #REF!",
]
DATED = [2026, 1999, 202606, 62026, 20260620, 20062026, 200626, 202606201030, 46193, 20252026]
NOT_DATED = [1, 2, 10, 12, 99, 100, 312, 1500]
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
    """Three decimals behind one to three figures are no exception: both marks may cut thousands there."""
    understood = None if 1 <= number < 1000 else number
    assert macro("french_number", str(number).replace(".", ",")) == macro("french_number", str(number)) == understood


@pytest.mark.parametrize(("text", "meanings"), DOUBTFUL_NUMBERS.items(), ids=map(repr, DOUBTFUL_NUMBERS))
def test_a_number_with_two_meanings_is_not_taken_and_each_can_be_typed(macro: Call, text: str, meanings: str) -> None:
    assert macro("ambiguous_amount", text) is True
    assert macro("french_amount", text) is None
    offered = macro("both_spellings", text)
    assert offered.replace("\u202f", " ") == meanings
    typed = [spelling.strip("«»\u202f") for spelling in offered.split(" ou ")]
    assert None not in [macro("french_number", spelling) for spelling in typed]


@pytest.mark.parametrize(("text", "meanings"), DOUBTFUL_PERCENTAGES.items(), ids=map(repr, DOUBTFUL_PERCENTAGES))
def test_a_percentage_with_two_meanings_is_not_taken(macro: Call, text: str, meanings: str) -> None:
    assert macro("french_percentage", text) is None
    assert macro("both_percentages", text).replace("\u202f", " ") == meanings


@pytest.mark.parametrize("text", ERRORS, ids=ascii)
def test_an_error_is_one_in_any_language_and_wherever_it_stands(macro: Call, text: str) -> None:
    assert (macro("in_error", text), macro("text_in_error", text)) == (True, True)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_what_people_type_with_the_same_sign_stays_a_text(macro: Call, text: str) -> None:
    assert macro("text_in_error", text) is False


@pytest.mark.parametrize(("version", "like"), [*((n, True) for n in DATED), *((n, False) for n in NOT_DATED)])
def test_a_version_that_looks_like_a_date(macro: Call, version: int, like: bool) -> None:
    assert macro("dated", version) is like


@given(st.text(st.sampled_from("0123456789.,#=-+ €%\u202f\u00a0\nOoAE!?"), max_size=12))
def test_a_text_is_a_number_a_doubt_or_an_error_and_zero_is_written_with_zeros(macro: Call, text: str) -> None:
    number = macro("french_number", text)
    assert number is None or not macro("ambiguous_number", text)
    assert number is None or not macro("in_error", text)
    if number == 0:
        assert set(text.strip(" \u202f\u00a0\n")) <= set("0.,+-") | {"0"}
        assert "0" in text


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
            # a count that is not whole is a doubt since version 2 of the format: these are
            ("2025-2026", f"DEPT-{number}", "O04-1", "1\u00a0234,0", "2 000", "mesuré", "Rectorat, « Pix »"),
            ("2024/2025", f"dept-{number}", "o04-1", "600.0", 1000, "Estimé", None),
            ("2023-24", f"DEPT-{number}", "O04-1", "", "", "sans objet", None),
        ]
        files[f"{number}.csv"] = table(lines, (*OBSERVATIONS, "situation", "source"), separator, encoding)
    return warehouse(tmp_path_factory.mktemp("tables"), files)


@pytest.mark.parametrize("number", range(41, 41 + len(WRITTEN)), ids=[f"{e} {s!r}" for e, s in WRITTEN])
def test_a_table_in_every_encoding_and_with_every_separator(tables: Settings, number: int) -> None:
    assert rows(tables, "from marts.issue") == []
    figures = rows(
        tables,
        """select campaign, numerator, denominator, situation from marts.provenance
        where territory_code = $territory order by campaign""",
        territory=f"DEPT-{number}",
    )
    assert [tuple(row.values()) for row in figures] == [
        ("2023-2024", None, None, "sans objet"),
        ("2024-2025", 600, 1000, "estimé"),
        ("2025-2026", 1234, 2000, "mesuré"),
    ]
