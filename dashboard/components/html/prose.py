"""Pages of words: the sections of a file of texts, with the values that the strategy gives."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.layout import shell

TEXTS = Path(__file__).parents[2] / "texts"


@lru_cache(maxsize=8)
def read(name: str) -> dict[str, Any]:
    """The content of texts/`name`.toml."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def sections(name: str, **values: str) -> Html:
    """Every section of a text: its title, its paragraphs, its list, and what follows the list."""
    return join(_section(section, values) for section in read(name)["section"])


def _section(section: dict[str, Any], values: dict[str, str]) -> Html:
    points = join(tag("li", point.format(**values)) for point in section.get("points", ()))
    return tag(
        "section",
        shell.heading(section["title"]),
        join(tag("p", text.format(**values)) for text in section.get("paragraphs", ())),
        tag("ol" if section.get("ordered") else "ul", points) if points else "",
        join(tag("p", text.format(**values)) for text in section.get("after", ())),
        class_="prose",
    )
