"""Chance that is always the same: one stream of numbers for each thing named, so that adding one moves no other."""

from __future__ import annotations

import random
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


def stream(seed: int, *names: object) -> random.Random:
    """A stream of numbers for what `names` say (a territory, an indicator…): the same for the same seed, anywhere."""
    return random.Random("|".join(str(one) for one in (seed, *names)))


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """What demonstration reports say in words."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def sizes() -> dict[str, Any]:
    """How large denominators are, by the words of their labels."""
    return tomllib.loads((Path(__file__).parent / "sizes.toml").read_text(encoding="utf-8"))
