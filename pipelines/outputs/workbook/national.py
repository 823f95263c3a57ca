"""The workbooks of France: the printed summary, its annex, and what a session of the instance nationale opens on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from indicators.territories import NATIONAL
from indicators.typography import ABSENT
from pipelines.facts.decisions import origin, state, subject
from pipelines.facts.national_dialogue import Dialogue, national_dialogue
from pipelines.facts.rows.mapper import by_column
from pipelines.outputs.workbook import printed, sheets
from pipelines.outputs.workbook.axis import link_to_sources, write_axes
from pipelines.outputs.workbook.book import Book, writing
from pipelines.outputs.workbook.cover import write_contents, write_cover, write_glossary
from pipelines.outputs.workbook.edition import Row, edition_of
from pipelines.outputs.workbook.matrix import write_matrix
from pipelines.outputs.workbook.sheets import theme_rows, write_plain
from pipelines.outputs.workbook.summary import write_summary
from pipelines.outputs.workbook.wording import phrase
from pipelines.settings import Settings
from pipelines.store.decision_log import Decision, decisions
from pipelines.warehouse.builds import of_one_build

AFTER_THE_MATRIX = (
    sheets.REGIONS, sheets.DEPARTMENTS, sheets.DEPARTMENT_OBJECTIVES,
    sheets.GOVERNANCE, sheets.MEETINGS, sheets.ROADMAP, sheets.ALL_ACTIONS, sheets.AGREEMENTS,
    sheets.CALLS, sheets.BUDGET, sheets.DEMANDS,
)  # fmt: skip
LAST = (sheets.CHANGES, sheets.RESERVES, sheets.DISCREPANCIES, sheets.DEFINITIONS, sheets.SOURCES)


@of_one_build
def write_national(
    settings: Settings, campaign: str | None, path: Path, visible_decisions: Sequence[Decision] | None = None
) -> Path:
    """Writes the printed summary of a campaign (without one: the last that can be read) and returns its path;
    `visible_decisions` are the decisions that the reader may see. Raises NothingToExport and NoWarehouse."""
    edition = edition_of(settings, NATIONAL, campaign)
    dialogue = national_dialogue(settings, edition.campaign, visible_decisions)
    with writing(path, edition, phrase("document", "national"), printed.SIZE) as book:
        cover = printed.write_message(book, dialogue)
        printed.write_axis_pages(book, printed.write_synthesis(book))
        printed.close_cover(cover)
    return path


@of_one_build
def write_annex(
    settings: Settings, campaign: str | None, path: Path, visible_decisions: Sequence[Decision] | None = None
) -> Path:
    """Writes what stands behind the summary: every indicator, territory, committee, action, decision and source.

    Raises NothingToExport and NoWarehouse."""
    edition = edition_of(settings, NATIONAL, campaign)
    dialogue = national_dialogue(settings, edition.campaign, visible_decisions)
    every = decisions(settings, settings.reading_day) if visible_decisions is None else visible_decisions
    with writing(path, edition, phrase("document", "annex")) as book:
        cover = write_cover(book)
        write_summary(book)
        write_axes(book)
        write_matrix(book, "Matrice", "Objectifs par région académique", "objectives_by_region")
        for plain in AFTER_THE_MATRIX:
            write_plain(book, plain)
        write_plain(book, sheets.ADDRESSED, _decisions(dialogue, dialogue.addressed))
        write_plain(book, sheets.DECISIONS, _decisions(dialogue, every))
        for plain in LAST:
            write_plain(book, plain)
        write_glossary(book)
        write_contents(cover)
        link_to_sources(book)
    return path


@of_one_build
def write_national_dialogue(
    settings: Settings, campaign: str | None, path: Path, visible_decisions: Sequence[Decision] | None = None
) -> Path:
    """Writes the workbook « Instance nationale » of a campaign (without one: the last that can be read) and returns its
    path; `visible_decisions` are the decisions that the reader may see. Raises NothingToExport and NoWarehouse."""
    edition = edition_of(settings, NATIONAL, campaign)
    dialogue = national_dialogue(settings, edition.campaign, visible_decisions)
    with writing(path, edition, phrase("document", "dialogue")) as book:
        cover = write_cover(book)
        write_summary(book)
        _write_dialogue(book, dialogue)
        write_glossary(book)
        write_contents(cover)
    return path


def _write_dialogue(book: Book, dialogue: Dialogue) -> None:
    """The sheets of what the page « Instance nationale » shows beside the strategy, from the same facts."""
    put, taken = _decisions(dialogue, dialogue.addressed), _decisions(dialogue, dialogue.taken)
    financers = [by_column(row) for row in dialogue.financers]
    for plain, rows in (
        (sheets.ADDRESSED, put),
        (sheets.TO_ANSWER, theme_rows(dialogue.to_answer)),
        (sheets.FINANCERS, financers),
        (sheets.SESSIONS, [by_column(row) for row in dialogue.sessions]),
        (sheets.TAKEN, taken),
    ):
        write_plain(book, plain, rows)


def _decisions(dialogue: Dialogue, every: Sequence[Decision]) -> list[Row]:
    """One row per decision, with where it stands on the day of reading."""
    about = [subject(each, dialogue.objective_titles, dialogue.axis_titles) for each in every]
    return [
        {
            "decision_kind": each.last.kind,
            "decision_text": each.last.text,
            "decision_origin": origin(each),
            "decision_subject": None if topic == ABSENT else topic,
            "decision_owner": each.last.owner,
            "decision_due": each.due_on,
            "decision_state": state(each),
            "decision_follow_up": each.follow_up,
            "decision_taken": datetime.fromisoformat(each.taken_at).date(),
        }
        for each, topic in zip(every, about, strict=True)
    ]
