"""The factsheet of an objective: what it measures, its trajectory in France, and where it goes well and badly."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.shapes import DrawnLevel
from indicators.typography import percent, plural, typeset
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.progress import Objective
from pipelines.facts.sentences import openings
from pipelines.outputs.factsheet.blocks import Block, Cell, Line, Points, Series, Slide, Table, folded
from pipelines.outputs.factsheet.progress import (
    bare,
    column,
    coverage,
    in_its_unit,
    map_of,
    status_cell,
    territories_table,
    value_of,
)
from pipelines.outputs.factsheet.territory import discussion
from pipelines.outputs.factsheet.wording import phrase, word
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.warehouse import builds

ENDS = 6


def objective_blocks(edition: Edition, objective: Objective) -> tuple[str, tuple[Block, ...], tuple[Slide, ...]]:
    """The sentence, the blocks of the page and the slides."""
    number = objective.objective_id
    indicators = [row for row in edition.rows(ExportedIndicator) if row.objective_id == number]
    definitions = {row["indicator_id"]: row for row in edition.rows("definitions")}
    path = trajectory(edition, number)
    level, places = territories_of(edition, number)
    heading = phrase("heading", "map_departments" if level == "department" else "map_regions")
    drawing = map_of(heading, level, places, zoomed=False)
    table = _indicators(indicators)
    ends = () if edition.collecting else _ends(places)
    regions = _regions(edition, number) if level == "department" else ()
    page = (table, _definitions(indicators, definitions), path, drawing, *ends, *regions, coverage(edition))
    slides = [Slide(block.heading, (block,)) for block in (path, drawing, table)]
    if ends:
        slides.append(Slide(phrase("heading", "ends"), ends))
    talk = discussion(edition, number)
    return _sentence(edition, objective), page, (*slides, Slide(talk.heading, (talk,)))


def _sentence(edition: Edition, row: Objective) -> str:
    """The sentence of its page, and how far like compares with like since the campaign before."""
    if edition.collecting:
        return provisional(edition.collecting)
    then = openings.evolution(row, edition.previous_campaign, "il")
    return f"{typeset(openings.objective(edition.campaign, row))} {then}".rstrip()


def trajectory(edition: Edition, objective: int) -> Series:
    """Progress and expected progress of France, over all the campaigns of the strategy."""
    rows = builds.rows(
        edition.settings, "sheets", "objective_trajectory", campaign=edition.campaign, objective=objective
    )
    points = [
        phrase(
            "alt", "point", label=row["campaign"], progress=percent(row["progress"]), expected=percent(row["expected"])
        )
        for row in rows
        if row["progress"] is not None
    ]
    return Series(
        phrase("heading", "trajectory"),
        "line",
        tuple(row["campaign"] for row in rows),
        tuple(row["progress"] for row in rows),
        tuple(row["expected"] for row in rows),
        phrase("alt", "trajectory", points=" ; ".join(points) or "aucun point"),
    )


def territories_of(edition: Edition, objective: int) -> tuple[DrawnLevel, list[Row]]:
    """The départements, or the régions académiques where no département follows the objective."""
    for level in ("department", "region"):
        rows = builds.rows(
            edition.settings,
            "sheets",
            "objective_territories",
            campaign=edition.campaign,
            objective=objective,
            level=level,
        )
        if any(row["progress"] is not None for row in rows):
            return level, rows
    return "region", rows


def _indicators(rows: Sequence[ExportedIndicator]) -> Table:
    columns = [column("indicator", 32, number=False), column("value", 11), column("baseline", 11), column("target", 11)]
    columns += [column("progress", 14), column("expected", 11), column("status", 18, number=False)]
    lines = [
        Line(
            (
                Cell(_labelled(row)),
                Cell(bare(value_of(row), row)),
                *(Cell(bare(in_its_unit(value, row), row)) for value in (row.baseline, row.target)),
                Cell(percent(row.progress)),
                Cell(percent(row.expected_progress)),
                status_cell(row.status),
            )
        )
        for row in rows
    ]
    return Table(phrase("heading", "indicators"), tuple(columns), tuple(lines))


def _labelled(row: ExportedIndicator) -> str:
    """Its code, its title, and its unit unless the figures carry it."""
    unit = "" if row.unit == "%" or row.kind == "milestone" else f" ({row.unit})"
    return typeset(f"{row.indicator_id} {row.title}{unit}")


def _definitions(rows: Sequence[ExportedIndicator], definitions: dict[str, Row]) -> Points:
    items = []
    for row in rows:
        definition = definitions[row.indicator_id]
        counted = [label for label in (definition["numerator_label"], definition["denominator_label"]) if label]
        how = " : ".join(part for part in (word("kind", definition["kind"]), " sur ".join(counted)) if part)
        target = f" ; cible : {word('value_status', row.target_status)}" if row.target_status else ""
        items.append(typeset(f"{row.indicator_id} : {how}. Source : {definition['source']}{target}."))
    return Points(phrase("heading", "definitions"), tuple(items))


def _regions(edition: Edition, objective: int) -> tuple[Table]:
    parameters = {"campaign": edition.campaign, "objective": objective, "level": "region"}
    rows = builds.rows(edition.settings, "sheets", "objective_territories", **parameters)
    return (folded(territories_table(phrase("heading", "regions"), rows)),)


def _ends(places: Sequence[Row]) -> tuple[Table, Table]:
    ranked = [row for row in places if row["progress"] is not None and row["status"] != "insufficient"]
    scored = sorted(ranked, key=lambda row: -row["progress"])
    count = min(ENDS, (len(scored) + 1) // 2)
    return _end("best", scored, count), _end("worst", scored[count:][::-1], count)


def _end(name: str, rows: Sequence[Row], count: int) -> Table:
    """The first of these rows; those that the last shown equals are told by their number."""
    first = rows[:count]
    equals = sum(row["progress"] == first[-1]["progress"] for row in rows[count:]) if first else 0
    note = phrase("note", "equals", count=plural(equals, "autre")) if equals else ""
    return territories_table(phrase("heading", name), first, note)
