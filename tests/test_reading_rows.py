"""From grids of text to rows: each cell with its address, and what is said of what is not read. No build, no file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import TABLE_FIELDS, FileRow, Parsed, column_letter
from pipelines.ingest.rows import rows

WHO = "a" * 64
LABELS = [["Niveau", "départemental"], ["Territoire", "DEPT-59"]]
HEADER = ["Code", "Numérateur", "Dénominateur"]
TABLE = ["annee_scolaire", "territoire", "code_indicateur", "numerateur", "denominateur"]
SHORT = ["2025-2026", "DEPT-59", "O04-1", "1"]
Line = Sequence[str]


def report(**sheets: Sequence[Line]) -> Parsed:
    """A report whose Identification has two labels, unless it is given."""
    content = {"Identification": LABELS} | sheets
    return rows(WHO, [grid(name, *lines) for name, lines in content.items()])


def grid(name: str, *lines: Line, delimited: str | None = None) -> Grid:
    return Grid(name, [list(line) for line in lines], delimited)


def cells(parsed: Parsed, section: str = "indicators") -> dict[str, str]:
    """Address → text, of one section."""
    return {cell.cell: cell.value_read for cell in parsed.cells if cell.section == section}


def findings(parsed: Parsed) -> list[tuple[str | int | None, ...]]:
    """Code, sheet, cell, row and text."""
    return [finding[1:6] for finding in parsed.findings]


def table(*lines: Line, header: Line = TABLE, delimited: str | None = ",") -> Parsed:
    return rows(WHO, [grid("", header, *lines, delimited=delimited)])


def observations(parsed: Parsed) -> list[tuple[str | int | None, ...]]:
    """Row number, then the five columns of a table of observations."""
    places = [4 + TABLE_FIELDS.index(name) for name in ("campaign", "territory", "code", "numerator", "denominator")]
    return [(row[3], *(row[place] for place in places)) for row in parsed.table_rows]


def test_each_cell_of_a_report_is_kept_with_its_address() -> None:
    parsed = report(Indicateurs=[[], ["Sous le titre"], HEADER, ["O04-1", " 12 ", ""], ["", "", ""], ["O16-1"]])
    assert parsed.files == [FileRow(WHO, "report", None)]
    assert parsed.cells == [
        (WHO, "identification", "Identification", 1, "level", "B1", "départemental"),
        (WHO, "identification", "Identification", 2, "territory", "B2", "DEPT-59"),
        (WHO, "indicators", "Indicateurs", 4, "code", "A4", "O04-1"),
        (WHO, "indicators", "Indicateurs", 4, "numerator", "B4", "12"),
        (WHO, "indicators", "Indicateurs", 6, "code", "A6", "O16-1"),
    ]
    assert parsed.headers == [
        (WHO, "indicators", "Indicateurs", "code", "A"),
        (WHO, "indicators", "Indicateurs", "numerator", "B"),
        (WHO, "indicators", "Indicateurs", "denominator", "C"),
    ]
    assert (parsed.findings, parsed.table_rows) == ([], [])


def test_labels_are_found_where_they_stand_and_the_first_of_two_counts() -> None:
    lines = [[], ["Rapport annuel"], ["NIVEAU :", " régional "], ["", "seul"], ["Statut"], ["Territoire", "A", "B"]]
    parsed = report(Identification=[*lines, ["Niveau", "national"], ["Statut", "transmis"]], Indicateurs=[HEADER])
    assert cells(parsed, "identification") == {"B3": "régional", "B5": "", "B6": "A"}
    assert findings(parsed) == []


def test_words_are_recognised_without_case_accents_and_spaces() -> None:
    content = [grid(" IDENTIFICATION ", *LABELS), grid("indicateurs", [" CODE", "Numerateur  "], ["O04-1", "3"])]
    parsed = rows(WHO, content)
    assert cells(parsed) == {"A2": "O04-1", "B2": "3"}
    assert findings(parsed) == []


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ([grid("Notes", ["x"])], [("sheet_unknown", "Notes", None, None, "Notes")]),
        ([grid("No\x1btes ", ["x"])], [("sheet_unknown", "No\ufffdtes", None, None, "No\ufffdtes")]),
        ([grid("INDICATEURS", ["x"])], [("sheet_twice", "INDICATEURS", None, None, "INDICATEURS")]),
        ([grid("Feuil3"), grid("Feuil4", [], ["", ""])], []),
        ([grid("Mode d'emploi", ["x"]), grid("A CORRIGER", ["x"])], []),
        ([grid("Actions", ["Intitulé"], ["x"])], []),
    ],
    ids=["unknown", "control characters", "twice", "empty", "added by the program", "known"],
)
def test_what_is_said_of_a_sheet(sheets: list[Grid], expected: list[tuple[str | None, ...]]) -> None:
    parsed = rows(WHO, [grid("Identification", *LABELS), grid("Indicateurs", HEADER), *sheets])
    assert findings(parsed) == expected


def test_of_two_sheets_of_one_name_the_first_is_read() -> None:
    twice = [grid("Indicateurs", HEADER, ["O04-1"]), grid("indicateurs", HEADER, ["O16-1"])]
    assert cells(rows(WHO, [grid("Identification", *LABELS), *twice])) == {"A2": "O04-1"}


def test_a_report_without_indicators_says_so() -> None:
    """With the sheets that were found: a name that is nearly the one asked for is then seen."""
    sheets = "«\u202fIdentification\u202f»"
    assert findings(report()) == [("indicators_missing", None, None, None, sheets)]


def test_a_sheet_whose_header_is_not_found_is_said_in_its_first_cell() -> None:
    parsed = report(Indicateurs=[["O04-1", "3"]], Actions=[["rien"]], Conventions=[[], [""]])
    assert findings(parsed) == [
        ("indicators_header_missing", "Indicateurs", "A1", 1, None),
        ("header_missing", "Actions", "A1", 1, None),
    ]
    assert cells(parsed) == {}


def test_a_header_may_stand_in_any_of_the_first_twenty_rows() -> None:
    assert cells(report(Indicateurs=[*[[""]] * 19, HEADER, ["O04-1", "3"]])) == {"A21": "O04-1", "B21": "3"}
    late = report(Indicateurs=[*[[""]] * 20, HEADER, ["O04-1", "3"]])
    assert [finding.code for finding in late.findings] == ["indicators_header_missing"]


@pytest.mark.parametrize(
    ("name", "header", "line", "text"),
    [
        ("Indicateurs", HEADER, ["o04 - 1", "12", "20"], "o04 - 1 | 12 | 20"),
        ("Indicateurs", ["Objectif", *HEADER], ["", "O04-1", "12"], "O04-1 | 12"),
        ("Réunions", ["Date", "Type"], ["2026-01-15", "comité"], "2026-01-15 | comité"),
        ("Réunions", ["Type", "Date"], ["comité", "15/01/2026"], "comité | 15/01/2026"),
        ("Actions", ["Intitulé", "Budget"], ["Plan", "12 500 €"], "Plan | 12 500 €"),
        ("Actions", ["Intitulé", "État"], ["Plan", "En cours"], "Plan | En cours"),
        ("Conventions", ["Objet", "Échéance"], ["ENT", "31/08/2026"], "ENT | 31/08/2026"),
        ("Synthèse", ["Axe", "Appréciation"], ["Axe 1", "favorable"], "Axe 1 | favorable"),
        ("Établissements", ["UAI", "Type"], ["0590001F", ""], "0590001F"),
    ],
)
def test_a_line_of_values_above_the_headers_is_told_and_never_read(
    name: str, header: Line, line: Line, text: str
) -> None:
    """As a sort of the whole sheet leaves them: the headers come after what they head."""
    column = "B" if line[0] == "" else "A"
    parsed = report(**{"Indicateurs": [HEADER], name: [line, ["Titre"], header, line]})
    assert findings(parsed) == [("rows_above_header", name, f"{column}1", 1, text)]
    assert {cell.row_number for cell in parsed.cells if cell.sheet == name} == {4}


SWAPPED = ["Code", "Dénominateur", "Numérateur"]


def test_lines_below_headers_of_another_order_are_told_and_never_read() -> None:
    """Two tables pasted one under the other: figures would change places, and count."""
    parsed = report(Indicateurs=[HEADER, ["O08-2", "12", "4"], SWAPPED, ["O05-1", "4", "12"], [], ["O04-1", "4", "12"]])
    assert findings(parsed) == [("header_otherwise", "Indicateurs", "A3", 3, "Code | Dénominateur | Numérateur")]
    assert parsed.findings[0].detail == "2"
    assert cells(parsed) == {"A2": "O08-2", "B2": "12", "C2": "4"}
    other = [TABLE[0], TABLE[1], TABLE[2], TABLE[4], TABLE[3]]
    parsed = table([*SHORT, "20"], other, ["2025-2026", "DEPT-62", "O08-2", "20", "1"])
    assert findings(parsed) == [("header_otherwise", None, "A3", 3, " | ".join(other))]
    assert [row[0] for row in observations(parsed)] == [2]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (["CODE", "numerateur", "Dénominateur", "Note"], True),  # the same columns, and one more
        (["Code", "Numérateur"], False),
        (["Code"], True),  # no header: a code that does not exist
        (["", "Numérateur", "12"], True),
        (["Indicateur", "Numérateur", "Code"], False),
    ],
)
def test_what_is_no_other_header_hides_no_line(line: Line, read: bool) -> None:
    parsed = report(Indicateurs=[HEADER, line, ["O04-1", "12", "20"]])
    assert ("A3" in cells(parsed)) == read


def test_a_year_of_another_kind_begins_another_table() -> None:
    """A bare year below « session » is not that of a rentrée, though its column is the same."""
    header, second = ["rentree", *TABLE[1:]], ["session", *TABLE[1:]]
    parsed = table(["2024", *SHORT[1:], "20"], second, ["2024", *SHORT[1:], "20"], header=header)
    assert [finding.code for finding in parsed.findings] == ["header_otherwise"]
    assert [row[1] for row in observations(parsed)] == ["Rentrée 2024"]


@pytest.mark.parametrize(
    ("name", "header", "line"),
    [
        ("Indicateurs", HEADER, ["Comité du Nord", "2025-2026", "3 feuilles"]),
        ("Indicateurs", HEADER, ["(1)", "(2)", "(3)"]),
        ("Indicateurs", HEADER, ["O04-1"]),
        ("Réunions", ["Date", "Type"], ["Comité du 15/01/2026", "Nord"]),
        ("Actions", ["Intitulé", "Budget"], ["Actions", "2026"]),
        ("Actions", ["Intitulé", "Échéance", "État"], ["Quoi", "Quand", "Où en est-on ?"]),
        ("Actions", ["Intitulé", "Budget"], ["", "12 500 €"]),
        ("Établissements", ["UAI", "Date"], ["Année", "2025-2026"]),
    ],
)
def test_a_title_above_the_headers_is_left_alone(name: str, header: Line, line: Line) -> None:
    assert not findings(report(**{"Indicateurs": [HEADER], name: [line, header]}))


def test_lines_above_the_headers_of_a_table_are_counted() -> None:
    first, second = [*SHORT, "20"], ["Rentrée 2024", "Nord", "O04-1", "1", "2"]
    parsed = rows(WHO, [grid("", ["Export du jour"], first, second, TABLE, first, delimited=";")])
    assert [finding[1:] for finding in parsed.findings] == [
        ("rows_above_header", None, "A2", 2, " | ".join(first), "2")
    ]
    assert [row[0] for row in observations(parsed)] == [5]


def test_a_header_is_the_row_that_holds_every_required_column() -> None:
    """The code alone, or the numerator alone, are words of a title; the two are enough, in any order."""
    lines = [["Code", "Année"], ["Numérateur"], ["", "Numérateur", "Code"], ["", "3", "O04-1"]]
    assert cells(report(Indicateurs=lines)) == {"B4": "3", "C4": "O04-1"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["O04-1", "", "", "75"], "75"),
        (["O04-1", "", " ", "45 %"], "45 %"),
        (["O04-1", "", "", f"66,7{chr(0x202F)}%"], f"66,7{chr(0x202F)}%"),
        (["O04-1", "12", "20", "60"], None),
        (["O04-1", "", "20", "60"], None),  # said of the numerator
        (["O04-1", "s.o.", "", "60"], None),
        (["O04-1", "", "", "0"], None),
        (["O04-1", "", "", "0,00 %"], None),
        (["O04-1", "", "", "#DIV/0!"], None),
        (["O04-1", "", "", "=B2/C2"], None),
        (["O04-1", "", "", "à compléter"], None),
    ],
)
def test_a_value_typed_without_its_figures_is_told(line: Line, told: str | None) -> None:
    parsed = report(Indicateurs=[[*HEADER, "Valeur"], line])
    assert findings(parsed) == ([("value_alone", "Indicateurs", "D2", 2, told)] if told else [])
    assert "D2" not in cells(parsed)


def test_columns_unknown_given_twice_or_for_the_reader_alone() -> None:
    header = ["Code", "", "Couleur\x07 ", "Libellé du numérateur", "Numérateur", "code", "Valeur", " "]
    parsed = report(Indicateurs=[[""], header, ["O04-1", "a", "b", "c", "5", "O16-1", "d", "e"]])
    assert findings(parsed) == [
        ("column_twice", "Indicateurs", "F2", 2, "code"),
        ("column_unknown", "Indicateurs", "C2", 2, "Couleur\ufffd"),
    ]
    assert cells(parsed) == {"A3": "O04-1", "E3": "5"}
    assert [(header.field, header.letter) for header in parsed.headers] == [("code", "A"), ("numerator", "E")]


@pytest.mark.parametrize(
    ("line", "cell", "text"),
    [
        (["Total", "12", "20"], "A3", "Total"),
        (["", " ", " SOUS-TOTAL "], "C3", "SOUS-TOTAL"),
        ([" ", "Total général", "Total"], "B3", "Total général"),
    ],
)
def test_a_total_under_the_lines_is_said_and_never_read(line: Line, cell: str, text: str) -> None:
    parsed = report(Indicateurs=[HEADER, ["O04-1", "1", "2"], line, ["O16-1", "3", "4"]])
    assert findings(parsed) == [("total_ignored", "Indicateurs", cell, 3, text)]
    assert cells(parsed) == {"A2": "O04-1", "B2": "1", "C2": "2", "A4": "O16-1", "B4": "3", "C4": "4"}


def test_a_total_elsewhere_than_at_the_beginning_is_a_text_like_another() -> None:
    parsed = report(Indicateurs=[HEADER, ["O04-1", "Total", "2"], [" ", "", " "], ["Total des élèves", "3", "4"]])
    assert findings(parsed) == []
    assert cells(parsed) == {"A2": "O04-1", "B2": "Total", "C2": "2", "A4": "Total des élèves", "B4": "3", "C4": "4"}


def test_a_header_said_again_is_no_line_and_the_lines_that_follow_are_read() -> None:
    parsed = report(Indicateurs=[HEADER, ["O04-1", "1", "2"], HEADER, ["O16-1", "3", "4"]])
    assert cells(parsed) == {"A2": "O04-1", "B2": "1", "C2": "2", "A4": "O16-1", "B4": "3", "C4": "4"}


def test_what_would_command_a_terminal_is_shown_as_unknown() -> None:
    header = ["Code", "Numérateur", "Commentaire", "Source"]
    parsed = report(Indicateurs=[header, ["O04-1", "\u00a01\u00a0234\t", "un\x1b[31m\ndeux", "\x85"]])
    assert cells(parsed) == {"A2": "O04-1", "B2": "1\u00a0234", "C2": "un\ufffd[31m\ndeux"}


@pytest.mark.parametrize(
    ("lines", "sheet"),
    [
        ([["Niveau", "départemental"], ["Territoire", "DEPT-59"], ["Année scolaire", "2025-2026"]], "Identification"),
        ([["Titre"], ["Code", "NUMERATEUR", "Dénominateur", ""], ["O04-1", "12", "20"]], "Indicateurs"),
        ([["Date", "Type", "Présidence"], ["15/01/2026", "comité", "préfet"]], "Réunions"),
        ([["Date", "Type"], ["15/01/2026", "comité"]], None),
        ([["Code", "Numérateur", "Valeur de l'an passé"], ["O04-1", "12", "20"]], None),
        ([["Territoire", "Valeur"], ["DEPT-59", "12"], ["DEPT-62", "13"]], None),
    ],
)
def test_a_sheet_of_a_report_that_was_saved_alone_is_told_by_its_name(lines: list[Line], sheet: str | None) -> None:
    with pytest.raises(UnreadableFile) as refused:
        rows(WHO, [grid("", *lines, delimited=";")])
    if sheet:
        assert (refused.value.code, refused.value.read) == ("report_sheet_alone", sheet)
    else:
        assert refused.value.code == "table_unknown"


def test_neither_a_report_nor_a_table() -> None:
    """A workbook is told that its Identification is missing; a table, which known one is nearest; a text, nothing."""
    with pytest.raises(UnreadableFile, match="no_identification"):
        rows(WHO, [grid("Indicateurs", HEADER, ["O04-1"])])
    with pytest.raises(UnreadableFile, match="no_identification"):
        rows(WHO, [])
    for delimited in (";", None):
        with pytest.raises(UnreadableFile, match="table_unknown"):
            rows(WHO, [grid("", ["nom", "valeur"], ["a", "b"], delimited=delimited)])
        with pytest.raises(UnreadableFile, match="file_not_recognised"):
            rows(WHO, [grid("", ["nom"], ["a"], delimited=delimited)])


def test_each_line_of_a_table_is_kept_with_its_row() -> None:
    parsed = table([" 2025-2026 ", "DEPT-59", "O04-1", "1", "2"], ["", ""], ["2024-2025", " "], [*SHORT, "", "", " "])
    assert parsed.files == [FileRow(WHO, "table", "observations")]
    assert [row[:4] for row in parsed.table_rows] == [(WHO, "observations", "", number) for number in (2, 4, 5)]
    assert observations(parsed) == [
        (2, "2025-2026", "DEPT-59", "O04-1", "1", "2"),
        (4, "2024-2025", None, None, None, None),
        (5, *SHORT, None),
    ]
    assert {len(row) for row in parsed.table_rows} == {4 + len(TABLE_FIELDS)}
    assert [(header.section, header.sheet, header.field, header.letter) for header in parsed.headers] == [
        ("observations", "", "campaign", "A"),
        ("observations", "", "territory", "B"),
        ("observations", "", "code", "C"),
        ("observations", "", "numerator", "D"),
        ("observations", "", "denominator", "E"),
    ]
    assert findings(parsed) == []


def test_a_column_that_a_table_has_not_is_left_empty() -> None:
    """The last column is another's: it is not taken for the situation, which nobody gave."""
    parsed = table([*SHORT, "2", "rouge"], header=[*TABLE, "couleur"])
    assert findings(parsed) == [("column_unknown", None, "F1", 1, "couleur")]
    assert set(parsed.table_rows[0][4:]) == {*SHORT, "2", None}


def test_totals_and_headers_in_a_table() -> None:
    parsed = table(TABLE, ["Ensemble", "", "", "1", "2"], ["", "TOTAUX"], [*SHORT, "2"])
    assert findings(parsed) == [
        ("total_ignored", None, "A3", 3, "Ensemble"),
        ("total_ignored", None, "B4", 4, "TOTAUX"),
    ]
    assert observations(parsed) == [(5, *SHORT, "2")]


def test_a_line_too_long_is_set_aside_in_a_text_and_in_a_text_alone() -> None:
    """There a decimal comma may have cut a value in two; in a workbook, what stands beside the table is beside it."""
    long = [*SHORT, "5", "20\x07"]
    parsed = table(long, [*SHORT, "2"])
    assert findings(parsed) == [("row_too_long", "", "F2", 2, "2025-2026 | DEPT-59 | O04-1 | 1 | 5 | 20\ufffd")]
    assert observations(parsed) == [(3, *SHORT, "2")]
    parsed = table(long, delimited=None)
    assert (findings(parsed), observations(parsed)) == ([], [(2, *SHORT, "5")])
    (finding,) = findings(table([*SHORT, "2", "x" * 300]))
    assert finding[-1] == "2025-2026 | DEPT-59 | O04-1 | 1 | 2 | " + "x" * 162


def test_a_table_stands_in_the_first_sheet_that_has_its_columns_below_the_title() -> None:
    sheets = [grid("Notice", ["x"]), grid("Données", ["Titre"], TABLE, [*SHORT, "2"]), grid("Autre", TABLE, SHORT)]
    parsed = rows(WHO, sheets)
    assert observations(parsed) == [(3, *SHORT, "2")]
    assert {row[2] for row in parsed.table_rows} == {"Données"}
    parsed = rows(WHO, [grid("Données", [*TABLE, "x"], ["Total"])])
    assert findings(parsed) == [
        ("column_unknown", "Données", "F1", 1, "x"),
        ("total_ignored", "Données", "A2", 2, "Total"),
    ]


def test_letters_of_columns() -> None:
    places = (0, 25, 26, 51, 52, 701, 702, 16383)
    assert [column_letter(place) for place in places] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]


def test_what_two_files_say_is_put_end_to_end() -> None:
    both = report(Notes=[["x"]])
    both.add(table(SHORT, [*SHORT, "2"], header=[*TABLE, "x"]))
    sizes = [len(part) for part in (both.files, both.cells, both.headers, both.table_rows, both.findings)]
    assert sizes == [2, 2, 5, 2, 3]
