"""What screens and files read of schools: a département in a campaign, masked once, the queries on it, and what a list
of them keeps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.facts.school_disclosure import masked
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.warehouse.builds import current_build
from pipelines.warehouse.disclosure import rules_of
from pipelines.warehouse.schools.views import school_rows

Row = dict[str, Any]
ALIKE_AT_LEAST = 5  # schools that must answer before their median is told
PAGE = 50


@dataclass(frozen=True)
class Sight:
    """From where schools are looked at: the settings of a scope, and the départements seen in detail (None: all)."""

    settings: Settings
    departments: frozenset[str] | None = None


@dataclass(frozen=True)
class Filters:
    """What a list keeps and how it is sorted; `sentence` tells it in words."""

    territory: str
    campaign: str
    indicator: str
    words: tuple[str, ...] = ()
    kind: str | None = None
    answer: str = ""
    order: str = "name"
    sentence: str = ""

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


def figures(sight: Sight, territory: str, campaign: str, indicator: str | None = None) -> pa.Table:
    """The figures of the schools of a département, of one indicator or of all, as they may be shown."""
    build = current_build(sight.settings)
    if indicator is None:
        return _every_figure(sight, build, territory, campaign)
    return _figures(sight, build, territory, campaign, indicator)


def rows(sight: Sight, name: str, figures: pa.Table | None = None, **parameters: object) -> list[Row]:
    """The rows of a query of facts/sql/schools/screen on the marts, and on `figures`, under the name of `shown`."""
    return table(sight, name, figures, **parameters).to_pylist()


def table(sight: Sight, name: str, figures: pa.Table | None = None, **parameters: object) -> pa.Table:
    """The same rows, not yet Python's."""
    lists = {key: list(value) if isinstance(value, tuple) else value for key, value in parameters.items()}
    return school_rows(sight.settings, query("schools/screen", name), lists, sight.departments, figures)


@lru_cache(maxsize=64)
def _figures(sight: Sight, build: Path, territory: str, campaign: str, indicator: str | None) -> pa.Table:
    figures = table(sight, "figure", territory=territory, campaign=campaign, indicator=indicator)
    return masked(figures, territory, campaign, _rules(sight, build))


@lru_cache(maxsize=10)
def _every_figure(sight: Sight, build: Path, territory: str, campaign: str) -> pa.Table:
    figures = table(sight, "figure", territory=territory, campaign=campaign, indicator=None)
    return masked(figures, territory, campaign, _rules(sight, build))


@lru_cache(maxsize=32)
def _rules(sight: Sight, build: Path) -> dict[str, Any]:
    return rules_of(tuple(row.values()) for row in rows(sight, "label"))
