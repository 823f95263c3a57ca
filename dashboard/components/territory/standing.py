"""A territory beside France and beside those that are alike: rank, quartile, distance to the median."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import badge
from dashboard.components.links.places import PLURAL, territory_link
from dashboard.components.territory.progress import scored
from indicators.typography import number, percent, points, quantity
from pipelines.facts.rows.territories import AlikeTerritory, SituatedTerritory

NOTE = (
    "Comparables : au même niveau, les territoires les plus proches par la taille (nombre de départements ; pour un"
    " département, le dénominateur de l'indicateur qui compte le plus de monde), les ex æquo compris."
)
_QUARTERS = {1: "premier quart", 2: "deuxième quart", 3: "troisième quart", 4: "dernier quart"}


UNRANKED = "Trop peu d'indicateurs : ce territoire n'est ni classé, ni comparé, ni mis en discussion."


def beside(standing: Row | None, alike: Sequence[AlikeTerritory], place: SituatedTerritory, campaign: str) -> Html:
    """Two sentences, and the table of the territories alike."""
    level, code = place.level, place.territory_code
    if standing is None:
        return tag("p", "Sans avancement mesuré, ce territoire ne se compare pas encore.", class_="note")
    ranks = tag("ul", tag("li", _among_all(standing, level)), _among_alike(standing, alike, level), class_="plain")
    return join([ranks, _alike(alike, code, level, campaign)])


def beside_peers(rows: Sequence[Row], place: SituatedTerritory) -> Html:
    """The medians of the level, where one is not shown the other territories themselves."""
    if not rows:
        sentence = "Les chiffres des autres territoires ne sont pas dans votre périmètre."
        return tag("p", sentence, class_="note")
    columns = [
        Column("", lambda row: row["title"], "wide"),
        Column(place.name, lambda row: percent(row["progress"]), "number"),
        Column("Médiane", lambda row: percent(row["median"], 0), "number"),
        Column("Territoires comptés", lambda row: number(row["territories"]), "number"),
    ]
    return table(f"Avancement de {place.name} et médiane des {PLURAL[place.level]}", columns, rows)


def _among_all(row: Row, level: str) -> str:
    return (
        f"Parmi les {number(row['places'])} {PLURAL[level]} : {_rank(row['place'])}, {_QUARTERS[row['quartile']]},"
        f" {_distance(row['from_median'])} (médiane {percent(row['median'])})."
    )


def _among_alike(row: Row, alike: Sequence[AlikeTerritory], level: str) -> Html:
    if row["from_median_alike"] is None or len(alike) < 2:
        return Html("")
    peers = f"Parmi {number(row['places_alike'])} {PLURAL[level]} comparables, {_measure(alike, level)} :"
    place = f"{_rank(row['place_alike'])}, {_distance(row['from_median_alike'])}"
    return tag("li", f"{peers} {place} (médiane {percent(row['median_alike'])}).")


def _measure(alike: Sequence[AlikeTerritory], level: str) -> str:
    """What makes territories alike, said where they are compared."""
    if level == "department":
        return f"les plus proches par le nombre « {alike[0].measured_by} »"
    return "les plus proches par leur nombre de départements"


def _rank(place: int) -> str:
    return f"{number(place)}{'er' if place == 1 else 'e'} rang"


def _distance(distance: float) -> str:
    if number(abs(distance), 1) == number(0, 1):
        return "à la médiane"
    return f"{points(abs(distance))} {'au-dessus' if distance >= 0 else 'au-dessous'} de la médiane"


def _alike(rows: Sequence[AlikeTerritory], code: str, level: str, campaign: str) -> Html:
    if len(rows) < 2:
        return Html("")
    size = rows[0].measured_by or "Départements"
    columns = [
        Column("Territoire", lambda row: _name(row, code, level, campaign)),
        Column(size, lambda row: quantity(row.size), "number"),
        Column("Avancement", scored, "measure"),
        Column("Statut", lambda row: badge(row.status or "not_reported")),
    ]
    title = tag("summary", f"Les {number(len(rows))} {PLURAL[level]} comparables")
    folded = table("Territoires comparables, du plus avancé au moins avancé", columns, rows)
    return tag("details", title, folded, class_="definition")


def _name(row: AlikeTerritory, code: str, level: str, campaign: str) -> Html:
    if row.territory_code == code:
        return tag("strong", row.name)
    return territory_link(row.name, level, row.territory_code, campaign)
