"""The words of the exports: those of the field first, then those that only exports need."""

from __future__ import annotations

from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import typeset
from indicators.words import words as words_of_the_field


def wording() -> dict[str, Any]:
    """words.toml: group → code → words."""
    return toml_beside(__file__, "words.toml")


def word(group: str, code: object) -> str:
    """The French word of a code of the marts; the code itself where no word is known, so that nothing is hidden."""
    if code is None:
        return ""
    text = str(code).lower() if isinstance(code, bool) else str(code)
    own = wording().get(group, {})
    return typeset(own[text] if text in own else words_of_the_field().get(group, {}).get(text, text))


def phrase(group: str, code: str, **facts: object) -> str:
    """A sentence of words.toml with its facts put in."""
    return typeset(wording()[group][code].format(**facts))
