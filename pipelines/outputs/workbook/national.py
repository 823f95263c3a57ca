"""The national summary: the sheets, in the order in which they are read."""

from __future__ import annotations

from pathlib import Path

from indicators.territories import NATIONAL
from pipelines.outputs.workbook import sheets
from pipelines.outputs.workbook.axis import link_to_sources, write_axes
from pipelines.outputs.workbook.book import writing
from pipelines.outputs.workbook.cover import write_contents, write_cover, write_glossary
from pipelines.outputs.workbook.edition import edition
from pipelines.outputs.workbook.matrix import write_matrix
from pipelines.outputs.workbook.sheets import write_plain
from pipelines.outputs.workbook.summary import write_summary
from pipelines.outputs.workbook.wording import phrase
from pipelines.settings import Settings
from pipelines.warehouse.builds import of_one_build

AFTER_THE_MATRIX = (
    sheets.REGIONS, sheets.DEPARTMENTS, sheets.DEPARTMENT_OBJECTIVES,
    sheets.GOVERNANCE, sheets.MEETINGS, sheets.ROADMAP, sheets.ALL_ACTIONS, sheets.AGREEMENTS,
    sheets.CALLS, sheets.BUDGET, sheets.DEMANDS,
    sheets.CHANGES, sheets.RESERVES, sheets.DISCREPANCIES, sheets.DEFINITIONS, sheets.SOURCES,
)  # fmt: skip


@of_one_build
def write_national(settings: Settings, campaign: str | None, path: Path) -> Path:
    """Writes the summary of a campaign (without one: the last that can be read) and returns its path.

    Raises NothingToExport and NoWarehouse."""
    shown = edition(settings, NATIONAL, campaign)
    with writing(path, shown, phrase("document", "national")) as book:
        cover = write_cover(book)
        write_summary(book)
        write_axes(book)
        write_matrix(book, "Matrice", "Objectifs par région académique", "objectives_by_region")
        for plain in AFTER_THE_MATRIX:
            write_plain(book, plain)
        write_glossary(book)
        write_contents(cover)
        link_to_sources(book)
    return path
