"""Where each territory has its page, and how it is named in a sentence."""

from __future__ import annotations

from dashboard.components.html.markup import Html, tag
from dashboard.components.links.address import href
from indicators.words import words
from pipelines.facts.rows.territories import ListedTerritory, SituatedTerritory
from pipelines.facts.sentences.openings import subject

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


def label(row: ListedTerritory) -> str:
    """A territory in a list of choices of its level: a département after its number."""
    return f"{row.number} {row.name}" if row.level == "department" else row.name


def title(row: ListedTerritory | SituatedTerritory) -> str:
    """A territory as the title of its page."""
    return title_of(row.level, row.name, row.number)


def title_of(level: str, name: str, number: str) -> str:
    """The same of a territory that is found by a search."""
    if level == "academy":
        return subject("academy", name).replace("l'a", "A", 1)
    return f"{name} ({number})" if level == "department" else name
