"""The short pages of the gate: signing in and out, no access yet, refused, too many, and incidents."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse

from indicators.typography import typeset

_TEXTS = Path(__file__).parents[1] / "texts"


def page(
    name: str,
    status: int = 200,
    to: str = "",
    note: str = "",
    headers: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
) -> HTMLResponse:
    """The page of texts/identity.toml, with where its link leads unless it says so itself, and one more sentence;
    `values` stand where its sentences name them."""
    wording = _words()[name]
    target = escape(to or wording.get("to", ""), quote=True)
    sentences = [sentence.format(**values) if values else sentence for sentence in wording["text"]]
    parts = [f"<p>{escape(typeset(paragraph))}</p>" for paragraph in (*sentences, *([note] if note else []))]
    if "link" in wording:
        parts.append(f'<p><a class="action" href="{target}">{escape(typeset(wording["link"]))}</a></p>')
    if "button" in wording:
        button = f'<button class="action">{escape(typeset(wording["button"]))}</button>'
        parts.append(f'<form method="post" action="{target}">{button}</form>')
    title = escape(typeset(wording["title"]))
    return HTMLResponse(_shell().substitute(title=title, content="\n".join(parts)), status, headers)


def problem(name: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """The answer to a program: the words of a page without its links, as RFC 9457 writes what goes wrong."""
    wording = _words()[name]
    detail = typeset(" ".join(wording["text"]))
    body = {"type": "about:blank", "title": typeset(wording["title"]), "status": status, "detail": detail}
    return JSONResponse(body, status, headers, "application/problem+json")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((_TEXTS / "identity.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _shell() -> Template:
    return Template((_TEXTS / "identity_page.html").read_text(encoding="utf-8"))
