"""The looks that an OpenDocument file gives to its cells and tables, as far as they decide what a person sees.

Apart: looks are read from another part of the file than cells."""

from __future__ import annotations

from bisect import bisect_right

from pipelines.ingest.spreadsheets.xml_parts import Attributes

_KINDS = {f"{kind}-style": kind for kind in ("percentage", "currency", "boolean", "date", "time")}
_MOST_PARENTS = 20


class Styles:
    """Gathered tag by tag from styles.xml, then from content.xml, whose looks come before its cells."""

    def __init__(self) -> None:
        self.hidden_tables: set[str] = set()
        self.apart: set[str] = set()  # looks of texts that set them apart: raised, lowered, struck out
        self._numbers: dict[str, str] = {}  # name of a look of numbers → percentage, currency…
        self._cells: dict[str, tuple[str, str]] = {}  # name of a look of cells → that of its numbers, its parent
        self._style = ""

    def open(self, name: str, attributes: Attributes) -> None:
        """Takes a tag, by its name without prefix."""
        if name in _KINDS:
            self._numbers[attributes.get("name", "")] = _KINDS[name]
        elif name == "style":
            self._style = attributes.get("name", "")
            if attributes.get("family") == "table-cell":
                parent = attributes.get("parent-style-name", "")
                self._cells[self._style] = (attributes.get("data-style-name", ""), parent)
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_tables.add(self._style)
        elif name == "text-properties" and _sets_apart(attributes):
            self.apart.add(self._style)

    def kind(self, style: str) -> str:
        """What a look of cells makes of a number: percentage, currency, boolean, date, time; nothing of itself: ''."""
        for _ in range(_MOST_PARENTS):
            number, parent = self._cells.get(style, ("", ""))
            if number or not parent:
                return self._numbers.get(number, "")
            style = parent
        return ""


def _sets_apart(attributes: Attributes) -> bool:
    """Whether texts of this look stand above or below the line, or are struck out."""
    position = attributes.get("text-position", "").split()
    raised = bool(position) and position[0] not in ("0%", "0")
    struck = any(
        attributes.get(name, "none") != "none" for name in ("text-line-through-style", "text-line-through-type")
    )
    return raised or struck


class ColumnStyles:
    """The looks that the columns of a table give to cells that name none."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._styles: list[str] = []

    def add(self, repeated: int, style: str) -> None:
        self._ends.append((self._ends[-1] if self._ends else 0) + repeated)
        self._styles.append(style)

    def at(self, column: int) -> str:
        place = bisect_right(self._ends, column)
        return self._styles[place] if place < len(self._styles) else ""
