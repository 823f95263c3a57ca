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
    found = data.editions()
    if not found and address.edition() is None:
        return
    options = {address.PRESENT: "État présent"} | {one.slug: f"{one.name} ({one.campaign})" for one in reversed(found)}
    wide, narrow = st.columns([3, 1], vertical_alignment="center")
    with narrow:
        address.choose("Édition", "edition", options, address.PRESENT, forgets=("campagne",), titled=False)
    shown = data.edition()
    with wide:
        st.html(band(shown) if shown else _present())


def _present() -> Html:
    """What the list beside it is, and the way to a new edition for who may freeze one."""
    freeze = address.link("Figer une édition", "figer") if editions.why_not_freeze() is None else ""
    return tag("p", freeze, " ", tag("span", "Édition affichée"), class_="edition-shown")


def band(one: Edition) -> Html:
    """What is shown, since when it does not move, and what it owns up to."""
    since = day(datetime.fromisoformat(one.frozen_at))
    owned = plural(len(one.acknowledgements), "réserve assumée", "réserves assumées")
    said = f" Ses chiffres sont ceux du {since} et ne changent plus ; {owned}."
    return tag("p", tag("strong", f"Édition figée « {one.name} »."), said, class_="frozen")
