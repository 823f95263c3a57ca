"""Which row of a school counts: decided once for each campaign, kept as sorted Parquet, remade where it changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse.schools.queries import query
from pipelines.warehouse.schools.segments import Segment, settle

DECIDED_VERSION = 2  # raise it when the same lines are decided otherwise
ROW_GROUP = 61_440  # a département of a campaign then lies in one or two


@dataclass(frozen=True)
class Campaign:
    """What was decided for one campaign: its rows, those of closed schools, its sums, each a Parquet named by `key`."""

    campaign: str
    key: str
    folder: Path

    @property
    def rows(self) -> Path:
        """The rows that count, sorted by département, indicator, school."""
        return self.folder / f"campaign={self.campaign}" / f"{self.key}.parquet"

    @property
    def closed(self) -> Path:
        """The lines of schools that were closed before the campaign."""
        return self.folder / "closed" / f"{self.key}.parquet"

    @property
    def sums(self) -> Path:
        """The sums by département and indicator."""
        return self.folder / "sums" / f"{self.key}.parquet"


def decided(connection: duckdb.DuckDBPyConnection, settings: Settings, received: list[Segment]) -> list[Campaign]:
    """The campaigns for which a school said something, decided now where they were not yet."""
    campaigns = []
    for year, name in connection.execute(query("spoken")).fetchall():
        campaign = Campaign(name, _key(connection, year, received), settings.schools)
        if not (campaign.rows.exists() and campaign.closed.exists()):
            _decide(connection, year, campaign)
        campaigns.append(campaign)
    return campaigns


def _decide(connection: duckdb.DuckDBPyConnection, year: int, campaign: Campaign) -> None:
    for name, path in (("decided", campaign.rows), ("closed", campaign.closed)):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        rows = connection.sql(query(name), params={"year": year})
        rows.write_parquet(str(draft), compression="zstd", row_group_size=ROW_GROUP)
        settle(draft, path)


def _key(connection: duckdb.DuckDBPyConnection, year: int, received: list[Segment]) -> str:
    """Names what was decided after all that it depends on."""
    sequence = dict(connection.execute(query("sequences")).fetchall())
    files = [(sequence[segment.source_sha256], segment.source_sha256) for segment in received if year in segment.years]
    digests = [connection.execute(query(name), {"year": year}).fetchall() for name in ("place_digest", "line_digest")]
    content = json.dumps(
        [DECIDED_VERSION, year, sorted(files), digests, [str(segment.path.parent.name) for segment in received[:1]]]
    )
    return hashlib.sha256(content.encode()).hexdigest()[:24]
