"""The matrix of objectives and territories: in each cell a figure, a shape and a word, and the way to the detail."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row
from dashboard.components.indicator.status import badge, word
from dashboard.components.links.address import href, why
from dashboard.components.links.places import territory_link
from indicators.typography import ABSENT, out_of, part, percent
from indicators.words import words


def matrix(caption: str, rows: Sequence[Row], objectives: Sequence[Row], campaign: str, status: str | None) -> Html:
    """One row per territory, one column per objective; where a status is asked for, the other cells are set back."""
    head = join(_objective(one, campaign) for one in objectives)
    corner = join(tag("th", said, scope="col", role="columnheader") for said in ("Territoire", "Ensemble"))
    lines = groupby(rows, key=lambda row: row["territory_code"])
    body = join(_line(list(cells), campaign, status) for _code, cells in lines)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", corner, head, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
        class_="matrix",
    )


def plain(rows: Sequence[Row], objectives: Sequence[Row]) -> tuple[list[str], list[list[str | float | None]]]:
    """The same table for a workbook: its header, then for each territory each figure and its status word."""
    header = ["Territoire", "Ensemble", "Statut d'ensemble"]
    for one in objectives:
        header += [f"Objectif {one['objective_id']}", f"Statut {one['objective_id']}"]
    lines = []
    for _code, group in groupby(rows, key=lambda row: row["territory_code"]):
        cells = list(group)
        first = cells[0]
        line = [first["name"], first["whole_progress"], _said(first["whole_status"])]
        for cell in cells:
            line += [cell["progress"], _said(cell["status"])]
        lines.append(line)
    return header, lines


def _said(status: str | None) -> str | None:
    return word("status", status) if status else None


def key(objectives: Sequence[Row], campaign: str) -> Html:
    """The titles behind the numbers of the columns."""
    entries = (
        tag(
            "li",
            tag("span", one["objective_id"], class_="rank"),
            tag("a", one["title"], href=href("objectif", objectif=one["objective_id"], campagne=campaign)),
        )
        for one in objectives
    )
    return tag("ul", join(entries), class_="key-list")


def signs() -> Html:
    """What the shapes mean."""
    entries = (tag("li", badge(status)) for status in words()["status"])
    return tag("ul", join(entries), class_="legend signs")


def _objective(row: Row, campaign: str) -> Html:
    address = href("objectif", objectif=row["objective_id"], campagne=campaign)
    link = tag("a", row["objective_id"], href=address, aria_label=f"Objectif {row['objective_id']} : {row['title']}")
    return tag("th", link, scope="col", role="columnheader", class_="cell", title=row["title"])


def _line(cells: Sequence[Row], campaign: str, status: str | None) -> Html:
    first = cells[0]
    name = tag("th", territory_link(first["name"], first, campaign), scope="row", role="rowheader")
    code = f"axe-{first['whole_axis']}" if first["whole_axis"] else "strategie"
    mean = why(percent(first["whole_progress"]), code, first["territory_code"], campaign)
    held = out_of(first["whole_scored"], first["whole_scorable"])
    rests = "" if held == ABSENT else tag("span", held, class_="rests", title=f"Objectifs mesurés : {held}")
    whole = tag("span", mean, rests, class_="figure")
    shown = tag("td", tag("span", "Ensemble", class_="label", aria_hidden="true"), whole, role="cell", class_="whole")
    others = join(_cell(cell, campaign, status) for cell in cells)
    return tag("tr", name, shown, others, role="row")


def _cell(row: Row, campaign: str, status: str | None) -> Html:
    said = word("status", row["status"]) or word("status", "not_reported")
    label = tag("span", row["objective_id"], class_="label", aria_hidden="true")
    if status and row["status"] != status:
        return tag("td", label, tag("span", "·", class_="muted", title=said), role="cell", class_="cell")
    figure = ABSENT if row["progress"] is None else part(row["progress"])
    address = href(
        "objectif",
        objectif=row["objective_id"],
        territoire=row["territory_code"],
        niveau=row["level"],
        campagne=campaign,
    )
    link = tag(
        "a",
        badge(row["status"] or "not_reported"),
        tag("span", figure, class_="figure"),
        href=address,
        title=f"Objectif {row['objective_id']}, {row['name']} : {percent(row['progress'])}, {said.lower()}",
        class_=f"tone status-{row['status'] or 'not_reported'}",
    )
    return tag("td", label, link, role="cell", class_="cell")
