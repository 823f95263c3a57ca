"""`pilotage template`: the workbook of one committee, or of all, for a school year."""

from __future__ import annotations

from pathlib import Path

from indicators.catalogue import catalogue
from indicators.territories import Territory, fold, territories
from indicators.typography import plural
from pipelines.cli.terminal import progress_bar, say
from pipelines.outputs.template.schools import write_school_template
from pipelines.outputs.template.write import write_template
from pipelines.settings import Settings, shown_settings

FOLDER = Path("modeles")


def run(territory: str | None, campaign: str | None, everyone: bool, ods: bool, output: Path | None) -> int:
    """Writes the templates asked for. Returns the exit code."""
    where = shown_settings()
    campaigns = catalogue(where.catalogue).strategy.campaigns
    year = campaign or campaigns[-1]
    committees = _committees(territory, everyone)
    if year not in campaigns or not committees:
        problem = f"L'année « {year} » n'est pas une année de la stratégie ({', '.join(campaigns)})."
        say(problem if year not in campaigns else "Donnez le code d'un comité (DEPT-59, REG-32, NAT-FR) ou --all.")
        return 2
    single = output if output and output.suffix and not everyone else None
    folder = output if output and not single else FOLDER
    with progress_bar("Écriture des modèles") as progress:
        for done, one in enumerate(committees, start=1):
            _write(where, one, year, single or folder / f"remontee_{one.code}_{year}.xlsx", ods)
            progress(done, len(committees))
    say(f"{len(committees)} modèle(s) écrit(s) : {single or folder}")
    return 0


def run_schools(territory: str | None, campaign: str | None, codes: str, output: Path | None) -> int:
    """Writes the workbook that the schools of a département fill. Returns the exit code."""
    where = shown_settings()
    year = campaign or catalogue(where.catalogue).strategy.campaigns[-1]
    asked = [one.strip().upper() for one in codes.replace(";", ",").split(",") if one.strip()]
    name = f"etablissements_{(territory or '').upper()}_{year}.xlsx"
    path = output if output and output.suffix else (output or FOLDER) / name
    path, schools = write_school_template(where, territory or "", year, asked, path)
    say(f"Classeur de {plural(schools, 'établissement')} écrit : {path}")
    return 0


def _committees(typed: str | None, everyone: bool) -> list[Territory]:
    with_committee = [one for one in territories() if one.level != "academy"]
    if everyone:
        return with_committee
    return [one for one in with_committee if typed and fold(typed) == fold(one.code)]


def _write(where: Settings, territory: Territory, campaign: str, path: Path, ods: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_template(where, territory.code, campaign, path)
    if ods:
        from pipelines.outputs.libreoffice import convert

        convert(path, "ods")
