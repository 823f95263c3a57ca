"""The words of the exports, those of the field first, then those of exports alone; and the sentence that opens them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import typeset
from indicators.words import words as words_of_the_field
from pipelines.facts.rows.progress import Axis, Objective, Strategy
from pipelines.facts.sentences import openings
from pipelines.outputs.workbook.edition import Edition


def wording() -> dict[str, Any]:
    """words.toml: group → code → words."""
    return toml_beside(__file__, "words.toml")


def word(group: str, code: object) -> str:
    """The French word of a code of the marts; the code itself where no word is known, so that nothing is hidden."""
    if code is None:
        return ""
    return _word(group, str(code).lower() if isinstance(code, bool) else str(code))


@lru_cache(maxsize=4096)
def _word(group: str, text: str) -> str:
    if group == "nature":
        return openings.caveat(text)
    own = wording().get(group, {})
    return typeset(own[text] if text in own else words_of_the_field().get(group, {}).get(text, text))


def phrase(group: str, code: str, **facts: object) -> str:
    """A sentence of words.toml with its facts put in."""
    return typeset(wording()[group][code].format(**facts))


def opening(edition: Edition, strategy: Strategy | None, objectives: Sequence[Objective]) -> str:
    """The sentence of the page of the territory, and how far like compares with like since the campaign before."""
    facts = edition.facts
    first = openings.opening(facts, edition.collecting, strategy, edition.rows(Axis), objectives)
    name = openings.subject(facts.level, facts.territory_name, facts.number)
    then = "" if edition.collecting else openings.evolution(strategy, edition.previous_campaign, name)
    return f"{first} {then}".rstrip()
