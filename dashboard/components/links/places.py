"""Where each territory has its page, and how it is named in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.html.markup import Html, tag
from dashboard.components.links.address import href
from indicators.words import words
from pipelines.facts.sentences.openings import subject

Row = Mapping[str, object]
PAGES = {"region": "region-academique", "academy": "academie", "department": "departement"}
PLURAL = words()["levels"]


def territory_address(level: str, code: str, campaign: str | None) -> str:
    """The address of the page of a territory; France has the front page."""
    if level not in PAGES:
        return href("", territoire=None, campagne=campaign)
    return href(PAGES[level], territoire=code, campagne=campaign)


def territory_link(content: object, level: str, code: str, campaign: str | None) -> Html:
    """A link to the page of a territory."""
    return tag("a", content, href=territory_address(level, code, campaign))


def label(row: Row) -> str:
    """A territory in a list of choices of its level: a département after its number."""
    return f"{row['number']} {row['name']}" if row["level"] == "department" else str(row["name"])


def title(row: Row) -> str:
    """A territory as the title of its page."""
    name = str(row["name"])
    if row["level"] == "academy":
        return subject("academy", name).replace("l'a", "A", 1)
    return f"{name} ({row['number']})" if row["level"] == "department" else name
