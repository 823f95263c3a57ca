"""What the door says of itself to programs: OpenAPI, in French, its columns those of the dictionary of the marts.

Apart: a table or a column that is added to the dictionary is described here without a line of code."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dashboard.api.answers import FORMS, MOST
from dashboard.api.problems import MEDIA
from indicators.typography import number, typeset
from pipelines.warehouse.mart_columns import Column, Mart, marts

TITLE, VERSION = "Pilotage du numérique éducatif : porte des programmes", "1"
TEXT = typeset(
    "Porte en lecture seule. « tables » donne le calcul présent ou une édition, dans la limite de ce que le compte "
    "voit sur les pages ; « ouvertes » donne la dernière publication des données ouvertes, la même pour tous. Un "
    "filtre ou un code inconnu n'est jamais ignoré : la réponse dit ce qui existe. Une réponse porte "
    f"{number(MOST)} lignes au plus ; au-delà, « limite » et « depuis » lisent par morceaux, et l'en-tête Link donne "
    "le suivant. Dans un CSV, un texte qui commence comme une formule est précédé d'une apostrophe ; JSON et Parquet "
    "le donnent tel quel."
)
# The JSON form of each SQL type.
TYPES: dict[str, dict[str, Any]] = {
    "BIGINT": {"type": ["integer", "null"]},
    "INTEGER": {"type": ["integer", "null"]},
    "DOUBLE": {"type": ["number", "null"]},
    "BOOLEAN": {"type": ["boolean", "null"]},
    "VARCHAR": {"type": ["string", "null"]},
    "DATE": {"type": ["string", "null"], "format": "date"},
    "TIMESTAMP": {"type": ["string", "null"]},
    "VARCHAR[]": {"type": ["array", "null"], "items": {"type": "string"}},
}
_PROBLEM = {"$ref": "#/components/schemas/Probleme"}
_ROWS = {"$ref": "#/components/schemas/Reponse"}
_REFUSED = {
    304: "Rien de neuf depuis l'ETag donné.",
    404: "La table, l'édition ou le code n'existe pas, ou pas dans ce que le compte voit.",
    413: "Plus de lignes qu'une réponse n'en porte.",
    422: "Un paramètre inconnu, ou qui n'est pas ce qu'il doit être.",
    429: "Trop de demandes en une minute : Retry-After dit quand reprendre.",
}


def _content(status: int) -> dict[str, Any]:
    return {} if status == 304 else {"content": {MEDIA: {"schema": _PROBLEM}}}


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Les lignes, dans la forme demandée.",
        "content": {
            "application/json": {"schema": _ROWS},
            **{form.media.partition(";")[0]: {} for name, form in FORMS.items() if name != "json"},
        },
    },
    **{status: {"description": typeset(text), **_content(status)} for status, text in _REFUSED.items()},
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "Le fichier, octet pour octet."},
    **{status: ANSWERS[status] for status in (304, 404, 422, 429)},
}
_BODY = {
    "table": {"type": "string", "enum": []},
    "titre": {"type": "string"},
    "source": {"type": "string", "enum": ["calcul", "données ouvertes"]},
    "du": {"type": "string", "format": "date-time"},
    "empreinte": {"type": "string"},
    "edition": {"type": ["string", "null"]},
    "demonstration": {"type": "boolean", "description": "Vrai quand les données sont inventées."},
    "avertissement": {"type": ["string", "null"]},
    "licence": {"type": "string"},
    "total": {"type": "integer", "description": "Lignes qui répondent aux filtres."},
    "depuis": {"type": "integer"},
    "suivant": {"type": ["integer", "null"], "description": "Où commence la suite ; vide après la dernière ligne."},
}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The description, its tables added to what the routes say of themselves."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, servers=app.servers
        )
        schema["components"] = {"schemas": {"Probleme": _problem(), "Reponse": _answer(), **_tables()}}
        app.openapi_schema = schema
    return app.openapi_schema


def name_of(mart: str) -> str:
    """The name of what describes a row of a table."""
    return f"Ligne_{mart}"


def _tables() -> dict[str, Any]:
    return {name_of(mart.name): _row(mart) for mart in marts().values()}


def _row(mart: Mart) -> dict[str, Any]:
    note = mart.note.fr if mart.note else ""
    return {
        "type": "object",
        "title": mart.name,
        "description": typeset(f"{mart.title.fr} : {mart.grain.fr}. {note}".strip()),
        "properties": {column.name: TYPES[column.type] | {"description": _said(column)} for column in mart.columns},
        "required": [column.name for column in mart.columns],
    }


def _said(column: Column) -> str:
    return typeset(f"{column.fr} Unité : {column.unit.fr}." if column.unit else column.fr)


def _answer() -> dict[str, Any]:
    rows = [{"$ref": f"#/components/schemas/{name_of(name)}"} for name in marts()]
    properties = {name: _typeset(schema) for name, schema in _BODY.items()} | {
        "table": {"type": "string", "enum": sorted(marts())},
        "lignes": {
            "type": "array",
            "items": {"anyOf": [*rows, {"type": "object"}]},
            "description": typeset("Les colonnes de « tables » ; « ouvertes » n'en publie qu'une partie."),
        },
    }
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _typeset(schema: dict[str, Any]) -> dict[str, Any]:
    return schema | ({"description": typeset(schema["description"])} if "description" in schema else {})


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "Ce qui ne va pas, en une phrase qui dit ce qui existe (RFC 9457).",
        "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text},
        "required": ["detail", "status", "title", "type"],
    }
