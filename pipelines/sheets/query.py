"""The queries that only fiches need, in sql/sheets; the others are those of the exports."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.settings import Settings
from pipelines.warehouse import read

QUERIES = Path(__file__).parent.parent / "sql" / "sheets"


@lru_cache(maxsize=8)
def _text(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def rows_of(settings: Settings, name: str, **parameters: object) -> list[dict[str, Any]]:
    """The rows of sql/sheets/`name`.sql."""
    return read(settings, _text(name), parameters).to_pylist()
