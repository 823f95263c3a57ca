"""Letters that a wrong encoding spoiled, in each container and kind of input: read as they were meant, or refused."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from in_memory import Ask
from pyarrow import parquet
from reports import DIRECTORY, OBSERVATIONS, SCHOOLS, Report, Row, figure, rows, table, workbook

from pipelines.demo.gatherings import school_code
from pipelines.ingest.direct import read_here
from pipelines.ingest.parsed import TABLE_FIELDS, Parsed
from pipelines.ingest.text.encoding import Spoiled, is_suspect, mended

NOW = "2025-2026"
WORDS = (*OBSERVATIONS, "situation", "source")
# Names as they are: none of them may be hurt, whatever stands beside.
SOUND = (
    "Collège Éluard", "LYCÉE FRANÇOIS-VILLON", "École de l'Hôpital", "Cœur d'Œuvre", "CÔTE D'AZUR", "L'HAŸ-LES-ROSES",
    "« Où ça ? » … 5 €", "Škoda Dvořák Kovačić", "ño são Peña", "Łódź Gdańsk", "Þór Åse Ægir", "Yıldız", "ʻŌlelo Tūpai",
    "c’hoarzh", "lycéen·ne·s", "MaÉcole", "COLLéGE LYCéE", "n° 5, m², ½, ±3, 3×4, µm, 1ᵉʳ",
    "≥ 5 √2 → ✓ — •", "Ελλάδα Лицей",
    "„Kinderland“", "Sainte-Thérèse-d’Avila", "Zoë Anaïs Würzburg", "Où va-t-on ?", "a…b", "CITÉ\xa0!",
)  # fmt: skip


def spoiled(text: str, saved: str, opened: str) -> str:
    """A text saved in one encoding and opened in another, as Windows does it: what has no letter is a control one."""
    return "".join(
        chr(code) if undefined(code, opened) else bytes([code]).decode(opened) for code in text.encode(saved)
    )


def undefined(byte: int, encoding: str) -> bool:
    return bytes([byte]).decode(encoding, "replace") == "\ufffd"


def directory(names: list[str], kind: str = "collège") -> list[Row]:
    return [(school_code("059", n), name, kind, "59", "Lille", "oui") for n, name in enumerate(names, start=1)]


def parquet_of(lines: Sequence[Row], header: Row) -> bytes:
    file = io.BytesIO()
    columns = [
        pa.array([value if isinstance(value, bytes) else str(value) for value in column])
        for column in zip(*lines, strict=True)
    ]
    parquet.write_table(pa.table(columns, names=list(header)), file)
    return file.getvalue()


CONTAINERS = {
    "csv": lambda lines: table(lines, DIRECTORY),
    "csv, utf-16": lambda lines: table(lines, DIRECTORY, encoding="utf-16"),
    "xlsx": lambda lines: workbook({"Feuil1": [DIRECTORY, *lines]}),
    "parquet": lambda lines: parquet_of(lines, DIRECTORY),
}
OPENED = [
    ("utf-8", "cp1252"), ("utf-8", "latin-1"), ("utf-8", "cp850"), ("utf-8", "cp437"), ("utf-8", "mac_roman"),
    ("cp850", "cp1252"), ("cp850", "latin-1"), ("cp850", "mac_roman"), ("cp1252", "cp850"), ("cp1252", "mac_roman"),
    ("mac_roman", "cp1252"), ("mac_roman", "cp850"), ("cp1252", "latin-1"), ("cp1252", "cp1251"),
]  # fmt: skip
NAMES = ["Collège Éluard", "LYCÉE FRANÇOIS VILLON", "École élémentaire du Rhône", "Théâtre à Nîmes, forêt d'août"]


def names_of(parsed: Parsed) -> list[Any]:
    return [row[4 + TABLE_FIELDS.index("name")] for row in parsed.table_rows]


def codes_of(parsed: Parsed) -> list[str]:
    return [finding.code for finding in parsed.findings]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("saved", "opened"), OPENED)
def test_a_directory_opened_with_a_wrong_encoding_is_read_as_it_was(saved: str, opened: str, container: str) -> None:
    lines = directory([spoiled(name, saved, opened) for name in NAMES], spoiled("collège", saved, opened))
    parsed = read_here("0" * 64, CONTAINERS[container](lines))
    assert names_of(parsed) == NAMES
    expected = [] if lines == directory(NAMES) else ["csv_encoding_guessed"]
    assert codes_of(parsed) == expected


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("opened", ["cp1252", "latin-1", "mac_roman"])
def test_an_error_made_again_and_again(opened: str, times: int, container: str) -> None:
    names = NAMES
    for _ in range(times):
        names = [spoiled(name, "utf-8", opened) for name in names]
    parsed = read_here("0" * 64, CONTAINERS[container](directory(names)))
    assert (names_of(parsed), codes_of(parsed)) == (NAMES, ["csv_encoding_guessed"])


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", ["Coll\ufffdge A", "Coll?ge A", "?cole A", "LYC?E A", "CollÃge A", "Coll├ge A"])
def test_letters_that_are_lost_are_not_guessed(name: str, container: str) -> None:
    parsed = read_here("0" * 64, CONTAINERS[container](directory(["École B", name])))
    assert (codes_of(parsed), parsed.table_rows) == (["csv_encoding"], [])
    assert name.split()[0].replace("?", "")[:3] in (parsed.findings[0].value_read or "")


@pytest.mark.parametrize("container", CONTAINERS)
def test_sound_names_are_not_hurt(container: str) -> None:
    parsed = read_here("0" * 64, CONTAINERS[container](directory(list(SOUND))))
    assert (names_of(parsed), parsed.findings) == (list(SOUND), [])


def test_sound_names_are_not_hurt_beside_spoiled_ones() -> None:
    sound = [name for name in SOUND if "CITÉ" not in name]
    for saved, opened in OPENED:
        wrong = spoiled("Lycée et collège", saved, opened)
        parsed = read_here("0" * 64, table(directory([*sound, wrong]), DIRECTORY))
        assert names_of(parsed) == [*sound, "Lycée et collège"], (saved, opened)


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "cp850", "mac_roman"])
@pytest.mark.parametrize("names", [NAMES, [name.upper() for name in NAMES], ["Collège A"], ["ÉCOLE A", "COLLÈGE B"]])
def test_a_whole_text_in_another_encoding(encoding: str, names: list[str]) -> None:
    parsed = read_here("0" * 64, table(directory(names), DIRECTORY, encoding=encoding))
    same = encoding == "cp1252" or all(not set(name) & set("œŒ€Ÿ") and encoding == "iso8859-15" for name in names)
    assert names_of(parsed) == names
    assert codes_of(parsed) == ([] if same else ["csv_encoding_guessed"])


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("place", [0, 3, -1])
def test_one_line_in_another_encoding(encoding: str, place: int) -> None:
    lines = table(directory(NAMES), DIRECTORY).splitlines(keepends=True)
    odd = "0590009S;Collège Éluard;collège;59;Lille;oui\r\n".encode(encoding)
    at = len(lines) if place < 0 else place + 1
    parsed = read_here("0" * 64, b"".join([*lines[:at], odd, *lines[at:]]))
    assert "Collège Éluard" in names_of(parsed)
    assert set(names_of(parsed)) == set(NAMES)
    (finding,) = parsed.findings
    assert (finding.code, (finding.value_read or "").endswith(", 1 ligne")) == ("csv_encoding_guessed", True)


def test_lines_in_several_encodings() -> None:
    """Each in its own: what one line tells does not spoil another."""
    encodings = ["utf-8", "cp1252", "cp850", "mac_roman", "utf-8"]
    header = (";".join(DIRECTORY) + "\n").encode()
    lines = [
        f"{school_code('059', n)};Lycée Éluard {n};lycée;59;;\n".encode(encoding)
        for n, encoding in enumerate(encodings)
    ]
    parsed = read_here("0" * 64, header + b"".join(lines))
    assert names_of(parsed) == [f"Lycée Éluard {n}" for n in range(5)]
    assert "3 lignes" in (parsed.findings[0].value_read or "")


def test_a_letter_that_two_encodings_read_is_refused() -> None:
    """« VALBÈS » in CP850 is « VALBÔS » in Windows-1252: nothing else tells."""
    parsed = read_here("0" * 64, table(directory(["VALBÈS"], "ecole"), DIRECTORY, encoding="cp850"))
    assert codes_of(parsed) == ["csv_encoding"]
    parsed = read_here("0" * 64, table(directory(["VALBÈS", "ÉCOLE"], "ecole"), DIRECTORY, encoding="cp850"))
    assert names_of(parsed) == ["VALBÈS", "ÉCOLE"]


def test_a_piece_of_utf_16_among_lines_is_said() -> None:
    content = table(directory(NAMES), DIRECTORY) + "0590009S;Collège;collège;59;;\n".encode("utf-16-le")
    assert [(finding.code, finding.value_read) for finding in read_here("0" * 64, content).findings] == [
        ("csv_encoding", "UTF-8, UTF-16")
    ]


def test_other_widths_are_read() -> None:
    for encoding in ("utf-32", "utf-16", "utf-16-le", "utf-16-be"):
        assert names_of(read_here("0" * 64, table(directory(NAMES), DIRECTORY, encoding=encoding))) == NAMES


def test_observations_count_whatever_the_encoding(marts_from: Ask) -> None:
    lines = [
        (NOW, "DEPT-59", "O04-1", 900, 1200, "estimé", "enquête"),
        (NOW, "DEPT-62", "O04-1", "n.d.", "", "non disponible", ""),
    ]
    files = {
        "a.csv": table(lines[:1], WORDS, encoding="cp850"),
        "b.csv": table([(*lines[1][:6], spoiled("année", "utf-8", "cp1252"))], WORDS),
    }
    settings = marts_from(files, "indicator_progress", "issue", "report")
    assert figure(settings, "DEPT-59", "O04-1")["numerator"] == 900
    issues = rows(
        settings, "select source_file, code from marts.issue join marts.report using (source_sha256) order by all"
    )
    assert [tuple(row.values()) for row in issues] == [(name, "csv_encoding_guessed") for name in files]


def test_a_report_is_mended_with_one_warning_and_never_refused() -> None:
    actions = [
        ("Intitulé",),
        (spoiled("Équiper les collèges", "utf-8", "cp1252"),),
        ("Coll\ufffdge",),
        ("Élèves à l’école",),
    ]
    parsed = read_here("0" * 64, Report("DEPT-59", rows=[("O04-1", 1, 2)], sheets={"Actions": actions}).xlsx())
    titles = [cell.value_read for cell in parsed.cells if cell.field == "title"]
    assert titles == ["Équiper les collèges", "Coll\ufffdge", "Élèves à l’école"]
    assert [(finding.code, finding.sheet, finding.cell) for finding in parsed.findings] == [
        ("csv_encoding_guessed", "Actions", "A2"),
        ("text_spoiled", "Actions", "A3"),
    ]


SCHOOL_TABLES = {
    "utf-8": lambda lines: table(lines, SCHOOLS),
    "cp850": lambda lines: table(lines, SCHOOLS, encoding="cp850"),
    "mac": lambda lines: table(lines, SCHOOLS, encoding="mac_roman"),
    "spoiled": lambda lines: table(
        [tuple(spoiled(str(cell), "utf-8", "cp1252") for cell in line) for line in lines], SCHOOLS
    ),
    "bytes": lambda lines: parquet_of([tuple(str(cell).encode() for cell in line) for line in lines], SCHOOLS),
}


@pytest.mark.parametrize(
    "name",  # the encodings themselves are held above, one by one: here, that a table of schools goes the same way
    [pytest.param(name, marks=[pytest.mark.proof] * (name in ("cp850", "mac"))) for name in SCHOOL_TABLES],
)
def test_a_table_of_schools_says_the_word_that_was_written(marts_from: Ask, name: str) -> None:
    """Such a table goes through the engine, not through Python: its letters are looked at all the same."""
    code = school_code("059", 1)
    lines = [(NOW, code, "O04-1", 1, 2), (NOW, school_code("059", 2), "O04-1", "effacé", 2)]
    settings = marts_from({"a": SCHOOL_TABLES[name](lines)}, "indicator_progress", "issue")
    values = {row["code"]: row["value_read"] for row in rows(settings, "from marts.issue")}
    assert values.pop("school_number_unreadable") == "effacé"
    assert set(values) == (set() if name in ("utf-8", "bytes") else {"csv_encoding_guessed"})
    assert figure(settings, "DEPT-59", "O04-1")["numerator"] == 1


def test_a_table_of_schools_whose_letters_are_lost_is_refused(marts_from: Ask) -> None:
    lines = [(NOW, school_code("059", 1), "O04-1", "mesur\ufffd", 2)]
    latin = [tuple(str(cell).encode("cp1252") for cell in (NOW, school_code("059", 1), "O04-1", "effacé", 2))]
    settings = marts_from({"a.csv": table(lines, SCHOOLS), "b.parquet": parquet_of(latin, SCHOOLS)}, "issue")
    assert [row["code"] for row in rows(settings, "from marts.issue")] == ["csv_encoding"] * 2


def test_bytes_of_a_parquet_get_the_same_care() -> None:
    lines = [tuple(str(cell).encode("cp1252") for cell in line) for line in directory(NAMES)]
    parsed = read_here("0" * 64, parquet_of(lines, DIRECTORY))
    assert (names_of(parsed), codes_of(parsed)) == (NAMES, ["csv_encoding_guessed"])


def test_random_french_is_never_hurt_nor_let_in_spoiled() -> None:
    """Texts of known words in any case and order: sound ones stay, spoiled ones come back or are refused."""
    from pipelines.ingest.text.letters import known_words

    rng = random.Random(5)
    words = sorted(known_words())
    for _ in range(400):
        texts = [
            " ".join(rng.choice([str, str.upper, str.title])(word) for word in rng.sample(words, 6)) for _ in range(4)
        ]
        assert mended(texts) is None
        saved, opened = rng.choice(OPENED)
        try:
            wrong = [spoiled(text, saved, opened) for text in texts]
        except UnicodeEncodeError:
            continue
        try:
            mending = mended(wrong)
        except Spoiled:
            continue
        assert (mending.texts if mending else wrong) == texts, (saved, opened)


def test_most_texts_are_told_sound_at_a_glance() -> None:
    assert not is_suspect("\n".join(NAMES * 100))
    assert not is_suspect("plain; text? yes")
