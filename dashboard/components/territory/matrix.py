"""The matrix of objectives and territories: in each cell a figure, a shape and a word, and the way to the detail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row, Sorting
from dashboard.components.indicator.status import OF_INDICATORS, badge, word
from dashboard.components.links.address import edition, href, why
from dashboard.components.links.places import territory_link
from indicators.typography import ABSENT, out_of, part, percent
from indicators.words import words
from pipelines.facts.rows.progress import Objective

NAME, WHOLE = "nom", "ensemble"
Line = list[Row]


def orders(objectives: Sequence[Objective]) -> dict[str, str]:
    """What a closed campaign is sorted by besides the name: the whole, or one of the objectives that are shown."""
    return {WHOLE: "Ensemble"} | {str(objective.objective_id): objective.numbered for objective in objectives}


def ordered(cells: Sequence[Row], order: str, falling: bool) -> list[Line]:
    """The cells by territory, in the order asked; what is not measured, or rests on too little, stays last."""
    lines = [list(group) for _code, group in groupby(cells, key=lambda row: row["territory_code"])]
    if order == NAME:
        return lines[::-1] if falling else lines
    sign = -1 if falling else 1
    ranks = {line[0]["territory_code"]: _rank(line, order) for line in lines}
    return sorted(lines, key=lambda line: _last_if_none(ranks[line[0]["territory_code"]], sign))


def _last_if_none(rank: float | None, sign: int) -> tuple[bool, float]:
    return rank is None, sign * (rank or 0.0)


def _rank(line: Line, order: str) -> float | None:
    if order == WHOLE:
        return line[0]["whole_progress"] if line[0]["whole_status"] != "insufficient" else None
    cell = next(cell for cell in line if str(cell["objective_id"]) == order)
    return cell["progress"] if cell["status"] != "insufficient" else None


def matrix(
    caption: str,
    lines: Sequence[Line],
    objectives: Sequence[Objective],
    campaign: str,
    status: str | None,
    sorting: Sorting | None,
) -> Html:
    """One row per territory, one column per objective; where a status is asked for, the other cells are set back; a
    header sorts by its column, where there is a `sorting`."""
    columns: list[tuple[str, str, str, str | None]]
    columns = [("Territoire", NAME, "text", None), ("Ensemble", WHOLE, "text", None)]
    columns += [(code := str(objective.objective_id), code, "cell", _title(objective)) for objective in objectives]
    head = join(
        sorting.heading(label, order, kind, title) if sorting else _header(label, kind, title)
        for label, order, kind, title in columns
    )
    body = join(_line(cells, campaign, status) for cells in lines)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", head, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
        class_="matrix",
    )


def plain(
    territories: Sequence[Line], objectives: Sequence[Objective]
) -> tuple[list[str], list[list[str | float | None]]]:
    """The matrix for a workbook: its header, then for each territory each figure and its status word."""
    header = ["Territoire", "Ensemble", "Statut d'ensemble"]
    for objective in objectives:
        header += [f"Objectif {objective.objective_id}", f"Statut {objective.objective_id}"]
    lines = []
    for cells in territories:
        first = cells[0]
        line = [first["name"], first["whole_progress"], _said(first["whole_status"])]
        for cell in cells:
            line += [cell["progress"], _said(cell["status"])]
        lines.append(line)
    return header, lines


def _said(status: str | None) -> str | None:
    return word("status", status) if status else None


def key(objectives: Sequence[Objective], campaign: str) -> Html:
    """The titles behind the numbers of the columns."""
    entries = (
        tag(
            "li",
            tag("span", objective.objective_id, class_="rank"),
            tag("a", objective.title, href=href("objectif", objectif=objective.objective_id, campagne=campaign)),
        )
        for objective in objectives
    )
    return tag("ul", join(entries), class_="key-list")


def signs() -> Html:
    """The legend: what the shapes mean."""
    entries = (tag("li", badge(status)) for status in words()["status"] if status not in OF_INDICATORS)
    return tag("ul", join(entries), class_="legend signs")


def _title(row: Objective) -> str:
    return f"Objectif {row.objective_id} : {row.title}"


def _header(label: str, kind: str, title: str | None) -> Html:
    return tag("th", label, scope="col", role="columnheader", class_=kind, title=title)


def _line(cells: Sequence[Row], campaign: str, status: str | None) -> Html:
    first = cells[0]
    name = tag(
        "th",
        territory_link(first["name"], first["level"], first["territory_code"], campaign),
        scope="row",
        role="rowheader",
    )
    code = f"axe-{first['whole_axis']}" if first["whole_axis"] else "strategie"
    mean = why(percent(first["whole_progress"]), code, first["territory_code"], campaign)
    scored = out_of(first["whole_scored"], first["whole_scorable"])
    rests = "" if scored == ABSENT else tag("span", scored, class_="rests", title=f"Objectifs mesurés : {scored}")
    whole = tag("span", mean, rests, class_="figure")
    whole_cell = tag(
        "td", tag("span", "Ensemble", class_="label", aria_hidden="true"), whole, role="cell", class_="whole"
    )
    others = join(_cell(cell, campaign, status) for cell in cells)
    return tag("tr", name, whole_cell, others, role="row")


def _cell(row: Row, campaign: str, status: str | None) -> Html:
    cell = row["objective_id"], row["territory_code"], row["level"], row["name"], row["progress"], row["status"]
    return _drawn(*cell, campaign, status, edition())


@lru_cache(maxsize=8192)
def _drawn(
    objective: int,
    territory: str,
    level: str,
    name: str,
    progress: float | None,
    status: str | None,
    campaign: str,
    only_status: str | None,
    _edition: str | None,
) -> Html:
    """The matrix of the départements has 1,616 cells, the same from one run to the next: each is written once. The
    edition is in its address."""
    status = status or "not_reported"
    status_word = word("status", status)
    label = tag("span", objective, class_="label", aria_hidden="true")
    if only_status and status != only_status:
        return tag("td", label, tag("span", "·", class_="muted", title=status_word), role="cell", class_="cell")
    link = tag(
        "a",
        badge(status),
        tag("span", ABSENT if progress is None else part(progress), class_="figure"),
        href=href("objectif", objectif=objective, territoire=territory, niveau=level, campagne=campaign),
        title=f"Objectif {objective}, {name} : {percent(progress)}, {status_word.lower()}",
        class_=f"tone status-{status}",
    )
    return tag("td", label, link, role="cell", class_="cell")
