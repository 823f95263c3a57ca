"""Doubts of one kind are one line for people: their number, the first cells; and one row beyond ten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from in_memory import Ask, marts_of
from reports import DIRECTORY, OBSERVATIONS, SCHOOLS, Report, Row, rows, table, warehouse

from pipelines.cli.ingest import show_verdict, verdicts
from pipelines.store.archive import Archive
from pipelines.warehouse.doubts import told

GOOD = ("O16-1", 30, 100)


def actions(number: int) -> list[Row]:
    return [("Intitulé", "État"), *((f"Action {n}", "bientôt") for n in range(number))]


def messages(folder: Path, content: bytes, name: str = "a.xlsx") -> list[dict[str, Any]]:
    with marts_of(folder, {name: content}, "issue") as marts:
        return rows(marts, "from marts.issue")


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_what_cannot_be_seen_is_not_quoted(tmp_path: Path) -> None:
    """The year of a merged cell stands in its first line alone; a character without ink is no text to look for."""
    lines = [
        ("", "DEPT-59", "O04-1", 1, 2),
        ("2025-2026", "", "O04-1", 1, 2),
        ("2025-2026", "DEPT-59", "O04-1", "\u200b", 2),
    ]
    told = {row["cell"]: plain(row["message"]) for row in messages(tmp_path / "a", table(lines), "a.csv")}
    assert "L'année scolaire (cellule vide) n'est pas" in told["A2"]
    assert "Le territoire (cellule vide) n'est pas" in told["B3"]
    assert "(caractères invisibles) n'est pas un nombre" in told["D4"]
    schools = table([("2025-2026", "", "O04-1", 1, 2), ("2025-2026", "0590001F", "", 1, 2)], SCHOOLS)
    told = {row["cell"]: plain(row["message"]) for row in messages(tmp_path / "b", schools, "a.csv")}
    assert "(cellule vide) n'est pas un identifiant" in told["B2"]
    assert "La ligne donne une valeur sans code" in told["C3"]


def test_beyond_ten_doubts_of_one_kind_in_a_sheet_there_is_one_row(marts_from: Ask) -> None:
    wanted = {1: 1, 10: 10, 11: 1, 37: 1}
    reports = {
        number: Report(f"DEPT-{number:02d}", rows=[GOOD], sheets={"Actions": actions(number)}) for number in wanted
    }
    marts = marts_from({f"{number}.xlsx": report.xlsx() for number, report in reports.items()}, "issue", "report")
    for number, count in wanted.items():
        of_file = "join marts.report using (source_sha256) where source_file = $file order by row_number"
        issues = rows(marts, f"select issue.* from marts.issue as issue {of_file}", file=f"{number}.xlsx")
        assert {row["code"] for row in issues} == {"sheet_cell_unreadable"}
        assert (len(issues), issues[0]["cell"], issues[0]["row_number"]) == (count, "B2", 2)
        warnings = "select warnings from marts.report where source_file = $file"
        assert rows(marts, warnings, file=f"{number}.xlsx") == [{"warnings": count}]
        if count < number:
            assert plain(issues[0]["problem"]).startswith(
                f"{number} cellules : B2, B3, B4, … Pour la première : « bientôt »"
            )
            assert "« en cours »" in plain(issues[0]["advice"])


def test_errors_are_told_one_by_one_however_many(tmp_path: Path) -> None:
    lines = [(f"O{n:02d}-9", 1, 2) for n in range(20, 60)]
    issues = messages(tmp_path, Report("DEPT-01", rows=lines).xlsx())
    assert [row["code"] for row in issues] == ["indicator_unknown"] * 40
    assert len(told(issues)) == 40


def test_sheets_and_codes_are_told_apart(tmp_path: Path) -> None:
    """Two kinds in one sheet and one kind in two sheets are three lines; sheets that are not known are one."""
    calls = [("Intitulé", "État"), ("Appel", "bientôt"), ("Autre", "bientôt")]
    sheets = {
        "Actions": [*actions(2), ("Prêt", "en cours", 1)],
        "Appels à projets": calls,
        "Notes": [("a",)],
        "Brouillon": [("b",)],
    }
    sheets["Actions"][0] = (*sheets["Actions"][0], "Avancement")
    summary = told(messages(tmp_path, Report("DEPT-01", rows=[GOOD], sheets=sheets).xlsx()))
    problems = {(row["code"], row["sheet"], row["cell"]): plain(row["problem"]) for row in summary}
    assert {key: text.partition(" Pour ")[0] for key, text in problems.items()} == {
        ("sheet_unknown", "Brouillon", None): "2 feuilles : Brouillon, Notes.",
        ("sheet_cell_unreadable", "Actions", "B2"): "2 cellules : B2, B3.",
        ("sheet_cell_ambiguous", "Actions", "C4"): problems["sheet_cell_ambiguous", "Actions", "C4"],
        ("sheet_cell_unreadable", "Appels à projets", "B2"): "2 cellules : B2, B3.",
    }


def test_two_files_are_told_apart() -> None:
    row = {"severity": "warning", "code": "a", "sheet": None, "cell": "B2", "problem": "Un doute."}
    summary = told([row | {"source_file": "a"}, row | {"source_file": "b"}, row | {"source_file": "a", "cell": "B3"}])
    assert [(row["source_file"], row["problem"]) for row in summary] == [
        ("a", "2 cellules\u202f: B2, B3. Pour la première\u202f: Un doute."),
        ("b", "Un doute."),
    ]


def test_columns_that_are_not_known_are_one_message_with_their_names(tmp_path: Path) -> None:
    names = [f"Colonne {n}" for n in range(67)]
    issues = messages(tmp_path, table([("2025-2026", "DEPT-59", *GOOD)], (*OBSERVATIONS, *names)), "a.csv")
    assert [(row["code"], row["cell"], row["value_read"]) for row in issues] == [
        ("columns_unknown", "F1", ", ".join(names))
    ]
    assert "au nombre de 67" in issues[0]["problem"]


def test_the_terminal_shows_one_line_for_a_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = warehouse(tmp_path, {"a.xlsx": Report("DEPT-01", rows=[GOOD], sheets={"Actions": actions(4)}).xlsx()})
    show_verdict(
        verdicts(settings, [(receipt, True) for receipt in Archive(settings).receipts()])[0], with_warnings=True
    )
    output = plain(capsys.readouterr().out)
    assert output.count("bientôt") == 1
    assert "B2 : 4 cellules : B2, B3, B4, …" in " ".join(output.split())


def test_a_large_directory_says_each_doubt_once(tmp_path: Path) -> None:
    """Ninety schools of an unknown kind, of which some are given again: two lines, each with its number."""
    from pipelines.demo.gatherings import school_code

    lines = [(school_code("059", n), "É", "EREA", "59", "Lille", "oui") for n in range(1, 91)]
    issues = messages(tmp_path, table([*lines, *lines[:12]], DIRECTORY), "a.csv")
    problems = {row["code"]: plain(row["problem"]) for row in issues}
    assert set(problems) == {"school_kind_unknown", "school_twice"}
    assert "102 lignes : « EREA » (102)" in problems["school_kind_unknown"]
    assert "12 établissements" in problems["school_twice"]
    assert problems["school_twice"].count("« 059") == 10
