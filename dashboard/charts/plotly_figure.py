"""The house template of every plotly chart: our letters and colours in both themes, French numbers and tool-tips, what
a point says and opens, its words for who does not see it, and its picture and figures to take away."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import outputs
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from indicators.palette import colour
from indicators.typography import typeset

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Trace = Mapping[str, Any]
# What plotly says by itself, in French: the library knows English alone until it is given a dictionary.
_DICTIONARY = {
    "Download plot as a PNG": "Télécharger l'image",
    "Download plot": "Télécharger l'image",
    "Zoom in": "Agrandir",
    "Zoom out": "Réduire",
    "Reset axes": "Tout revoir",
    "Double-click to zoom back out": "Double-cliquez pour tout revoir",
    "Preparing image - this may take a few seconds": "L'image se prépare",
    "Image download succeeded": "Image prête",
    "Sorry, there was a problem downloading your image!": "L'image n'a pas pu être faite",
}
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_DAYS = ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
_LOCALE = {
    "dictionary": _DICTIONARY,
    "format": {
        "days": _DAYS, "shortDays": [name[:3] for name in _DAYS], "months": _MONTHS,
        "shortMonths": [name[:4] for name in _MONTHS], "date": "%d/%m/%Y",
    },
}  # fmt: skip
_CONFIG = {
    "locale": "fr",
    "locales": {"fr": _LOCALE},
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "zoom2d", "pan2d", "autoScale2d"],
}
_PICTURE_WIDTH = 1000  # of a picture that is taken away, in pixels before it is doubled
_LINE = 110  # letters of a line under a chart; a phone, where fewer fit, has the same words under the drawing
_ROOM, _TITLE = 44, 20  # pixels for the names of an axis, and for its title
_NAME = 16  # pixels from the name of a line to that of the next, over it
_SOFT = colour("path", "chart")
# One look for all: an explicit template also spares the four kilobytes of the one that Streamlit would send.
TEMPLATE = {
    "layout": {
        "font": {"family": "Public Sans, sans-serif", "size": 13},
        "separators": ",\u202f",
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": "Public Sans, sans-serif", "size": 13}},
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "reversed",
                   "itemclick": False, "itemdoubleclick": False},
        "dragmode": False,
    }
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """A chart and all that goes with it. `key` names it in the page and in its files, `alt` says it in words;
    `header` and `lines` are its figures, as they are taken away."""

    key: str
    title: str
    alt: str
    traces: Sequence[Trace]
    layout: Mapping[str, Any]
    height: int
    header: Sequence[str]
    lines: Sequence[Sequence[outputs.Cell]]


def show(chart: Chart) -> None:
    """Draws a chart, and offers its picture and its figures. Give its words and its table before: neither a keyboard
    nor a screen reader reaches into a drawing, and the library comes after what is read."""
    captions = (typeset(chart.title), *outputs.source())
    config = {**_CONFIG, "toImageButtonOptions": _picture(chart)}
    drawn = _built(once(f"drawing {chart.key}", lambda: described(chart, captions)))
    st.plotly_chart(drawn, width="stretch", config=config, key=chart.key, alt=typeset(chart.alt))
    shell.show(tag("p", join(captions, Html("<br>")), class_="chart-caption"), _taken(chart, captions))


def figure(chart: Chart, captions: Sequence[str]) -> Figure:
    """The figure that plotly is given."""
    return _built(described(chart, captions))


def described(chart: Chart, captions: Sequence[str]) -> str:
    """The traces, the house's look, and under them what makes a picture stand alone, as plotly reads them."""
    lines = [line for text in captions for line in textwrap.wrap(text, _LINE)]
    # the margin counts from the axis: its names, what they are where it is said, then the lines
    room = _ROOM + (_TITLE if "title" in chart.layout.get("xaxis", {}) else 0)
    second = max((annotation.get("yshift", 0) for annotation in chart.layout.get("annotations", ())), default=0)
    caption = {
        "text": "<br>".join(map(plain, lines)), "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left",
        "yanchor": "top", "yshift": -room, "align": "left", "showarrow": False, "font": {"size": 11},
    }  # fmt: skip
    usual = {"gridcolor": _SOFT, "griddash": "dot", "zeroline": False, "automargin": True}
    axes = {name: {**usual, **chart.layout.get(name, {})} for name in ("xaxis", "yaxis")}
    layout = {
        **chart.layout,
        **axes,
        "template": TEMPLATE,
        # over the names of the lines, where there are some
        "legend": chart.layout.get("legend", {})
        | ({"y": 1 + (22 + second) / chart.height} if "annotations" in chart.layout else {}),
        "height": chart.height + second + 15 * len(lines),
        "margin": {"l": 10, "r": 14, "t": 40 + second, "b": room + 15 * len(lines)},
        "annotations": [caption, *chart.layout.get("annotations", ())],  # first: style.css knows it by its place
    }
    return json.dumps({"data": list(chart.traces), "layout": layout})


@lru_cache(maxsize=64)
def _built(described: str) -> Figure:
    """Plotly checks each word of a figure, ten milliseconds of every rerun: the same one is checked once."""
    from plotly.graph_objects import Figure

    built = Figure(json.loads(described))
    whole = built.to_dict()
    # which Streamlit asks for at each run, and only reads: it is a copy of a copy each time
    built.to_dict = lambda: whole
    return built


def plain(text: str) -> str:
    """Plotly reads a few tags and entities in a text: what people typed is neither."""
    return escape(text, quote=False)


def point(*lines: str | None) -> str:
    """The text of a point when it is pointed at, a line each."""
    return "<br>".join(plain(typeset(line)) for line in lines if line)


def vertical(at: object, dash: str, tone: str = "path") -> dict[str, Any]:
    """A line across the whole height."""
    return {
        "type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
        "line": {"color": colour(tone, "chart"), "dash": dash, "width": 1.5},
    }  # fmt: skip


def label(text: str, at: object, row: int = 0) -> dict[str, Any]:
    """The name of such a line, over it; on a second `row` the name of a line that may stand beside the first."""
    place = {"y": 1, "yanchor": "bottom", "yshift": row * _NAME}
    return {"x": at, "yref": "paper", "showarrow": False, "text": plain(typeset(text)), "font": {"size": 12}, **place}


def _picture(chart: Chart) -> dict[str, Any]:
    return {"format": "png", "filename": chart.key, "width": _PICTURE_WIDTH, "height": None, "scale": 2}


def _taken(chart: Chart, captions: Sequence[str]) -> Html:
    """The picture, drawn by the browser as it is seen, and the figures, made on demand."""
    pictures = (
        tag(
            "button", f"Image ({kind.upper()})", type="button", class_="take", data_chart=chart.key, data_picture=kind,
            aria_label=f"Télécharger l'image {kind.upper()} : {chart.title}",
        )
        for kind in ("png", "svg")
    )  # fmt: skip
    text = outputs.table_csv(captions, chart.header, chart.lines)
    book = outputs.table(chart.title, captions[1:], chart.header, chart.lines)
    files = [
        ("Données (CSV)", text, f"{chart.key}.csv", downloads.CSV),
        ("Données (Excel)", book, f"{chart.key}.xlsx", downloads.XLSX),
    ]
    return downloads.files(files, before=pictures, of=chart.title)
