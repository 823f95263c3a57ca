"""The factsheet of a school, for its council: its figures beside schools alike, through the campaigns, its bodies."""

from __future__ import annotations

from pathlib import Path

from indicators.typography import ABSENT, day, quantity, typeset
from pipelines.facts.school_lists import Sight
from pipelines.facts.school_profile import Profile
from pipelines.facts.school_profile import profile as profile_of
from pipelines.facts.school_sentences import (
    counts,
    digital,
    events,
    identity,
    middle,
    name,
    past,
    phrase,
    rules,
    sentence,
    title,
    value_or_masked,
    words,
)
from pipelines.outputs.factsheet.blocks import Block, Cell, Column, Factsheet, Line, Points, Table
from pipelines.outputs.factsheet.content import common, rendering
from pipelines.outputs.workbook.edition import edition_of
from pipelines.warehouse.builds import of_one_build

_CAMPAIGNS = 5  # as many columns as a page holds


def school_factsheet_bytes(sight: Sight, code: str, campaign: str, suffix: str) -> bytes:
    """The bytes of the factsheet, .docx or .pdf.

    Raises OutOfSight, NothingToExport, NoWarehouse and PdfNotAvailable."""
    return rendering(Path(f"fiche.{suffix.removeprefix('.')}"))(school_factsheet(sight, code, campaign))


@of_one_build
def school_factsheet(sight: Sight, code: str, campaign: str) -> Factsheet:
    """What the factsheet says. Raises OutOfSight, NothingToExport and NoWarehouse."""
    profile = profile_of(sight, code, campaign)
    edition = edition_of(sight.settings, profile.territory, campaign)
    blocks = (_figures(profile), *_history(profile), _bodies(profile), *_facts(profile), _origins(profile))
    return Factsheet(
        code=profile.school["school_code"],
        title=name(profile.school),
        subtitle=typeset(f"{identity(profile.school)} — {edition.facts.strategy} — campagne {campaign}"),
        sentence=sentence(profile),
        blocks=blocks,
        slides=(),
        **common(edition),
    )


def _figures(profile: Profile) -> Table:
    columns = (
        _column("indicator", 56),
        _column("counts", 21, number=True),
        _column("value", 15, number=True),
        _column("median", 15, number=True),
        _column("middle", 26, number=True),
        _column("alike", 16, number=True),
    )
    lines = []
    for row in profile.own:
        cells = (
            f"{row['indicator_id']} {title(row)}",
            counts(row),
            value_or_masked(row),
            value_or_masked(row, "median"),
            middle(row),
        )
        lines.append(Line((*map(Cell, cells), Cell(quantity(row["alike"])))))
    return Table(words()["heading"]["figures"], columns, tuple(lines), rules())


def _history(profile: Profile) -> list[Table]:
    campaigns = sorted(profile.history)[-_CAMPAIGNS:]
    if len(campaigns) < 2:
        return []
    columns = (_column("indicator", 60), *(Column(other, 18, True) for other in campaigns))
    lines = [
        Line((Cell(f"{row['indicator_id']} {title(row)}"), *(Cell(past(profile, row, other)) for other in campaigns)))
        for row in profile.own
    ]
    return [Table(words()["heading"]["history"], columns, tuple(lines))]


def _bodies(profile: Profile) -> Table | Points:
    heading = words()["heading"]["bodies"]
    if not profile.bodies:
        return Points(heading, (), words()["empty"]["bodies"])
    columns = (_column("campaign", 25), _column("body", 60), _column("date", 35), _column("digital", 25))
    lines = [
        Line(tuple(map(Cell, (row["campaign"], row["body"] or ABSENT, day(row["meeting_date"]), digital(row)))))
        for row in profile.bodies
    ]
    return Table(heading, columns, tuple(lines))


def _facts(profile: Profile) -> list[Points]:
    changes = events(profile)
    return [Points(words()["heading"]["events"], tuple(changes))] if changes else []


def _origins(profile: Profile) -> Block:
    """One item a file, with the line of each figure that was read in it."""
    lines: dict[str, list[str]] = {}
    for row in profile.own:
        source = profile.origins.get(row["indicator_id"])
        if source and source["row_number"] is not None:
            place = phrase("item", "line", code=row["indicator_id"], line=source["row_number"])
            lines.setdefault(source["source_file"] or ABSENT, []).append(place)
    items = [typeset(f"{file} : {', '.join(place)}.") for file, place in lines.items()]
    return Points(words()["heading"]["origins"], tuple(items), words()["empty"]["figures"])


def _column(code: str, part: float, number: bool = False) -> Column:
    return Column(typeset(words()["column"][code]), part, number)
