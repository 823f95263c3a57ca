"""Measures how a build grows with the school years of a strategy and with the versions of each report."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from measured import size
from peaks import own_peak
from reports import Report

from indicators.catalogue import PACKAGED, catalogue, files
from indicators.territories import territories
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

FIRST = 2022  # the school year in which the strategy begins
# How many campaigns, and how many versions of each report; the first is what the others are told beside.
SIZES = size(((5, 1), (10, 1), (20, 1), (5, 5)), ((5, 1), (6, 1)))
CODES = [f"O{objective:02d}-1" for objective in range(1, 17)]
Growth = dict[tuple[int, int], dict[str, float]]


def named(count: int) -> list[str]:
    """The campaigns of a strategy of as many school years."""
    return [f"{year}-{year + 1}" for year in range(FIRST, FIRST + count)]


def strategy(folder: Path, count: int) -> Path:
    """Our definitions, over as many school years, the targets due in the last: a folder of their own."""
    for path in files(PACKAGED):
        copy = folder / path.relative_to(PACKAGED)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    shutil.copy(PACKAGED / "governance.toml", folder)
    text = (folder / "strategie.toml").read_text(encoding="utf-8")
    for name, value in (("campaigns", named(count)), ("target_campaign", named(count)[-1])):
        text, changed = re.subn(rf"(?m)^{name} = .*$", f"{name} = {json.dumps(value)}", text)
        assert changed == 1, name
    (folder / "strategie.toml").write_text(text, encoding="utf-8")
    return folder


def reports(campaigns: list[str], versions: int) -> Iterator[tuple[str, bytes]]:
    """A workbook of every committee, campaign and version, no two of them alike."""
    committees = [territory.code for territory in territories() if territory.level in ("department", "region")]
    for number, (version, campaign, code) in enumerate(
        itertools.product(range(1, versions + 1), campaigns, committees)
    ):
        rows = {each: (1 + (number + place) % 90, 100 + number % 900) for place, each in enumerate(CODES)}
        yield f"{code}_{campaign}_v{version}.xlsx", Report(code, campaign, rows, version).xlsx()


def growth(scratch: Path) -> Growth:
    """Seconds and megabytes of each size: all read, then calculated again with nothing new."""
    by_size: Growth = {}
    for campaigns, versions in SIZES:
        folder = scratch / f"{campaigns}-{versions}"
        where = Settings(data=folder / "data", catalogue=strategy(folder / "catalogue", campaigns))
        assert list(catalogue(where.catalogue).strategy.campaigns) == named(campaigns)
        received = len(Archive(where).receive(reports(named(campaigns), versions)))
        by_size[campaigns, versions] = {"reports": received, **_apart(where)}
        print(f"{campaigns} campagnes, {versions} version(s) : {by_size[campaigns, versions]}", flush=True)
        shutil.rmtree(folder)
    return by_size


def _apart(where: Settings) -> dict[str, float]:
    """Two builds in a process that has done nothing else: what wrote the workbooks is not counted."""
    command = [sys.executable, __file__, str(where.data), str(where.catalogue)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def _measure(data: str, definitions: str) -> dict[str, float]:
    from bench import seconds
    from pipelines.unneeded import do_without

    do_without()  # as the command that builds
    where = Settings(data=Path(data), catalogue=Path(definitions))
    whole = seconds(lambda: build(where))
    return {"whole": whole, "again": seconds(lambda: build(where)), "megabytes": own_peak()}


if __name__ == "__main__":
    print(json.dumps(_measure(*sys.argv[1:])))
