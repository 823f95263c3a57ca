"""The indicators of an objective: figures, definitions, trajectory and territories, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.components.html.markup import Html, escaped, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import baseline, coded, reference, target, valued
from dashboard.components.indicator.status import badge, followed, uncollected, word
from dashboard.components.links.address import link
from dashboard.components.links.places import PLURAL, territory_link, title
from dashboard.components.links.sorting import arranged, judged
from dashboard.components.territory.progress import expected, scored, why_progress
from indicators.territories import NATIONAL, RANKS, fold
from indicators.typography import ABSENT, figure, out_of, percent, plural
from pipelines.facts.rows.indicators import Definition, ObjectiveIndicator, TrajectoryYear
from pipelines.facts.rows.progress import Objective, ObjectiveTerritory
from pipelines.facts.rows.territories import ListedTerritory


def origin(objective: Objective) -> Html:
    """Where the wording of the objective comes from, when it is not the official one."""
    if objective.title_status == "official":
        return Html("")
    return tag("p", tag("span", word("title_status", objective.title_status), class_="flag"), class_="facts")


def summary(rows: Sequence[ObjectiveIndicator], campaign: str, name: str, france: Sequence[ObjectiveIndicator]) -> Html:
    """One row per indicator of a territory: value, target, progress against the expected path, coverage; its value in
    France where it is not France."""
    national = {row.indicator_id: row for row in france}
    columns = [
        Column("Indicateur", lambda row: coded(row.indicator_id, row.title), "wide"),
        Column("Réalisé", lambda row: valued(row, row), "number"),
        Column("Cible", _target, "number"),
        Column("Avancement", scored, "measure"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: followed(row.status, row, campaign)),
        Column("Couverture", lambda row: out_of(row.territories_answered, row.territories_expected), "number"),
    ]
    if any(row.territory_code != NATIONAL for row in rows):
        columns.insert(2, Column("France", lambda row: valued(national[row.indicator_id], row), "number"))
    return table(f"Indicateurs de l'objectif, {name}, {campaign}", columns, rows)


def elsewhere(here: ListedTerritory, objective: str, campaign: str) -> Html:
    """From the objective of a territory: its own page, and the same objective for France."""
    if here.territory_code == NATIONAL:
        return Html("")
    france = link("Le même objectif, France entière", "objectif", objectif=objective, territoire=NATIONAL)
    return tag(
        "p",
        territory_link(f"Toute la page : {title(here)}", here.level, here.territory_code, campaign),
        " ; ",
        france,
        class_="facts",
    )


def _target(row: ObjectiveIndicator) -> Html:
    """That of the territory, and before any figure that of the catalogue; a count has one in France alone."""
    if row.target is None and row.kind == "count" and row.territory_code != NATIONAL:
        return escaped(ABSENT)
    if row.target is None:
        return reference(row.catalogue_target, row.target_status, row)
    return target(row, row)


def trajectory(rows: Sequence[TrajectoryYear], indicator: Definition, name: str) -> Html:
    """The figures of the picture, campaign by campaign."""
    columns = [
        Column("Campagne", lambda row: row.campaign, "brief"),
        Column("Valeur", lambda row: valued(row, indicator), "number"),
        Column("Valeur initiale", lambda row: baseline(row, indicator), "number"),
        Column("Cible", lambda row: target(row, indicator), "number"),
        Column("Avancement", why_progress, "number"),
        Column("Attendu", expected, "number"),
        Column("Au rythme actuel", lambda row: percent(row.projected_progress), "number"),
        Column(
            "Statut",
            lambda row: _followed(row.status or uncollected(indicator, row.campaign)),
        ),
    ]
    return table(f"{indicator.indicator_id}, {name}, par campagne", columns, rows)


def _followed(status: str | None) -> Html:
    return badge(status) if status else tag("span", "Pas de résultat", class_="muted")


def own_targets(rows: Sequence[Row], indicator: Definition) -> Html:
    """What the targets of the territories of a level make together, beside that of France."""
    return join(tag("p", _own_targets(row, indicator), class_="note") for row in rows)


def _own_targets(row: Row, indicator: Definition) -> str:
    together, national = (figure(row[name], indicator) for name in ("together", "national"))
    names = PLURAL[row["level"]]
    count = f"{plural(row['agreed'], f'des {names} a', f'des {names} ont')} une cible convenue"
    what = "somme" if indicator.kind == "count" else "moyenne"
    if together == national:
        return f"{count} ; la {what} des cibles des {names} reste la cible nationale, {national}."
    return f"{count} : la {what} des cibles des {names} est {together}, la cible nationale {national}."


def territory_names(territories: Iterable[ListedTerritory]) -> dict[str, str]:
    """The names to choose from, each with its level, for Paris is an académie and a département: the widest first,
    those of a level in the order of the alphabet."""
    ordered = sorted(territories, key=lambda row: (-RANKS[row.level], fold(row.name)))
    return {
        row.territory_code: row.name if row.level == "national" else f"{row.name} ({_place(row)})" for row in ordered
    }


def _place(row: ListedTerritory) -> str:
    return row.number if row.level == "department" else word("level", row.level).lower()


def territories(
    rows: Sequence[ObjectiveTerritory], indicator: Definition, level: str, campaign: str, objective: str, ranked: bool
) -> Html:
    """Every territory of a level, the furthest on the objective first, with its figure for the chosen indicator."""
    code = indicator.indicator_id
    codes = {"objectif": objective, "indicateur": code, "niveau": level, "campagne": campaign}
    arrangement = {
        "territoire": lambda row: row.name,
        "region": lambda row: row.region_name,
        "avancement": judged,
        "valeur": lambda row: row.value,
    }
    lines, sorting = arranged(rows, arrangement, ("avancement", True), "objectif", "territoires", ranked, **codes)
    columns = [
        Column(
            "Territoire",
            lambda row: link(row.name, "objectif", **{**codes, "territoire": row.territory_code}),
            order="territoire",
        ),
        Column("Avancement", scored, "measure", order="avancement"),
        Column("Statut", lambda row: badge(row.status or "not_reported")),
        Column("Indicateurs notés", lambda row: out_of(row.indicators_scored, row.indicators_followed), "number"),
        Column(code, lambda row: valued(row, indicator), "number", order="valeur"),
        Column(f"{code}, statut", lambda row: followed(row.indicator_status, indicator, campaign)),
    ]
    if level == "department":
        columns.insert(1, Column("Région académique", lambda row: row.region_name, order="region"))
    caption = f"Avancement de l'objectif par territoire : {PLURAL[level]}, {campaign}"
    return tag("div", table(caption, columns, lines, sorting=sorting), id="territoires")
