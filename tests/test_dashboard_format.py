"""What people read: French numbers and dates, typography, and markup in which no text can become code."""

import re
from datetime import date
from html import unescape
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.html.markup import Html, escaped, join, tag, verbatim
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import href
from dashboard.components.territory.progress import bar, evolution, moved
from indicators import typography as french
from indicators.words import words

THIN = "\u202f"
RATE = french.Unit("ratio", "%")
STAGES = ["prévu", "étude", "essai", "fait"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (french.number(1234.5, 1), f"1{THIN}234,5"),
        (french.number(-3.25, 1), "−3,3"),
        (french.number(0), "0"),
        (french.number(None), "—"),
        (french.percent(43.161), f"43,2{THIN}%"),
        (french.percent(None), "—"),
        (french.share(0.8), f"80{THIN}%"),
        (french.quantity(18402.0), f"18{THIN}402"),
        (french.quantity(1.5), "1,50"),
        (french.out_of(84, 101), "84 sur 101"),
        (french.out_of(0, 0), "—"),
        (french.day(date(2026, 6, 1)), "1er juin 2026"),
        (french.plural(0, "objectif"), "0 objectif"),
        (french.plural(2, "objectif"), "2 objectifs"),
        (french.listing(["a", "b", "c"]), "a, b et c"),
        (french.listing([]), ""),
        (french.typeset("Attention : « 80 % » !"), f"Attention{THIN}: «{THIN}80{THIN}%{THIN}»{THIN}!"),
    ],
)
def test_french(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    ("value", "indicator", "expected"),
    [
        (81.878, RATE, f"81,9{THIN}%"),
        (0.0, RATE, f"0,0{THIN}%"),
        (None, RATE, "—"),
        (35724.0, french.Unit("count", "agents"), f"35{THIN}724\u00a0agents"),
        (2.487, french.Unit("ratio", "points"), "2,49\u00a0points"),
        (77.33, french.Unit("ratio", "jours"), "77,3\u00a0jours"),
        (2 / 3, french.Unit("milestone", "étape", 1.0, STAGES), "essai"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: float | None, indicator: french.Unit, expected: str) -> None:
    assert french.figure(value, indicator) == expected


def test_text_never_becomes_code() -> None:
    attack = "<script>alert('x')</script>\" onload=\"x"
    for markup in (
        escaped(attack),
        tag("p", attack),
        tag("p", "", title=attack),
        verbatim(attack),
        join([attack, attack]),
    ):
        assert "<script" not in markup
        assert 'onload="' not in markup


def test_what_was_read_keeps_its_spaces_and_html_is_not_escaped_twice() -> None:
    assert ">45 %<" in verbatim("45 %")
    assert tag("p", tag("b", "a & b")) == "<p><b>a &amp; b</b></p>"
    assert tag("img", src="x", alt="", hidden=True, title=None) == '<img src="x" alt="" hidden="">'
    assert isinstance(join(["a", Html("<b>b</b>")], ", "), Html)


@pytest.mark.parametrize("status", words()["status"])
def test_a_status_is_a_shape_and_a_word(status: str) -> None:
    assert words()["status"][status] in unescape(badge(status))
    assert "shape" in badge(status)


def test_a_bar_says_its_figures_and_stays_within_its_bounds() -> None:
    assert f"Avancement 43,2{THIN}%, attendu 75,0{THIN}%" in bar(43.2, 75.0, "late")
    assert "width:100.00%" in bar(140.0, 75.0, "achieved")
    assert "Pas d&#x27;avancement mesuré" in bar(None, None, None)


@pytest.mark.parametrize(
    ("points", "phrase"), [(3.14, "en hausse"), (-3.14, "en baisse"), (0.04, "stable"), (-0.04, "stable")]
)
def test_evolution_is_said_in_words(points: float, phrase: str) -> None:
    assert phrase in moved(points, 1)


class _Mean(NamedTuple):
    comparable_evolution: float | None
    comparable_territories: int | None


def _read(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)


def test_evolution_is_said_of_comparable_territories_with_their_number() -> None:
    assert "+3,1 points, sur 84 départements comparables" in _read(moved(3.14, 84, "department"))
    assert "+3,1 points, sur 84 territoires comparables au plus" in _read(evolution(_Mean(3.14, 84)))
    nothing = evolution(_Mean(None, None))
    assert "arrow" not in nothing
    assert french.ABSENT in nothing


@given(st.floats(90, 110), st.integers(0, 2))
def test_what_is_short_of_a_hundred_is_never_written_a_hundred(value: float, digits: int) -> None:
    written = french.part(value, digits)
    assert (written in ("100", "100,0", "100,00")) <= (round(value, 9) >= 100)
    assert french.percent(value, digits).startswith(written)


def test_a_hundred_is_reached_or_not() -> None:
    assert french.part(99.7) == "99"
    assert french.percent(99.7) == f"99,7{THIN}%"
    assert french.percent(99.97) == f"99,9{THIN}%"
    assert french.percent(100 - 1e-12) == f"100,0{THIN}%"
    assert french.share(0.997) == f"99{THIN}%"


def test_a_half_goes_away_from_zero_as_in_a_workbook() -> None:
    """5 départements of 8 are 62.5 %: a workbook shows 63, and so did no page."""
    assert french.number(12.25, 1) == "12,3"
    assert french.number(-12.25, 1) == "−12,3"
    assert french.share(0.625) == f"63{THIN}%"
    assert french.points(0.25) == "0,3 point"
    assert french.signed(-0.25) == "−0,3"
    assert french.number(1.8499999999999999, 1) == "1,9"  # 1.85, but for the dust of binary arithmetic
    assert french.number(-0.04, 1) == "0,0"
    assert french.number(10**25 + 1) == f"10{THIN}{THIN.join(['000'] * 7)}{THIN}001"


@given(st.integers(-(10**9), 10**9), st.integers(0, 2))
def test_what_is_written_is_what_a_spreadsheet_shows(tenths: int, digits: int) -> None:
    """Its own rule, in whole numbers: half of the last digit and more goes up, whatever the sign."""
    size = abs(tenths) * 10**digits
    shown = (size + 500) // 1000
    sign = "−" if tenths < 0 and shown else ""
    whole, decimals = divmod(shown, 10**digits)
    expected = f"{sign}{whole}" + (f",{decimals:0{digits}d}" if digits else "")
    assert french.number(tenths / 1000, digits).replace(THIN, "") == expected


def test_an_address_carries_codes() -> None:
    assert href("objectif", objectif=4, campagne="2025-2026", region=None) == "objectif?objectif=4&campagne=2025-2026"
    assert href("") == "./"
