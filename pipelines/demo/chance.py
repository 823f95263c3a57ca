"""Chance that is always the same: one stream of numbers for each thing named, so that adding one moves no other."""

from __future__ import annotations

import random
from typing import Any

from indicators.toml_file import toml_beside


def stream(seed: int, *names: object) -> random.Random:
    """A stream of numbers for what `names` say (a territory, an indicator…): the same for the same seed, anywhere."""
    return random.Random("|".join(str(name) for name in (seed, *names)))


def phrases() -> dict[str, Any]:
    """The phrases of demonstration reports."""
    return toml_beside(__file__, "phrases.toml")


def sizes() -> dict[str, Any]:
    """How large denominators are, by the words of their labels."""
    return toml_beside(__file__, "sizes.toml")
