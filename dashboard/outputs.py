"""What a page lets one take away: workbooks, sheets and tables, made on demand from the state on screen.

Apart: what loads the writers of files stays out of the pages that only link to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from dashboard import data
from dashboard.build_cache import of_build
from dashboard.components.html.remembered import once
from indicators.typography import day, plural, typeset
from indicators.words import words
from pipelines.facts.reminders import Reminder
from pipelines.facts.rows.strategy import ShownBuild
from pipelines.outputs import downloads
from pipelines.outputs.downloads import Cell
from pipelines.outputs.factsheet.blocks import Presentation
from pipelines.settings import Settings
from pipelines.store import demand_log, visa_log
from pipelines.store.decision_log import Decision

Make = Callable[[], bytes]
PRODUCT = "Pilotage du numérique éducatif"


def source() -> tuple[str, str]:
    """Which state the figures are of, and until when: what a picture or a file says once it has left the page."""
    return once("source", _source)


def _source() -> tuple[str, str]:
    edition, build = data.edition(), data.public(ShownBuild)
    assert build, "a build says of itself when it was made"
    invented = " (chiffres inventés)" if build.demonstration else ""
    if edition:
        state = f"Édition figée « {edition.name} » du {day(datetime.fromisoformat(edition.frozen_at))}"
    else:
        state = f"État présent, fichiers reçus jusqu'au {day(build.built_at)}"
    return typeset(f"Source : {PRODUCT}{invented}"), typeset(state)


def workbook(subject: str, campaign: str) -> Make:
    """The dossier of a territory for the campaign on screen."""
    return partial(downloads.territory_workbook, data.shown(), subject, campaign)


def national(campaign: str, decisions: Sequence[Decision], annex: bool = False) -> Make:
    """The printed summary of France, or its annex, with the decisions that the reader may see."""
    return partial(downloads.national_workbook, data.shown(), campaign, decisions, annex)


def national_dialogue(campaign: str, decisions: Sequence[Decision]) -> Make:
    """The workbook of the instance nationale, with the decisions on screen."""
    return partial(downloads.national_dialogue_workbook, data.shown(), campaign, decisions)


def sheet(subject: str, campaign: str, suffix: str, decisions: Sequence[Decision]) -> Make:
    """The two-page sheet of a territory or an objective, pdf, docx or pptx, with the decisions one may see."""
    return partial(downloads.factsheet, data.shown(), subject, campaign, suffix, decisions)


def presentation(subject: str, campaign: str, decisions: Sequence[Decision], reviewed: bool) -> Presentation:
    """The slides of a territory for a screen, with the decisions one may see; remembered until more is said."""
    settings = data.shown()
    versions = (data.today(), demand_log.last(settings), visa_log.last(settings))
    return data.of_this_run(
        lambda build: _presentation(settings, build, subject, campaign, tuple(decisions), reviewed, versions)
    )


def reminders(campaign: str, written: Sequence[Reminder]) -> list[tuple[str, Callable[[], bytes], str, str]]:
    """The reminders as drafts of messages, as a table to merge, and as one text."""
    from pipelines.outputs.mailing import drafts, merge_table

    states, name = words()["collection"], f"relances-{campaign}"
    counted = plural(len(written), "relance")
    whole = "\n\n---\n\n".join(f"{reminder.subject}\n\n{reminder.text}" for reminder in written)
    return [
        (f"{counted}, en brouillons de messages (.eml)", lambda: drafts(written, campaign), f"{name}.zip",
         "application/zip"),
        ("Le tableau de publipostage (CSV)", lambda: merge_table(written, states), f"{name}.csv", "text/csv"),
        ("Les textes", whole.encode, f"{name}.txt", "text/plain"),
    ]  # fmt: skip


def table(title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Make:
    """A workbook of the very rows on screen: real numbers, and texts that are never formulas."""
    return partial(downloads.screen_workbook, title, notes, header, rows)


def table_csv(captions: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Make:
    """The same rows as text, each with the `captions` of them all: its subject, its source, its date."""

    def make() -> bytes:
        from pipelines.outputs.workbook.screen_table import screen_csv

        titles = ("Objet", "Source", "Date")
        return screen_csv([*header, *titles], [[*row, *captions] for row in rows])

    return make


@of_build(32)
def _presentation(
    settings: Settings,
    build: data.Build,
    subject: str,
    campaign: str,
    decisions: tuple[Decision, ...],
    reviewed: bool,
    _told: tuple[object, ...],
) -> Presentation:
    from pipelines.outputs.factsheet.content import presentation

    return presentation(settings, subject, campaign, decisions, reviewed)
