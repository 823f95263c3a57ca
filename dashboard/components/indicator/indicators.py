"""The indicators of an objective: figures, definitions, trajectory and territories, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import baseline, coded, reference, target, valued
from dashboard.components.indicator.status import badge, word
from dashboard.components.links.address import link
from dashboard.components.links.places import PLURAL
from dashboard.components.territory.progress import expected, scored, why_progress
from indicators.typography import figure, out_of, percent, plural


def origin(objective: Row) -> Html:
    """Where the wording of the objective comes from, when it is not the official one."""
    if objective["title_status"] == "official":
        return Html("")
    return tag("p", tag("span", word("title_status", objective["title_status"]), class_="flag"), class_="facts")


def summary(rows: Sequence[Row], campaign: str) -> Html:
    """One row per indicator: value, target, progress against the expected path, coverage."""
    columns = [
        Column("Indicateur", lambda row: coded(row["indicator_id"], row["title"]), "wide"),
        Column("Réalisé", lambda row: valued(row, row), "number"),
        Column("Cible", _target, "number"),
        Column("Avancement", scored, "measure"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row["status"] or "not_reported")),
        Column("Couverture", lambda row: out_of(row["territories_answered"], row["territories_expected"]), "number"),
    ]
    return table(f"Indicateurs de l'objectif, France, {campaign}", columns, rows)


def _target(row: Row) -> Html:
    """That of France, and before any figure that of the catalogue."""
    if row["target"] is None:
        return reference(row["catalogue_target"], row["target_status"], row)
    return target(row, row)


def trajectory(rows: Sequence[Row], indicator: Row, name: str) -> Html:
    """The figures of the picture, campaign by campaign."""
    columns = [
        Column("Campagne", lambda row: row["campaign"]),
        Column("Valeur", lambda row: valued(row, indicator), "number"),
        Column("Valeur initiale", lambda row: baseline(row, indicator), "number"),
        Column("Cible", lambda row: target(row, indicator), "number"),
        Column("Avancement", why_progress, "number"),
        Column("Attendu", expected, "number"),
        Column("Au rythme actuel", lambda row: percent(row["projected_progress"]), "number"),
        Column(
            "Statut",
            lambda row: badge(row["status"]) if row["status"] else tag("span", "Pas de résultat", class_="muted"),
        ),
    ]
    return table(f"{indicator['indicator_id']}, {name}, par campagne", columns, rows)


def own_targets(rows: Sequence[Row], indicator: Row) -> Html:
    """What the targets of the territories of a level make together, beside that of France."""
    return join(tag("p", _own_targets(row, indicator), class_="note") for row in rows)


def _own_targets(row: Row, indicator: Row) -> str:
    together, national = (figure(row[name], indicator) for name in ("together", "national"))
    names = PLURAL[row["level"]]
    count = f"{plural(row['agreed'], f'des {names} a', f'des {names} ont')} une cible convenue"
    what = "somme" if indicator["kind"] == "count" else "moyenne"
    if together == national:
        return f"{count} ; la {what} des cibles des {names} reste la cible nationale, {national}."
    return f"{count} : la {what} des cibles des {names} est {together}, la cible nationale {national}."


def territory_names(territories: Iterable[Row]) -> dict[str, str]:
    """The names to choose from, each with its level, for Paris is an académie and a département."""
    return {
        row["territory_code"]: row["name"] if row["level"] == "national" else f"{row['name']} ({_place(row)})"
        for row in territories
    }


def _place(row: Row) -> str:
    return row["number"] if row["level"] == "department" else word("level", row["level"]).lower()


def territories(rows: Sequence[Row], indicator: Row, level: str, campaign: str, objective: str) -> Html:
    """Every territory of a level, the furthest on the objective first, with its figure for the chosen indicator."""
    code = indicator["indicator_id"]
    codes = {"objectif": objective, "indicateur": code, "campagne": campaign}
    columns = [
        Column("Territoire", lambda row: link(row["name"], "objectif", territoire=row["territory_code"], **codes)),
        Column("Avancement", scored, "measure"),
        Column("Statut", lambda row: badge(row["status"] or "not_reported")),
        Column("Indicateurs notés", lambda row: out_of(row["indicators_scored"], row["indicators_followed"]), "number"),
        Column(code, lambda row: valued(row, indicator), "number"),
        Column(f"{code}, statut", lambda row: badge(row["indicator_status"] or "not_reported")),
    ]
    if level == "Départements":
        columns.insert(1, Column("Région académique", lambda row: row["region_name"]))
    return table(f"Avancement de l'objectif par territoire : {level.lower()}, {campaign}", columns, rows)
