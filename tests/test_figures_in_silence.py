"""Nothing but a zero counts as zero: whatever is typed, a figure is what is read there, or something is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from in_memory import Ask, marts_of
from reports import SCHOOLS, Report, Row, rows, table

from indicators.territories import territories
from pipelines.demo.gatherings import school_code

DEPARTMENTS = [place.code for place in territories() if place.level == "department"]
PREFIXES = {place.code: place.school_prefix or "" for place in territories()}
ERRORS = ["#REF!", "#VALEUR !", "#NOM ?", "#N/D", "####", "#", "=A1", "=SUM(A1,\nB1)", "Err:502", "#oui", "=0", "#0"]
OTHERS = [
    "VRAI",
    "FAUX",
    "1.200",
    "12,450",
    "900,00 €",
    "45,5 %",
    "60:00",
    "2026-01-15",
    "zéro",
    "O",
    "0 %",
    "0 €",
    "0?",
]
TYPED = st.one_of(
    st.sampled_from(ERRORS + OTHERS),
    st.text(st.sampled_from("0123456789 .,-+%€#=/:!?\u202f\n\tOonNuié"), min_size=1, max_size=8),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8),
)
ZERO = set("0.,+-− \t\n\u00a0\u202f")
Side = tuple[str, str]


def silent(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figures that count without having been read, or that are zero where no zero stands."""
    return [
        row
        for row in figures
        if row["situation"] in ("mesuré", "estimé")
        and (
            row["numerator"] is None
            or (row["indicator_id"] == "O04-1" and row["denominator"] is None)
            or (
                row["indicator_id"] == "O04-1"
                and row["numerator"] == 0
                and not set(row["value_read_numerator"]) <= ZERO
            )
        )
    ]


FIGURES = """select territory_code, indicator_id, situation, numerator, denominator, value_read_numerator
from marts.provenance where indicator_id in ('O04-1', 'O02-2') order by all"""
SAID = """select territory_code, cell from marts.issue join marts.report using (source_sha256)
where severity = 'error' order by all"""


@pytest.mark.proof
@hypothesis_settings(max_examples=3, phases=[Phase.generate])
@given(typed=st.lists(st.tuples(TYPED, TYPED, TYPED), min_size=101, max_size=101))
def test_of_random_texts_none_counts_that_was_not_understood(
    tmp_path_factory: pytest.TempPathFactory, typed: list[tuple[str, str, str]]
) -> None:
    """A ratio and a share in each of 101 reports: the cells of all that is typed are numbers, words or messages."""
    files = {
        f"{code}.xlsx": Report(code, rows=[("O04-1", numerator, denominator), ("O02-2", answer)]).xlsx()
        for code, (numerator, denominator, answer) in zip(DEPARTMENTS, typed, strict=True)
    }
    with marts_of(tmp_path_factory.mktemp("typed"), files, "provenance", "issue", "report") as marts:
        figures, messages = rows(marts, FIGURES), rows(marts, SAID)
    assert silent(figures) == []
    counted = {(row["territory_code"], row["indicator_id"]) for row in figures}
    cells = {(row["territory_code"], row["cell"]) for row in messages}
    blank = " \t\n\u00a0\u202f"
    for code, (numerator, denominator, answer) in zip(DEPARTMENTS, typed, strict=True):
        places = {(code, "B2"), (code, "C2"), (code, "A2")}
        assert (
            (code, "O04-1") in counted or places & cells or not (numerator.strip(blank) and denominator.strip(blank))
        ), (
            numerator,
            denominator,
        )
        assert (code, "O02-2") in counted or (code, "B3") in cells or not answer.strip(blank), answer


@pytest.mark.parametrize("container", ["report", "table", "schools"])
def test_an_error_never_counts_in_any_kind_of_file(marts_from: Ask, container: str) -> None:
    """Each error beside a sound figure, on either side: the cell is told, and the figure is absent up to France."""
    typed: list[Side] = [(error, "100") for error in ERRORS] + [("1", error) for error in ERRORS]
    typed += [(text, "100") for text in OTHERS]
    files, cells = _files(container, typed)
    settings = marts_from(files, "indicator_progress", "issue", "report", "provenance")
    assert rows(settings, FIGURES) == []
    national = rows(settings, "from marts.indicator_progress where indicator_id = 'O04-1' and numerator is not null")
    assert national == []
    issues = rows(settings, "select source_file, cell from marts.issue join marts.report using (source_sha256)")
    assert {(row["source_file"], row["cell"]) for row in issues} == cells


def _files(container: str, typed: list[Side]) -> tuple[dict[str, bytes], set[tuple[str, str]]]:
    """The files that hold these pairs, and the cells that are wrong there."""
    places = list(zip(DEPARTMENTS, typed, strict=False))
    wrong = ["E" if numerator == "1" else "D" for _, (numerator, _) in places]
    if container == "report":
        files = {f"{code}.xlsx": Report(code, rows=[("O04-1", *pair)]).xlsx() for code, pair in places}
        letters = {"D": "B", "E": "C"}
        return files, {(f"{code}.xlsx", f"{letters[side]}2") for (code, _), side in zip(places, wrong, strict=True)}
    header: Row = SCHOOLS if container == "schools" else ("annee_scolaire", "territoire", *SCHOOLS[2:])
    lines = [
        ("2025-2026", school_code(PREFIXES[code], 1) if container == "schools" else code, "O04-1", *pair)
        for code, pair in places
    ]
    cells = {("a.csv", f"{side}{number}") for number, side in enumerate(wrong, start=2)}
    return {"a.csv": table(lines, header)}, cells
