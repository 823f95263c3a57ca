"""`pilotage remind`: the reminders of a campaign, on screen or one file a committee."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.terminal import say
from pipelines.facts.reminders import reminders
from pipelines.settings import shown_settings


def run(campaign: str, folder: Path | None) -> int:
    """Writes the reminders. Returns the exit code."""
    found = reminders(shown_settings(), campaign)
    for one in found:
        content = f"Objet : {one.subject}\n\n{one.text}\n"
        if folder is None:
            say(f"{content}\n{'—' * 60}\n")
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{campaign}_{one.territory_code}_{one.state}.txt").write_text(content, encoding="utf-8")
    say(f"{len(found)} relances pour {campaign}" + (f", écrites dans « {folder} »." if folder else "."))
    return 0
