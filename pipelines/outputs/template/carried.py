"""What the last report of a committee left unfinished, as the rows that its next template begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from indicators.typography import listing, plural
from pipelines.errors import NoWarehouse
from pipelines.ingest.report_format import Field
from pipelines.outputs.template.wording import wording
from pipelines.settings import Settings
from pipelines.warehouse.builds import rows

Row = dict[str, Any]
SECTIONS = ("actions", "agreements", "calls")
CALENDAR = 1901  # a spreadsheet counts no day before
PER_CENT = r"0.###\ %"
# What stands where an address or a number was taken out; the reader would take it out once more, and say so.
MARK = "[coordonnée retirée]"
# Nine figures at most: a run of zeros would be cut in every way, and a longer number is no reference of ours.
_REFERENCE = re.compile(r"([A-Z]+)-?0*([0-9]{1,9})")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Carried:
    """Section of the format → the rows carried over, and the school year of the report that they come from."""

    campaign: str | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def summary(self) -> str:
        """How many lines of each kind: « 6 actions et 1 convention »; empty where there are none."""
        names = wording()["carried"]
        return listing([plural(len(self.rows[key]), *names[key]) for key in SECTIONS if self.rows.get(key)])


def carried_over(settings: Settings, territory_code: str, level: str, campaign: str) -> Carried:
    """What the last report that counts, of an earlier school year, leaves to go on with."""
    parameters = {"territory_code": territory_code, "campaign": campaign}
    try:
        lines = {section: rows(settings, "template", section, **parameters) for section in SECTIONS}
        references = rows(settings, "template", "given_references", territory_code=territory_code)
    except NoWarehouse:
        return Carried()
    _give_references(lines["actions"], {row["reference"] for row in references}, wording()["carried"]["prefix"][level])
    last = next((row["campaign"] for section in lines.values() for row in section), None)
    return Carried(last, lines)


def _give_references(actions: list[Row], taken: set[str], prefix: str) -> None:
    """`A-01`, `A-02`… to the actions that have none, after the last that the committee gave: the same one twice is one
    action."""
    numbers = {int(number) for letters, number in map(_numbered, taken) if letters == prefix}
    numbers_free = count(max(numbers, default=0) + 1)
    mine: dict[str, str] = {}
    for action in actions:
        if action["reference"] is None:
            if action["action_id"] not in mine:
                mine[action["action_id"]] = f"{prefix}-{next(numbers_free):02d}"
            action["reference"] = mine[action["action_id"]]


def _numbered(reference: str) -> tuple[str, str]:
    read = _REFERENCE.fullmatch(re.sub(r"\s", "", reference).upper())
    return (read[1], read[2]) if read else ("", "0")


def as_typed(kind: Field, value: Any, usual: str) -> tuple[Any, str]:
    """What the cell holds and its number format, so that the reader understands what was understood."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value.replace(MARK, "…"))
        return _ESCAPED.sub("_x005F_", text), usual
    if isinstance(value, date):
        return (value if value.year >= CALENDAR else f"{value:%d/%m/}{value.year:04d}"), usual
    if kind.type == "percentage" and value is not None and 0 < value <= 1:
        return value / 100, PER_CENT  # `1` may be the whole or a hundredth of it
    return value, usual
