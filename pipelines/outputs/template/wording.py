"""The words of the template, from words.toml, with French spacing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import typeset


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """Group → key → text."""
    return _typeset(toml_beside(__file__, "words.toml"))


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typeset(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typeset(item) for item in value]
    return typeset(value) if isinstance(value, str) else value


def quoted(text: str) -> str:
    """The text as a literal of a workbook formula."""
    return '"' + text.replace('"', '""') + '"'
