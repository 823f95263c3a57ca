"""The TOML file that stands beside a module, with its words or its policy: read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def toml_beside(module: str, name: str) -> dict[str, Any]:
    """The content of the file `name` in the folder of a module: `toml_beside(__file__, "words.toml")`.

    Shared by all who ask: to be read, not changed."""
    return tomllib.loads((Path(module).parent / name).read_text(encoding="utf-8"))
