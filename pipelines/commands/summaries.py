"""`pilotage export`: writes the summary workbook of the nation or of a territory."""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import shown_settings
from pipelines.terminal import say

NATIONAL = "national"


def run(territory: str, campaign: str | None, output: Path | None) -> int:
    """Writes the workbook and says where. Returns the exit code."""
    where = shown_settings()
    if territory.strip().lower() == NATIONAL:
        from pipelines.export.national import write_national

        path = write_national(where, campaign, output or Path("exports") / "synthese-nationale.xlsx")
    else:
        from pipelines.export.territory import write_territory

        code = territory.strip().upper()
        path = write_territory(where, code, campaign, output or Path("exports") / f"dossier-{code.lower()}.xlsx")
    say(f"Classeur écrit : {path}")
    return 0
