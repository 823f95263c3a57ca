"""The things to discuss in a meeting, in short: each one says which rule chose it; the review says them all.

Apart: a page is a script, what it shows is a function that tests call."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row
from dashboard.components.links.address import href, link
from pipelines.facts.review import point_fact, point_subject, rule, rules_explained
from pipelines.facts.rows.strategy import Rules

NOTE = "Cinq sujets au plus, choisis par règle : le cas le plus marqué de chaque règle d'abord, puis les suivants."


def things(rows: Sequence[Row], campaign: str, strategy: Rules) -> Html:
    """A numbered list; each entry names its rule, its subject and the figures that count."""
    if not rows:
        return tag("p", "Aucune règle ne désigne de sujet pour cette campagne.", class_="note")
    more = tag("p", tag("a", "Tous les sujets, dans la revue annuelle", href=href("revue", campagne=campaign)))
    listed = tag("ol", join(_thing(row, campaign) for row in rows), class_="attention discussion")
    return join([listed, more, _rules(strategy)])


def _rules(strategy: Rules) -> Html:
    """Every rule, also those that found nothing."""
    listed = join(join([tag("dt", title), tag("dd", why)]) for title, why in rules_explained(strategy))
    return tag("details", tag("summary", "Les règles"), tag("dl", listed), class_="definition")


def _thing(row: Row, campaign: str) -> Html:
    name = tag("strong", rule(row), class_="rule")
    return tag(
        "li", name, " ", tag("span", _subject(row, campaign), tag("span", f" {point_fact(row)}", class_="muted"))
    )


def _subject(row: Row, campaign: str) -> Html:
    if row["objective_id"] is None:
        about = f"Axe {row['axis_id']} : {row['title']}"
        return join([link(about, "objectifs", axe=row["axis_id"], campagne=campaign)])
    codes = {"objectif": row["objective_id"], "indicateur": row["indicator_id"], "campagne": campaign}
    return link(point_subject(row), "objectif", **codes)
