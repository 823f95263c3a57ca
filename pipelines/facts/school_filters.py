"""What a list of schools keeps and how it is sorted: the same for the page and for the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Filters:
    """What a list keeps and how it is sorted; `said` tells it in words."""

    territory: str
    campaign: str
    indicator: str
    words: tuple[str, ...] = ()
    kind: str | None = None
    answer: str = ""
    order: str = "name"
    said: str = ""

    def query(self, most: int, skipped: int = 0) -> dict[str, Any]:
        """The parameters of listing.sql."""
        return {
            "territory": self.territory,
            "indicator": self.indicator,
            "words": self.words,
            "kind": self.kind,
            "answer": self.answer,
            "order": self.order,
            "rows": most,
            "skipped": skipped,
        }
