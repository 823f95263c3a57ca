"""The words of the field as people read them, from words.toml: one French word for each code of the marts."""

from __future__ import annotations

from indicators.toml_file import toml_beside


def words() -> dict[str, dict[str, str]]:
    """Group (`status`, `basis`, `level`…) → code → French word."""
    return toml_beside(__file__, "words.toml")
