"""The file of one région académique, académie or département: the hand of the national summary, and its own matters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.outputs.workbook import sheets
from pipelines.outputs.workbook.axis import link_to_sources, write_axes
from pipelines.outputs.workbook.book import writing
from pipelines.outputs.workbook.cover import write_contents, write_cover, write_glossary
from pipelines.outputs.workbook.edition import edition
from pipelines.outputs.workbook.matrix import write_matrix
from pipelines.outputs.workbook.sheets import write_plain
from pipelines.outputs.workbook.summary import write_summary
from pipelines.outputs.workbook.wording import phrase, word
from pipelines.settings import Settings
from pipelines.warehouse.builds import of_one_build, rows

ABOVE_DEPARTMENTS = ("national", "region", "academy")
OF_THE_COMMITTEES = (
    sheets.MEETINGS, sheets.ROADMAP, sheets.ACTIONS, sheets.AGREEMENTS, sheets.CALLS, sheets.BUDGET, sheets.SCHOOLS,
    sheets.ASSESSMENTS, sheets.DEMANDS, sheets.BREAKDOWNS, sheets.CHANGES, sheets.RESERVES, sheets.DISCREPANCIES,
    sheets.DEFINITIONS, sheets.SOURCES,
)  # fmt: skip


@of_one_build
def write_territory(settings: Settings, territory_code: str, campaign: str | None, path: Path) -> Path:
    """Writes the file of a territory for a campaign (without one: the last that can be read) and returns its path.

    Raises NothingToExport and NoWarehouse."""
    shown = edition(settings, territory_code, campaign)
    level = word("level", shown.facts["level"]).lower()
    title = phrase("document", "territory", name=shown.facts["territory_name"], level=level)
    with writing(path, shown, title) as book:
        cover = write_cover(book)
        write_summary(book)
        write_axes(book)
        write_matrix(book, "Comparaison", "Objectifs comparés", "objectives_compared")
        if shown.facts["level"] in ABOVE_DEPARTMENTS:
            write_plain(book, sheets.DEPARTMENTS)
        for plain in OF_THE_COMMITTEES:
            write_plain(book, plain)
        write_glossary(book)
        write_contents(cover)
        link_to_sources(book)
    return path


@of_one_build
def write_every_territory(
    settings: Settings, campaign: str | None, folder: Path, progress: Callable[[int, int], None] | None = None
) -> list[Path]:
    """The files of all the régions académiques and départements, in `folder`; `progress` is told how many are done.

    Raises NothingToExport and NoWarehouse."""
    codes = [str(row["territory_code"]) for row in rows(settings, "export", "committees")]
    paths = []
    for done, code in enumerate(codes, start=1):
        paths.append(write_territory(settings, code, campaign, folder / f"dossier-{code.lower()}.xlsx"))
        if progress:
            progress(done, len(codes))
    return paths
