"""The buttons that give a file: what is on screen is what leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import outputs
from dashboard.components import shell
from dashboard.components.markup import tag

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OFFICE = "application/vnd.openxmlformats-officedocument."
SHEETS = {
    "pdf": ("Fiche de deux pages (PDF)", "application/pdf"),
    "docx": ("La même, modifiable (Word)", f"{_OFFICE}wordprocessingml.document"),
    "pptx": ("Pour la réunion (PowerPoint)", f"{_OFFICE}presentationml.presentation"),
}
NOTE = "Les fichiers sont faits à l'instant, de ce qui est affiché ; les mêmes données donnent le même fichier."


def territory(code: str, campaign: str) -> None:
    """The workbook of France or of a territory, and its sheets."""
    label = "Synthèse nationale (Excel)" if code == "NAT-FR" else "Dossier du territoire (Excel)"
    name = "synthese-nationale" if code == "NAT-FR" else f"dossier-{code.lower()}"
    made = [(label, outputs.workbook(code, campaign), f"{name}-{campaign}.xlsx", XLSX)]
    _buttons([*made, *_sheets(code, campaign)])


def objective(number: str, campaign: str) -> None:
    """The sheets of an objective."""
    _buttons(_sheets(f"objectif-{number}", campaign))


def table(title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[outputs.Cell]]) -> None:
    """The very table on screen, filtered and sorted as it is."""
    _buttons([("Ce tableau (Excel)", outputs.table(title, notes, header, rows), "tableau.xlsx", XLSX)])


Button = tuple[str, Callable[[], bytes], str, str]


def _sheets(subject: str, campaign: str) -> list[Button]:
    return [
        (label, outputs.sheet(subject, campaign, suffix), f"fiche-{subject.lower()}-{campaign}.{suffix}", mime)
        for suffix, (label, mime) in SHEETS.items()
    ]


def _buttons(files: Sequence[Button]) -> None:
    shell.show(shell.heading("Télécharger"), tag("p", NOTE, class_="facts"))
    with st.container(horizontal=True):
        for label, make, name, mime in files:
            st.download_button(label, data=make, file_name=name, mime=mime, key=f"take_{name}", on_click="ignore")
