"""A separator too many shifts the values of a line: it is set aside, and no right line is."""

from __future__ import annotations

import pytest
from in_memory import Ask
from reports import DIRECTORY, OBSERVATIONS, SCHOOLS, figure, rows

from pipelines.demo.gatherings import school_code
from pipelines.ingest.direct import read_here
from pipelines.ingest.parsed import Parsed

LONG = (*OBSERVATIONS, "situation", "source", "commentaire")
HERE = "2025-2026,DEPT-59,O08-2"


def read(header: tuple[str, ...], *lines: str, delimiter: str = ",") -> Parsed:
    return read_here("0" * 64, "\n".join([delimiter.join(header), *lines, ""]).encode())


def complaints(parsed: Parsed) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.cell) for finding in parsed.findings]


def row_numbers(parsed: Parsed) -> list[int]:
    return [int(str(row[3])) for row in parsed.table_rows]


@pytest.mark.parametrize(
    ("header", "line", "complaint"),
    [
        (OBSERVATIONS, "12,5,4", ("row_too_long", "F2")),
        (OBSERVATIONS, "12,5,", ("row_too_long", "F2")),
        (OBSERVATIONS, "0,125,,", ("row_too_long", "F2")),
        (LONG[:6], "12,5,4", ("row_shifted", "F2")),
        (LONG[:6], "12,4,5", ("row_shifted", "F2")),
        (LONG[:6], "12,5,,", ("row_too_long", "G2")),
        (LONG, "12,5,4", ("row_shifted", "F2")),
        (LONG, "12,5,4,mesuré,Pix", ("row_shifted", "F2")),
        (LONG, "12,5,4,5,mesuré", ("row_shifted", "F2")),
        (LONG, "12,5,,mesuré,Pix", ("row_shifted", "G2")),
        ((*OBSERVATIONS, "source"), "12,5,4", ("row_shifted", "F2")),
        ((*OBSERVATIONS, "source"), "1200,5,2025", ("row_shifted", "F2")),
        ((*OBSERVATIONS, "commentaire"), "12,5,4", ("row_shifted", "F2")),
    ],
)
def test_an_unquoted_decimal_comma_sets_its_line_aside(
    header: tuple[str, ...], line: str, complaint: tuple[str, str]
) -> None:
    parsed = read(header, f"{HERE},{line}", f'2025-2026,DEPT-62,O08-2,"12,5",4{"," * (len(header) - 5)}')
    assert (complaints(parsed), row_numbers(parsed)) == ([complaint], [3])


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (OBSERVATIONS, '"12,5",4'),
        (OBSERVATIONS, "900,1200"),
        (OBSERVATIONS, "900,1200,"),
        (OBSERVATIONS, "12"),
        (OBSERVATIONS, "12,,,"),
        (OBSERVATIONS, "oui,,"),
        (OBSERVATIONS, "12.5,4,"),
        (LONG, "12,5"),
        (LONG, "12,5,"),
        (LONG, "12,5,mesuré"),
        (LONG, "12,5,,Pix,4"),
        (LONG, "12,5,estimé,Pix,2025"),
        (LONG, '"12,5",4,mesuré,"Pix, GAR",'),
        ((*OBSERVATIONS, "source"), "12,50,2025"),
        ((*OBSERVATIONS, "note"), "12,50,7"),
    ],
)
def test_a_right_line_is_never_set_aside(header: tuple[str, ...], line: str) -> None:
    parsed = read(header, f"{HERE},{line}")
    assert row_numbers(parsed) == [2]
    assert [code for code, _ in complaints(parsed) if code != "column_unknown"] == []


def test_a_number_in_situation_between_semicolons_is_no_shift() -> None:
    assert row_numbers(read(LONG, HERE.replace(",", ";") + ";12;5;4;;", delimiter=";")) == [2]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_whose_every_line_ends_with_a_separator_more(delimiter: str) -> None:
    lines = [delimiter.join(("2025-2026", place, "O04-1", "9", "12", "")) for place in ("DEPT-59", "DEPT-62")]
    assert row_numbers(read((*OBSERVATIONS, ""), *lines, delimiter=delimiter)) == [2, 3]
    lines.append(delimiter.join(("2025-2026", "DEPT-80", "O04-1", "900", "1200", "")))
    assert row_numbers(read(OBSERVATIONS, *lines, delimiter=delimiter)) == [2, 3, 4]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize(
    ("width", "line", "complaint"),
    [
        (4, ("École A", "annexe", "école", "59"), ("row_too_long", "E2")),
        (5, ("École A", "annexe", "école", "59"), ("row_shifted", "C2")),
        (5, ("École A", "annexe", "école", "59", ""), ("row_shifted", "C2")),
        (6, ("École A", "annexe", "école", "59", "Lille"), ("row_shifted", "C2")),
        (6, ("École A", "annexe", "école", "Nord", "Lille"), ("row_shifted", "C2")),
        (6, ("École A", "annexe", "EREA", "2A", "Ajaccio"), ("row_shifted", "C2")),
        (6, ("École A", "annexe", "Médico-social", "059", "Lille"), ("row_shifted", "D2")),
    ],
)
def test_a_separator_in_the_name_of_a_school(
    width: int, line: tuple[str, ...], complaint: tuple[str, str], delimiter: str
) -> None:
    parsed = read(DIRECTORY[:width], delimiter.join(("0590001F", *line)), delimiter=delimiter)
    assert (complaints(parsed), row_numbers(parsed)) == ([complaint], [])


@pytest.mark.parametrize(
    "line",
    [
        '"École A, annexe",école,59,Lille,oui',
        "École A,école,59",
        "École A,école,59,Lille,",
        "École A,école,59,Lille,,",
        "DSDEN,Service administratif,59,Lille",
        "École A,école,inconnu,Lille",
        "École A,école,Nord,Lille,oui",
        "École A,,59,École-Valentin,oui",
    ],
)
def test_a_right_line_of_a_directory_is_never_set_aside(line: str) -> None:
    parsed = read(DIRECTORY, f"0590001F,{line}")
    assert (complaints(parsed), row_numbers(parsed)) == ([], [2])


@pytest.mark.parametrize("more", ["", ";Libellé"])
@pytest.mark.parametrize("odd", [False, True])
def test_tables_of_schools_too(marts_from: Ask, odd: bool, more: str) -> None:
    """The engine passes over an empty end in silence; read line after line (`odd`), it is seen as well."""
    header = ",".join(SCHOOLS) + more.replace(";", ",")
    first, second = school_code("059", 1), school_code("059", 2)
    end = "," if more else ""
    lines = [header, f"2025-2026,{first},O04-1,12,5,{end}", f"2025-2026,{second},O04-1,1,2{end}"]
    lines += ["", ""] if odd else []
    settings = marts_from({"a.csv": "\n".join([*lines, ""]).encode()}, "indicator_progress", "issue")
    codes = [row["code"] for row in rows(settings, "from marts.issue") if row["severity"] == "error"]
    assert codes == ["row_too_long"]
    assert figure(settings, "DEPT-59", "O04-1")["numerator"] == 1


@pytest.mark.parametrize("again", [
    ";".join(OBSERVATIONS), "\ufeff" + ";".join(OBSERVATIONS), ";".join(OBSERVATIONS).upper() + ";;",
    " ; ".join(OBSERVATIONS), ";".join(f'"{name}"' for name in OBSERVATIONS), "\ufeff" + ";".join(OBSERVATIONS).title(),
])  # fmt: skip
def test_a_header_said_again_is_passed_over(again: str) -> None:
    lines = ["2025-2026;DEPT-59;O04-1;9;12", again, "2025-2026;DEPT-62;O04-1;1;2", "\ufeff2025-2026;DEPT-80;O04-1;1;2"]
    parsed = read(OBSERVATIONS, *lines, delimiter=";")
    assert (complaints(parsed), row_numbers(parsed), parsed.table_rows[2][4]) == ([], [2, 4, 5], "2025-2026")


def test_a_header_after_a_file_that_has_no_last_line_end() -> None:
    first = ";".join(OBSERVATIONS) + "\n2025-2026;DEPT-59;O04-1;9;12"
    parsed = read_here("0" * 64, (first + "\ufeff" + first.replace("59", "62")).encode())
    assert (complaints(parsed), [row[5] for row in parsed.table_rows]) == ([], ["DEPT-59", "DEPT-62"])


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_the_line_that_tells_the_separator(mark: str) -> None:
    parsed = read(
        (f"sep={mark}\n{OBSERVATIONS[0]}", *OBSERVATIONS[1:]),
        *[mark.join(("2025-2026", "DEPT-59", "O04-1", "9", "12"))],
        delimiter=mark,
    )
    assert (complaints(parsed), row_numbers(parsed)) == ([], [3])


def test_a_mark_in_the_middle_of_a_table_of_schools(marts_from: Ask) -> None:
    lines = [f"2025-2026;{school_code('059', n)};O04-1;1;2" for n in (1, 2)]
    header = "\ufeff" + ";".join(SCHOOLS)
    settings = marts_from(
        {"a.csv": "\n".join([header, lines[0], header, "\ufeff" + lines[1], ""]).encode()},
        "indicator_progress",
        "issue",
    )
    assert rows(settings, "from marts.issue") == []
    assert figure(settings, "DEPT-59", "O04-1")["numerator"] == 2


def test_texts_of_formulas_and_errors_come_as_they_are() -> None:
    values = ['"=SOMME(A1;B1)"', "#VALEUR !", "#¡VALOR!", "'=1+1", '"a ""b"" c"']
    parsed = read(OBSERVATIONS, *[f"2025-2026;DEPT-59;O04-1;{value};1" for value in values], delimiter=";")
    assert [row[8] for row in parsed.table_rows] == ["=SOMME(A1;B1)", "#VALEUR !", "#¡VALOR!", "'=1+1", 'a "b" c']
