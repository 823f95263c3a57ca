"""`pilotage export`, `sheet` and `publish`: writes what leaves the tool, and says where."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.terminal import progress_bar, say
from pipelines.commands.operator import note_export
from pipelines.settings import Settings, shown_settings

NATIONAL = "national"


def run(
    territory: str, campaign: str | None, output: Path | None, edition: str | None = None, ods: bool = False
) -> int:
    """Writes the workbook, of the present state or of an edition. Returns the exit code."""
    where = home = shown_settings()
    if edition:
        where, campaign, kept = _frozen(where, edition, campaign, territory.strip().lower())
        if kept is not None:
            path = _copy(kept, territory.strip().lower(), output)
            note_export(home, "workbook", _scope(territory), [path], campaign)
            say(f"Classeur écrit : {path}")
            return 0
    if territory.strip().lower() == NATIONAL:
        from pipelines.outputs.workbook.national import write_national

        path = write_national(where, campaign, output or Path("exports") / "synthese-nationale.xlsx")
    else:
        from pipelines.outputs.workbook.territory import write_territory

        code = territory.strip().upper()
        path = write_territory(where, code, campaign, output or Path("exports") / f"dossier-{code.lower()}.xlsx")
    note_export(home, "workbook", _scope(territory), [path], campaign)
    say(f"Classeur écrit : {path}")
    if ods:
        from pipelines.outputs.libreoffice import convert

        say(f"Classeur écrit : {convert(path, 'ods')}")
    return 0


def every(campaign: str | None, output: Path | None) -> int:
    """Writes the dossier of every committee into a folder. Returns the exit code."""
    from pipelines.outputs.workbook.territory import write_every_territory

    folder = output or Path("exports")
    with progress_bar("Écriture des dossiers") as progress:
        paths = write_every_territory(shown_settings(), campaign, folder, progress)
    note_export(shown_settings(), "workbook", "all", paths, campaign)
    say(f"{len(paths)} dossiers écrits dans « {folder} ».")
    return 0


def sheet(subject: str, campaign: str | None, output: Path | None) -> int:
    """Writes the two-page sheet of a territory or an objective. Returns the exit code."""
    from pipelines.outputs.factsheet.content import write_factsheet

    path = output or Path("exports") / f"fiche-{subject.strip().lower()}.pdf"
    where = shown_settings()
    written = write_factsheet(where, subject.strip(), campaign, path)
    note_export(where, "sheet", subject.strip().upper(), [written], campaign)
    say(f"Fiche écrite : {written}")
    return 0


def publish_to(folder: Path) -> int:
    """Writes the open data into a folder. Returns the exit code."""
    from pipelines.outputs.open_data.write import publish

    where = shown_settings()
    paths = publish(where, folder)
    note_export(where, "open_data", "NAT-FR", paths)
    say(f"{len(paths)} fichiers de données ouvertes écrits dans « {folder} ».")
    return 0


def _frozen(where: Settings, slug: str, campaign: str | None, subject: str) -> tuple[Settings, str, bytes | None]:
    """The edition to read, at its own campaign unless another is asked; and the very bytes it keeps of this export."""
    from pipelines.releases.freeze import editions, kept_export
    from pipelines.releases.open import open_edition

    opened = open_edition(where, slug)
    own = next(one.campaign for one in editions(where) if one.slug == slug)
    kept = kept_export(where, slug, _name(subject)) if campaign in (None, own) else None
    return opened, campaign or own, kept


def _name(subject: str) -> str:
    return "synthese-nationale.xlsx" if subject == NATIONAL else f"dossier-{subject}.xlsx"


def _scope(subject: str) -> str:
    return "NAT-FR" if subject.strip().lower() == NATIONAL else subject.strip().upper()


def _copy(content: bytes, subject: str, output: Path | None) -> Path:
    path = output or Path("exports") / _name(subject)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
