"""The words of the factsheets, and how typed text is made fit to print: one line, no control character, short."""

from __future__ import annotations

from indicators.toml_file import toml_beside
from indicators.typography import shortened, typeset
from indicators.words import words

SHORT, LONG = 90, 170


def _wording() -> dict[str, dict[str, str]]:
    return toml_beside(__file__, "words.toml")


def phrase(group: str, code: str, **facts: object) -> str:
    """A sentence of words.toml with its facts put in."""
    return typeset(_wording()[group][code].format(**facts))


def word(group: str, code: str | None) -> str:
    """The French word of a code of the marts; the code itself where no word is known, so that nothing is hidden."""
    return words().get(group, {}).get(code or "", code or "")


def plain(text: object, longest: int = SHORT) -> str:
    """Typed text on one line, without what a file cannot hold, cut between two words."""
    printable = "".join(c if c.isprintable() and c not in "\ufffe\uffff" else " " for c in str(text or ""))
    return shortened(typeset(" ".join(printable.split())), longest)
