"""The campaigns of the strategy as every reader needs them: which have results, which one is opened first."""

from __future__ import annotations

from typing import Any

from pipelines.settings import Settings
from pipelines.warehouse.builds import rows

Row = dict[str, Any]


def campaigns(settings: Settings) -> list[Row]:
    """Every campaign, in the order of the years, as facts/sql/strategy/campaigns.sql says. Raises NoWarehouse."""
    return rows(settings, "strategy", "campaigns")


def campaign_to_open(found: list[Row] | tuple[Row, ...]) -> str | None:
    """The campaign that is shown where none is asked for; None while none has results."""
    return next((row["campaign"] for row in found if row["is_default"]), None)
