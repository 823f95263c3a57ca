"""The agenda of a review, axis by axis: where it stands, what to discuss and why, how it was judged over the years."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import indicator_link
from dashboard.components.indicator.status import badge
from dashboard.components.layout.shell import section
from dashboard.components.links.address import link
from dashboard.components.links.places import territory_link
from dashboard.components.territory.progress import bar, expected
from indicators.territories import NATIONAL
from indicators.typography import ABSENT, day, number, percent
from pipelines.facts.review import (
    AxisItem,
    Review,
    axis_sentence,
    point_fact,
    point_subject,
    rule,
    rules_explained,
    upkeep_reason,
    upkeep_sentence,
)
from pipelines.facts.rows.progress import Objective

FOLDED = 8


def whole(review: Review) -> Html:
    """The agenda from its rules to the definitions to follow, which are France's."""
    return join(
        [
            section("3. Ordre du jour, axe par axe", "" if review.collecting else rules(review)),
            *(item(review, axis_item) for axis_item in review.items),
            section("Suivi des définitions", upkeep(review)) if review.territory_code == NATIONAL else "",
        ]
    )


def rules(review: Review) -> Html:
    """Every rule in words, with its threshold."""
    entries = (tag("li", tag("strong", name), f" : {why}.") for name, why in rules_explained(review.facts))
    title = tag("summary", "Comment les sujets sont choisis : cinq règles")
    return tag("details", title, tag("ul", join(entries)), class_="definition")


def upkeep(review: Review) -> Html:
    """The indicators without owner, never updated or late: how many, and which, folded."""
    sentence = tag("p", upkeep_sentence(review))
    if not review.upkeep:
        return sentence
    columns = [
        Column(
            "Indicateur",
            lambda row: indicator_link(row["indicator_id"], row["title"], row["objective_id"], review.campaign),
            "wide",
        ),
        Column("Responsable", lambda row: row["owner"] or ABSENT),
        Column("Fréquence", lambda row: row["frequency"] or ABSENT),
        Column("Prochaine mise à jour", lambda row: day(row["next_update"])),
        Column("Dernier chiffre", lambda row: row["last_campaign"] or ABSENT),
        Column("Motif", upkeep_reason),
    ]
    listed = table(f"Indicateurs à suivre, {review.campaign}", columns, review.upkeep)
    return join([sentence, tag("details", tag("summary", "Lesquels"), listed, class_="definition")])


def item(review: Review, axis_item: AxisItem) -> Html:
    """One axis of the agenda."""
    return section(
        f"Axe {axis_item.axis.axis_id} : {axis_item.axis.title}",
        tag("p", axis_sentence(axis_item)),
        bar(axis_item.axis.progress, axis_item.axis.expected_progress, axis_item.axis.status),
        "" if review.collecting else join([tag("h3", "À discuter"), points(axis_item.points, review)]),
        tag("h3", "Objectifs"),
        _objectives(axis_item, review),
        tag("h3", "Appréciations et chiffre, d'année en année"),
        _assessments(axis_item),
        "" if review.collecting else _disagreements(axis_item.disagreements, review.campaign),
    )


def points(rows: Sequence[Row], review: Review) -> Html:
    """What the rules chose, each with its rule and its figures."""
    if not rows:
        return tag("p", "Aucune règle ne désigne de sujet pour cet axe.", class_="note")
    return tag("ol", join(_point(row, review) for row in rows), class_="attention discussion")


def _point(row: Row, review: Review) -> Html:
    name = tag("strong", rule(row), class_="rule")
    return tag("li", name, " ", tag("span", _about(row, review), tag("span", f" {point_fact(row)}", class_="muted")))


def _about(row: Row, review: Review) -> Html:
    subject = point_subject(row)
    if row["objective_id"] is None:
        return tag("span", subject)
    codes = {"indicateur": row["indicator_id"], "territoire": review.territory_code, "campagne": review.campaign}
    return link(subject, "objectif", objectif=row["objective_id"], **codes)


def _objectives(axis_item: AxisItem, review: Review) -> Html:
    columns = [
        Column("Objectif", lambda row: _objective(row, review), "wide"),
        Column("Avancement", lambda row: percent(row.progress), "number"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row.status)),
        Column("L'année d'avant", lambda row: percent(row.previous_progress), "number"),
    ]
    return table(f"Objectifs de l'axe {axis_item.axis.axis_id}, {review.campaign}", columns, axis_item.objectives)


def _objective(row: Objective, review: Review) -> Html:
    codes = {"objectif": row.objective_id, "territoire": review.territory_code, "campagne": review.campaign}
    return join([tag("span", row.objective_id, class_="rank"), " ", link(row.title, "objectif", **codes)])


def _assessments(axis_item: AxisItem) -> Html:
    columns = [
        Column("Campagne", lambda row: row["campaign"], "brief"),
        Column("Appréciation du comité", _own),
        Column("Chiffre", lambda row: join([badge(row["status"]), f" {percent(row['progress'])}"])),
        Column("Comités favorables", lambda row: number(row["favourable"]), "number"),
        Column("Mitigés", lambda row: number(row["mixed"]), "number"),
        Column("Préoccupés", lambda row: number(row["worrying"]), "number"),
        Column("En désaccord avec leur chiffre", lambda row: number(row["disagreeing"]), "number"),
    ]
    return table(
        f"Appréciations de l'axe {axis_item.axis.axis_id}, du comité et des comités inclus",
        columns,
        axis_item.assessments,
    )


def _own(row: Row) -> Html:
    flag = tag("span", "désaccord", class_="flag") if row["disagrees"] else Html("")
    return join([row["appraisal"] or ABSENT, " ", flag])


def _disagreements(rows: Sequence[Row], campaign: str) -> Html:
    if not rows:
        return Html("")
    columns = [
        Column("Comité", lambda row: territory_link(row["name"], row["level"], row["territory_code"], campaign)),
        Column("Appréciation", lambda row: row["appraisal"]),
        Column("Chiffre", lambda row: join([badge(row["status"]), f" {percent(row['progress'])}"])),
        Column("Difficultés dites", lambda row: row["difficulties"] or ABSENT, "wide"),
    ]
    folded = table(f"Comités en désaccord avec leur chiffre, {campaign}", columns, rows)
    if len(rows) <= FOLDED:
        return folded
    title = tag("summary", f"Les {number(len(rows))} comités en désaccord avec leur chiffre")
    return tag("details", title, folded, class_="definition")
