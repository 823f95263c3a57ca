"""Which state is shown: the present one, or an edition; a band says so, on every page, as long as one is chosen.

Apart: the one place that says which state is shown."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import data, editions
from dashboard.components.html.markup import Html, tag
from dashboard.components.links import address
from indicators.typography import day, plural
from pipelines.releases.freeze import Edition


def choose() -> None:
    """The list of editions where there is at least one, and the band of the chosen one, on one line."""
    releases = data.editions()
    if not releases and address.edition() is None:
        return
    options = {address.PRESENT: "État présent"} | {
        release.slug: f"{release.name} ({release.campaign})" for release in reversed(releases)
    }
    wide, narrow = st.columns([3, 1], vertical_alignment="center")
    with narrow:
        address.choose("Édition", "edition", options, address.PRESENT, forgets=("campagne",), titled=False)
    edition = data.edition()
    with wide:
        st.html(band(edition) if edition else _present())


def _present() -> Html:
    """What the list beside it is, and the way to a new edition for who may freeze one."""
    freeze = address.link("Figer une édition", "figer") if editions.why_not_freeze() is None else ""
    return tag("p", freeze, " ", tag("span", "Édition affichée"), class_="edition-shown")


def band(release: Edition) -> Html:
    """What is shown, since when it does not move, and what it owns up to."""
    since = day(datetime.fromisoformat(release.frozen_at))
    owned = plural(len(release.acknowledgements), "réserve assumée", "réserves assumées")
    sentence = f" Ses chiffres sont ceux du {since} et ne changent plus ; {owned}."
    return tag("p", tag("strong", f"Édition figée « {release.name} »."), sentence, class_="frozen")
