"""A page projected in a meeting: whether its address asks for it, the way there, and the sections with their buttons.

Apart: the pages that can be projected call these two functions, and know nothing of the slides."""

from __future__ import annotations

from dashboard import data, outputs
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.layout import shell
from dashboard.components.links.address import href, link, parameter, say
from dashboard.components.links.parameters import DISPLAY
from dashboard.components.projection.rendered import sections
from dashboard.outputs import source
from pipelines.errors import NothingToExport

PROJECTED = "projete"
KEYS = "Flèches, Page suivante, Page précédente, Début, Fin ; N : notes ; Échap : quitter."


def projected() -> bool:
    """Whether the address asks for the page as a meeting looks at it; another display is said."""
    wanted = parameter(DISPLAY)
    if wanted not in (None, PROJECTED):
        say("Affichage : l'adresse en demande un que nous ne connaissons pas.", "la page")
    return wanted == PROJECTED


def way(page: str) -> Html:
    """The link that projects a page, for the territory and the campaign that it shows."""
    return tag("p", link("Projeter en réunion", page, **{DISPLAY: PROJECTED}), class_="facts projects")


def show(page: str, territory: str, campaign: str, opening: str = "", reviewed: bool = False) -> None:
    """The sections of a territory, the `opening` sentence of the page on the first; `reviewed`: as a review opens."""
    try:
        presentation = outputs.presentation(territory, campaign, data.decisions(), reviewed)
    except NothingToExport as error:
        shell.show(shell.notice("Rien à projeter", str(error)), tag("p", link("Revenir à la page", page)))
        return
    foot = tag("p", join(source(), " — "), class_="source")
    shell.show(tag("div", sections(presentation, opening), _bar(page, foot), class_="projection"))


def _bar(page: str, foot: Html) -> Html:
    leave = tag("a", "Quitter", href=href(page), class_="leave")
    notes = tag("button", "Notes", type="button", class_="notes", aria_pressed="false")
    before = tag("button", "← Précédente", type="button", class_="before")
    after = tag("button", "Suivante →", type="button", class_="after")
    count = tag("span", class_="count", role="status")
    return tag("nav", leave, foot, notes, before, count, after, aria_label="Sections projetées", title=KEYS)
