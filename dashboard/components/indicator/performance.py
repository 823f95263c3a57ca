"""The sheet of an indicator as people of public performance know it: what it is, what was realised, how, the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.figures import coded, reference, valued
from indicators.models import Example
from indicators.typography import day, figure, out_of, percent, quantity, share
from pipelines.facts.rows.indicators import Definition, ObjectiveIndicator, RealisedYear

LEVELS = {"department": "Comités départementaux", "region": "Comités régionaux", "national": "Comité national"}
_ORIGINS = {"meetings": "calculé d'après les réunions déclarées", "collection": "calculé d'après les rapports reçus"}


def realised(rows: Sequence[ObjectiveIndicator], history: Sequence[RealisedYear]) -> Html:
    """One row per indicator: its unit, what was realised each year in France, the target and when it is due."""
    by_cell = {(row.indicator_id, row.campaign): row for row in history}
    campaigns = list(dict.fromkeys(row.campaign for row in history))
    years = [
        Column(
            f"Réalisé {campaign}",
            lambda row, campaign=campaign: valued(by_cell[row.indicator_id, campaign], _bare(row)),
            "number",
        )
        for campaign in campaigns
    ]
    columns = [
        Column("Indicateur", lambda row: coded(row.indicator_id, row.title), "wide"),
        Column("Unité", lambda row: row.unit),
        *years,
        Column("Cible", lambda row: reference(row.catalogue_target, row.target_status, _bare(row)), "number"),
        Column("Échéance", lambda row: row.target_campaign, "brief"),
    ]
    return table("Réalisé et cible, France entière", columns, rows)


def _bare(row: ObjectiveIndicator) -> ObjectiveIndicator:
    """The indicator without its unit, which has a column: six years of « 44,2 pour 100 élèves » do not fit a screen."""
    return row if row.unit == "%" else replace(row, unit="")


def definition(row: Definition, example: Example | None, threshold: float) -> Html:
    """Everything that says what the figure is, folded under its title; with what was realised where the row says it."""
    entries = [
        ("Unité", row.unit),
        ("Mode de calcul", _rule(row)),
        ("Collecté auprès de", LEVELS[row.level] + _suffix(row)),
        ("Source", row.source),
        ("Responsable", row.owner or "à désigner"),
        *((("Mise à jour", _update(row)),) if row.frequency or row.next_update else ()),
        ("Sens", "à augmenter" if row.direction == "up" else "à diminuer"),
        ("Valeur initiale", reference(row.catalogue_baseline, row.baseline_status, row, whole=True)),
        ("Cible", reference(row.catalogue_target, row.target_status, row, whole=True)),
    ]
    if isinstance(row, ObjectiveIndicator):
        entries.insert(-1, (f"Réalisé {row.campaign}", _realised(row)))
    entries.append(("Précisions méthodologiques", _method(row, threshold)))
    if row.suspended_since:
        entries.append(("Suspension", f"suspendu depuis la campagne {row.suspended_since} : il n'est pas noté"))
    if example:
        entries.append(("Exemple", _example(row, example)))
    listed = join(join([tag("dt", name), tag("dd", text)]) for name, text in entries)
    title = tag("summary", coded(row.indicator_id, row.title))
    return tag("details", title, tag("dl", listed), class_="definition")


def _update(row: Definition) -> str:
    """How often its source is updated, and when next."""
    following = f"prochaine le {day(row.next_update)}" if row.next_update else ""
    return ", ".join(part for part in (row.frequency, following) if part)


def _realised(row: ObjectiveIndicator) -> Html:
    answered = out_of(row.territories_answered, row.territories_expected)
    note = tag("span", f" (territoires qui répondent : {answered})", class_="muted")
    return join([valued(row, row), note if row.territories_expected else ""])


def _method(row: Definition, threshold: float) -> str:
    """How the figure is put together above the level that reports it, and what would make it doubtful."""
    if row.kind == "milestone":
        return "chiffre national seul : la position de l'étape atteinte dans la liste des étapes"
    start = f"campagne de référence : {row.baseline_campaign}"
    bound = f" ; au plus {quantity(row.upper_bound)} {row.unit}" if row.upper_bound is not None else ""
    summed = "les numérateurs et les dénominateurs des territoires s'additionnent, jamais les pourcentages"
    if row.kind == "count":
        summed = "les effectifs des territoires s'additionnent ; la cible ne vaut que pour la France"
    if row.kind == "share":
        summed = "chaque territoire compte pour un, qu'il soit grand ou petit"
    return f"{summed} ; partiel sous {share(threshold)} de territoires qui répondent ; {start}{bound}"


def _suffix(row: Definition) -> str:
    since = f", depuis {row.since}" if row.since else ""
    return f" ({_ORIGINS[row.origin]})" + since if row.origin in _ORIGINS else since


def _rule(row: Definition) -> str:
    if row.kind == "milestone":
        return f"jalon : {' → '.join(row.stages or ())}"
    if row.kind == "share":
        return "part des territoires attendus qui répondent oui ; un territoire silencieux compte comme non"
    if row.kind == "count":
        return f"somme : {row.numerator_label}"
    scale = "" if row.scale == 1 else f"{quantity(row.scale)} × "
    return f"{scale}{row.numerator_label} ÷ {row.denominator_label}, après avoir fait la somme de chacun"


def _example(row: Definition, example: Example) -> str:
    value = figure(example.value, row)
    if example.stage:
        progress = percent(example.progress)
        return f"à l'étape « {example.stage} », la valeur est {quantity(example.value)} et l'avancement {progress}"
    scale = "" if row.scale == 1 else f"{quantity(row.scale)} × "
    formula = quantity(example.numerator)
    if example.denominator is not None:
        formula = f"{scale}{formula} ÷ {quantity(example.denominator)}"
    ends = f"de {figure(row.catalogue_baseline, row)} à {figure(row.catalogue_target, row)}"
    return f"{formula} = {value}, soit {percent(example.progress)} du chemin {ends}"
