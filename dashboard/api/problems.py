"""What a program is told when it gets no table: a sentence in French that says what exists, as `problem+json`.

Apart: routes raise it, the application around them answers with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from indicators.typography import number, typeset
from pipelines.errors import NotPublished, NoWarehouse, PilotageError

MEDIA = "application/problem+json"
TITLES = {
    404: "Cela n'existe pas",
    405: "Cette porte ne fait que lire",
    413: "La table est trop longue pour une réponse",
    422: "La demande n'est pas comprise",
    429: "Trop de demandes à la fois",
    503: "La donnée n'est pas lisible pour l'instant",
}
# What is to be written in place of a parameter that is not a number, or not in its bounds.
EXPECTED = {
    "objectif": "le numéro d'un objectif de la stratégie, par exemple 4",
    "format": "json, csv, csv-fr, parquet ou xlsx",
    "limite": "un nombre de lignes, de 1 à {most}",
    "depuis": "le rang de la première ligne voulue, à partir de 0",
}
_LISTED, _LONGEST = 30, 60


class Problem(PilotageError):
    """An answer that is not a table: its status and its sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(typeset(detail))
        self.status = status


def answer(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer, as RFC 9457 writes it."""
    body = {"type": "about:blank", "title": typeset(TITLES[status]), "status": status, "detail": detail}
    return JSONResponse(body, status, dict(headers or {}), MEDIA)


def unknown(what: str, text: str, codes: Iterable[Any], status: int = 404) -> Problem:
    """The problem of a code that does not exist: what was asked for, and what exists."""
    alike = text[:3].upper()
    names = sorted((str(code) for code in codes), key=lambda name: not name.startswith(alike))  # the likely ones first
    more = f", et {len(names) - _LISTED} autres" if len(names) > _LISTED else ""
    exist = f"Existent : {', '.join(names[:_LISTED])}{more}" if names else "Il n'en existe pas encore"
    missing = "n'existe pas, ou pas dans ce que vous voyez" if status == 404 else "n'est pas connu ici"
    return Problem(status, f"{what} « {text[:_LONGEST]} » {missing}. {exist}.")


def of_failure(request: Request, failure: Exception) -> JSONResponse:
    """Of any failure that is told as it is."""
    assert isinstance(failure, PilotageError)
    status = 404 if isinstance(failure, NotPublished | NoWarehouse) else 503
    return answer(failure.status if isinstance(failure, Problem) else status, str(failure))


def of_values(most: int, failure: RequestValidationError) -> JSONResponse:
    """Of parameters that are not what they should be: what to write instead."""
    sentences = []
    for error in failure.errors():
        name = str(error["loc"][-1])
        expected = EXPECTED.get(name, "autre chose").format(most=number(most))
        sentences.append(f"« {name} » vaut « {str(error.get('input', ''))[:_LONGEST]} » : il attend {expected}.")
    return answer(422, typeset(" ".join(sentences)))


def of_address(path: str, status: int, headers: Mapping[str, str] | None) -> JSONResponse:
    """Of an address that leads nowhere, or of a method that is not one of reading."""
    if status == 405:
        return answer(405, typeset("Seuls GET et HEAD sont compris : rien ne s'écrit par ici."), headers)
    addresses = "/api/v1/ (ce qu'il y a), /api/v1/tables/{table}, /api/v1/ouvertes/{table}, /api/v1/openapi.json"
    return answer(404, typeset(f"« {path[:_LONGEST]} » ne mène à rien. Les adresses : {addresses}."), headers)
