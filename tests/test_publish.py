"""Open data: what leaves, in which form, and that nobody's name nor a small number of pupils is in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from books import load_workbook
from frictionless import validate
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from reports import Report, copied, named, rows, warehouse

from indicators.catalogue import PACKAGED
from indicators.territories import territories
from indicators.typography import in_paris, typeset
from pipelines.errors import NotAPublication
from pipelines.outputs import open_data
from pipelines.outputs.open_data.files import french_csv, plain_csv, workbook
from pipelines.outputs.open_data.served import CHECKSUMS, last_publication
from pipelines.outputs.open_data.tables import Column, Table
from pipelines.outputs.open_data.write import publish
from pipelines.settings import Settings
from pipelines.warehouse.disclosure import counts_pupils, mask, threshold

PARENTS = {territory.code: territory.parent_code for territory in territories()}
COMMITTEES = {
    "DEPT-02": 16, "DEPT-60": 3, "DEPT-80": 250, "DEPT-59": 900, "DEPT-62": 700,  # two académies of one région
    "DEPT-976": 2, "DEPT-22": 0, "DEPT-29": 120, "DEPT-35": 4, "DEPT-56": 97,
}  # fmt: skip
SECRET_NAME = "Zéphyrine Quatrepoints"
Cell = tuple[str, str, str]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Départements with few certified pupils, and a name in every field that a committee may type in."""
    reports = [
        Report(
            code,
            campaign=campaign,
            rows={"O04-1": (certified + year, 100 + certified + year), "O01-3": (3, 4), "O03-3": (97 + year, 100)},
        )
        for year, campaign in enumerate(("2022-2023", "2025-2026"))
        for code, certified in COMMITTEES.items()
    ]
    reports.append(Report("DEPT-48", campaign="2024-2025", sheets=_dropped()))
    return warehouse(tmp_path_factory.mktemp("publish"), named(reports) | {f"{SECRET_NAME}.xlsx": _typed().xlsx()})


def _dropped() -> dict[str, list[Any]]:
    """An action that the report of the year after tells no more."""
    return {"Actions": [("Référence", "Intitulé"), (f"Référence {SECRET_NAME}", f"{SECRET_NAME} autrefois")]}


def _typed() -> Report:
    name, day = SECRET_NAME, date(2025, 11, 4)
    return Report(
        "DEPT-48",
        rows=[("O04-1", 40, 90, "mesuré", name, name), ("O01-3", f"peut-être {name}", 4, "", name, name)],
        sheets={
            "Réunions": [
                ("Date", "Type", "Présidence", "Ordre du jour", "Décisions"),
                (day, "comité", name, name, name),
            ],
            "Actions": [("Objectif", "Intitulé", "Pilote", "Partenaires", "Commentaire"), (4, name, name, name, name)],
            "Conventions": [("Objet", "Parties", "Objectif"), (name, name, 4)],
            "Appels à projets": [("Intitulé", "Financeur", "Bénéficiaires"), (name, name, name)],
            "Calendrier budgétaire": [("Collectivité", "Étape", "Exercice", "Commentaire"), (name, "vote", 2026, name)],
            "Établissements": [("UAI", "Type", "Commentaire"), (name, "école", name), ("0480001R", "école", name)],
            "Synthèse": [
                ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes au niveau supérieur"),
                (1, "favorable", name, name, name),
            ],
            name: [(name,)],
        },
        labels={"Service rédacteur": name},
    )


@pytest.fixture(scope="module")
def folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("publication") / "données"
    publish(settings, where)
    return where


def published(folder: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / "parquet" / f"{table}.parquet").to_pylist()


def test_the_last_publication_is_kept_as_it_left(settings: Settings, folder: Path) -> None:
    last = last_publication(settings)
    assert last
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(folder).as_posix() for path in files} == {*last.sums, CHECKSUMS}
    assert all(last.content(path.relative_to(folder).as_posix()) == path.read_bytes() for path in files)
    described = tomllib.loads((Path(open_data.__file__).parent / "columns.toml").read_text(encoding="utf-8"))["table"]
    assert list(last.tables) == [table["name"] for table in described]
    assert last.rows("territory").num_rows == len(territories())
    assert not last.demonstration


def test_two_publications_of_one_state_are_the_same_bytes(settings: Settings, folder: Path, tmp_path: Path) -> None:
    again = publish(settings, tmp_path / "again")
    assert {path.relative_to(tmp_path / "again"): path.read_bytes() for path in again} == {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_checksums_are_those_of_every_file(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(digests) == set(paths) - {"SHA256SUMS"}
    assert all(hashlib.sha256(paths[name].read_bytes()).hexdigest() == digest for name, digest in digests.items())


def test_nothing_typed_by_a_person_leaves(settings: Settings, folder: Path) -> None:
    assert rows(settings, "from marts.meeting where chair is not null"), "le nom doit être dans l'entrepôt"
    assert rows(settings, "from marts.assessment where requests is not null")
    assert rows(settings, "from marts.action_change where change = 'dropped'")
    for path in folder.rglob("*"):
        assert SECRET_NAME not in path.name
        if path.suffix == ".parquet":
            assert SECRET_NAME not in str(pq.read_table(path).to_pylist())
        elif path.is_file():
            assert SECRET_NAME not in path.read_text(encoding="utf-8")
    assert [row["school_code"] for row in published(folder, "school_body")] == [None, "0480001R"]


def test_the_three_forms_say_the_same(folder: Path) -> None:
    for path in sorted((folder / "parquet").iterdir()):
        table = pq.read_table(path)
        plain = _read(folder / "csv" / f"{path.stem}.csv", ",", "utf-8")
        french = _read(folder / "csv-fr" / f"{path.stem}.csv", ";", "utf-8-sig")
        assert len(plain) == len(french) == table.num_rows
        assert all(list(line) == table.column_names for line in plain[:1])
        headers = _french_headers(folder, path.stem)
        numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
        for line, other, row in zip(plain, french, table.to_pylist(), strict=True):
            for name in numbers:
                assert (float(line[name]) if line[name] else None) == row[name]
                assert other[headers[name]] == line[name].replace(".", ",")
            for name in set(headers) - set(numbers):
                assert other[headers[name]] == _as_in_french(line[name])


def _as_in_french(plain: str) -> str:
    """« oui » and « non », and a moment, which the plain file says in UTC, as a clock in Paris says it."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", plain):
        return in_paris(datetime.fromisoformat(plain)).replace(tzinfo=None).isoformat()
    return {"true": "oui", "false": "non"}.get(plain, plain)


def test_the_schema_of_the_french_file_says_what_yes_and_no_are(folder: Path) -> None:
    pairs = [
        (field.get("trueValues"), field.get("falseValues"))
        for resource in _package(folder)["resources"]
        for field in resource["schema"]["fields"]
        if field["type"] == "boolean" and resource["path"].startswith("csv-fr/")
    ]
    assert len(pairs) > 5
    assert set(map(str, pairs)) == {"(['oui'], ['non'])"}
    lines = (folder / "csv-fr" / "report.csv").read_text(encoding="utf-8-sig")
    assert "heure de Paris" in json.dumps(_package(folder), ensure_ascii=False)
    assert not re.search(r";(true|false)\b", lines)


def _french_headers(folder: Path, table: str) -> dict[str, str]:
    """Of each plain column, the French header: its title, with « (code) » where a column of words stands under it."""
    schemas = {resource["path"]: resource["schema"] for resource in _package(folder)["resources"]}
    french = [field["name"] for field in schemas[f"csv-fr/{table}.csv"]["fields"]]
    titles = {field["name"]: typeset(field["title"]) for field in schemas[f"csv/{table}.csv"]["fields"]}
    return {name: f"{title} (code)" if f"{title} (code)" in french else title for name, title in titles.items()}


def _package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_is_valid_for_those_who_reuse_it(folder: Path) -> None:
    report = validate(str(folder / "datapackage.json"), limit_rows=600)  # of each table: enough for its types and keys
    assert report.valid, report.flatten(["title", "type", "message"])[:5]
    assert report.stats["tasks"] == 2 * len(list((folder / "parquet").iterdir())) + 1  # and the log of changes
    package = _package(folder)
    assert package["licenses"][0]["title"] == "Licence Ouverte 2.0"
    assert package["sources"]
    assert package["version"]
    for resource in package["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert len(set(names)) == len(names)
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


def test_a_portal_finds_every_file_of_data_once(folder: Path) -> None:
    dataset = json.loads((folder / "dcat.jsonld").read_text(encoding="utf-8"))
    addresses = [distribution["dcat:downloadURL"]["@id"] for distribution in dataset["dcat:distribution"]]
    wanted = {path for path in folder.glob("*/*.*") if path.parent.name in ("csv", "csv-fr", "parquet")}
    assert sorted(addresses) == sorted(path.relative_to(folder).as_posix() for path in wanted)
    package = _package(folder)
    assert dataset["dcat:version"] == package["version"]
    assert {distribution["dct:license"]["@id"] for distribution in dataset["dcat:distribution"]} == {
        package["licenses"][0]["path"]
    }
    prefixes = {key.partition(":")[0] for entry in (dataset, *dataset["dcat:distribution"]) for key in entry} - {
        "@context"
    }
    assert prefixes - {"@id", "@type"} <= set(dataset["@context"])


def test_frictionless_sees_a_key_that_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = copy / "csv" / "objective.csv"
    path.write_text(path.read_text(encoding="utf-8") + "99,77,Inventé,,\n", encoding="utf-8")
    package = _package(copy)
    names = ("axis", "objective", "territory", "indicator")
    package["resources"] = [resource for resource in package["resources"] if resource["name"] in names]
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    errors = validate(str(copy / "datapackage.json")).flatten(["title", "type"])
    assert sorted({title for title, _ in errors if "Key" in str(title)}) == ["ForeignKey Error"]


def test_the_french_form_says_the_names_and_the_words_of_codes(folder: Path) -> None:
    names = {territory.code: territory.name for territory in territories()}
    titles = {row["indicator_id"]: row["title"] for row in published(folder, "indicator")}
    lines = _read(folder / "csv-fr" / "indicator_progress.csv", ";", "utf-8-sig")
    assert lines
    for line in lines:
        assert line["Territoire"] == names[line["Code du territoire"]]
        assert line["Indicateur"] == titles[line["Code de l'indicateur"]]
    assert {line["Statut"] for line in lines if line["Statut (code)"] == "masked"} == {
        "Masqué par le secret statistique"
    }


def test_every_code_that_has_words_is_said_in_words(folder: Path) -> None:
    for path in (folder / "csv-fr").iterdir():
        for line in _read(path, ";", "utf-8-sig"):
            for header in [header for header in line if header.endswith(" (code)")]:
                assert not line[header] or line[header] != line[header.removesuffix(" (code)")], (path.name, header)


def test_text_is_text_in_the_workbook() -> None:
    columns = (Column("title", "string", "Texte.", "Intitulé"), Column("n", "number", "Nombre.", "Nombre"))
    lines = pa.table({"title": ["=1+1", "https://exemple.fr", None], "n": [1.5, None, 3.0]})
    table = Table("action", "Actions", (), columns, lines)
    content = workbook([table], "Essai", datetime(2026, 7, 1))  # noqa: DTZ001
    assert content == workbook([table], "Essai", datetime(2026, 7, 1))  # noqa: DTZ001
    sheet = load_workbook(io.BytesIO(content))["action"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Intitulé", "Nombre"], ["=1+1", 1.5], ["https://exemple.fr", None], [None, 3],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert sheet["A3"].hyperlink is None


def test_no_cell_of_a_csv_is_a_formula() -> None:
    """The title of an action may begin so, where titles leave."""
    columns = (Column("title", "string", "", "Intitulé"), Column("value", "number", "", "Valeur"))
    rows_of_it = pa.table({"title": ["=1+1", "@somme", "Plan"], "value": [-1.5, None, 2.0]})
    table = Table("action", "Actions", (), columns, rows_of_it)
    assert plain_csv(table).decode().splitlines()[1:] == ["'=1+1,-1.5", "'@somme,", "Plan,2"]
    assert french_csv(table).decode("utf-8-sig").splitlines()[1:] == ["'=1+1;-1,5", "'@somme;", "Plan;2"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.outputs.open_data.files.LAST_ROW", 3)
    lines = pa.table({"n": [1, 2, 3, 4, 5]})
    long, empty = "une_table_dont_le_nom_est_trop_long", lines.slice(0, 0)
    columns = (Column("n", "integer", "Nombre.", "Nombre"),)
    tables = [Table(name, "Table", (), columns, part) for name, part in ((long, lines), ("vide", empty))]
    book = load_workbook(io.BytesIO(workbook(tables, "Essai", datetime(2026, 7, 1))))  # noqa: DTZ001
    sheets = {sheet.title: [cell.value for cell in sheet["A"]] for sheet in book}
    assert sheets == {
        long[:31]: ["Nombre", 1, 2],
        f"{long[:27]} (2)": ["Nombre", 3, 4],
        f"{long[:27]} (3)": ["Nombre", 5],
        "vide": ["Nombre"],
    }


def _read(path: Path, delimiter: str, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=delimiter))


def test_schemas_describe_every_column_in_its_type(folder: Path) -> None:
    kinds = {
        "string": pa.types.is_string,
        "integer": pa.types.is_integer,
        "number": pa.types.is_floating,
        "boolean": pa.types.is_boolean,
        "date": pa.types.is_date,
        "datetime": pa.types.is_timestamp,
    }
    for path in (folder / "schemas").iterdir():
        schema = json.loads(path.read_text(encoding="utf-8"))
        table = pq.read_table(folder / "parquet" / f"{path.stem}.parquet")
        assert [field["name"] for field in schema["fields"]] == table.column_names
        assert all(field["description"].endswith(".") for field in schema["fields"])
        for field in schema["fields"]:
            assert kinds[field["type"]](table.schema.field(field["name"]).type), (path.stem, field["name"])
        key = schema.get("primaryKey", [])
        keys = [tuple(row[name] for name in key) for row in table.to_pylist()]
        assert not key or len(set(keys)) == len(keys)


def test_every_public_mart_is_there_whole(settings: Settings, folder: Path) -> None:
    for path in (folder / "parquet").iterdir():
        counted = rows(settings, f"select count(*) as n from marts.{path.stem}")[0]["n"]
        assert pq.read_table(path).num_rows == counted
    assert len(list((folder / "parquet").iterdir())) == 20


def test_figures_are_those_of_the_marts_where_they_are_not_masked(settings: Settings, folder: Path) -> None:
    names = ["numerator", "denominator", "value", "baseline", "progress", "projected_progress", "status"]
    key = ["campaign", "territory_code", "indicator_id"]
    marts = {tuple(row[name] for name in key): row for row in rows(settings, "from marts.indicator_progress")}
    figures = [row for row in published(folder, "indicator_progress") if not row["masked"]]
    assert 0 < len(figures) < len(marts)
    for row in figures:
        own = marts[tuple(row[name] for name in key)]
        assert [row[name] for name in names] == [own[name] for name in names]


def test_catalogue_and_readme_come_along(settings: Settings, folder: Path) -> None:
    assert tomllib.loads((folder / "catalogue" / "strategie.toml").read_text(encoding="utf-8"))
    assert len(list((folder / "catalogue" / "objectives").iterdir())) == 16
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert re.search("Édition du 1(er)? juillet 2026", readme)
    assert "Licence Ouverte 2.0" in readme
    assert "démonstration" not in readme.split("##")[0]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert all((folder / resource["path"]).is_file() for resource in package["resources"])


def test_demonstration_data_say_so_in_the_readme_and_in_file_names(demo_data: Settings, tmp_path: Path) -> None:
    files = publish(copied(demo_data, tmp_path / "data"), tmp_path / "demo")
    tables = [path for path in files if path.parent.name in ("csv", "csv-fr", "parquet", "schemas")]
    assert tables
    assert all(path.name.startswith("demonstration_") for path in tables)
    assert "Données de démonstration" in (tmp_path / "demo" / "README.md").read_text(encoding="utf-8")


def test_an_earlier_publication_is_replaced_and_nothing_else_is_touched(settings: Settings, tmp_path: Path) -> None:
    publish(settings, tmp_path)
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  csv/old.csv\n", encoding="utf-8")
    (tmp_path / "csv" / "old.csv").write_text("x", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("à moi", encoding="utf-8")
    publish(settings, tmp_path)
    assert not (tmp_path / "csv" / "old.csv").exists()
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "à moi"
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").touch()
    with pytest.raises(NotAPublication):
        publish(settings, other)


# Statistical secrecy


@pytest.mark.parametrize(
    ("label", "pupils"),
    [
        ("Élèves de 3e certifiés", True),
        ("Collégiens du public", True),
        ("Filles en NSI terminale", True),
        ("Notifications en cours", True),
        ("Écoles couvertes", False),
        ("Terminaux de moins de cinq ans en collège public", False),
        ("Enseignants", False),
        (None, False),
    ],
)
def test_labels_tell_which_counts_are_of_pupils(label: str | None, pupils: bool) -> None:
    assert counts_pupils(label) is pupils


def test_no_small_number_of_pupils_is_published(settings: Settings, folder: Path) -> None:
    small = rows(settings, "from marts.indicator_progress where indicator_id = 'O04-1' and numerator between 1 and 4")
    assert {row["territory_code"] for row in small} >= {"DEPT-60", "DEPT-976", "DEPT-35"}
    for row in published(folder, "indicator_progress"):
        if row["indicator_id"] in ("O04-1", "O03-3") and row["numerator"] is not None:
            for pupils in (row["numerator"], row["denominator"], row["denominator"] - row["numerator"]):
                assert pupils == 0 or pupils >= threshold()
    others = [row for row in published(folder, "indicator_progress") if row["indicator_id"] == "O01-3"]
    assert any(row["numerator"] == 3 for row in others), "trois établissements ne sont pas trois élèves"


def test_a_masked_figure_leaves_nothing_derived_from_it(folder: Path) -> None:
    every = published(folder, "indicator_progress")
    masked = [row for row in every if row["masked"]]
    assert masked
    for row in masked:
        assert row["status"] == "masked"
        assert row["progress"] is row["progress_raw"] is row["projected_progress"] is None
    started = {(r["territory_code"], r["indicator_id"]) for r in masked if r["campaign"] == "2022-2023"}
    assert all(r["baseline"] is None for r in every if (r["territory_code"], r["indicator_id"]) in started)
    hidden = {(row["campaign"], row["territory_code"]) for row in masked}
    for row in published(folder, "strategy_progress"):
        assert (row["progress"] is None) >= ((row["campaign"], row["territory_code"]) in hidden)
    behind = {(row["campaign"], row["territory_code"], row["objective_id"]) for row in masked}
    for row in published(folder, "objective_progress"):
        key = (row["campaign"], row["territory_code"], row["objective_id"])
        assert row["masked"] is (key in behind)
        assert row["progress"] is None or key not in behind
    for row in published(folder, "provenance"):
        assert row["indicator_id"] != "O04-1" or row["numerator"] is None


def test_no_subtraction_gives_back_a_masked_figure(settings: Settings, folder: Path) -> None:
    figures = defaultdict(dict)
    for row in published(folder, "indicator_progress"):
        if row["indicator_id"] in ("O04-1", "O03-3") and row["basis"] is not None:
            figures[row["campaign"], row["indicator_id"]][row["territory_code"]] = row["numerator"]
    assert any(None in cells.values() for cells in figures.values())
    for cells in figures.values():
        assert determined(cells) == set()


def determined(cells: dict[str, float | None]) -> set[str]:
    """The hidden cells that the sums (a territory is the sum of those just beneath it) fix: a column of the system
    that its other columns do not span."""
    hidden = [code for code, value in cells.items() if value is None]
    sums = set(cells) & {PARENTS[code] for code in cells}
    system = np.array(
        [
            [1.0 if code == total else -1.0 if PARENTS[code] == total else 0.0 for code in hidden]
            for total in sorted(sums)
        ]
    ).reshape(len(sums), len(hidden))
    rank = np.linalg.matrix_rank(system) if hidden and sums else 0
    return {
        code
        for place, code in enumerate(hidden)
        if rank > (np.linalg.matrix_rank(np.delete(system, place, axis=1)) if len(hidden) > 1 else 0)
    }


def test_the_test_itself_sees_an_open_subtraction() -> None:
    assert determined({"ACA-20": 10.0, "DEPT-02": None, "DEPT-60": 5.0, "DEPT-80": 2.0}) == {"DEPT-02"}
    assert determined({"ACA-20": 10.0, "DEPT-02": None, "DEPT-60": None, "DEPT-80": 2.0}) == set()
    assert determined({"ACA-20": None, "DEPT-02": 3.0, "DEPT-60": 5.0, "DEPT-80": 2.0}) == {"ACA-20"}


COUNTS = st.one_of(st.none(), st.integers(0, 6), st.integers(0, 300))


@pytest.mark.proof
@settings_of_hypothesis(max_examples=40)
@given(st.lists(st.tuples(COUNTS, st.integers(0, 12)), min_size=101, max_size=101))
def test_masking_holds_whatever_the_counts(counts: list[tuple[int | None, int]]) -> None:
    departments = [territory.code for territory in territories() if territory.level == "department"]
    leaves = {
        code: (number, number + rest)
        for code, (number, rest) in zip(departments, counts, strict=True)
        if number is not None
    }
    figures = rolled_up(leaves)
    masked = masked_figures(figures)
    for code, (numerator, denominator) in figures.items():
        for pupils in (numerator, denominator, denominator - numerator):
            assert code in masked or pupils == 0 or pupils >= threshold()
    assert determined({code: None if code in masked else 1.0 for code in figures}) == set()
    for total in figures.keys() - masked:
        together = [figures[code] for code in masked if PARENTS[code] == total]
        for pupils in (sum(n for n, _ in together), sum(d for _, d in together), sum(d - n for n, d in together)):
            assert pupils == 0 or pupils >= threshold()
    assert masked or all(n == 0 or n >= 5 for n, _ in figures.values())


def test_what_is_large_is_never_masked() -> None:
    leaves = {territory.code: (50, 100) for territory in territories() if territory.level == "department"}
    assert masked_figures(rolled_up(leaves)) == set()


def rolled_up(leaves: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    figures: dict[str, tuple[int, int]] = dict(leaves)
    for level in ("academy", "region", "national"):
        for territory in territories():
            beneath = [figures[code] for code in figures if PARENTS[code] == territory.code]
            if territory.level == level and beneath:
                figures[territory.code] = (sum(n for n, _ in beneath), sum(d for _, d in beneath))
    return figures


def masked_figures(figures: dict[str, tuple[int, int]]) -> set[str]:
    with duckdb.connect() as connection:
        _register(connection, "territory", [{"territory_code": c, "parent_code": p} for c, p in PARENTS.items()])
        labels = {"numerator_label": "Élèves certifiés", "denominator_label": "Élèves"}
        _register(connection, "indicator", [{"indicator_id": "X", "baseline_campaign": "2022-2023", **labels}])
        row = {"campaign": "2025-2026", "indicator_id": "X", "objective_id": 1, "axis_id": 1, "value": 1.0}
        nothing = {**row, "territory_code": "NAT-FR", "numerator": None, "denominator": None}
        lines = [
            {**row, "territory_code": code, "numerator": float(n), "denominator": float(d)}
            for code, (n, d) in figures.items()
        ]
        _register(connection, "indicator_progress", lines or [nothing])
        mask(connection)
        return {code for (code,) in connection.execute("select territory_code from masked").fetchall()}


def _register(connection: duckdb.DuckDBPyConnection, name: str, lines: Iterable[dict[str, Any]]) -> None:
    connection.register(name, pa.Table.from_pylist(list(lines)))


def test_the_catalogue_that_is_copied_is_the_one_of_the_settings(folder: Path) -> None:
    assert (folder / "catalogue" / "strategie.toml").read_bytes() == (PACKAGED / "strategie.toml").read_bytes()


def test_titles_of_actions_leave_only_where_a_setting_says_so(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publications = {}
    for value in ("off", "on"):
        monkeypatch.setenv("PILOTAGE_OPEN_TITLES", value)
        folder = tmp_path / value
        publish(settings, folder)
        [header, *lines] = csv.reader(next(folder.glob("csv/*action.csv")).read_text("utf-8-sig").splitlines())
        publications[value] = (header, lines, (folder / "README.md").read_text(encoding="utf-8"))
    assert "title" not in publications["off"][0]
    assert publications["on"][0] == [*publications["off"][0], "title"]
    assert [line[:-1] for line in publications["on"][1]] == publications["off"][1]
    assert any(line[-1] for line in publications["on"][1])
    assert "hors les intitulés des actions" in publications["on"][2]
    assert "hors les intitulés" not in publications["off"][2]
