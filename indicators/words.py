"""The words of the field as people read them, from words.toml: one French word for each code of the marts."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Group (`status`, `basis`, `level`…) → code → French word."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
