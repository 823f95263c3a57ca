"""The words of the template, from words.toml, with French spacing."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from indicators.typography import typeset

WORDS = Path(__file__).parent / "words.toml"


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """Group → key → text."""
    return _typeset(tomllib.loads(WORDS.read_text(encoding="utf-8")))


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typeset(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typeset(one) for one in value]
    return typeset(value) if isinstance(value, str) else value


def quoted(text: str) -> str:
    """The text as a literal of a workbook formula."""
    return '"' + text.replace('"', '""') + '"'
