"""A status as people read it: a shape and a word; the colour only repeats them."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from dashboard.components.html.markup import Html, tag
from indicators.words import words

TO_DISCUSS = ("regressing", "late")
OF_INDICATORS = ("not_yet", "retired")  # an objective, a mean or a territory never has these


class Collected(Protocol):
    """An indicator, by the campaigns in which it is collected."""

    @property
    def since(self) -> str | None: ...
    @property
    def retired_since(self) -> str | None: ...


def uncollected(indicator: Collected, campaign: str) -> str | None:
    """The status of an indicator in a campaign that asks nobody for it; None where it is collected."""
    if indicator.since and indicator.since > campaign:
        return "not_yet"
    return "retired" if indicator.retired_since and indicator.retired_since <= campaign else None


def followed(status: str | None, indicator: Collected, campaign: str) -> Html:
    """The status of an indicator in a campaign; where it has no figure, whether anybody was asked for one."""
    return badge(status or uncollected(indicator, campaign) or "not_reported")


def word(group: str, code: str | None) -> str:
    """The French word of a code; the code itself where the words do not know it, so that nothing is hidden."""
    if code is None:
        return ""
    return words().get(group, {}).get(code, code)


@lru_cache(maxsize=256)
def badge(status: str | None, group: str = "status") -> Html:
    """A shape and a word, in the status's tone."""
    if status is None:
        return tag("span", "—", class_="status")
    shape = tag("span", class_="shape", aria_hidden="true")
    return tag("span", shape, word(group, status), class_=f"status {group}-{status}")
