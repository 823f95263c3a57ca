"""The map: a link per territory, a pattern for each status, arrow keys to move; its figures in a table beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.components.v2 import component

from dashboard.components.html.markup import Html, tag
from dashboard.components.html.remembered import once
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.status import badge, word
from dashboard.components.layout import shell
from dashboard.components.links.places import PLURAL
from dashboard.components.territory.progress import expected, why_progress
from dashboard.web import map_shapes
from indicators.typography import number, part, percent, typeset
from indicators.words import words
from pipelines.facts.rows.progress import Level

LEVELS = {"region": "Régions académiques", "academy": "Académies", "department": "Départements"}
_SCRIPT = (Path(__file__).parents[1] / "static" / "map.js").read_text(encoding="utf-8")


class Place(Level, Protocol):
    """A territory that is drawn."""

    @property
    def name(self) -> str: ...


P = TypeVar("P", bound=Place)
_component = component(
    "territory_map", html='<div class="stHtml"><div class="map"></div></div>', js=_SCRIPT, isolate_styles=False
)


def show(caption: str, level: str, rows: Sequence[P], address: Callable[[P], str]) -> None:
    """The map and its table side by side; `rows` are those of territories/map.sql, `address` says where each leads."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picture(caption, level, rows, address)
    with right:
        shell.show(once(f"map in figures: {caption}", lambda: figures(caption, level, rows, address)))


def picture(caption: str, level: str, rows: Sequence[P], address: Callable[[P], str]) -> None:
    """The map alone: its table stands elsewhere in the page."""
    _component(key=f"map_{level}", data=once(f"map: {caption}", lambda: described(caption, level, rows, address)))


def close_up(caption: str, level: str, rows: Sequence[P], address: Callable[[P], str]) -> None:
    """The map of a few territories alone, as large as they allow; their table is the page's own."""

    def drawn() -> dict[str, object]:
        view_box = map_shapes.around(level, [row.territory_code for row in rows])
        return described(caption, level, rows, address, True) | {"view_box": view_box}

    narrow, _rest = st.columns([3, 2])
    with narrow:
        _component(key=f"map_{level}_close", data=once(f"map: {caption}", drawn))


def described(
    caption: str, level: str, rows: Sequence[P], address: Callable[[P], str], written: bool = False
) -> dict[str, object]:
    """What the browser draws: for each territory its words, its status and its link; the shapes are fetched apart.

    `written` says that the territories are large enough for their figure to stand in them."""
    counted = Counter(row.status or "not_reported" for row in rows)
    return {
        "id": level,
        "label": typeset(f"Carte. {caption}. Les flèches passent d'un territoire à l'autre, Entrée ouvre sa page."),
        "drawing": map_shapes.address(level),
        "territories": {row.territory_code: _described(row, written or level == "region", address) for row in rows},
        "legend": [
            {"status": status, "said": f"{label} ({number(counted[status])})"}
            for status, label in words()["status"].items()
            if counted[status]
        ],
    }


def _described(row: P, written: bool, address: Callable[[P], str]) -> dict[str, object]:
    status = row.status or "not_reported"
    measured = "" if row.progress is None else f"{percent(row.progress)}, "
    return {
        "href": address(row),
        "status": status,
        "label": typeset(f"{row.name} : {measured}{word('status', status).lower()}"),
        "figure": part(row.progress) if written and row.progress is not None else None,
    }


def figures(caption: str, level: str, rows: Sequence[P], address: Callable[[P], str]) -> Html:
    """What the map shows, in a table that a keyboard and a screen reader go through."""
    columns = [
        Column("Territoire", lambda row: tag("a", row.name, href=address(row))),
        Column("Avancement", why_progress, "number"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row.status or "not_reported")),
    ]
    label = f"Les chiffres de la carte : {PLURAL[level]}"
    return tag("div", table(caption, columns, rows), class_="scrolled", role="region", tabindex="0", aria_label=label)
