"""The pieces that both kinds of factsheet share: cells, lines of progress, maps, coverage."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.shapes import DrawnLevel
from indicators.typography import ABSENT, Unit, figure, half_up, listing, number, percent, plural, typeset
from indicators.words import words
from pipelines.facts.review import ReviewFacts
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.progress import Axis, Objective, OfObjectives, Strategy
from pipelines.facts.rows.strategy import EditionFacts
from pipelines.facts.school_answers import out_of_expected
from pipelines.facts.sentences.openings import caveats
from pipelines.outputs.factsheet.blocks import Area, Cell, Column, Line, Map, Points, Table
from pipelines.outputs.factsheet.wording import phrase, word
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.outputs.workbook.wording import word as exported

# The order in which a legend names the statuses; those that a map does not need to tell apart come last, as one.
JUDGED = ("achieved", "on_track", "watch", "late", "regressing")
STATUSES = (*JUDGED, "baseline", "collecting", "insufficient", "no_report")
NAMED = 8
SCHOOL_INDICATORS = 4  # one short line


def column(code: str, part: float, number: bool = True) -> Column:
    """A column under its usual header."""
    return Column(phrase("column", code), part, number)


def status_cell(status: str | None) -> Cell:
    """The word of a status, those that only exports tell apart (not yet followed, no longer followed) included."""
    return Cell(exported("status", status), status)


def points_of(value: float | None) -> str:
    """A change in points of progress, signed."""
    return ABSENT if value is None else f"{'+' if half_up(value, 1) > 0 else ''}{number(value, 1)}"


def progress_line(label: str, row: Strategy | Axis | Objective, france: bool, strong: bool = False) -> Line:
    """One line of the table of objectives."""
    cells = [Cell(label), Cell(percent(row.progress)), Cell(percent(row.expected_progress))]
    cells += [status_cell(row.status), Cell(points_of(row.comparable_evolution))]
    return Line((*cells, *([Cell(percent(row.france_progress))] if france else [])), strong)


def rests_on(row: OfObjectives) -> str:
    """` (3 objectifs sur 13)`: what a mean rests on, out of what it could."""
    if not row.objectives_scorable:
        return ""
    return f" ({plural(row.objectives_scored or 0, 'objectif')} sur {row.objectives_scorable})"


def value_of(row: ExportedIndicator) -> str:
    """The value of an indicator in its unit; of a milestone, the stage it reached."""
    return (row.stage or ABSENT) if row.kind == "milestone" else in_its_unit(row.value, row)


def in_its_unit(value: float | None, row: ExportedIndicator) -> str:
    """A baseline, a target or the value of another territory in the unit of an indicator; a milestone shows none."""
    return ABSENT if row.kind == "milestone" else figure(value, Unit(row.kind, row.unit))


def bare(text: str, row: ExportedIndicator) -> str:
    """The same in a table, where the unit stands once beside the title; a percentage keeps its sign."""
    return text.removesuffix(f"\u00a0{row.unit}")


def map_of(heading: str, level: DrawnLevel, rows: Sequence[Row], marked: str = "", zoomed: bool = True) -> Map:
    """A map of these territories, with what it shows in words."""
    areas = tuple(
        Area(
            row["territory_code"],
            row["status"],
            row["territory_code"].partition("-")[2],
            row["territory_code"] == marked,
        )
        for row in rows
    )
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(word("status", row["status"]), []).append(row["territory_name"])
    groups = " ; ".join(phrase("alt", "group", status=status, names=", ".join(of)) for status, of in names.items())
    return Map(heading, level, areas, zoomed, phrase("alt", "map", groups=groups))


def legend_rows(drawing: Map) -> list[tuple[str, str]]:
    """The statuses that a map shows, with their words; those that are no progress as one."""
    statuses = {area.status for area in drawing.areas}
    rows = [(word("status", status), status) for status in STATUSES if status in statuses]
    return [*rows, (phrase("heading", "without"), "other")] if statuses - set(STATUSES) else rows


def territories_table(heading: str, rows: Sequence[Row], note: str = "") -> Table:
    """Territories with their progress and status."""
    columns = (column("territory", 34, number=False), column("progress", 30), column("status", 36, number=False))
    lines = [
        Line((Cell(row["territory_name"]), Cell(percent(row["progress"])), status_cell(row["status"]))) for row in rows
    ]
    return Table(heading, columns, tuple(lines), note)


def coverage(edition: Edition) -> Points:
    """How many committees answered, and what weakens the figures."""
    if consulted := edition.outside():
        return Points(
            phrase("heading", "coverage"), (phrase("note", "scope", names=consulted), phrase("note", "unknown"))
        )
    committees = edition.row("coverage")
    items = []
    if committees and committees["expected"]:
        share = percent(100 * committees["counted"] / committees["expected"], 0)
        has = "a envoyé" if committees["counted"] < 2 else "ont envoyé"
        answers = f"{number(committees['counted'])} sur {plural(committees['expected'], 'comité')}"
        items.append(typeset(f"{answers} {has} un rapport qui compte ({share})."))
    items += school_coverage(edition)
    reserves = edition.rows("reserves")
    sentence = caveats((row["nature"] for row in reserves), len(edition.rows("discrepancies")))
    if consulted := edition.outside(detailed=True):
        items.append(phrase("note", "scope_messages", names=consulted))
    else:
        items.append(
            typeset(f"Réserves : {sentence}.") if sentence else "Aucune réserve : rien n'a été refusé ni écarté."
        )
    silent = [row["territory_name"] for row in reserves if row["nature"] in ("missing", "draft")]
    if silent:
        rest = [plural(len(silent) - NAMED, "autre")] if len(silent) > NAMED else []
        items.append(typeset(f"Sans rapport qui compte : {listing([*silent[:NAMED], *rest])}."))
    items.append(phrase("note", "unknown"))
    return Points(phrase("heading", "coverage"), tuple(items))


def school_coverage(edition: Edition) -> list[str]:
    """For a département, how many of the schools that an indicator concerns answered, the least complete first;
    nothing where no table of schools was received."""
    schools = edition.rows("status/schools") if edition.facts.level == "department" else []
    if not schools:
        return []
    schools.sort(key=lambda row: row["answered"] / row["expected"])
    parts = [
        phrase(
            "item",
            "schools",
            answers=out_of_expected(row["answered"], row["expected"], row["concerns"]),
            number=row["indicator_id"],
        )
        for row in schools[:SCHOOL_INDICATORS]
    ]
    rest = len(schools) - len(parts)
    return [phrase("note", "schools", answers=listing([*parts, *([plural(rest, "autre indicateur")] if rest else [])]))]


def banner(edition: Edition) -> str:
    """What a factsheet of demonstration data says at its head; nothing for real ones."""
    return banner_of(edition.facts)


def banner_of(facts: EditionFacts | ReviewFacts) -> str:
    """The same of the facts of a build."""
    mark = words()["demonstration"]
    return f"{mark['banner']}. {mark['explanation']}" if facts.demonstration else ""
