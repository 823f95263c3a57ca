"""The fiche of a school, ready for its council: its figures beside schools alike, through the campaigns, its bodies."""

from __future__ import annotations

from pathlib import Path

from indicators.typography import ABSENT, day, quantity, typeset
from pipelines.facts.school_lists import Sight
from pipelines.facts.school_profile import Profile, profile
from pipelines.outputs.factsheet.content import common
from pipelines.outputs.factsheet.school_words import (
    counts,
    digital,
    events,
    identity,
    middle,
    name,
    past,
    rules,
    said_of,
    sentence,
    title,
    told,
    words,
)
from pipelines.outputs.factsheet.sheet import Block, Cell, Column, Line, Points, Sheet, Table
from pipelines.outputs.factsheet.write import rendering
from pipelines.outputs.workbook.edition import edition
from pipelines.warehouse.builds import of_one_build

_CAMPAIGNS = 5  # as many columns as a page holds


def school_sheet_bytes(sight: Sight, code: str, campaign: str, suffix: str) -> bytes:
    """The bytes of the fiche, .docx or .pdf. Raises OutOfSight, NothingToExport, NoWarehouse and PdfNotAvailable."""
    return rendering(Path(f"fiche.{suffix.removeprefix('.')}"))(school_sheet(sight, code, campaign))


@of_one_build
def school_sheet(sight: Sight, code: str, campaign: str) -> Sheet:
    """What the fiche says. Raises OutOfSight, NothingToExport and NoWarehouse."""
    found = profile(sight, code, campaign)
    shown = edition(sight.settings, found.territory, campaign)
    blocks = (_figures(found), *_history(found), _bodies(found), *_facts(found), _origins(found))
    return Sheet(
        code=found.school["school_code"],
        title=name(found.school),
        subtitle=typeset(f"{identity(found.school)} — {shown.facts['strategy']} — campagne {campaign}"),
        sentence=sentence(found),
        blocks=blocks,
        slides=(),
        **common(shown),
    )


def _figures(found: Profile) -> Table:
    columns = (
        _column("indicator", 56),
        _column("counts", 21, number=True),
        _column("value", 15, number=True),
        _column("median", 15, number=True),
        _column("middle", 26, number=True),
        _column("alike", 16, number=True),
    )
    lines = []
    for row in found.own:
        cells = (f"{row['indicator_id']} {title(row)}", counts(row), told(row), told(row, "median"), middle(row))
        lines.append(Line((*map(Cell, cells), Cell(quantity(row["alike"])))))
    return Table(words()["heading"]["figures"], columns, tuple(lines), rules())


def _history(found: Profile) -> list[Table]:
    campaigns = sorted(found.history)[-_CAMPAIGNS:]
    if len(campaigns) < 2:
        return []
    columns = (_column("indicator", 60), *(Column(one, 18, True) for one in campaigns))
    lines = [
        Line((Cell(f"{row['indicator_id']} {title(row)}"), *(Cell(past(found, row, one)) for one in campaigns)))
        for row in found.own
    ]
    return [Table(words()["heading"]["history"], columns, tuple(lines))]


def _bodies(found: Profile) -> Table | Points:
    heading = words()["heading"]["bodies"]
    if not found.bodies:
        return Points(heading, (), words()["empty"]["bodies"])
    columns = (_column("campaign", 25), _column("body", 60), _column("date", 35), _column("digital", 25))
    lines = [
        Line(tuple(map(Cell, (row["campaign"], row["body"] or ABSENT, day(row["meeting_date"]), digital(row)))))
        for row in found.bodies
    ]
    return Table(heading, columns, tuple(lines))


def _facts(found: Profile) -> list[Points]:
    said = events(found)
    return [Points(words()["heading"]["events"], tuple(said))] if said else []


def _origins(found: Profile) -> Block:
    """One item a file, with the line of each figure that was read in it."""
    lines: dict[str, list[str]] = {}
    for row in found.own:
        known = found.origins.get(row["indicator_id"])
        if known and known["row_number"] is not None:
            said = said_of("item", "line", code=row["indicator_id"], line=known["row_number"])
            lines.setdefault(known["source_file"] or ABSENT, []).append(said)
    items = [typeset(f"{file} : {', '.join(said)}.") for file, said in lines.items()]
    return Points(words()["heading"]["origins"], tuple(items), words()["empty"]["figures"])


def _column(code: str, part: float, number: bool = False) -> Column:
    return Column(typeset(words()["column"][code]), part, number)
