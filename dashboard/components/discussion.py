"""The things to discuss in a meeting: each one says which rule chose it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.address import link
from dashboard.components.markup import Html, join, tag
from dashboard.components.table import Row
from dashboard.format import number, out_of, percent

# The order of the rules is that of to_discuss.sql.
_RULES = {
    "regressing": ("En recul", "l'indicateur est plus loin de sa cible qu'au départ"),
    "late_twice": ("En retard deux années de suite", "l'objectif était déjà en retard l'année dernière"),
    "disagreement": (
        "Appréciation et chiffre en désaccord",
        "des comités jugent l'axe autrement que le chiffre",
    ),
    "coverage": ("Couverture sous le seuil", "trop peu de territoires répondent"),
    "gap": ("Écart entre régions académiques", "l'écart entre la plus avancée et la moins avancée"),
}
NOTE = "Cinq sujets au plus, choisis par règle : le cas le plus marqué de chaque règle d'abord, puis les suivants."


def things(rows: Sequence[Row], campaign: str) -> Html:
    """A numbered list; each entry names its rule, its subject and the figure that counts."""
    if not rows:
        return tag("p", "Aucune règle ne désigne de sujet pour cette campagne.", class_="note")
    return join([tag("ol", join(_thing(row, campaign) for row in rows), class_="attention discussion"), _rules()])


def _rules() -> Html:
    """Every rule, also those that found nothing."""
    listed = join(join([tag("dt", title), tag("dd", why)]) for title, why in _RULES.values())
    return tag("details", tag("summary", "Les règles"), tag("dl", listed), class_="definition")


def _thing(row: Row, campaign: str) -> Html:
    rule = tag("strong", _RULES[row["rule"]][0], class_="rule")
    return tag("li", rule, " ", tag("span", _subject(row, campaign), tag("span", f" {_why(row)}", class_="muted")))


def _subject(row: Row, campaign: str) -> Html:
    if row["axis_id"] is not None:
        axis = link(f"Axe {row['axis_id']} : {row['title']}", "objectifs", axe=row["axis_id"], campagne=campaign)
        return join([axis])
    codes = {"objectif": row["objective_id"], "indicateur": row["indicator_id"], "campagne": campaign}
    name = row["indicator_id"] or f"Objectif {row['objective_id']}"
    return link(f"{name} : {row['title']}", "objectif", **codes)


def _why(row: Row) -> str:
    if row["rule"] == "disagreement":
        return f"{out_of(row['part'], row['whole'])} appréciations contredisent le chiffre"
    if row["rule"] == "coverage":
        return f"{out_of(row['part'], row['whole'])} territoires répondent"
    if row["rule"] == "gap":
        return f"{number(row['measure'], 1)} points entre {row['highest']} et {row['lowest']}"
    return f"avancement {percent(row['measure'])}"
