"""Writes a fiche: the suffix of the file chooses the rendering (.pdf, .docx, .pptx)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.errors import UnknownRendering
from pipelines.outputs.factsheet.content import content
from pipelines.outputs.factsheet.sheet import Sheet
from pipelines.settings import Settings


def write_sheet(settings: Settings, subject: str, campaign: str | None, path: Path) -> Path:
    """Writes the fiche of a territory (`REG-32`) or of an objective (`objectif-4`) and returns its path.

    Without a campaign, the last that can be read.
    Raises UnknownRendering, PdfNotAvailable, NothingToExport and NoWarehouse."""
    render = rendering(path)
    made = render(content(settings, subject, campaign))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    return path


def sheet_bytes(settings: Settings, subject: str, campaign: str | None, suffix: str) -> bytes:
    """The same as bytes, for a page that offers the file."""
    return rendering(Path(f"fiche.{suffix.removeprefix('.')}"))(content(settings, subject, campaign))


def rendering(path: Path) -> Callable[[Sheet], bytes]:
    """Each library is loaded where its rendering is asked for, and nowhere else."""
    match path.suffix.lower():
        case ".pdf":
            from pipelines.outputs.factsheet.pdf import write_pdf

            return write_pdf
        case ".docx":
            from pipelines.outputs.factsheet.docx import write_docx

            return write_docx
        case ".pptx":
            from pipelines.outputs.factsheet.pptx import write_pptx

            return write_pptx
    raise UnknownRendering(path)
