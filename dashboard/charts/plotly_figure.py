"""A plotly figure as every page shows it: our letters and colours in both themes, French numbers, a table beside it.

Apart: what plotly is told in common is said once, for every chart to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from indicators.palette import colour

# Words come first: the library is loaded by the pages that have a chart, after what they say.
CONFIG = {"locale": "fr", "displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}
_SOFT = colour("path", "chart")


def show(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], height: int, key: str) -> None:
    """Draws the traces; a plain dictionary is built ten times faster than plotly's objects. Give its words and its
    table beside: neither a keyboard nor a screen reader reaches into a drawing."""
    common = {
        "separators": ", ",
        "height": height,
        "margin": {"l": 10, "r": 10, "t": 30, "b": 30},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
        "hoverlabel": {"align": "left"},
    }
    axes = {
        name: {"gridcolor": _SOFT, "griddash": "dot", "zeroline": False, "automargin": True, **layout.get(name, {})}
        for name in ("xaxis", "yaxis")
    }
    figure = {"data": list(traces), "layout": {**common, **layout, **axes}}
    st.plotly_chart(figure, width="stretch", config=CONFIG, key=key)
