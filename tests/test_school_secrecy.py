"""Few pupils in a school: masked on screen and in every file alike, and nothing that is shown gives them back."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook
from reports import DIRECTORY, SCHOOLS, figure, rows, table, warehouse

import pipelines
from pipelines.demo.register import school_code
from pipelines.facts.explain import explain
from pipelines.facts.school_disclosure import masked
from pipelines.facts.school_lists import Filters, Sight, figures
from pipelines.facts.school_lists import rows as screen_rows
from pipelines.facts.school_profile import profile
from pipelines.outputs.factsheet.school import school_factsheet_bytes
from pipelines.outputs.workbook.schools import write_department, write_list
from pipelines.settings import Settings
from pipelines.warehouse.disclosure import threshold

YEAR, NORD = "2025-2026", "DEPT-59"
SQL = Path(pipelines.__file__).parent / "facts" / "sql"
# (numerator, what is left of the denominator)
ONE = [(number, rest) for number in (0, 1, 4, 6) for rest in (0, 3, 9)]
Counts = dict[str, tuple[int, int]]
PUPILS = {
    school_code("059", at): counts
    for at, counts in enumerate(
        [(3, 20), (40, 80), (50, 52), (60, 90), (0, 30), (70, 70), (33, 66), (90, 120)], start=1
    )
}


def pupils(counts: tuple[int, int]) -> tuple[int, int, int]:
    """What a figure tells: numerator, denominator, and what is left."""
    numerator, rest = counts
    return numerator, numerator + rest, rest


def shown_of(cases: list[Counts]) -> list[set[str]]:
    """The schools that are masked in each case: each is an indicator of its own, so that all go through at once."""
    codes = [f"X{at}" for at in range(len(cases))]
    lines = [
        {"school_code": school, "indicator_id": code, "numerator": float(n), "denominator": float(n + rest)}
        for code, case in zip(codes, cases, strict=True)
        for school, (n, rest) in case.items()
    ]
    rules = {"threshold": threshold(), "numerators": codes, "denominators": codes}
    table = pa.Table.from_pylist([line | {"expected": True} for line in lines])
    hidden: dict[str, set[str]] = defaultdict(set)
    for row in masked(table, NORD, YEAR, rules).to_pylist():
        assert (row["numerator"] is None) is (row["denominator"] is None) is row["masked"]
        if row["masked"]:
            hidden[row["indicator_id"]].add(row["school_code"])
    return [hidden[code] for code in codes]


@pytest.mark.proof
@pytest.mark.parametrize("schools", [2, 3, 4])
def test_no_subtraction_gives_back_a_school_whatever_the_counts(schools: int) -> None:
    cases = [{f"S{at}": pair for at, pair in enumerate(counts)} for counts in product(ONE, repeat=schools)]
    hidden = shown_of(cases)
    for case, away in zip(cases, hidden, strict=True):
        for school, counts in case.items():
            assert school in away or all(count == 0 or count >= threshold() for count in pupils(counts))
        if away and away != set(case):  # where all are masked, what is left is the figure of the département itself
            together = zip(*(pupils(case[school]) for school in away), strict=True)
            assert len(away) > 1
            assert all(sum(sums) == 0 or sum(sums) >= threshold() for sums in together)
    assert any(hidden), "nothing was tried"


def test_a_small_school_takes_another_along_and_no_more() -> None:
    [away] = shown_of([{"A": (2, 30), "B": (40, 60), "C": (50, 70), "D": (60, 80)}])
    assert away == {"A", "B"}
    assert shown_of([{"A": (20, 30), "B": (40, 60), "C": (0, 70)}]) == [set()]


def test_what_does_not_count_pupils_is_never_masked() -> None:
    lines = [{"school_code": "A", "indicator_id": "X", "numerator": 2.0, "denominator": 3.0, "expected": True}]
    rules = {"threshold": threshold(), "numerators": ["Y"], "denominators": []}
    [row] = masked(pa.Table.from_pylist(lines), NORD, YEAR, rules).to_pylist()
    assert (row["numerator"], row["masked"]) == (2.0, False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    directory = [(code, f"École {at}", "école", "59", "Lille", "oui") for at, code in enumerate(PUPILS)]
    lines = [(YEAR, code, "O04-1", n, n + rest) for code, (n, rest) in PUPILS.items()]
    files = {"directory.csv": table(directory, DIRECTORY), "schools.csv": table(lines, SCHOOLS)}
    return warehouse(tmp_path_factory.mktemp("secrecy") / "data", files)


def of_the_list(settings: Settings) -> dict[str, float | None]:
    """The numerators that the page of the list shows."""
    sight = Sight(settings)
    parameters = figures(sight, NORD, YEAR, "O04-1")
    listed = screen_rows(sight, "listing", parameters, **Filters(NORD, YEAR, "O04-1").query(50))
    return {row["school_code"]: row["numerator"] for row in listed}


def of_a_workbook(path: Path, sheet: str) -> dict[str, float | None]:
    """The numerators that a sheet holds."""
    lines: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    top = next(at for at, line in enumerate(lines) if line[0] == "UAI")
    at = lines[top].index("Numérateur")
    return {str(line[0]): line[at] if line[at] != "" else None for line in lines[top + 1 :]}


def test_screen_and_files_mask_the_same_and_the_total_gives_nothing_back(settings: Settings, tmp_path: Path) -> None:
    sight = Sight(settings)
    on_screen = of_the_list(settings)
    listed = write_list(sight, Filters(NORD, YEAR, "O04-1"), tmp_path / "list.xlsx")
    whole = write_department(sight, NORD, YEAR, tmp_path / "whole.xlsx")
    each = {code: profile(sight, code, YEAR).own[0]["numerator"] for code in PUPILS}
    assert on_screen == of_a_workbook(listed, "Liste") == of_a_workbook(whole, "Valeurs") == each
    away = {code for code, numerator in on_screen.items() if numerator is None}
    assert {code for code, (n, rest) in PUPILS.items() if 0 < n < 5 or 0 < rest < 5} < away < set(PUPILS)
    total = figure(settings, NORD, "O04-1")["numerator"]
    rest = total - sum(numerator for numerator in on_screen.values() if numerator is not None)
    assert len(away) > 1
    assert rest >= threshold()
    assert rest not in {PUPILS[code][0] for code in away}


def test_a_masked_figure_is_nowhere_in_its_own_sheet_nor_behind_the_figure_of_the_departement(
    settings: Settings,
) -> None:
    small = next(code for code, (n, _) in PUPILS.items() if 0 < n < 5)
    school = profile(Sight(settings), small, YEAR)
    assert school.own[0]["value"] is school.history[YEAR]["O04-1"]["value"] is None
    assert school_factsheet_bytes(Sight(settings), small, YEAR, "docx").startswith(b"PK")
    behind = explain(settings, NORD, "O04-1", YEAR).cells
    assert len(behind) == len(PUPILS)
    assert all(row.numerator is row.value_read_numerator is None for row in behind)
    sources = (SQL / "export" / "sources.sql").read_text(encoding="utf-8")
    exported = rows(settings, sources, campaign=YEAR, territory=NORD)
    assert [row["numerator"] for row in exported] == [sum(n for n, _ in PUPILS.values())], "their sum, as the figure"
    assert exported[0]["cell"] is None


def test_medians_are_of_five_schools_at_least_and_of_shown_values_alone(settings: Settings) -> None:
    row = profile(Sight(settings), school_code("059", 2), YEAR).own[0]
    values = sorted(100 * n / (n + PUPILS[code][1]) for code, n in of_the_list(settings).items() if n is not None)
    assert row["alike"] == len(values) >= 5
    assert row["median"] == pytest.approx((values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2)
