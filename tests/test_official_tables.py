"""Official tables as they are published: recognised, read, counted, replaced by a newer extract.

The extracts are written here, small, in the headers of each table."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from books import load_workbook
from in_memory import Ask, marts_of
from pyarrow import parquet
from reports import Marts, Report, rows, warehouse, workbook

from indicators.territory_names import named_territory
from pipelines.cli.ingest import verdicts
from pipelines.facts.reminders import reminders
from pipelines.ingest.direct import read_here
from pipelines.ingest.official.definition import WrongTableDefinition, official_tables
from pipelines.ingest.reader import read_file
from pipelines.outputs.factsheet.progress import coverage
from pipelines.outputs.template.plan import make_plan
from pipelines.outputs.template.schools import write_school_template
from pipelines.outputs.workbook.edition import edition_of
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

REAL = Path(os.environ.get("PILOTAGE_REAL") or Path(__file__).resolve().parents[2] / "shared" / "real")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
Row = dict[str, Any]


def uai(digits: int) -> str:
    return f"{digits:07d}{LETTERS[digits % 23]}"


def text(headers: list[str], lines: list[list[Any]], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([headers, *lines])
    return out.getvalue().encode(encoding)


ANNUAIRE = [
    "Identifiant_de_l_etablissement", "Nom_etablissement", "Type_etablissement", "Statut_public_prive", "Code postal",
    "Nom_commune", "Code_departement", "Appartenance_Education_Prioritaire", "Libelle_departement", "date_ouverture",
    "date_maj_ligne", "etat", "code_nature", "libelle_nature",
]  # fmt: skip
COLLEGES = [uai(480100 + place) for place in range(5)]


def school(code: str, kind: str = "Collège", nature: str = "340", **columns: str) -> list[str]:
    row = {
        "Identifiant_de_l_etablissement": code,
        "Nom_etablissement": f"{kind} {code}",
        "Type_etablissement": kind,
        "Statut_public_prive": "Public",
        "Code postal": "48000",
        "Nom_commune": "Mende",
        "Code_departement": "048",
        "Libelle_departement": "Lozère",
        "date_ouverture": "1970-09-01",
        "date_maj_ligne": "2025-06-01",
        "etat": "OUVERT",
        "code_nature": nature,
    } | columns
    return [row.get(name, "") for name in ANNUAIRE]


def annuaire(lines: list[list[str]], **options: Any) -> bytes:
    return text(ANNUAIRE, lines, **options)


def colleges(rentree: int = 2024, pupils: int = 40, codes: list[str] | None = None) -> bytes:
    headers = [
        "Rentrée scolaire", "Département", "Numéro du collège", "Secteur", "REP", "REP +",
        "Nombre d'élèves total (une explication)", "Nombre total de 6èmes", "Nombre total de 3èmes",
    ]  # fmt: skip
    lines = [[rentree, "LOZERE", code, "PUBLIC", 0, 0, 4 * pupils, pupils, pupils] for code in codes or COLLEGES]
    return text(headers, lines)


def pix(annee: int = 2024, certified: int = 30, codes: list[str] | None = None) -> bytes:
    headers = [
        "annee",
        "academie_code",
        "departement_code",
        "uai",
        "secteur",
        "inscrits_distincts",
        "participants",
        "certifies",
    ]
    lines = [
        [annee, "11", "048", code, "PUBLIC", certified + 5, certified + 2, certified] for code in codes or COLLEGES
    ]
    return text(headers, lines)


def only_row(settings: Settings | Marts, sql: str, **parameters: Any) -> Row:
    (row,) = rows(settings, sql, **parameters)
    return row


def figure(
    settings: Settings | Marts, territory: str = "DEPT-48", campaign: str = "2024-2025", indicator: str = "O04-1"
) -> Row:
    sql = """select numerator, denominator, basis from marts.indicator_progress
        where territory_code = $territory and campaign = $campaign and indicator_id = $indicator"""
    return only_row(settings, sql, territory=territory, campaign=campaign, indicator=indicator)


def messages(settings: Settings | Marts, severity: str | None = None) -> list[str]:
    issues = rows(settings, "select severity, code, message from marts.issue")
    return [row["message"] for row in issues if severity in (None, row["severity"])]


DIRECTORY = [school(code) for code in COLLEGES]


# the directory in every form of it, each of a département of its own: its number and its name
FORMS = {
    "csv": ("48", "Lozère"), "comma": ("12", "Aveyron"), "windows": ("15", "Cantal"), "json": ("19", "Corrèze"),
    "envelope": ("23", "Creuse"), "parquet": ("32", "Gers"), "xlsx": ("46", "Lot"), "lower": ("58", "Nièvre"),
    "reordered": ("61", "Orne"),
}  # fmt: skip


def directory_as(form: str) -> bytes:
    """A collège and a school of the département of a form."""
    number, name = FORMS[form]
    place = {"Code_departement": f"0{number}", "Libelle_departement": name, "Code postal": f"{number}000"}
    lines = [
        school(uai(int(f"{number}0100")), Nom_etablissement="Collège Édouard", **place),
        school(uai(int(f"{number}0200")), "Ecole", "151", **place),
    ]
    records = [dict(zip(ANNUAIRE, line, strict=True)) for line in lines]
    order = list(reversed(range(len(ANNUAIRE))))
    forms = {
        "csv": lambda: annuaire(lines),
        "comma": lambda: annuaire(lines, delimiter=","),
        "windows": lambda: annuaire(lines, encoding="cp1252"),
        "json": lambda: json.dumps(
            [{name.lower(): value for name, value in record.items()} for record in records]
        ).encode(),
        "envelope": lambda: json.dumps({"total_count": 2, "results": records}).encode(),
        "parquet": lambda: _parquet(records),
        "xlsx": lambda: workbook({"fr-en-annuaire-education": [ANNUAIRE, *lines]}),
        "lower": lambda: text([name.lower().replace("_", " ") for name in ANNUAIRE], lines),
        "reordered": lambda: text([ANNUAIRE[i] for i in order], [[line[i] for i in order] for line in lines]),
    }
    return forms[form]()


@pytest.fixture(scope="module")
def in_every_form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marts]:
    files = {f"annuaire.{form}": directory_as(form) for form in FORMS}
    with marts_of(tmp_path_factory.mktemp("forms"), files, "school", "issue", "report") as marts:
        yield marts


@pytest.mark.parametrize("form", FORMS)
def test_the_directory_is_read_in_every_form_of_it(in_every_form: Marts, form: str) -> None:
    number, _ = FORMS[form]
    place = f"DEPT-{number}"
    columns = "school_code, name, kind, sector, open, territory_code"
    sql = f"select {columns} from marts.school where territory_code = $place order by kind"
    schools = rows(in_every_form, sql, place=place)
    codes = [(uai(int(f"{number}0100")), "collège"), (uai(int(f"{number}0200")), "école")]
    assert [(row["school_code"], row["kind"]) for row in schools] == codes
    assert schools[0]["name"] == "Collège Édouard"
    assert {(row["sector"], row["open"], row["territory_code"]) for row in schools} == {("public", True, place)}
    issues = rows(
        in_every_form,
        """select severity, message from marts.issue join marts.report using (source_sha256)
        where source_file = $file""",
        file=f"annuaire.{form}",
    )
    assert not [row["message"] for row in issues if row["severity"] == "error"]
    warnings = [row["message"] for row in issues if row["severity"] == "warning"]
    assert any("Annuaire de l'éducation" in warning and "non lues" in warning for warning in warnings)


def test_the_directories_of_every_form_are_all_that_is_known(in_every_form: Marts) -> None:
    assert only_row(in_every_form, "select count(*) as schools from marts.school") == {"schools": 2 * len(FORMS)}
    assert not messages(in_every_form, "error")


def _parquet(records: list[Row]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(records), out)
    return out.getvalue()


def test_a_quoted_line_break_and_an_uneven_line_are_read_line_by_line(marts_from: Ask) -> None:
    lines = [school(COLLEGES[0], Nom_etablissement="Collège\nsur deux lignes"), school(COLLEGES[1])]
    assert only_row(
        marts_from({"annuaire.csv": annuaire(lines)}, "school"), "select count(*) as schools from marts.school"
    ) == {"schools": 2}


# state, nature and label of a line of the directory → its kind, and whether it is open
KINDS: dict[tuple[str, str, str], tuple[str | None, bool]] = {
    ("OUVERT", "340", "Collège"): ("collège", True),
    ("A FERMER", "350", "Collège"): ("collège", True),
    ("FERME", "306", "Lycée"): ("lycée", False),
    ("A OUVRIR", "101", "Ecole"): ("école", False),
    ("OUVERT", "334", "Lycée"): ("lycée", True),
    ("OUVERT", "", "ECOLE MATERNELLE"): ("école", True),
    ("OUVERT", "", "LYCEE POLYVALENT"): ("lycée", True),
    ("OUVERT", "370", "EREA"): (None, True),
    ("OUVERT", "335", "Lycée"): ("lycée", True),
}


def test_kind_and_state_are_understood(marts_from: Ask) -> None:
    codes = [uai(480100 + place) for place in range(len(KINDS))]
    lines = [school(code, label, nature, etat=state) for code, (state, nature, label) in zip(codes, KINDS, strict=True)]
    schools = rows(
        marts_from({"a.csv": annuaire(lines)}, "school"), "select kind, open from marts.school order by school_code"
    )
    assert [(row["kind"], row["open"]) for row in schools] == list(KINDS.values())


LEFT_OUT = [
    ("Service Administratif", "809"),
    ("Information et orientation", "841"),
    ("Médico-social", "240"),
    ("", "400"),
    ("Service Administratif", ""),
]


def test_what_is_no_school_is_left_out_and_said_once_a_file(marts_from: Ask) -> None:
    def lines(place: int, label: str, nature: str) -> list[list[str]]:
        others = [school(uai(480300 + 10 * place + n), label, nature) for n in range(3)]
        return [school(COLLEGES[place]), *others]

    files = {f"{place}.csv": annuaire(lines(place, *pair)) for place, pair in enumerate(LEFT_OUT)}
    read = marts_from(files, "school", "issue", "report")
    assert rows(read, "select school_code from marts.school") == [{"school_code": COLLEGES[len(LEFT_OUT) - 1]}]
    issues = rows(
        read,
        """select source_file, message from marts.issue join marts.report using (source_sha256)
        where severity = 'warning' and contains(message, 'laissé de côté') order by source_file""",
    )
    by_file = {name: [row["message"] for row in issues if row["source_file"] == name] for name in files}
    assert all(len(texts) == 1 for texts in by_file.values()), by_file


def test_schools_out_of_scope_are_one_line(marts_from: Ask) -> None:
    outside = [uai(int(f"{prefix}0001")) for prefix in ("975", "983", "984", "987", "138")]
    lines = [school(COLLEGES[0]), *(school(code, Code_departement="988", Libelle_departement="") for code in outside)]
    lines.append(school(uai(9710100), Code_departement="978", Libelle_departement=""))
    read = marts_from({"a.csv": annuaire(lines)}, "school", "issue")
    assert only_row(read, "select count(*) as schools from marts.school") == {"schools": 1}
    assert not messages(read, "error")
    (message,) = [message for message in messages(read, "warning") if "périmètre" in message]
    assert "6 lignes" in message


def test_a_whole_departement_is_complete_from_three_official_tables(marts_from: Ask) -> None:
    lycee, ecole = uai(480400), uai(480500)
    directory = annuaire([*DIRECTORY, school(lycee, "Lycée", "302"), school(ecole, "Ecole", "151")])
    files = {"a.csv": directory, "b.csv": colleges(), "c.csv": pix(codes=[*COLLEGES, lycee])}
    read = marts_from(files, "indicator_progress", "school_coverage", "issue", "provenance")
    assert figure(read) == {"numerator": 150, "denominator": 200, "basis": "rollup_complete"}
    schools = only_row(read, "select answered, expected from marts.school_coverage where territory_code = 'DEPT-48'")
    assert schools == {"answered": 5, "expected": 5}
    assert not messages(read, "error")
    cell = rows(read, "select distinct source_file from marts.provenance where indicator_id = 'O04-1' and retained")
    assert cell == [{"source_file": "c.csv"}]


def test_certified_pupils_wait_for_the_pupils_they_are_a_part_of(marts_from: Ask) -> None:
    read = marts_from({"a.csv": annuaire(DIRECTORY), "c.csv": pix()}, "provenance", "issue")
    assert not rows(read, "from marts.provenance where indicator_id = 'O04-1'")
    assert any(
        "attendent leur dénominateur" in message and "élèves de 3e" in message for message in messages(read, "warning")
    )
    assert not messages(read, "error")


def test_years_are_told_as_each_table_means_them(marts_from: Ask) -> None:
    dnb = text(
        [
            "session",
            "numero_college",
            "code_departement",
            "libelle_departement",
            "code_region",
            "libelle_region",
            "inscrits",
        ],
        [[2024, code, "048", "LOZERE", "16", "OCCITANIE", 50] for code in COLLEGES],
    )
    second = text(
        [
            "Annee_scolaire",
            "Numero_d_etablissement",
            "Type_d_etablissement",
            "Secteur_d_enseignement",
            "Nombre_d_eleves",
        ],
        [
            ["2023-2024", uai(480400), "LYCEE POLYVALENT", "Public", 600],
            ["2023-2024", COLLEGES[0], "COLLEGE", "Public", 90],
        ],
    )
    read = marts_from({"a.csv": colleges(2023), "b.csv": dnb, "c.csv": second}, "reference_count")
    sql = """select campaign, counted, number from marts.reference_count
        where territory_code = 'DEPT-48' and sector is null and counted in $counted order by counted"""
    counted = ["pupils_3e", "dnb_registered", "pupils_lycee", "pupils_second_degree"]
    counts = {row["counted"]: (row["campaign"], row["number"]) for row in rows(read, sql, counted=counted)}
    assert counts == {
        "dnb_registered": ("2023-2024", 250),
        "pupils_3e": ("2023-2024", 200),
        "pupils_lycee": ("2023-2024", 600),
        "pupils_second_degree": ("2023-2024", 690),
    }


def test_lines_above_the_headers_are_told(marts_from: Ask) -> None:
    """A table sorted with its headers, read column by column where nothing stands above them: none is lost unsaid."""
    lines = ips(["112.3", "96.1"]).removeprefix(b"\xef\xbb\xbf").splitlines()
    sorted_table = b"\r\n".join([lines[1], lines[0], lines[2], b""])
    schools = ["annee_scolaire;uai;code_indicateur;numerateur;denominateur", f"2024-2025;{COLLEGES[0]};O04-1;12;20"]
    marts = marts_from({"ips.csv": sorted_table, "schools.csv": "\n".join(reversed(schools)).encode()}, "issue")
    told = rows(
        marts, "select severity, cell, value_read from marts.issue where code = 'rows_above_header' order by all"
    )
    assert told == [
        {"severity": "error", "cell": "A1", "value_read": f"2024-2025 | {COLLEGES[0]} | 112.3"},
        {"severity": "error", "cell": "A1", "value_read": schools[1].replace(";", " | ")},
    ]


def test_a_number_that_is_none_makes_no_group_and_is_told(tmp_path: Path) -> None:
    """« nan » is what programs write of a number that is missing: it was below every bound, hence in a group."""
    files = {"annuaire.csv": annuaire(DIRECTORY), "ips.csv": ips(["nan", "NS", "112,3", "inf", ""])}
    with marts_of(tmp_path, files, "issue", "report", "indicator_breakdown") as marts:
        (told,) = rows(marts, "from marts.issue where code = 'official_groups_unread'")
    assert (told["severity"], told["cell"], told["value_read"]) == ("warning", "C1", "NS, inf, nan")
    assert "3 lignes, sans groupe" in told["message"]
    parsed = read_file("a" * 64, ips(["nan", "NS", "112,3", "inf", ""]))
    assert [row["numerator"] for part in parsed.tables for row in part.to_pylist()] == ["de 105 à 115"]


def test_a_territory_that_is_not_understood_is_not_out_of_scope(marts_from: Ask) -> None:
    """A total of the table, or a code with a space too many: the second is a figure lost, and nothing says so else."""
    headers = ["annee", "departement_code", "inscrits_distincts", "participants", "certifies"]
    lines = [[2024, place, 50, 40, 30] for place in ("048", "TOTAL", "0 48", "", "975", "2A")]
    marts = marts_from({"pix.csv": text(headers, lines)}, "issue", "reference_count")
    told = {row["code"]: row for row in rows(marts, "from marts.issue where code <> 'official_read'")}
    assert {code: (row["cell"], row["value_read"]) for code, row in told.items()} == {
        "official_territories_unknown": ("B3", "vide, 0 48, TOTAL"),
        "schools_out_of_scope": (None, "975"),
    }
    assert "3 lignes, qui ne comptent pas" in told["official_territories_unknown"]["message"]
    counted = rows(marts, "select distinct territory_code from marts.reference_count order by all")
    assert [row["territory_code"] for row in counted] == ["DEPT-2A", "DEPT-48"]


def test_a_year_that_is_missing_is_told_as_such(marts_from: Ask) -> None:
    lines = colleges().replace(b"2024;LOZERE", b";LOZERE")
    (message,) = [text for text in messages(marts_from({"a.csv": lines}, "issue")) if "ne sont pas comprises" in text]
    assert "cellule A2" in message
    assert "(cellule vide)" in message
    assert "5 lignes" in message.replace("\u202f", " ")


def test_the_first_cell_that_is_not_understood_is_named(marts_from: Ask) -> None:
    """In a workbook, with its sheet: of a table of a thousand lines, the value alone is no place to look."""
    lines = list(csv.reader(io.StringIO(colleges().decode("utf-8-sig")), delimiter=";"))
    lines[3][8], lines[4][6], lines[5][2] = "12*", "1e3", "0480104X"
    marts = marts_from({"a.xlsx": workbook({"Effectifs": lines})}, "issue")
    told = only_row(marts, "select sheet, cell, value_read from marts.issue where code = 'official_lines_unread'")
    assert told == {"sheet": "Effectifs", "cell": "I4", "value_read": "0480104X, 12*, 1e3"}


PUPILS = """
    select number from marts.reference_count
    where counted = 'pupils_college' and territory_code = 'DEPT-48' and sector is null
"""


def lines_of(content: bytes) -> list[str]:
    return content.decode("utf-8-sig").rstrip().split("\r\n")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_line_that_is_there_twice_counts_once_and_is_told(name: str, marts_from: Ask) -> None:
    """As where two downloads were put one below the other."""
    lines = lines_of(colleges())
    again = [*lines, *lines[1:3]]
    content = workbook({"Effectifs": [line.split(";") for line in again]}) if name.endswith("x") else "\r\n".join(again)
    marts = marts_from({name: content.encode() if isinstance(content, str) else content}, "reference_count", "issue")
    assert only_row(marts, PUPILS)["number"] == len(COLLEGES) * 4 * 40
    told = only_row(marts, "select cell, message from marts.issue where code = 'official_lines_twice'")
    assert told["cell"] == f"A{len(lines) + 1}"
    assert "ne comptent pas une seconde fois : 2 lignes." in told["message"].replace("\u202f", " ")


def test_two_numbers_of_one_place_for_one_year_are_added_and_told(marts_from: Ask) -> None:
    """Which of them is right nobody here can know, and a table may give several lines a place."""
    lines = lines_of(colleges())
    other = lines[1].rsplit(";", 1)[0] + ";7"
    marts = marts_from({"a.csv": "\r\n".join([*lines, other]).encode()}, "reference_count", "issue")
    told = only_row(marts, "select cell, value_read, message from marts.issue where code = 'official_lines_added'")
    assert told["cell"].endswith(str(len(lines) + 1))
    assert told["value_read"] == COLLEGES[0]
    assert "s'additionnent : 1 ligne de plus." in told["message"].replace("\u202f", " ")


def ips(values: list[str]) -> bytes:
    """An index of social position for each of the first collèges."""
    lines = [["2024-2025", code, value] for code, value in zip(COLLEGES, values, strict=False)]
    return text(["Rentrée scolaire", "UAI", "IPS"], lines)


def test_what_is_not_understood_of_an_official_table_is_said(marts_from: Ask) -> None:
    """A line without a school, one whose UAI is cut, one whose count is a word: each is said, none counts."""
    header, line = colleges(codes=COLLEGES[:1]).decode("utf-8-sig").rstrip().split("\r\n")
    lines = [header, line, *(line.replace(COLLEGES[0], code) for code in ("", "048010", uai(480700)))]
    lines[-1] = lines[-1].removesuffix(";40") + ";beaucoup"
    read = marts_from({"a.csv": "\r\n".join(lines).encode()}, "reference_count", "issue")
    (unread,) = [message for message in messages(read, "warning") if "pas comprises" in message]
    assert "048010" in unread
    assert "beaucoup" in unread
    assert "2 lignes" in unread
    assert any("aucun établissement (1 ligne)" in message for message in messages(read, "warning"))
    third = """select number from marts.reference_count
        where counted = 'pupils_3e' and sector is null and territory_code = 'DEPT-48'"""
    assert rows(read, third) == [{"number": 40}]


def test_code_and_label_of_a_territory_must_agree(marts_from: Ask) -> None:
    wrong = school(COLLEGES[1], Libelle_departement="Gard")
    read = marts_from({"a.csv": annuaire([school(COLLEGES[0]), wrong])}, "school", "issue")
    assert rows(read, "select school_code from marts.school") == [{"school_code": COLLEGES[0]}]
    assert any("048" in message and "Gard" in message for message in messages(read, "error"))


def test_a_number_of_a_region_must_agree_with_its_name(marts_from: Ask) -> None:
    table = text(
        ["annee_scolaire", "code_region", "region_academique", "code_indicateur", "numerateur", "denominateur"],
        [["2024-2025", "53", "BRETAGNE", "O04-3", 1, 2], ["2024-2025", "03", "BRETAGNE", "O04-3", 1, 2]],
    )
    read = marts_from({"a.csv": table}, "provenance", "issue")
    assert any("deux numérotations" in message for message in messages(read, "error"))
    assert only_row(read, "select count(*) as rows from marts.provenance where indicator_id = 'O04-3'") == {"rows": 1}


def test_a_newer_extract_replaces_the_older_one_of_the_same_departement(tmp_path: Path) -> None:
    gard = uai(300100)
    first = annuaire([*DIRECTORY, school(gard, Code_departement="030", Libelle_departement="Gard")])
    second = annuaire([school(code, date_maj_ligne="2026-06-01") for code in COLLEGES[:2]])
    for order in ({"old.csv": first, "new.csv": second}, {"new.csv": second, "old.csv": first}):
        settings = warehouse(tmp_path / next(iter(order)), order)
        codes = {row["school_code"] for row in rows(settings, "select school_code from marts.school")}
        assert codes == {gard, *COLLEGES[:2]}
        extracts = {row["source_file"]: row for row in rows(settings, "from marts.official_extract")}
        assert (extracts["new.csv"]["counts"], extracts["new.csv"]["superseded"]) == (True, False)
        old = extracts["old.csv"]
        assert (old["counts"], old["superseded"], old["territories"], old["territories_counted"]) == (True, True, 2, 1)
        assert len(Archive(settings).receipts()) == 2


def test_a_newer_extract_of_figures_never_adds_to_the_older(marts_from: Ask) -> None:
    files = {
        "a.csv": annuaire(DIRECTORY[:2]),
        "b.csv": colleges(),
        "c.csv": colleges(pupils=50),
        "d.csv": pix(certified=10),
    }
    read = marts_from(files | {"e.csv": pix(certified=20, codes=COLLEGES[:2])}, "indicator_progress", "reference_count")
    assert figure(read) == {"numerator": 40, "denominator": 100, "basis": "rollup_complete"}
    counted = only_row(
        read,
        """select number from marts.reference_count where counted = 'pupils_3e' and territory_code = 'DEPT-48'
            and campaign = '2024-2025' and sector is null""",
    )
    assert counted == {"number": 250}


def test_a_sum_above_a_departement_needs_all_of_it(marts_from: Ask) -> None:
    read = marts_from({"a.csv": colleges()}, "reference_count")
    places = rows(read, "select distinct territory_code from marts.reference_count")
    assert places == [{"territory_code": "DEPT-48"}]


def test_a_typed_denominator_is_compared_with_what_is_published(tmp_path: Path) -> None:
    far = Report("DEPT-48", "2024-2025", rows={"O04-1": (100, 210), "O04-2": (100, 202)})
    settings = warehouse(tmp_path, {"a.csv": colleges(), "r.xlsx": far.xlsx()})
    (message,) = [message for message in messages(settings, "warning") if "2\u202f%" in message]
    assert "210" in message
    assert "200" in message
    assert "Élèves de 3e" in message
    plan = make_plan(settings, "DEPT-48", "2024-2025")
    references = {line.indicator.id: line.reference for line in plan.lines}
    reference = references["O04-1"]
    assert reference
    assert (reference.number, reference.label) == (200, "Élèves de 3e")
    assert references["O08-1"] is None


def test_groups_of_schools_add_up_and_small_ones_are_hidden(marts_from: Ask) -> None:
    rep = [school(COLLEGES[0], Appartenance_Education_Prioritaire="REP")]
    directory = annuaire([*rep, school(COLLEGES[1], Statut_public_prive="Privé"), *map(school, COLLEGES[2:])])
    few = pix(certified=3, codes=COLLEGES[:1]) + pix(certified=30, codes=COLLEGES[1:]).partition(b"\r\n")[2]
    read = marts_from({"a.csv": directory, "b.csv": colleges(), "c.csv": few}, "indicator_breakdown")
    sql = """select member, numerator, denominator, schools, hidden from marts.indicator_breakdown
        where territory_code = $territory and dimension = $dimension and indicator_id = 'O04-1' order by member"""
    sector = rows(read, sql, territory="DEPT-48", dimension="secteur")
    assert [(row["member"], row["numerator"], row["denominator"]) for row in sector] == [
        ("privé", 30, 40),
        ("public", 93, 160),
    ]
    for territory in ("DEPT-48", "REG-76", "NAT-FR"):
        groups = rows(read, sql, territory=territory, dimension="education_prioritaire")
        assert {row["member"]: row["schools"] for row in groups} == {"REP": 1, "hors éducation prioritaire": 4}
        # three pupils are not told, and the other group would give them back: it is not told either
        assert all(row["hidden"] and row["numerator"] is None for row in groups)


def test_a_workbook_for_schools_comes_back_by_pieces(tmp_path: Path) -> None:

    ecole = school(uai(480500), "Ecole", "151")
    settings = warehouse(tmp_path / "data", {"a.csv": annuaire([*DIRECTORY, ecole])})
    path, schools = write_school_template(settings, "DEPT-48", "2024-2025", ["O04-1", "O10-1"], tmp_path / "e.xlsx")
    assert schools == 5
    returned = {}
    for place, code in enumerate(COLLEGES[:2]):
        book = load_workbook(path)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(min_row=5), start=5):
            if row[1].value == code and row[5].value == "O04-1":
                sheet.cell(number, 8, 30)
                sheet.cell(number, 9, 40)
        out = io.BytesIO()
        book.save(out)
        returned[f"{place}.xlsx"] = out.getvalue()
    Archive(settings).receive(returned.items())
    build(settings)
    assert figure(settings) == {"numerator": 60, "denominator": 80, "basis": "rollup_partial"}
    schools = only_row(
        settings, "select answered, expected from marts.school_coverage where territory_code = 'DEPT-48'"
    )
    assert schools == {"answered": 2, "expected": 5}
    assert not messages(settings, "error")


UNKNOWN = [
    (
        ["Rentrée scolaire", "Numéro du collège", "Région"],
        ["Effectifs des collèges", "Numéro du collège", "Nombre d'élèves total"],
    ),
    (["acces", "code_academie", "libelle_aca"], ["GAR par académie", "annee_scolaire"]),
    (["uai", "code_indicateur", "valeur"], ["uai", "numerateur"]),
    (["Éditeur", "Prix", "Licences"], ["aucune colonne", "Éditeur"]),
]


def test_a_table_that_is_not_known_is_refused_with_the_nearest(marts_from: Ask) -> None:
    files = {f"{place}.csv": text(headers, [["1", "2", "3"]]) for place, (headers, _) in enumerate(UNKNOWN)}
    read = marts_from(files, "issue", "report")
    refusals = rows(
        read,
        """select message from marts.issue join marts.report using (source_sha256)
        where severity = 'refusal' order by source_file""",
    )
    assert len(refusals) == len(UNKNOWN)
    for refusal, (_, words) in zip(refusals, UNKNOWN, strict=True):
        assert all(word in refusal["message"] for word in words), refusal


def test_unread_columns_cost_nothing_and_count_in_no_bound(marts_from: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [*ANNUAIRE, *(f"autre_{n}" for n in range(60))]
    lines = [[*school(uai(480100 + n)), *("x" * 60)] for n in range(300)]
    read = marts_from({"a.csv": text(wide, lines)}, "school")
    assert only_row(read, "select count(*) as schools from marts.school") == {"schools": 300}
    monkeypatch.setenv("PILOTAGE_READ_MEMORY", "1")  # 8,000 cells: fewer than there are, more than are read
    parsed = read_here("0" * 64, text(wide, lines))
    assert sum(table.num_rows for table in parsed.tables) == 300
    assert not parsed.table_rows


def test_a_definition_of_the_catalogue_adds_a_table(tmp_path: Path) -> None:
    definition = """
        id = "postes"
        title = "Postes des collèges"
        dataset = "postes"
        publisher = "Rectorat"
        licence = "LO"
        about = "Une ligne par collège."
        feeds = "counts"
        [year]
        headers = ["An"]
        means = "rentree"
        [[column]]
        field = "school_code"
        headers = ["Etab"]
        required = true
        [[count]]
        id = "terminals"
        label = "Postes"
        [[measure]]
        headers = ["Nb"]
        counts = "terminals"
        """
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "postes.toml").write_text(definition, encoding="utf-8")
    assert "postes" in {table.id for table in official_tables(tmp_path)}
    parsed = read_file("0" * 64, text(["An", "Etab", "Nb"], [[2024, COLLEGES[0], 12]]), tmp_path)
    (counted,) = parsed.tables
    assert counted.select(["campaign", "code", "numerator"]).to_pylist() == [
        {"campaign": "Rentrée 2024", "code": "terminals", "numerator": "12"}
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('feeds = "counts"', "année"),
        ('feeds = "directory"\n[[column]]\nfield = "color"\nheaders = ["Couleur"]', "color"),
        ('feeds = "wrong"', "feeds"),
        ("feeds", "TOML"),
    ],
)
def test_a_wrong_definition_says_which_and_why(tmp_path: Path, change: str, words: str) -> None:
    (tmp_path / "tables").mkdir()
    head = 'id = "a"\ntitle = "A"\ndataset = "a"\npublisher = "P"\nlicence = "L"\nabout = "X."\n'
    (tmp_path / "tables" / "mine.toml").write_text(head + change, encoding="utf-8")
    with pytest.raises(WrongTableDefinition) as raised:
        official_tables(tmp_path)
    assert "mine.toml" in str(raised.value)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("written", "level", "code"),
    [
        ("035", None, "DEPT-35"),
        ("02A", None, "DEPT-2A"),
        ("D035", None, "DEPT-35"),
        ("ILLE-ET-VILAINE", None, "DEPT-35"),
        ("Académie de Rennes", None, "ACA-14"),
        ("14", None, None),
        ("14", "academy", "ACA-14"),
        ("14", "department", "DEPT-14"),
        ("LA REUNION", None, None),
        ("Réunion", "department", "DEPT-974"),
        ("l'Ain", "department", "DEPT-01"),
        ("département de la Lozère", None, "DEPT-48"),
        ("53", "region", "REG-53"),
    ],
)
def test_a_territory_is_named_in_any_official_spelling(written: str, level: str | None, code: str | None) -> None:
    assert named_territory(written, level).code == code


def test_a_check_shows_the_first_lines_as_understood(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, {"a.csv": annuaire(DIRECTORY)})
    (verdict,) = verdicts(settings, [(receipt, True) for receipt in Archive(settings).receipts()])
    assert len(verdict["first_rows"]) == 5
    assert COLLEGES[0] in verdict["first_rows"][0]
    assert "collège" in verdict["first_rows"][0]


def test_reminder_and_fiche_say_how_many_schools_answered(tmp_path: Path) -> None:
    """Of a département whose schools answered in part, and of it alone."""
    gard = [school(uai(300100 + n), Code_departement="030", Libelle_departement="Gard") for n in range(2)]
    files = {"a.csv": annuaire([*DIRECTORY, *gard]), "b.csv": colleges(), "c.csv": pix(codes=COLLEGES[:3])}
    settings = warehouse(tmp_path, files)
    texts = {reminder.territory_code: reminder.text for reminder in reminders(settings, "2024-2025")}
    assert "3 collèges sur 5 ont répondu pour O04-1" in texts["DEPT-48"]
    assert "s'obtient en répondant à ce message" in texts["DEPT-48"]
    assert not [code for code, words in texts.items() if "pilotage template" in words]
    assert not [code for code, words in texts.items() if "pour O04-1" in words and code != "DEPT-48"]
    assert "3 collèges sur 5 pour O04-1" in _fiche(settings, "DEPT-48", "2024-2025")
    assert "pour O04-1" not in _fiche(settings, "DEPT-30", "2024-2025")
    assert "pour O04-1" not in _fiche(settings, "REG-76", "2024-2025")
    assert "pour O04-1" not in _fiche(settings, "DEPT-48", "2023-2024")


def test_a_reminder_does_not_ask_schools_that_have_all_answered(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, {"a.csv": annuaire(DIRECTORY), "b.csv": colleges(), "c.csv": pix()})
    texts = {reminder.territory_code: reminder.text for reminder in reminders(settings, "2024-2025")}
    assert not [code for code, words in texts.items() if "pour O04-1" in words]
    assert "O04-1" not in texts["DEPT-48"]
    assert "5 collèges sur 5 pour O04-1" in _fiche(settings, "DEPT-48", "2024-2025")


def _fiche(settings: Settings, territory: str, campaign: str) -> str:
    """What the fiche of a territory says of its coverage."""
    return "\n".join(coverage(edition_of(settings, territory, campaign)).items)


YEARS = "select count(distinct campaign) as n from marts.reference_count"
SCHOOLS = "select count(*) as n from marts.school"
TRAITS = "select count(*) as n from staging.school_trait where fault is null"
PLACES = "select count(distinct territory_code) as n from staging.reference_count where fault is null"
EXPECTED = {
    "fr-en-annuaire-education_2023_35.csv": ("annuaire-education", f"{SCHOOLS} where kind = 'collège'", 116),
    "fr-en-adresse-et-geolocalisation_colleges.csv": ("adresse-geolocalisation", SCHOOLS, 484),
    "fr-en-adresse-et-geolocalisation_labels_35.csv": ("adresse-geolocalisation", SCHOOLS, 117),
    "fr-en-ecoles-effectifs-nb_classes_35.csv": ("effectifs-ecoles", YEARS, 2),
    "fr-en-college-effectifs-niveau-sexe-lv_35.csv": ("effectifs-colleges", YEARS, 3),
    "fr-en-effectifs-second-degre_35.csv": ("effectifs-second-degre", YEARS, 5),
    "dnb-par-college_35_48_2A.csv": ("dnb-etablissements", PLACES, 4),
    "fr-en-ips-colleges_35_48.csv": ("ips", TRAITS, 213),
    "liste-rep-rep-plus_2022.csv": ("liste-rep", TRAITS, 756),
}  # fmt: skip


@pytest.mark.skipif(
    not REAL.is_dir(), reason="les extraits réels (../shared/real) ne sont pas là : ils ne sont pas lus"
)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_real_extract_is_read_as_what_it_is(marts_from: Ask, name: str) -> None:
    official, sql, number = EXPECTED[name]
    read = marts_from({name: (REAL / name).read_bytes()}, "official_extract", "school", "reference_count", "issue")
    assert [row["official"] for row in rows(read, "from marts.official_extract")] == [official]
    assert only_row(read, sql) == {"n": number}
    assert not messages(read, "error")
    assert not messages(read, "refusal")
    assert len(messages(read, "warning")) <= 5


@pytest.mark.skipif(
    not REAL.is_dir(), reason="les extraits réels (../shared/real) ne sont pas là : ils ne sont pas lus"
)
def test_every_real_extract_is_looked_at() -> None:
    assert {path.name for path in REAL.glob("*.csv")} == set(EXPECTED)
