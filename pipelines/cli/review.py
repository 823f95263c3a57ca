"""The commands of those who steer: changes (what moved and why), review (to print), remind (who is silent)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note_export
from pipelines.cli.options import Json, Output
from pipelines.cli.terminal import print_json, say, table

if TYPE_CHECKING:
    from pipelines.releases.compare import Changes, Row

CONTRIBUTORS = 5  # those named on a screen; --json gives every figure


def changes(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    before: Annotated[str | None, typer.Option("--from", help="Édition ou campagne de départ.")] = None,
    after: Annotated[str | None, typer.Option("--to", help="Édition ou campagne d'arrivée.")] = None,
    json: Json = False,
) -> None:
    """Dit ce qui a changé et pourquoi : progrès réel, corrections, périmètre, définitions."""
    from indicators.territories import NATIONAL
    from pipelines.releases.compare import changes as compare
    from pipelines.releases.compare import lines, revisions
    from pipelines.settings import shown_settings

    comparison, code = compare(shown_settings(), before, after), (territory or NATIONAL).strip().upper()
    code = NATIONAL if code == "NATIONAL" else code  # as « export » and « sheet » name it
    rows, revised = lines(comparison, code), revisions(comparison, code)
    names = {"before": comparison.before.name, "after": comparison.after.name}
    if json:
        print_json(names | {"collecting": comparison.collecting, "figures": rows, "revisions": revised})
    elif rows:
        _show_changes(comparison, code, rows, revised)
    elif comparison.collecting:
        say(f"{comparison.collecting}.")
    else:
        say(f"Rien de comparable pour « {code} » entre {names['before']} et {names['after']}.")


def _show_changes(comparison: Changes, code: str, rows: list[Row], revised: list[Row]) -> None:
    """Each figure with its movement split by effect, who counted most, and the past values that were revised."""
    from indicators.typography import signed, typeset
    from indicators.words import words
    from pipelines.facts.comparison.decomposition import EFFECTS
    from pipelines.releases.compare import contributors

    headers = ["", "Avant", "Après", "Mouvement", *(words()["effect"][effect] for effect in EFFECTS)]
    title = f"{comparison.name(code)} : de « {comparison.before.name} » à « {comparison.after.name} »"
    cells = [_change_cells(comparison, row) for row in rows]
    table(typeset(title), headers, cells, right=frozenset(range(1, 8)))
    most = contributors(comparison, "strategy", "", code)[:CONTRIBUTORS]
    names = " ; ".join(f"{row['name']} ({signed(row['shown'])} points)" for row in most)
    say(f"\nCe qui a le plus compté : {names}.")
    for row in revised:
        say(f"\nValeur passée révisée : {_revision(row)}")


def _change_cells(comparison: Changes, row: Row) -> list[str]:
    from indicators.typography import Unit, figure, number, signed, typeset
    from pipelines.facts.comparison.decomposition import EFFECTS

    indicator = comparison.indicators.get(row["id"])
    states = (
        figure(row[name], Unit.of(indicator)) if indicator else number(row[name], 1) for name in ("before", "after")
    )
    return [typeset(row["title"]), *states, *(signed(row["shown"][name]) for name in ("movement", *EFFECTS))]


def _revision(row: Row) -> str:
    """One revised value in a sentence: where, before, now, why, in which file."""
    from indicators.typography import quantity

    before = f"{quantity(row['numerator_before'])} sur {quantity(row['denominator_before'])}"
    now = f"{quantity(row['numerator_now'])} sur {quantity(row['denominator_now'])}"
    cell = f" ({row['source_file']}, {row['cell']})" if row["source_file"] else ""
    return f"{row['territory']}, {row['title']} : {before}, puis {now} ; {row['reason']}{cell}."


def review(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", "-c", help="Année scolaire ; la dernière lisible.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier .docx ou .pdf à écrire.")] = None,
    edition: Annotated[str | None, typer.Option(help="Une édition figée, par son nom de dossier.")] = None,
) -> None:
    """Écrit la revue annuelle à imprimer : décisions à suivre, sujets à discuter, appréciations."""
    from indicators.territories import NATIONAL
    from pipelines.facts.review import review as review_of
    from pipelines.outputs.factsheet.review import document
    from pipelines.releases.compare import usual
    from pipelines.releases.freeze import editions
    from pipelines.releases.open import open_edition
    from pipelines.settings import shown_settings, this_day

    settings, code = shown_settings(), (territory or NATIONAL).strip().upper()
    if edition:
        campaign = campaign or next((frozen.campaign for frozen in editions(settings) if frozen.slug == edition), None)
        settings = open_edition(settings, edition)
    campaign = campaign or usual(settings)[1]
    path = output or Path("exports") / f"revue-{code.lower()}-{campaign}.docx"
    content = document(review_of(settings, campaign, code, this_day()), path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    note_export(shown_settings(), "review", code, [path], campaign)
    say(f"Revue écrite : {path}")


def remind(
    campaign: Annotated[str, typer.Argument(help="Année scolaire.", metavar="CAMPAGNE")],
    output: Output = None,
) -> None:
    """Écrit, pour chaque comité silencieux ou à corriger, une relance : texte, brouillon .eml, publipostage."""
    from indicators.words import words
    from pipelines.facts.reminders import reminders
    from pipelines.outputs.mailing import draft_name, merge_table, message_file
    from pipelines.settings import shown_settings

    written = reminders(shown_settings(), campaign)
    for reminder in written:
        content = f"Objet : {reminder.subject}\n\n{reminder.text}\n"
        if output is None:
            say(f"{content}\n{'—' * 60}\n")
        else:
            output.mkdir(parents=True, exist_ok=True)
            name = f"{campaign}_{reminder.territory_code}_{reminder.state}.txt"
            (output / name).write_text(content, encoding="utf-8")
            (output / draft_name(reminder, campaign)).write_bytes(message_file(reminder))
    if output is not None and written:
        (output / f"relances-{campaign}.csv").write_bytes(merge_table(written, words()["collection"]))
    say(f"{len(written)} relances pour {campaign}" + (f", écrites dans « {output} »." if output else "."))
