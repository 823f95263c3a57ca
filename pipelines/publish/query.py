"""The queries of sql/publish, each with those of the parameters that it names."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).parent.parent / "sql" / "publish"


@lru_cache(maxsize=64)
def _text(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def query(name: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of a query and its parameters, taken from `given`."""
    sql = _text(name)
    return sql, {key: given[key] for key in set(re.findall(r"\$(\w+)", sql))}
