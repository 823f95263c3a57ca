"""The files behind a figure, each to download exactly as it was received."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import data
from dashboard.components import shell
from dashboard.components.table import Row
from dashboard.format import typeset


def files(cells: Sequence[Row]) -> None:
    """One button for each file, in the order of the cells."""
    shell.show(shell.heading("Les fichiers reçus"))
    for sha256, name in {row["source_sha256"]: row["source_file"] for row in cells}.items():
        st.download_button(
            typeset(f"Télécharger « {name} »"),
            data=partial(data.received_file, sha256),
            file_name=name,
            mime="application/octet-stream",
            key=f"file_{sha256}",
            on_click="ignore",
        )
