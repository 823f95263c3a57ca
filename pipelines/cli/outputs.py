"""The commands that write what leaves the tool: export, sheet, publish, template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note_export
from pipelines.cli.options import OneCampaign, Output
from pipelines.cli.terminal import progress_bar, say

if TYPE_CHECKING:
    from indicators.territories import Territory
    from pipelines.settings import Settings

Campaign = Annotated[
    str | None, typer.Option("--campaign", "-c", help="Année scolaire ; la dernière lisible par défaut.")
]
Edition = Annotated[str | None, typer.Option("--edition", help="Une édition figée, par son nom de dossier.")]
Ods = Annotated[bool, typer.Option("--ods", help="Écrit aussi la version .ods (par LibreOffice).")]
EXPORTS, TEMPLATES = Path("exports"), Path("modeles")  # where nothing else is asked
NATIONAL, DIALOGUE = "national", "instance"  # subjects that are no territory


def export(
    subject: Annotated[
        str, typer.Argument(help="« national », « instance », ou le code d'un territoire.", metavar="QUOI")
    ] = NATIONAL,
    campaign: Campaign = None,
    output: Output = None,
    edition: Edition = None,
    every: Annotated[bool, typer.Option("--all", help="Le dossier de chaque comité.")] = False,
    ods: Ods = False,
) -> None:
    """Écrit un classeur : synthèse nationale et son annexe, dossier d'un territoire, « Instance nationale »."""
    if every:
        _write_every_dossier(campaign, output)
    else:
        _write_workbook(subject.strip().lower(), campaign, output, edition, ods)


def _write_every_dossier(campaign: str | None, output: Path | None) -> None:
    from pipelines.outputs.workbook.territory import write_every_territory
    from pipelines.settings import shown_settings

    folder = output or EXPORTS
    with progress_bar("Écriture des dossiers") as progress:
        paths = write_every_territory(shown_settings(), campaign, folder, progress)
    note_export(shown_settings(), "workbook", "all", paths, campaign)
    say(f"{len(paths)} dossiers écrits dans « {folder} ».")


def _write_workbook(subject: str, campaign: str | None, output: Path | None, edition: str | None, ods: bool) -> None:
    """One workbook, of the present state or of an edition; an export that the edition keeps is copied as it is."""
    from pipelines.settings import shown_settings

    home = shown_settings()
    settings, frozen_export = home, None
    if edition:
        settings, campaign, frozen_export = _frozen(home, edition, campaign, subject)
    path = output or EXPORTS
    if output is None or path.is_dir():
        path = path / _file_name(subject)
    if frozen_export is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(frozen_export)
    else:
        path = _compute(settings, subject, campaign, path)
    written = [path]
    if subject == NATIONAL and (annex := _annex(settings, home, edition, campaign, path, frozen_export is not None)):
        written.append(annex)
    if ods:
        from pipelines.outputs.libreoffice import convert

        written += [convert(workbook, "ods") for workbook in written]
    note_export(home, "workbook", "NAT-FR" if subject in (NATIONAL, DIALOGUE) else subject.upper(), written, campaign)
    for workbook in written:
        say(f"Classeur écrit : {workbook}")


def _annex(
    settings: Settings, home: Settings, edition: str | None, campaign: str | None, beside: Path, from_edition: bool
) -> Path | None:
    """The annex beside the printed summary; None where an edition keeps a summary of before there were two."""
    from pipelines.outputs.workbook.national import write_annex
    from pipelines.releases.freeze import ANNEX_EXPORT, kept_export

    path = beside.with_name(f"{beside.stem}-annexe.xlsx")
    if not from_edition:
        return write_annex(settings, campaign, path)
    content = kept_export(home, edition or "", ANNEX_EXPORT)
    if content is None:
        return None
    path.write_bytes(content)
    return path


def _compute(settings: Settings, subject: str, campaign: str | None, path: Path) -> Path:
    if subject == NATIONAL:
        from pipelines.outputs.workbook.national import write_national

        return write_national(settings, campaign, path)
    if subject == DIALOGUE:
        from pipelines.outputs.workbook.national import write_national_dialogue

        return write_national_dialogue(settings, campaign, path)
    from pipelines.outputs.workbook.territory import write_territory

    return write_territory(settings, subject.upper(), campaign, path)


def _frozen(home: Settings, slug: str, campaign: str | None, subject: str) -> tuple[Settings, str, bytes | None]:
    """The edition to read, at its own campaign unless another is asked; and the very bytes it keeps of this export."""
    from pipelines.releases.freeze import editions, kept_export
    from pipelines.releases.open import open_edition

    opened = open_edition(home, slug)
    own = next(edition.campaign for edition in editions(home) if edition.slug == slug)
    frozen_export = kept_export(home, slug, _file_name(subject)) if campaign in (None, own) else None
    return opened, campaign or own, frozen_export


def _file_name(subject: str) -> str:
    from pipelines.releases.freeze import DIALOGUE_EXPORT, NATIONAL_EXPORT

    return {NATIONAL: NATIONAL_EXPORT, DIALOGUE: DIALOGUE_EXPORT}.get(subject, f"dossier-{subject}.xlsx")


def sheet(
    subject: Annotated[
        str, typer.Argument(help="« national », le code d'un territoire, ou « objectif-4 ».", metavar="QUOI")
    ] = "NAT-FR",
    campaign: Campaign = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier .pdf, .docx ou .pptx ; .pdf par défaut.")
    ] = None,
) -> None:
    """Écrit la fiche de deux pages d'un territoire ou d'un objectif (PDF, Word ou PowerPoint)."""
    from pipelines.outputs.factsheet.content import write_factsheet
    from pipelines.settings import shown_settings

    settings, subject = shown_settings(), subject.strip()
    subject = "NAT-FR" if subject.lower() == NATIONAL else subject
    written = write_factsheet(settings, subject, campaign, output or EXPORTS / f"fiche-{subject.lower()}.pdf")
    note_export(settings, "sheet", subject.upper(), [written], campaign)
    say(f"Fiche écrite : {written}")


def publish(
    folder: Annotated[Path, typer.Argument(help="Dossier à remplir.", metavar="DOSSIER", file_okay=False)],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Écrit aussi toutes les tables en un classeur.")] = False,
    before: Annotated[
        list[Path] | None,
        typer.Option(
            "--before",
            help="Publication d'avant, que l'outil ne connaît pas : à comparer.",
            metavar="DOSSIER",
            exists=True,
        ),
    ] = None,
) -> None:
    """Écrit les données ouvertes : CSV, Parquet, schémas, empreintes ; sans nom ni petit effectif."""
    from pipelines.outputs.open_data.write import publish as write_open_data
    from pipelines.settings import shown_settings

    settings = shown_settings()
    paths = write_open_data(settings, folder, xlsx, before or [], say)
    note_export(settings, "open_data", "NAT-FR", paths)
    say(f"{len(paths)} fichiers de données ouvertes écrits dans « {folder} ».")


def template(
    territory: Annotated[
        str | None, typer.Argument(help="Code : DEPT-59, REG-32, NAT-FR.", metavar="TERRITOIRE")
    ] = None,
    campaign: OneCampaign = None,
    all_committees: Annotated[bool, typer.Option("--all", help="Un modèle pour chaque comité.")] = False,
    ods: Ods = False,
    schools: Annotated[
        str | None,
        typer.Option(help="Codes d'indicateurs : un classeur à remplir par les établissements.", metavar="O04-1,O10-1"),
    ] = None,
    output: Output = None,
) -> None:
    """Écrit le classeur prérempli qu'un comité, ou ses établissements, n'ont plus qu'à compléter."""
    from indicators.catalogue import catalogue
    from pipelines.settings import shown_settings

    settings = shown_settings()
    if schools is not None:
        _write_school_template(settings, territory or "", campaign, schools, output)
        return
    campaigns = catalogue(settings.catalogue).strategy.campaigns
    year = campaign or campaigns[-1]
    committees = _committees(territory, all_committees)
    if year not in campaigns:
        say(f"L'année « {year} » n'est pas une année de la stratégie ({', '.join(campaigns)}).")
        raise typer.Exit(2)
    if not committees:
        say("Donnez le code d'un comité (DEPT-59, REG-32, NAT-FR) ou --all.")
        raise typer.Exit(2)
    single = output if output and output.suffix and not all_committees else None
    folder = output if output and not single else TEMPLATES
    with progress_bar("Écriture des modèles") as progress:
        for done, committee in enumerate(committees, start=1):
            _write_template(settings, committee, year, single or folder / f"remontee_{committee.code}_{year}.xlsx", ods)
            progress(done, len(committees))
    say(f"{len(committees)} modèle(s) écrit(s) : {single or folder}")


def _write_school_template(
    settings: Settings, territory: str, campaign: str | None, codes: str, output: Path | None
) -> None:
    """The workbook that the schools of a département fill, for the indicators asked."""
    from indicators.catalogue import catalogue
    from indicators.typography import plural
    from pipelines.outputs.template.schools import write_school_template

    year = campaign or catalogue(settings.catalogue).strategy.campaigns[-1]
    indicator_codes = [code.strip().upper() for code in codes.replace(";", ",").split(",") if code.strip()]
    name = f"etablissements_{territory.upper()}_{year}.xlsx"
    path = output if output and output.suffix else (output or TEMPLATES) / name
    path, schools = write_school_template(settings, territory, year, indicator_codes, path)
    say(f"Classeur de {plural(schools, 'établissement')} écrit : {path}")


def _committees(typed: str | None, everyone: bool) -> list[Territory]:
    from indicators.territories import fold, territories

    with_committee = [territory for territory in territories() if territory.level != "academy"]
    if everyone:
        return with_committee
    code = "NAT-FR" if typed and fold(typed) == NATIONAL else typed
    return [territory for territory in with_committee if code and fold(code) == fold(territory.code)]


def _write_template(settings: Settings, territory: Territory, campaign: str, path: Path, ods: bool) -> None:
    from pipelines.outputs.template.write import write_template

    path.parent.mkdir(parents=True, exist_ok=True)
    write_template(settings, territory.code, campaign, path)
    if ods:
        from pipelines.outputs.libreoffice import convert

        convert(path, "ods")
