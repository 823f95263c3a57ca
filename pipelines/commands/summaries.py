"""`pilotage export`: writes the summary workbook of the nation or of a territory."""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import Settings, shown_settings
from pipelines.terminal import say

NATIONAL = "national"


def run(territory: str, campaign: str | None, output: Path | None, edition: str | None = None) -> int:
    """Writes the workbook, of the present state or of an edition, and says where. Returns the exit code."""
    where = shown_settings()
    if edition:
        where, campaign, kept = _frozen(where, edition, campaign, territory.strip().lower())
        if kept is not None:
            say(f"Classeur écrit : {_copy(kept, territory.strip().lower(), output)}")
            return 0
    if territory.strip().lower() == NATIONAL:
        from pipelines.export.national import write_national

        path = write_national(where, campaign, output or Path("exports") / "synthese-nationale.xlsx")
    else:
        from pipelines.export.territory import write_territory

        code = territory.strip().upper()
        path = write_territory(where, code, campaign, output or Path("exports") / f"dossier-{code.lower()}.xlsx")
    say(f"Classeur écrit : {path}")
    return 0


def _frozen(where: Settings, slug: str, campaign: str | None, subject: str) -> tuple[Settings, str, bytes | None]:
    """The edition to read, at its own campaign unless another is asked; and the very bytes it keeps of this export."""
    from pipelines.editions import editions, kept_export, open_edition

    opened = open_edition(where, slug)
    own = next(one.campaign for one in editions(where) if one.slug == slug)
    kept = kept_export(where, slug, _name(subject)) if campaign in (None, own) else None
    return opened, campaign or own, kept


def _name(subject: str) -> str:
    return "synthese-nationale.xlsx" if subject == NATIONAL else f"dossier-{subject}.xlsx"


def _copy(content: bytes, subject: str, output: Path | None) -> Path:
    path = output or Path("exports") / _name(subject)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
