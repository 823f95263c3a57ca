"""The files behind a figure, each to download exactly as it was received.

Apart: a page is a script, what it shows is a function that tests call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dashboard import data
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from indicators.typography import typeset
from pipelines.facts.rows.indicators import ReadCell

BYTES = "application/octet-stream"


def files(cells: Sequence[ReadCell]) -> None:
    """One link for each file that the reader may open, in the order of the cells."""
    names = {row.source_sha256: row.source_file for row in cells if data.may_open(row.source_sha256)}
    if not names:
        return
    offered = [
        (typeset(f"Télécharger « {name} »"), partial(data.received_file, sha256), name, BYTES)
        for sha256, name in names.items()
    ]
    shell.show(shell.heading("Les fichiers reçus"), downloads.files(offered))
