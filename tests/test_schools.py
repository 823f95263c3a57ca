"""Tables of schools: nothing lost, each bad line told with its cell, moves by date, rows read where they are."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from in_memory import Ask
from pyarrow import parquet
from reports import DIRECTORY, SCHOOLS, Report, copied, figure, rows, table, warehouse, workbook

from indicators.territories import territories
from pipelines.access.rights import Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.demo.gatherings import school_code
from pipelines.ingest.school_tables import recognised
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.publication import KEPT_BUILDS
from pipelines.warehouse.schools import views
from pipelines.warehouse.schools.views import confine, school_rows

NOW, BEFORE = "2025-2026", "2024-2025"
Lines = list[tuple[str, str, str, int, int]]


def lines_of(prefix: str) -> Lines:
    """One line for each of five schools of a département: 1 + 2 + 3 + 4 + 5 over 5 × 100, the last of them in row 6."""
    return [(NOW, school_code(prefix, number), "O04-1", number, 100) for number in range(1, 6)]


LINES = lines_of("059")
NORD = [code for _, code, *_ in LINES]
DATED = (*DIRECTORY, "date_ouverture", "date_fermeture", "uai_successeur", "date_effet")


def text(lines: list[str]) -> bytes:
    return "\r\n".join([";".join(SCHOOLS), *lines, ""]).encode()


def parquet_file(numbers: pa.DataType, lines: Lines = LINES) -> bytes:
    columns = [list(column) for column in zip(*lines, strict=True)]
    arrays = [pa.array(column, numbers if place > 2 else pa.string()) for place, column in enumerate(columns)]
    file = io.BytesIO()
    parquet.write_table(pa.table(arrays, names=list(SCHOOLS)), file)
    return file.getvalue()


def parquet_of_bytes(kind: str, lines: Lines) -> bytes:
    """The same as texts without the mark of texts, as old writers leave them."""
    columns = [[str(value).encode() for value in column] for column in zip(*lines, strict=True)]
    # of one length, it is of fixed size
    arrays = [
        pa.array(column, pa.binary(len(column[0]) if len(set(map(len, column))) == 1 else -1)) for column in columns
    ]
    if kind == "dictionary":
        arrays = [array.dictionary_encode() for array in arrays]
    file = io.BytesIO()
    parquet.write_table(pa.table(arrays, names=list(SCHOOLS)), file)
    return file.getvalue()


# the same lines, however a system writes them
SAME: dict[str, Callable[[Lines], bytes]] = {
    "semicolons": lambda lines: table(lines, SCHOOLS),
    "commas": lambda lines: table(lines, SCHOOLS, ","),
    "tabs": lambda lines: table(lines, SCHOOLS, "\t"),
    "utf-8 with its mark": lambda lines: table(lines, SCHOOLS, encoding="utf-8-sig"),
    "utf-16": lambda lines: table(lines, SCHOOLS, encoding="utf-16"),
    "utf-16 without its mark": lambda lines: table(lines, SCHOOLS, encoding="utf-16-le"),
    "windows-1252": lambda lines: table([(*line, "é") for line in lines], (*SCHOOLS, "Libellé"), encoding="cp1252"),
    "unix lines": lambda lines: table(lines, SCHOOLS).replace(b"\r\n", b"\n"),
    "old macintosh lines": lambda lines: table(lines, SCHOOLS).replace(b"\r\n", b"\r"),
    "no end of line at the end": lambda lines: table(lines, SCHOOLS).rstrip(b"\r\n"),
    "quoted": lambda lines: text([";".join(f'"{value}"' for value in line) for line in lines]),
    "other columns first": lambda lines: table(
        [("x", *reversed(line)) for line in lines], ("Note", *reversed(SCHOOLS))
    ),
    "french numbers": lambda lines: table(
        [(*line[:3], f"{line[3]},0", "1 00".replace(" ", "")) for line in lines], SCHOOLS
    ),
    "spaces and small letters": lambda lines: table(
        [(f" {a} ", b.lower(), c.lower(), f" {d}", e) for a, b, c, d, e in lines], SCHOOLS
    ),
    "years in short": lambda lines: table([("2025/26", *line[1:]) for line in lines], SCHOOLS),
    "parquet of whole numbers": lambda lines: parquet_file(pa.int64(), lines),
    "parquet of floats": lambda lines: parquet_file(pa.float64(), lines),
    "parquet of decimals": lambda lines: parquet_file(pa.decimal128(8, 2), lines),
    "parquet of bytes": lambda lines: parquet_of_bytes("plain", lines),
    "parquet of bytes in a dictionary": lambda lines: parquet_of_bytes("dictionary", lines),
    "a workbook": lambda lines: workbook({"Feuil1": [SCHOOLS, *lines]}),
}
# each way has a département of its own: one build tells them all, and none hides another
DEPARTMENTS = [territory for territory in territories() if territory.level == "department"]
PLACES = dict(zip(SAME, DEPARTMENTS, strict=False))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {f"schools-{name}": SAME[name](lines_of(str(place.school_prefix))) for name, place in PLACES.items()}
    return warehouse(tmp_path_factory.mktemp("written"), files)


@pytest.mark.parametrize("name", SAME)
def test_the_same_lines_however_they_are_written(written: Settings, name: str) -> None:
    place = PLACES[name]
    row = figure(written, place.code, "O04-1")
    assert (row["numerator"], row["denominator"], row["basis"]) == (15, 500, "rollup_partial")
    values = school_rows(
        written,
        "select school_code, numerator, row_number from schools.value where territory_code = $place order by all",
        {"place": place.code},
    ).to_pylist()
    codes = [code for _, code, *_ in lines_of(str(place.school_prefix))]
    assert [tuple(row.values()) for row in values] == [(code, n, n + 1) for n, code in enumerate(codes, start=1)]
    issues = rows(
        written,
        "select code from marts.issue join marts.report using (source_sha256) where source_file = $file",
        file=f"schools-{name}",
    )
    assert [row["code"] for row in issues] in ([], ["column_unknown"])


def test_the_same_lines_are_those_of_as_many_files_and_nothing_else(written: Settings) -> None:
    assert len(rows(written, "from marts.report")) == len(SAME)
    assert school_rows(written, "from schools.value").num_rows == 5 * len(SAME)
    assert {row["code"] for row in rows(written, "from marts.issue")} <= {"column_unknown"}


# lines of a table in which A, B and C are three schools, of a département of its own
ODD = {
    "uneven": [f"{NOW};A;O04-1;1;100", f"{NOW};B;O04-1;2;100;7\x1b[2J", f"{NOW};C;O04-1;3;100"],
    "short": [f"{NOW};A;O04-1", f"{NOW};B;O04-1;2", f"{NOW};C;O04-1;3;100"],
    "blank lines": ["", f"{NOW};A;O04-1;1;100", "", ";;;;", f"{NOW};C;O04-1;3;100", ""],
    "a line break in quotes": [f'{NOW};A;O04-1;"1\n";100', f"{NOW};C;O04-1;3;100"],
    "the header again": [f"{NOW};A;O04-1;1;100", ";".join(SCHOOLS), f"{NOW};C;O04-1;3;100"],
    "a total": [f"{NOW};A;O04-1;1;100", f"{NOW};C;O04-1;3;100", "Total;;;4;200"],
}
TOLD = {
    "uneven": [("row_too_long", "F3", 3)],
    "short": [("denominator_missing", "E3", 3)],
    "a total": [("total_ignored", "A4", 4)],
}
ODD_PLACES = dict(zip(ODD, ("059", "062", "080", "002", "060", "075"), strict=True))


def odd_lines(name: str) -> list[str]:
    """The lines of a case, with the codes of its schools."""
    codes = {letter: school_code(ODD_PLACES[name], number) for number, letter in enumerate("ABC", start=1)}
    return [re.sub(";([ABC]);", lambda match: f";{codes[match[1]]};", line) for line in ODD[name]]


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {f"{place}.csv": text(odd_lines(name)) for name, place in ODD_PLACES.items()}
    return warehouse(tmp_path_factory.mktemp("uneven"), files)


@pytest.mark.parametrize("name", ODD)
def test_no_line_is_lost_in_silence(uneven: Settings, name: str) -> None:
    """Each line of an uneven text counts with its own row, or is told, or says nothing."""
    place = ODD_PLACES[name]
    of_file = "join marts.report using (source_sha256) where source_file = $file"
    issues = rows(uneven, f"select issue.* from marts.issue as issue {of_file}", file=f"{place}.csv")
    assert [(row["code"], row["cell"], row["row_number"]) for row in issues] == TOLD.get(name, [])
    assert not [text for row in issues for text in row.values() if "\x1b" in str(text)]
    values = school_rows(uneven, "select school_code, row_number from schools.value").to_pylist()
    row_numbers = {row["school_code"]: row["row_number"] for row in values if row["school_code"].startswith(place)}
    written = {line.split(";")[1]: row for row, line in enumerate(odd_lines(name), start=2) if line.count(";") > 1}
    shift = 1 if name == "a line break in quotes" else 0  # a record of two lines is one row, as in a spreadsheet
    last = school_code(place, 3)
    assert row_numbers[last] == written[last]
    assert shift or len(row_numbers) == 2 or name == "short"


def test_nothing_else_is_said_of_uneven_texts(uneven: Settings) -> None:
    issues = [(row["code"], row["cell"], row["row_number"]) for row in rows(uneven, "from marts.issue")]
    assert sorted(issues) == sorted(issue for case_issues in TOLD.values() for issue in case_issues)


@pytest.mark.parametrize(
    ("again", "counted"),
    [
        ("annee_scolaire;uai;code_indicateur;denominateur;numerateur", 1),
        ("uai;annee_scolaire;code_indicateur;numerateur;denominateur", 1),
        ("session;uai;code_indicateur;numerateur;denominateur", 1),
        ("ANNEE SCOLAIRE;RNE;indicateur;Numerateur;Denominateur", 3),
    ],
)
def test_nothing_counts_below_headers_of_another_order(marts_from: Ask, again: str, counted: int) -> None:
    """Two tables put end to end: a numerator would be a denominator, and nothing would say so."""
    lines = [f"{NOW};{school};O08-2;3;4" for school in NORD[:3]]
    marts = marts_from({"a.csv": text([lines[0], again, *lines[1:], ";;;;"])}, "indicator_progress", "issue")
    assert figure(marts, "DEPT-59", "O08-2")["numerator"] == 3 * counted
    told = rows(marts, "select code, cell, message from marts.issue")
    assert [(row["code"], row["cell"]) for row in told] == ([] if counted == 3 else [("header_otherwise", "A3")])
    assert counted == 3 or "au nombre de 2," in told[0]["message"]


@pytest.mark.proof
def test_every_line_of_a_random_table_counts_or_is_told(tmp_path: Path) -> None:
    """Twenty thousand lines, one in twenty of them spoilt: the sums are those of the others, the rows are theirs."""
    chance, lines, good, bad = random.Random(8), [], {}, set()
    for row in range(2, 20_002):
        school, numerator, denominator = school_code("062", chance.randint(1, 9999)), chance.randint(0, 50), 50
        spoilt = chance.random() < 0.05
        wrong = chance.choice(
            [("x", denominator), (numerator, 0 if numerator else "y"), (60, 50), (-1, 50), ("1e3", 50)]
        )
        lines.append((NOW, school, "O04-1", *(wrong if spoilt else (numerator, denominator))))
        if spoilt:
            bad.add(row)
        else:
            good[school] = (numerator, row)  # the last line given for a school counts
    settings = warehouse(tmp_path, {"schools.csv": table(lines, SCHOOLS)})
    values = school_rows(settings, "select school_code, numerator, row_number from schools.value").to_pylist()
    assert {row["school_code"]: (row["numerator"], row["row_number"]) for row in values} == good
    issues = rows(settings, "select code, row_number from marts.issue")
    assert {row["row_number"] for row in issues} - {None} <= bad
    others = rows(settings, "select problem from marts.issue where code = 'school_lines_more'")
    beyond = sum(int("".join(c for c in row["problem"].split("nombre de ")[1] if c.isdigit())) for row in others)
    assert len([row for row in issues if row["row_number"]]) + beyond == len(bad)
    assert others, "one kind of fault is told more often than lines are cited one by one"


def test_what_a_school_does_not_know_is_no_fault(tmp_path: Path) -> None:
    lines = [(NOW, NORD[0], "O04-1", 10, 20), (NOW, NORD[1], "O04-1", "n.d.", ""), (NOW, NORD[2], "O04-1", "s.o.", "")]
    directory = [(code, "Collège", "collège", "59", "Lille", "oui") for code in NORD[:3]]
    settings = warehouse(tmp_path, {"directory.csv": table(directory, DIRECTORY), "schools.csv": table(lines, SCHOOLS)})
    assert rows(settings, "from marts.issue") == []
    assert figure(settings, "DEPT-59", "O04-1")["basis"] == "rollup_partial"  # « n.d. » is no answer
    Archive(settings).receive([("more.csv", table([(NOW, NORD[1], "O04-1", "s.o.", "")], SCHOOLS))])
    build(settings)
    row = figure(settings, "DEPT-59", "O04-1")  # « s.o. » is one, and adds nothing
    assert (row["numerator"], row["denominator"], row["basis"]) == (10, 20, "rollup_complete")


def test_the_last_line_of_the_last_table_counts(marts_from: Ask) -> None:
    first = table(
        [(NOW, NORD[0], "O04-1", 1, 10), (NOW, NORD[0], "O04-1", 2, 10), (NOW, NORD[1], "O04-1", 3, 10)], SCHOOLS
    )
    files = {"a.csv": first, "b.csv": table([(NOW, NORD[1], "O04-1", 5, 10)], SCHOOLS)}
    marts = marts_from(files, "indicator_progress", "provenance")
    row = figure(marts, "DEPT-59", "O04-1")
    assert (row["numerator"], row["denominator"]) == (2 + 5, 20)
    cells = rows(marts, "select source_file, cell, numerator from marts.provenance order by all")
    assert [tuple(row.values()) for row in cells] == [("a.csv", "D3", 2), ("b.csv", "D2", 5)]


MOVES = {
    # in the Nord until September 2025, then in the Pas-de-Calais
    NORD[0]: [("59", "", "", "", ""), ("62", "", "", "", "2025-09-01")],
    # closed in the summer of 2025, taken over by the third
    NORD[1]: [("59", "", "2025-08-31", NORD[2], "")],
    NORD[2]: [("59", "2025-09-01", "", "", "")],
}


def test_moves_and_mergers_are_told_by_their_dates(tmp_path: Path) -> None:
    directory = [
        (code, "Collège", "collège", at, "Lille", "oui", *more) for code, moves in MOVES.items() for at, *more in moves
    ]
    lines = [(year, code, "O04-1", 10, 20) for year in (BEFORE, NOW) for code in MOVES]
    settings = warehouse(tmp_path, {"directory.csv": table(directory, DATED), "schools.csv": table(lines, SCHOOLS)})
    places = {
        (row["campaign"], row["school_code"]): (row["territory_code"], row["expected"])
        for row in school_rows(settings, "from schools.value").to_pylist()
    }
    assert places == {
        (BEFORE, NORD[0]): ("DEPT-59", True),
        (BEFORE, NORD[1]): ("DEPT-59", True),
        (BEFORE, NORD[2]): ("DEPT-59", False),  # it speaks, though it was not open yet
        (NOW, NORD[0]): ("DEPT-62", True),
        (NOW, NORD[2]): ("DEPT-59", True),
    }
    assert figure(settings, "DEPT-62", "O04-1")["basis"] == "rollup_complete"
    assert figure(settings, "DEPT-59", "O04-1", BEFORE)["numerator"] == 30
    issues = rows(settings, "select code, cell, value_read, advice from marts.issue")
    assert [(row["code"], row["cell"], row["value_read"]) for row in issues] == [("school_closed", "B6", NORD[1])]
    assert NORD[2] in issues[0]["advice"]
    schools = rows(
        settings, "select school_code, territory_code, open, successor from marts.school order by school_code"
    )
    assert [tuple(row.values()) for row in schools] == [
        (NORD[0], "DEPT-62", True, None),
        (NORD[1], "DEPT-59", False, NORD[2]),
        (NORD[2], "DEPT-59", True, None),
    ]


def test_a_new_table_remakes_only_what_it_touches(tmp_path: Path) -> None:
    both = [(year, code, "O04-1", 10, 20) for year in (BEFORE, NOW) for code in NORD]
    settings = warehouse(tmp_path, {"schools.csv": table(both, SCHOOLS)})

    def files() -> dict[str, set[str]]:
        return {folder.name: {path.name for path in folder.iterdir()} for folder in settings.schools.glob("campaign=*")}

    before = files()
    build(settings)
    assert files() == before
    Archive(settings).receive([("more.csv", table([(NOW, NORD[0], "O04-1", 12, 20)], SCHOOLS))])
    build(settings)
    after = files()
    assert after[f"campaign={BEFORE}"] == before[f"campaign={BEFORE}"]
    assert after[f"campaign={NOW}"] > before[f"campaign={NOW}"]  # that of the build before stays, for who reads it


def test_the_rows_of_schools_are_remade_when_they_are_gone(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, {"schools.csv": table(LINES, SCHOOLS)})
    before = school_rows(settings, "from schools.value order by school_code")
    for path in sorted(settings.schools.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    build(settings)
    assert school_rows(settings, "from schools.value order by school_code") == before


def hostile(spoil: str) -> bytes:
    """A small Parquet that says it is a table of schools, and is more, or less, than that."""
    file, lines = io.BytesIO(), [list(column) for column in zip(*LINES, strict=True)]
    if spoil == "one value that unpacks to a hundred times the memory":
        lines[0] = ["x" * 400_000_000, *lines[0][1:]]
    if spoil == "a page that lies about its size":
        lines[0] = ["x" * 2_000_000, *lines[0][1:]]
    if spoil == "more rows than any country has":
        repeated = pa.array([1]).take(pa.array([0] * 3_000, pa.int64()))
        columns = [pa.array([column[0]] * 3_000) for column in lines[:3]] + [repeated, repeated]
    else:
        columns = [pa.array(column) for column in lines]
    if spoil == "lists in place of figures":
        columns[3] = pa.array([[{"a": 1, "b": [2]}]] * len(LINES))
    parquet.write_table(pa.table(columns, names=list(SCHOOLS)), file, compression="zstd")
    content = file.getvalue()
    if spoil == "a page that lies about its size":
        assert content[4:7] == b"\x15\x04\x15", "the first page is a dictionary, its size after unpacking comes next"
        return content[:7] + b"\xfe\xff\xff\x7f" + content[11:]
    return content[:4] + b"\xff" * 200 + content[204:] if spoil == "pages of noise" else content


HOSTILE = {
    "one value that unpacks to a hundred times the memory": "file_too_heavy",
    "more rows than any country has": "file_too_heavy",
    "lists in place of figures": "file_too_heavy",
    "pages of noise": "file_damaged",
    "a page that lies about its size": "file_too_heavy",
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All of them beside a sound one, read within small bounds."""
    files = {f"{number}.parquet": hostile(spoil) for number, spoil in enumerate(HOSTILE)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTAGE_READ_MEMORY", "128")
        patch.setenv("PILOTAGE_READ_ROWS", "2000")
        return warehouse(tmp_path_factory.mktemp("spoilt"), files | {"sound.parquet": parquet_file(pa.int64())})


@pytest.mark.parametrize("spoil", HOSTILE)
def test_a_hostile_parquet_is_told_and_harms_nothing(spoilt: Settings, spoil: str) -> None:
    name = f"{list(HOSTILE).index(spoil)}.parquet"
    issues = [(row["message"].split()[0], row["code"]) for row in rows(spoilt, "from marts.issue")]
    assert len(issues) == len(HOSTILE)
    assert [issue for issue in issues if issue[0] == name] == [(name, HOSTILE[spoil])]
    assert figure(spoilt, "DEPT-59", "O04-1")["numerator"] == 15  # the sound one beside them counts


@pytest.fixture(scope="module")
def two_departments(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    lines = [*LINES, (NOW, school_code("062", 1), "O04-1", 7, 10)]
    return warehouse(tmp_path_factory.mktemp("two"), {"schools.csv": table(lines, SCHOOLS)})


def test_only_the_rows_of_the_allowed_departments_are_seen(two_departments: Settings) -> None:
    sql = "select distinct territory_code from schools.value order by all"
    everything = school_rows(two_departments, sql)["territory_code"].to_pylist()
    assert everything == ["DEPT-59", "DEPT-62"]
    allowed = school_rows(two_departments, sql, departments=["DEPT-62", "REG-32"])["territory_code"].to_pylist()
    assert allowed == ["DEPT-62"]
    assert school_rows(two_departments, sql, departments=[]).num_rows == 0


def test_a_query_on_schools_reaches_no_other_file(two_departments: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    for sql in (f"from read_csv('{tmp_path}/secret.csv')", "set enable_external_access = true"):
        with pytest.raises(Exception, match=r"disabled|locked|Permission"):
            school_rows(two_departments, sql)


def test_a_scope_reads_its_own_departments(two_departments: Settings, tmp_path: Path) -> None:
    scope = Settings(data=tmp_path / "scope")
    scope.data.mkdir()
    scope.warehouse.symlink_to(two_departments.warehouse.resolve())
    confine(scope, two_departments, {"DEPT-62", "REG-32"})
    sql = "select distinct territory_code from schools.value"
    assert school_rows(scope, sql)["territory_code"].to_pylist() == ["DEPT-62"]
    assert school_rows(scope, sql, departments=["DEPT-59"]).num_rows == 0


def test_a_scope_that_is_forgotten_lets_go_of_its_rows(two_departments: Settings, tmp_path: Path) -> None:
    """An attached file is not deleted where a system forbids it, and its bytes stay on the disk elsewhere."""
    settings = copied(two_departments, tmp_path / "data")
    lasting, passing = (Rights((Grant("department", code),)) for code in ("DEPT-59", "DEPT-62"))
    own = scoped(settings, passing)
    assert school_rows(own, "from schools.value").num_rows
    assert [key for key in views._catalogs if key[0] == own.data]
    for _ in range(KEPT_BUILDS):
        build(settings)
    scoped(settings, lasting)
    assert not own.warehouse.exists()
    assert not [key for key in views._catalogs if key[0] == own.data]


def test_where_no_school_speaks_there_is_nothing_to_read(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, {"a.xlsx": Report("DEPT-59", rows={"O04-1": (1, 2)}).xlsx()})
    assert school_rows(settings, "from schools.value").num_rows == 0
    assert not settings.schools.exists()


def test_bodies_of_schools_are_followed_out_of_the_directory(marts_from: Ask) -> None:
    sheet: list[Any] = [("UAI", "Type", "Instance", "Date", "Volet numérique")]
    sheet += [
        (code, "école", "conseil d'école", date(2025, 11, 4), answer)
        for code, answer in zip(NORD, ("oui", "non"), strict=False)
    ]
    directory = [(code, "École", "école", "59", "Lille", "oui") for code in NORD]
    report = Report("DEPT-59", rows={"O04-1": (1, 2)}, sheets={"Établissements": sheet})
    files = {"a.xlsx": report.xlsx(), "directory.csv": table(directory, DIRECTORY)}
    follow_up = rows(
        marts_from(files, "school_follow_up"),
        "select kind, body, schools, with_digital_section, expected from marts.school_follow_up",
    )
    assert [tuple(row.values()) for row in follow_up] == [("école", "conseil d'école", 2, 1, 5)]


def test_a_table_is_told_from_its_headers_alone(tmp_path: Path) -> None:
    files = {"schools": table(LINES, SCHOOLS), "directory": table([], DIRECTORY), "report": Report("DEPT-59").xlsx()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert [name for name in files if recognised(tmp_path / name)] == ["schools"]
