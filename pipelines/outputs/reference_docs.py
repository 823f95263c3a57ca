"""Pages and schemas that are generated, so that they never differ from the code: checks, settings, public tables, and
tables one may send, ours and official ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indicators.typography import typeset
from indicators.words import words
from pipelines.ingest.report_format import Field, Section, report_format
from pipelines.options import variables
from pipelines.outputs.table_docs import table_pages
from pipelines.warehouse.mart_columns import Column, Mart, marts
from pipelines.warehouse.reference import messages

ROOT = Path(__file__).parents[2]
CHECKS_PAGE = Path("docs") / "controles.md"
MARTS_PAGE = Path("docs") / "marts.md"
MARTS_INTRODUCTION = Path(__file__).parent / "marts_introduction.md"
SETTINGS_PAGE = Path("docs") / "reglages.md"
SCHEMAS = Path("docs") / "schemas"
_SEVERITIES = ("refusal", "error", "warning")
_COLUMNS = ("problem", "advice", "example")
_PLACEHOLDERS = {"{read}": "…", "{detail}": "…"}


def documents() -> dict[Path, str]:
    """Path from the root of the project → content."""
    schemas = {SCHEMAS / f"{kind.id}.json": _schema(kind) for kind in report_format().tables.values()}
    pages = {CHECKS_PAGE: checks_page(), MARTS_PAGE: marts_page(), SETTINGS_PAGE: settings_page()}
    return {**pages, **schemas, **table_pages()}


def checks_page() -> str:
    """The page of all the checks, by severity."""
    lines = ["# Ce que l'outil contrôle", "", _INTRODUCTION, ""]
    for severity in _SEVERITIES:
        lines += [f"## {words()['severity'][severity]}", "", _EFFECTS[severity], ""]
        lines += ["| Code | Ce qui ne va pas | Que faire | Par exemple |", "| --- | --- | --- | --- |"]
        rows = sorted((code, message) for code, message in messages().items() if message["severity"] == severity)
        lines += [
            f"| `{code}` | " + " | ".join(_shown(message[key]) for key in _COLUMNS) + " |" for code, message in rows
        ]
        lines.append("")
    return "\n".join(lines)


def settings_page() -> str:
    """The page of the PILOTAGE_* variables, in the order of the model."""
    lines = ["# Réglages", "", _SETTINGS_INTRODUCTION, ""]
    lines += ["| Variable | Ce qu'elle change | Unité | Par défaut |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(typeset(cell) for cell in row)} |" for row in variables()]
    return "\n".join([*lines, ""])


_INTRODUCTION = typeset(
    "Cette page est écrite par `make docs` à partir des messages de l'outil ; ne la corrigez pas à la main. "
    "« … » tient la place de ce qui a été lu."
)
_SETTINGS_INTRODUCTION = typeset(
    "Cette page est écrite par `make docs` à partir de `pipelines/options.py` ; ne la corrigez pas à la main. "
    "Tous les réglages se lisent dans l'environnement. Une variable vide est comme absente ; une valeur fausse arrête "
    "la commande ou le démarrage, avec une phrase qui dit laquelle et quoi écrire. Un secret n'est jamais réécrit."
)
_EFFECTS = {
    "refusal": "Le fichier entier est conservé mais n'est pas compté.",
    "error": "La ligne est mise de côté ; les autres lignes comptent.",
    "warning": "Un doute : la valeur compte.",
}


def marts_page() -> str:
    """The page of the public tables, by subject, column by column."""
    lines = typeset(MARTS_INTRODUCTION.read_text(encoding="utf-8")).splitlines()
    for subject, title in _SUBJECTS.items():
        lines += ["", f"## {title}"]
        for mart in marts().values():
            lines += _mart(mart) if mart.subject == subject else []
    return "\n".join(lines) + "\n"


_SUBJECTS = {
    "catalogue": "Ce dont parlent les chiffres",
    "results": "Les chiffres",
    "collection": "Ce qui a été reçu",
    "sheets": "Ce que les comités écrivent à côté de leurs chiffres",
    "schools": "Les établissements",
}


def _mart(mart: Mart) -> list[str]:
    """A public table: what a row is, then its columns, in French and in English."""
    sentence = f"{mart.title.fr} : {mart.grain.fr}. {mart.note.fr if mart.note else ''}".strip()
    key = f" Clé : {', '.join(f'`{name}`' for name in mart.key)}." if mart.key else ""
    head = ["| Colonne | Type | Unité | Ce qu'elle dit | In English | En-tête des classeurs |", "| --- " * 6 + "|"]
    return ["", f"### `{mart.name}`", "", typeset(sentence + key), "", *head, *map(_mart_column, mart.columns)]


def _mart_column(column: Column) -> str:
    unit = column.unit.fr if column.unit else ""
    cells = [f"`{column.name}`", column.type, unit, typeset(column.fr), column.en, typeset(column.header or "")]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _shown(text: str) -> str:
    for placeholder, example in _PLACEHOLDERS.items():
        text = text.replace(placeholder, example)
    return typeset(text).replace("|", "\\|")


def _schema(kind: Section) -> str:
    """A Table Schema of one kind of table, for those who want to check a file before they send it."""
    schema = {
        "name": kind.id,
        "title": words()["table_kind"][kind.id],
        "fields": [_schema_field(field, field.id in kind.required) for field in kind.fields],
        "missingValues": [""],
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _schema_field(field: Field, required: bool) -> dict[str, Any]:
    described = {"name": field.header, "type": "string", "description": typeset(field.description or "")}
    constraints: dict[str, Any] = {"required": True} if required else {}
    if field.pattern:
        constraints["pattern"] = field.pattern
    if field.list:
        constraints["enum"] = list(report_format().words[field.list])
    return described | ({"constraints": constraints} if constraints else {})


def main() -> None:
    """Writes the generated documents into the project."""
    for path, content in documents().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
