"""What every page shares: the header and its links, the demonstration banner, the opening, the footer, the notices."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

import streamlit as st

from dashboard.components.html.markup import Html, join, tag, whole
from dashboard.components.links.address import href
from dashboard.observe import renewal
from indicators.territories import fold
from indicators.typography import day, hour
from indicators.words import words
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.rows.strategy import ShownBuild

PAGES = {
    "": "Vision nationale",
    "objectifs": "Axes et objectifs",
    "objectif": "Objectif",
    "region-academique": "Région académique",
    "academie": "Académie",
    "departement": "Département",
    "comparer": "Comparer",
    "feuille-de-route": "Feuille de route",
    "gouvernance": "Gouvernance",
    "collecte": "Collecte et qualité",
    "changements": "Ce qui a changé",
    "revue": "Revue annuelle",
    "demandes": "Demandes",
    "depot": "Déposer",
}
# Pages that the header does not carry: reached from a figure, or from the footer.
FIGURE_PAGE = {"comprendre": "Comprendre un chiffre"}
# Reached from « Gouvernance », the annual review and the foot of the front page.
DIALOGUE_PAGE = {"instance-nationale": "Instance nationale"}
# Reached from the page of a département.
SCHOOL_PAGES = {"ecoles": "Écoles et établissements", "ecole": "Un établissement"}
# Reached from the annual review and from the list of editions, by who may freeze.
EDITION_PAGES = {"figer": "Figer une édition"}
# Reached from the box of the header.
SEARCH_PAGE = {"recherche": "Rechercher"}
FOOTER_PAGES = {
    "donnees": "Données",
    "methode": "Méthode",
    "accessibilite": "Accessibilité",
    "donnees-personnelles": "Données personnelles",
    "mentions": "Mentions",
}
ALL_PAGES = PAGES | FIGURE_PAGE | DIALOGUE_PAGE | SCHOOL_PAGES | EDITION_PAGES | SEARCH_PAGE | FOOTER_PAGES
# What a printed page has of its folded parts.
PRINTS = {"all": "Imprimer, tout déplié", "open": "Imprimer les parts ouvertes seulement"}
# Pages of words alone: they are shown even where nothing was built.
WITHOUT_DATA = ("depot", "accessibilite", "donnees-personnelles", "mentions")


def show(*parts: object) -> None:
    """Writes markup to the page, where there is some: Streamlit takes none for a mistake."""
    if written := join(parts):
        st.html(written)


def header(
    current: str,
    strategy_title: str | None,
    hidden: Collection[str] = (),
    front: str | None = None,
    search: object = "",
) -> Html:
    """The name of the tool and its pages but the `hidden` ones; territory and campaign are kept from page to page.

    `search` is the box at its right. `front` is the address of the front page where it is not the bare one."""
    links = join(
        tag(
            "li",
            tag("a", label, href=_menu(page, front), aria_current="page" if page == current else None),
        )
        for page, label in PAGES.items()
        if page not in hidden
    )
    title = tag("p", tag("strong", "Pilotage du numérique éducatif"), class_="product")
    subtitle = tag("p", f"Stratégie « {strategy_title} »" if strategy_title else "", class_="strategy")
    menu = tag("nav", tag("ul", links), aria_label="Pages")
    return tag("div", tag("div", title, subtitle), search, menu, class_="masthead")


def _menu(page: str, front: str | None) -> str:
    return front if page == "" and front else href(page)


def demonstration_banner() -> Html:
    """Says that the figures are invented, on every page, as long as they are in the warehouse."""
    wording = words()["demonstration"]
    return tag("p", tag("strong", f"{wording['banner']}."), " ", wording["explanation"], class_="demonstration")


def footer(build: ShownBuild | None, source: str = "") -> Html:
    """Accessibility, licences, which data and program are shown, and the two ways of printing; paper says the `source`
    at the foot of each sheet."""
    state = {"accessibilite": " : non conforme"}
    parts: list[object] = [
        tag("a", f"{label}{state.get(page, '')}", href=href(page)) for page, label in FOOTER_PAGES.items()
    ]
    parts += ["Programme sous licence MIT", "Données sous Licence Ouverte 2.0"]
    if build:
        if build.built_at:
            parts.append(f"Chiffres à jour {_up_to(build.built_at)}")
        parts.append(f"Version {build.program_version}")
    prints = (
        tag("li", tag("button", label, type="button", data_print=kind), class_="print-choice")
        for kind, label in PRINTS.items()
    )
    return tag("ul", join(tag("li", part) for part in parts), join(prints), class_="colophon", data_source=source)


def renewed(built_at: datetime) -> None:
    """Says that a page was shown again by itself, and why: over it, since it may be read at that moment."""
    show(tag("p", f"Chiffres à jour {_up_to(built_at)}.", class_="renewed", role="status"))


def _up_to(built_at: datetime) -> str:
    """The last file that was counted is what figures are up to date with."""
    return f"du {day(built_at)} à {hour(built_at)}"


def section(title: str, *content: object, note: str | None = None) -> Html:
    """A titled part of a page."""
    return tag("section", heading(title), tag("p", note, class_="note") if note else "", *content)


def heading(title: str) -> Html:
    """A title that stands alone, above a choice; an address of the page leads to it."""
    return tag("h2", title, id=anchor(title))


def anchor(title: str) -> str:
    """`a-regarder-d-abord`: what an address says after `#` to open a part of a page."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")


def notice(title: str, *content: object) -> Html:
    """An empty or unusual state, said calmly."""
    return tag("div", tag("p", tag("strong", title)), *(tag("p", paragraph) for paragraph in content), class_="notice")


def recorded(sentence: str) -> None:
    """What a click did. Written as text, like all that may hold what somebody typed, or the name of a file: the boxes
    of Streamlit would read markdown in it, and a link of anybody's choice would be live."""
    renewal.answers()
    show(tag("p", sentence, class_="notice recorded", role="status"))


def refused(sentence: str) -> None:
    """Why a click did nothing, and what to type instead; as text."""
    show(tag("p", sentence, class_="notice refused", role="alert"))


def opening(title: str, sentence: str, collecting: str | None = None) -> None:
    """The title of a page and the one sentence to remember: while a campaign is `collecting`, that it is."""
    lead = provisional(collecting) if collecting else sentence
    st.html(join([tag("h1", title), tag("p", whole(lead), class_="lead")]))


def no_warehouse() -> None:
    """What is shown before anything was ever received."""
    opening(
        "Aucune donnée pour l'instant", "Aucun rapport n'a encore été reçu : il n'y a donc aucun chiffre à montrer."
    )
    show(
        notice(
            "Pour commencer",
            join(["Déposez des rapports : ", tag("code", "pilotage ingest DOSSIER"), "."]),
            join(["Ou regardez l'outil avec des données inventées : ", tag("code", "pilotage demo"), "."]),
            "Rechargez ensuite cette page.",
        )
    )
