"""The options that several commands take, declared once with their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Fichier ou dossier à écrire.")]
OneCampaign = Annotated[str | None, typer.Option("--campaign", "-c", help="Année scolaire, par exemple 2025-2026.")]
