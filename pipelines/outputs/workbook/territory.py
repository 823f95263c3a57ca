"""The file of one région académique, académie or département: the hand of the national summary, and its own matters."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from pipelines.facts.open_campaign import campaign_to_open, campaigns
from pipelines.outputs.workbook import sheets
from pipelines.outputs.workbook.axis import link_to_sources, write_axes
from pipelines.outputs.workbook.book import writing
from pipelines.outputs.workbook.cover import write_contents, write_cover, write_glossary
from pipelines.outputs.workbook.edition import edition_of
from pipelines.outputs.workbook.matrix import write_matrix
from pipelines.outputs.workbook.sheets import write_plain
from pipelines.outputs.workbook.summary import write_summary
from pipelines.outputs.workbook.wording import phrase, word
from pipelines.settings import Settings, options
from pipelines.warehouse.builds import current_build, of_one_build, rows

MOST_PROCESSES = 8
WORTH_A_PROCESS = 20  # files: with fewer, starting it takes longer than it saves
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
    edition = edition_of(settings, territory_code, campaign)
    level = word("level", edition.facts.level).lower()
    title = phrase("document", "territory", name=edition.facts.territory_name, level=level)
    with writing(path, edition, title) as book:
        cover = write_cover(book)
        write_summary(book)
        write_axes(book)
        write_matrix(book, "Comparaison", "Objectifs comparés", "objectives_compared")
        if edition.facts.level in ABOVE_DEPARTMENTS:
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
    campaign = campaign or campaign_to_open(campaigns(settings))  # asked once, not by each
    paths = {code: folder / f"dossier-{code.lower()}.xlsx" for code in codes}
    unwritten = list(paths)
    for code in _written_apart(settings, campaign, paths):
        unwritten.remove(code)
        if progress:
            progress(len(codes) - len(unwritten), len(codes))
    for done, code in enumerate(unwritten, start=len(codes) - len(unwritten) + 1):
        write_territory(settings, code, campaign, paths[code])
        if progress:
            progress(done, len(codes))
    return list(paths.values())


def _written_apart(settings: Settings, campaign: str | None, paths: dict[str, Path]) -> Iterator[str]:
    """Writes files in processes of their own, as many as there are cores, and gives the territory of each that is
    done: what is left, where they cannot be had or see another build than this one, is the caller's to write."""
    workers = min(options().threads or os.cpu_count() or 1, MOST_PROCESSES, len(paths) // WORTH_A_PROCESS)
    if workers < 2:
        return
    build = current_build(settings)
    try:
        # a fork would share the engine's locks
        with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_of_one_core) as pool:
            codes = {pool.submit(_write_of, settings, build, code, campaign, paths[code]): code for code in paths}
            for future in as_completed(codes):
                if future.result():
                    yield codes[future]
    except (BrokenProcessPool, OSError):
        return


def _of_one_core() -> None:
    """A process beside others, as many as there are cores: threads of its engine would take theirs. What it has loaded
    stays to its end: looking through it for what is no longer used took a tenth of the time."""
    os.environ.update({"PILOTAGE_THREADS": "1"})
    gc.freeze()


@of_one_build
def _write_of(settings: Settings, build: Path, code: str, campaign: str | None, path: Path) -> bool:
    """Whether the file was written: not of another build than that one."""
    if current_build(settings) != build:
        return False
    write_territory(settings, code, campaign, path)
    return True
