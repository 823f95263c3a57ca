"""What a command says when it cannot do its work: the named failures as they are, anything else kept in a file."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path


def keep_trace(failure: Exception) -> str:
    """Writes the trace of an unforeseen failure to a file, and gives the sentence that says where."""
    path = Path(tempfile.gettempdir()) / "pilotage-incident.txt"
    path.write_text("".join(traceback.format_exception(failure)), encoding="utf-8")
    return f"Une erreur inattendue a interrompu la commande. Rien n'a été publié ; transmettez le fichier {path}."
