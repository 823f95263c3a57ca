"""Writes the open data into a folder: tables, catalogue, schemas, a README and checksums, always the same bytes."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from indicators.typography import day, percent, typeset
from indicators.words import words
from pipelines.errors import NotAPublication
from pipelines.outputs.open_data.changes import Changes, changes
from pipelines.outputs.open_data.earlier import earlier
from pipelines.outputs.open_data.files import (
    FRENCH,
    french_csv,
    json_bytes,
    parquet,
    plain_csv,
    table_schema,
    workbook,
)
from pipelines.outputs.open_data.french import french
from pipelines.outputs.open_data.served import CHECKSUMS, keep_files
from pipelines.outputs.open_data.tables import Table, publication, titles_leave
from pipelines.settings import Settings
from pipelines.store.lock import only_one
from pipelines.store.publication_log import keep
from pipelines.warehouse.builds import mart, of_one_build, rows
from pipelines.warehouse.definitions import definitions
from pipelines.warehouse.disclosure import threshold

_LOG = logging.getLogger("pilotage.publish")
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
}
PUBLISHER = "Ministère de l'éducation nationale, direction du numérique pour l'éducation"
# Folders of tables, and the media type of their files.
MEDIA = {
    "csv": "text/csv",
    "csv-fr": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SOURCES = [
    {"title": "Comptes rendus annuels des comités départementaux, régionaux et national de la stratégie"},
    {"title": "Tableaux des systèmes d'information nationaux"},
    {
        "title": "Définitions de la stratégie : axes, objectifs, indicateurs, valeurs initiales et cibles",
        "path": "catalogue/strategie.toml",
    },
]
README = Path(__file__).parent / "readme.md"


@of_one_build
def publish(
    settings: Settings,
    folder: Path,
    with_workbook: bool = False,
    before: Sequence[Path] = (),
    say: Callable[[str], object] = _LOG.warning,
) -> list[Path]:
    """Writes the publication of the current build and returns its files; an earlier one in `folder` is replaced.

    The last one is kept in the data folder too: the site gives it as it left. `with_workbook` adds all the tables as
    one workbook, which takes longer to write than all the rest. `before` are folders of publications that the log does
    not know; `say` is told what could not be compared.
    Raises NoWarehouse, OtherDefinitions, WouldReveal, and NotAPublication where `folder` holds other files."""
    facts = rows(settings, "publish", "edition")[0]
    with only_one(settings.publications):
        past = earlier(settings, [folder, *before])
        for sentence in past.warnings:
            say(sentence)
        unlogged = past.unlogged(mart(settings, "indicator_progress"))
        tables, counts = publication(settings, lambda new: past.to_mask(new, unlogged))
        changed = changes(folder, before, tables, facts, mart(settings, "indicator").to_pylist())
        files = _files(settings, facts, tables, with_workbook, changed)
        files[CHECKSUMS] = _checksums(files)
        _make_room(folder)
        for version, old in unlogged:  # their folder may be replaced now
            keep(settings, version, old)
        keep(settings, facts["content_digest"], counts)  # before a file is out: what is recorded is never too little
        keep_files(settings, files)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in files]


def _files(
    settings: Settings, facts: dict[str, Any], tables: list[Table], with_workbook: bool, changed: Changes
) -> dict[str, bytes]:
    prefix = "demonstration_" if facts["demonstration"] else ""
    files: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
    translated = french(tables)
    for table, in_french in zip(tables, translated, strict=True):
        name = prefix + table.name
        files[f"csv/{name}.csv"] = plain_csv(table)
        files[f"csv-fr/{name}.csv"] = french_csv(in_french)
        files[f"parquet/{name}.parquet"] = parquet(table)
        files[f"schemas/{name}.json"] = json_bytes(table_schema(table))
        resources += _resources(table, in_french, prefix)
    resources.append(changed.resource())
    files |= changed.files
    if with_workbook:
        title = _marked(facts, facts["strategy"])
        files[f"xlsx/{prefix}donnees-ouvertes.xlsx"] = workbook(translated, title, facts["built_at"])
    files |= _catalogue(definitions(settings))
    files["datapackage.json"] = json_bytes(_package(facts, resources))
    files["dcat.jsonld"] = json_bytes(_dcat(facts, sorted(files)))
    files["README.md"] = _readme(facts, tables).encode("utf-8")
    return files


def _resources(table: Table, in_french: Table, prefix: str) -> list[dict[str, Any]]:
    common = {"title": table.title, "profile": "tabular-data-resource", "encoding": "utf-8", "format": "csv"}
    name, slug = prefix + table.name, _slug(prefix + table.name)
    linked = _foreign_keys(table, prefix)
    dialect = {"delimiter": FRENCH.delimiter}
    return [
        {"name": slug, "path": f"csv/{name}.csv", **common, "schema": table_schema(table) | linked},
        {
            "name": f"{slug}-fr",
            "path": f"csv-fr/{name}.csv",
            **common,
            "dialect": dialect,
            "schema": table_schema(in_french, FRENCH),
        },
    ]


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _foreign_keys(table: Table, prefix: str) -> dict[str, Any]:
    """Which columns hold the key of another row, of this table (whose name is then empty) or of another."""
    keys = {"territory": "territory_code", "indicator": "indicator_id", "objective": "objective_id", "axis": "axis_id"}
    keys |= {"report": "source_sha256"}
    foreign_keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.of == table.name else _slug(prefix + column.of),
                "fields": [keys[column.of]],
            },
        }
        for column in table.columns
        if column.of and (column.name,) != table.key
    ]
    return {"foreignKeys": foreign_keys} if foreign_keys else {}


def _package(facts: dict[str, Any], resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "pilotage-numerique-educatif",
        "title": _marked(facts, facts["strategy"]),
        "description": typeset(
            "Avancement de la stratégie par territoire, indicateur, objectif et axe, jusqu'aux cellules des "
            f"comptes rendus. Édition du {day(facts['built_at'])}."
        ),
        "version": facts["content_digest"][:12],
        "created": f"{facts['built_at'].isoformat()}Z",
        "keywords": ["éducation", "numérique éducatif", "politiques publiques", "indicateurs"],
        "licenses": [LICENCE],
        "sources": SOURCES,
        "resources": resources,
    }


def _dcat(facts: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The data set as a portal harvests it (DCAT 2, in JSON-LD); addresses are relative to where the folder stands."""
    package = _package(facts, [])
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": "./",
        "@type": "dcat:Dataset",
        "dct:identifier": package["name"],
        "dct:title": {"@language": "fr", "@value": package["title"]},
        "dct:description": {"@language": "fr", "@value": package["description"]},
        "dct:language": "fr",
        "dct:issued": {"@type": "xsd:dateTime", "@value": package["created"]},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": PUBLISHER},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/FRA"},
        "dcat:version": package["version"],
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/EDUC"},
        "dcat:keyword": [{"@language": "fr", "@value": word} for word in package["keywords"]],
        "dcat:distribution": [_distribution(name) for name in names if name.partition("/")[0] in MEDIA],
    }


def _distribution(name: str) -> dict[str, Any]:
    folder, _, file = name.partition("/")
    return {
        "@type": "dcat:Distribution",
        "dct:title": f"{file} ({folder})",
        "dcat:downloadURL": {"@id": name},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[folder]}"},
        "dct:license": {"@id": LICENCE["path"]},
        "dct:conformsTo": {"@id": "datapackage.json"},
    }


def _catalogue(folder: Path) -> dict[str, bytes]:
    """The definitions, as they are written."""
    paths = [folder / "strategie.toml", *sorted((folder / "objectives").glob("*.toml"))]
    return {f"catalogue/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}


def _readme(facts: dict[str, Any], tables: list[Table]) -> str:
    mark = words()["demonstration"]
    rows = [f"| `{table.name}` | {table.title} | {table.rows.num_rows} |" for table in tables]
    return typeset(
        README.read_text(encoding="utf-8").format(
            strategy=facts["strategy"],
            warning=f"\n> **{mark['banner']}.** {mark['explanation']}\n" if facts["demonstration"] else "",
            footer=f"\n{mark['banner']} : ne pas citer.\n" if facts["demonstration"] else "",
            edition=day(facts["built_at"]),
            campaigns=", ".join(facts["campaigns"]) or "aucune",
            coverage=percent(100 * facts["coverage_threshold"], 0),
            largest=threshold() - 1,
            titles=", hors les intitulés des actions" if titles_leave() else "",
            checksums=CHECKSUMS,
            tables="\n".join(["| Table | Contenu | Lignes |", "| --- | --- | ---: |", *rows]),
        )
    )


def _marked(facts: dict[str, Any], text: str) -> str:
    return f"{text} ({words()['demonstration']['banner'].lower()})" if facts["demonstration"] else text


def _checksums(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _make_room(folder: Path) -> None:
    """Removes the files of the publication that stands there, and nothing else."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    before = folder / CHECKSUMS
    if not before.is_file():
        raise NotAPublication(folder)
    for line in before.read_text(encoding="utf-8").splitlines():
        path = (folder / line.partition("  ")[2]).resolve()
        if path.is_relative_to(folder.resolve()):
            path.unlink(missing_ok=True)
    before.unlink()
