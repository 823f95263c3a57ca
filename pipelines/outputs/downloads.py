"""Each file that a page offers, as bytes, by one function: it loads its writer only when it is called, so that who
offers a file stays light, and another process can be told to make it (`maker`)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.settings import Settings
from pipelines.store.decision_log import Decision

if TYPE_CHECKING:
    from pipelines.facts.review import Review
    from pipelines.facts.school_lists import Filters, Sight

Cell = str | float | int | None


def territory_workbook(settings: Settings, territory_code: str, campaign: str) -> bytes:
    """The dossier of a territory for a campaign. Raises NothingToExport and NoWarehouse."""
    from pipelines.outputs.workbook.territory import write_territory

    return _bytes(lambda path: write_territory(settings, territory_code, campaign, path))


def national_workbook(settings: Settings, campaign: str, decisions: Sequence[Decision], annex: bool) -> bytes:
    """The printed summary of France, or its annex, with the decisions that the reader may see. Raises NothingToExport
    and NoWarehouse."""
    from pipelines.outputs.workbook.national import write_annex, write_national

    write = write_annex if annex else write_national
    return _bytes(lambda path: write(settings, campaign, path, decisions))


def national_dialogue_workbook(settings: Settings, campaign: str, decisions: Sequence[Decision]) -> bytes:
    """The workbook of the instance nationale, with these decisions. Raises NothingToExport and NoWarehouse."""
    from pipelines.outputs.workbook.national import write_national_dialogue

    return _bytes(lambda path: write_national_dialogue(settings, campaign, path, decisions))


def factsheet(settings: Settings, subject: str, campaign: str, suffix: str, decisions: Sequence[Decision]) -> bytes:
    """The two-page sheet of a territory or an objective: pdf, docx or pptx. Raises what `factsheet_bytes` raises."""
    from pipelines.outputs.factsheet.content import factsheet_bytes

    return factsheet_bytes(settings, subject, campaign, suffix, decisions)


def review_document(review: Review, name: str) -> bytes:
    """The review under a name that ends in .pdf or .docx. Raises UnknownRendering and PdfNotAvailable."""
    from pipelines.outputs.factsheet.review import document

    return document(review, Path(name))


def screen_workbook(title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of the very rows on screen: real numbers, and texts that are never formulas."""
    from pipelines.outputs.workbook.screen_table import screen_table

    return screen_table(title, notes, header, rows)


def school_list(sight: Sight, filters: Filters) -> bytes:
    """The workbook of the schools that the filters keep. Raises NothingToExport and NoWarehouse."""
    from pipelines.outputs.workbook.schools import write_list

    return _bytes(lambda path: write_list(sight, filters, path))


def schools_of_department(sight: Sight, territory_code: str, campaign: str) -> bytes:
    """The workbook of all that is known of the schools of a département. Raises NothingToExport and NoWarehouse."""
    from pipelines.outputs.workbook.schools import write_department

    return _bytes(lambda path: write_department(sight, territory_code, campaign, path))


def school_factsheet(sight: Sight, code: str, campaign: str, suffix: str) -> bytes:
    """The sheet of a school: pdf or docx. Raises what `school_factsheet_bytes` raises."""
    from pipelines.outputs.factsheet.school import school_factsheet_bytes

    return school_factsheet_bytes(sight, code, campaign, suffix)


def template(settings: Settings, territory_code: str, campaign: str) -> bytes:
    """The pre-filled workbook of a committee. Raises TemplateError."""
    from pipelines.outputs.template.write import write_template

    return _bytes(lambda path: write_template(settings, territory_code, campaign, path))


def school_template(settings: Settings, territory_code: str, campaign: str, indicators: list[str]) -> bytes:
    """The workbook that the schools of a département fill, for these indicators. Raises TemplateError and
    NoWarehouse."""
    from pipelines.outputs.template.schools import write_school_template

    return _bytes(lambda path: write_school_template(settings, territory_code, campaign, indicators, path)[0])


def _bytes(write: Callable[[Path], Path]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write(Path(folder) / "classeur.xlsx").read_bytes()
