"""What a scope was shown already, so that no build nor edition gives back by difference what another does not show.

Kept beside the archive, one file a scope, and never in the scope's own folder: which committees stood behind each
figure of a territory above, without their figures; and the numbers of pupils it was told where schools are summed. The
marts of the whole depend on nothing of it: they stay those of the archive."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicators.toml_file import toml_beside
from pipelines.access.committees import Committees, codes_of, committees, numbered, union
from pipelines.access.withheld import Key
from pipelines.settings import Settings
from pipelines.store.files import make_folder, write_durably

_LOG = logging.getLogger("pilotage.access")
Count = tuple[str, str, str, float, float | None]  # campaign, indicator, territory, numerator, denominator


@dataclass
class ShownFigures:
    """The sums of committees shown of each indicator of a campaign, and the numbers of pupils, oldest first."""

    sums: dict[Key, list[Committees]] = field(default_factory=dict[Key, list[Committees]])
    counts: dict[tuple[str, str, str], list[tuple[float, float | None]]] = field(
        default_factory=dict[tuple[str, str, str], list[tuple[float, float | None]]]
    )

    def add(self, shown_sums: dict[Key, set[Committees]], counts: Iterable[Count]) -> None:
        """Adds what is shown now; the oldest of too many are forgotten."""
        for key, sums in shown_sums.items():
            earlier = self.sums.setdefault(key, [])
            self.sums[key] = [*earlier, *sorted(sums - set(earlier), key=codes_of)][-_remembered() :]
        for *cell, numerator, denominator in counts:
            campaign, indicator, territory = map(str, cell)
            earlier = self.counts.setdefault((campaign, indicator, territory), [])
            if (numerator, denominator) not in earlier:
                self.counts[campaign, indicator, territory] = [*earlier, (numerator, denominator)][-_remembered() :]

    def rows(self) -> list[Count]:
        """The numbers of pupils, a line each."""
        return [(*key, *count) for key, counts in self.counts.items() for count in counts]


def _remembered() -> int:
    return toml_beside(__file__, "withheld.toml")["remembered"]


def path_of(settings: Settings, key: str) -> Path:
    """The file of a scope, in a folder of its own; that of an edition is the one of the present."""
    return settings.shown / key / "shown.json"


def read_shown(path: Path) -> ShownFigures:
    """What the file says; nothing where there is none. One that does not read counts for nothing too, and the log says
    so: until it is written again, this scope may compare two states."""
    if not path.exists():
        return ShownFigures()
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        groups_of = _reading(record["territories"])
        sums = {_pair(key): groups_of(groups) for key, groups in record["sums"].items()}
        counts = {
            _triple(key): [(float(numerator), None if of is None else float(of)) for numerator, of in counts]
            for key, counts in record["counts"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as failure:
        _LOG.error("Ce qui a été montré à un périmètre ne se lit plus : il repart de rien.", exc_info=failure)
        return ShownFigures()
    return ShownFigures(sums, counts)


def keep_shown(path: Path, figures: ShownFigures) -> None:
    """Writes it, whole or not at all."""
    record = {
        "territories": numbered(),
        "sums": {" ".join(key): [f"{group:x}" for group in groups]
                 for key, groups in sorted(figures.sums.items()) if groups},
        "counts": {" ".join(key): counts for key, counts in sorted(figures.counts.items())},
    }  # fmt: skip
    content = json.dumps(record, separators=(",", ":")).encode()
    make_folder(path.parent)
    if not path.exists() or path.read_bytes() != content:
        write_durably(path, content)


def _reading(places: Sequence[str]) -> Callable[[Sequence[str]], list[Committees]]:
    """What reads the groups of a file, whose bits are of these territories: most often as here."""
    if places == numbered()[: len(places)]:
        return lambda groups: [int(group, 16) for group in groups]
    bits = [committees([code]) for code in places]
    return lambda groups: [
        union(*(bits[place] for place, digit in enumerate(reversed(f"{int(group, 16):b}")) if digit == "1"))
        for group in groups
    ]


def _pair(key: str) -> Key:
    campaign, indicator = key.split(" ")
    return campaign, indicator


def _triple(key: str) -> tuple[str, str, str]:
    campaign, indicator, territory = key.split(" ")
    return campaign, indicator, territory
