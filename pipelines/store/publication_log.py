"""What the open data told of numbers of pupils, publication after publication: the next one must not give by difference
what one of them masked. Apart because it is kept for ever and holds what no publication tells: it stays in the data
folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.settings import Settings
from pipelines.store.records import RecordLog


@dataclass(frozen=True)
class Count:
    """One number of pupils of a figure, as a publication has it: `thing` is numerator, denominator or rest (what is
    left of the denominator); `shown` unless it is masked; `from_schools` where the figure is a sum of schools."""

    campaign: str
    indicator_id: str
    territory_code: str
    parent_code: str | None
    thing: str
    pupils: float
    shown: bool
    from_schools: bool


@dataclass(frozen=True)
class Publication:
    """One record: when, of which state, and its counts, each the values of a Count."""

    published_at: str
    content_digest: str
    counts: list[list[Any]]


def published(settings: Settings) -> list[list[Count]]:
    """The counts of every publication before, the first one first."""
    return [[Count(*count) for count in publication.counts] for publication in _log(settings).records()]


def digests(settings: Settings) -> set[str]:
    """The states that were published: the digest of each, or as much of it as the open data say."""
    return {publication.content_digest for publication in _log(settings).records()}


def keep(settings: Settings, content_digest: str, counts: Iterable[Count], now: datetime | None = None) -> None:
    """Records a publication; one that tells what an earlier one told adds nothing. Whoever asks holds the lock."""
    rows = [list(astuple(count)) for count in counts]
    if all(publication.counts != rows for publication in _log(settings).records()):
        at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        _log(settings).number([Publication(at, content_digest, rows)])


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    return _log(settings).integrity_errors()


def _log(settings: Settings) -> RecordLog[Publication]:
    return RecordLog(settings.publications, settings.data, Publication, digits=6)
