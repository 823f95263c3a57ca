"""What is missing to reach a target, in people: the sentence, who makes most of it, and that parts add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from in_memory import marts_of
from reports import Report, named, rows, table, warehouse

from indicators.territories import territories
from pipelines.facts.gap import gaps, sentences
from pipelines.facts.rows.indicators import Gap, GapPart
from pipelines.settings import Settings

NOW, TARGET = "2025-2026", 90
DEPARTMENTS = ("DEPT-09", "DEPT-11", "DEPT-12", "DEPT-30", "DEPT-31", "DEPT-32")  # of Occitanie
ACADEMIES = {place.code for place in territories() if place.parent_code == "REG-84"}
ANSWERED: dict[str, int] = dict(
    zip(DEPARTMENTS, (580, 600, 890, 900, 950, 880), strict=True)
)  # of a thousand pupils each


def built(folder: Path, answered: Mapping[str, int], today: date | None = None) -> Settings:
    reports = [Report(code, NOW, {"O04-1": (count, 1000)}) for code, count in answered.items()]
    return warehouse(folder, named(reports), today=today)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built(tmp_path_factory.mktemp("gap"), ANSWERED)


def test_the_sentence_says_how_many_and_where(settings: Settings) -> None:
    """5 400 are wanted, 4 800 are there; those short of 90 % lack 320, 300, 20 and 10, and two of them make 95 %."""
    assert gaps(settings, NOW, "REG-76")["O04-1"] == (
        "Il manque 600 élèves de 3e certifiés pour atteindre 90,0\u202f%\u202f; deux départements font 95\u202f% de"
        " l'écart\u202f: Ariège (320) et Aude (300)."
    )


def test_a_territory_that_reports_itself_has_no_parts(settings: Settings) -> None:
    assert gaps(settings, NOW, "DEPT-11")["O04-1"] == (
        "Il manque 300 élèves de 3e certifiés pour atteindre 90,0\u202f%."
    )


def test_who_reached_the_target_lacks_nobody(settings: Settings) -> None:
    assert "O04-1" not in gaps(settings, NOW, "DEPT-30")
    assert "O04-1" not in gaps(settings, NOW, "DEPT-31")


def test_nobody_is_missing_while_figures_still_come_in(tmp_path: Path) -> None:
    settings = built(tmp_path, ANSWERED, today=date(2026, 10, 1))
    assert gaps(settings, NOW, "REG-76") == {}


def test_one_alone_and_too_many_are_said_otherwise() -> None:
    gap = Gap(
        indicator_id="O08-2", title="Référents", objective_id=8, numerator_label="EPLE sans référent (distincts)",
        unit="%", kind="ratio", scale=100, stages=None, direction="up", level="department", units_missing=1,
        target=10.0, parts=None,
    )  # fmt: skip
    assert sentences([gap]) == {"O08-2": "Il en manque un seul pour atteindre 10,0\u202f% (EPLE sans référent)."}
    alone = [GapPart(name="Gers", level="department", units=12, share=0.6)]
    assert sentences([replace(gap, direction="down", units_missing=20, parts=alone)])["O08-2"] == (
        "Il y en a 20 de trop pour atteindre 10,0\u202f% (EPLE sans référent)\u202f; un département fait 60\u202f% de"
        " l'écart\u202f: Gers (12)."
    )


def test_of_an_even_gap_the_first_in_order_make_half(tmp_path: Path) -> None:
    settings = built(tmp_path, dict.fromkeys(DEPARTMENTS, 600))
    sentence = gaps(settings, NOW, "REG-76")["O04-1"]
    assert sentence.endswith(
        "trois départements font 50\u202f% de l'écart\u202f: Ariège (300), Aude (300) et Aveyron (300)."
    )


@pytest.mark.proof
@given(st.lists(st.integers(0, 1000), min_size=12, max_size=12))
@hypothesis_settings(max_examples=4)
def test_what_is_named_is_the_least_that_makes_half(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int]
) -> None:
    codes = sorted(
        place.code for place in territories() if place.level == "department" and place.parent_code in ACADEMIES
    )[:12]
    lines = [(NOW, code, "O04-1", count, 1000) for code, count in zip(codes, counts, strict=True)]
    short = sorted((900 - count for count in counts if count < 900), reverse=True)
    wanted = next((n for n in range(1, len(short) + 1) if sum(short[:n]) * 2 >= sum(short)), 0)
    with marts_of(tmp_path_factory.mktemp("gap"), {"table.csv": table(lines)}, "gap_part") as marts:
        parts = rows(marts, "from marts.gap_part where territory_code = 'REG-84' order by place")
    if sum(counts) >= 12 * 900 or wanted > 5 or 2 * wanted > len(short):
        assert parts == []
    else:
        assert [row["units"] for row in parts] == short[:wanted]
        assert sum(row["share"] for row in parts) == pytest.approx(sum(short[:wanted]) / sum(short))
