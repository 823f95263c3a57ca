"""What a command says when it cannot do its work: the named failures as they are, anything else kept in a file."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path

from indicators.catalogue import CatalogueError

_NAMED = (
    ("pipelines.warehouse", "NoWarehouse"),
    ("pipelines.explain", "UnknownFigure"),
    ("pipelines.office", "OfficeError"),
    ("pipelines.template.plan", "TemplateError"),
    ("pipelines.export.edition", "NothingToExport"),
    ("pipelines.editions", "EditionError"),
    ("pipelines.definitions", "OtherDefinitions"),
    ("pipelines.decisions", "DecisionError"),
    ("pipelines.closings", "ClosingError"),
    ("pipelines.deposits", "DepositError"),
    ("pipelines.review", "NoReview"),
    ("pipelines.access.table", "AccessError"),
    ("pipelines.publish.write", "NotAPublication"),
    ("pipelines.sheets.write", "UnknownRendering"),
    ("pipelines.sheets.pdf", "PdfNotAvailable"),
    ("pipelines.schools.sums", "UnknownEngine"),
    ("pipelines.schools.spark", "SparkNotAvailable"),
    ("pipelines.commands.intake", "MixedData"),
    ("pipelines.backup_archive", "BackupError"),
    ("pipelines.archive", "AlteredFile"),
)


def expected_failures() -> tuple[type[Exception], ...]:
    """The named exceptions whose message is for the person who typed the command; no module is loaded for it."""
    loaded = [getattr(sys.modules[module], name, None) for module, name in _NAMED if module in sys.modules]
    return (CatalogueError, *(one for one in loaded if one is not None))


def keep_trace(failure: Exception) -> str:
    """Writes the trace of an unforeseen failure to a file, and gives the sentence that says where."""
    path = Path(tempfile.gettempdir()) / "pilotage-incident.txt"
    path.write_text("".join(traceback.format_exception(failure)), encoding="utf-8")
    return f"Une erreur inattendue a interrompu la commande. Rien n'a été publié ; transmettez le fichier {path}."
