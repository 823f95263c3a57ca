"""What `make bench-peers` prints: 550 workbooks to the sixteen objectives of every territory, beside what people would
write instead of this project; the figures of all three are equal, or nothing is measured."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from measured import Absent, size
from peers import Objectives, with_pandas, with_polars
from reports import Report

from bench import french, seconds
from indicators.catalogue import catalogue
from indicators.territories import Territory, territories
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read

REPORTS = size(550, 119)
ROUNDS = size(5, 1)
ROW = "{:<46} {:>10} {:>14}"


def write(folder: Path, every: int = 1) -> list[Path]:
    """The workbooks of as many committees and campaigns, without a slip of the pen: an analyst's files are clean."""
    world = World(2023, catalogue(), territories())
    figures = Trajectories(world)
    paths = []
    for campaign in catalogue().strategy.campaigns:
        for committee in world.committees[::every]:
            if len(paths) < REPORTS:
                paths.append(folder / f"{committee.code}_{campaign}.xlsx")
                paths[-1].write_bytes(report(figures, committee, campaign).xlsx())
    return paths


def report(figures: Trajectories, territory: Territory, campaign: str) -> Report:
    rows = {}
    for _, indicator in catalogue().collected(campaign):
        if indicator.level == territory.level and indicator.origin == "reported" and indicator.kind != "milestone":
            figure = figures.figure(indicator, territory, campaign)
            rows[indicator.id] = (figure.numerator, figure.denominator, "mesuré")
    met = [(date(int(campaign[:4]), 11, 12), "comité")]
    return Report(territory.code, campaign, rows, meetings=met, submitted_on=date(int(campaign[5:]), 7, 5))


def known() -> list[dict[str, Any]]:
    """What the calculation has to know of each indicator; `from` and `to` are places in the list of campaigns."""
    strategy = catalogue().strategy
    order = list(strategy.campaigns)
    lines = []
    for objective, indicator in catalogue().indicators():
        before = order[order.index(indicator.since) - 1] if indicator.since and indicator.since != order[0] else None
        start = indicator.baseline_campaign or before or strategy.baseline_campaign
        lines.append(
            {
                **{
                    name: getattr(indicator, name)
                    for name in ("kind", "level", "origin", "direction", "since", "scale")
                },
                **{"indicator": indicator.id, "objective": objective.id, "campaigns": order},
                **{"baseline": indicator.baseline, "target": indicator.target, "from": order.index(start)},
                "to": order.index(indicator.target_campaign or strategy.target_campaign),
            }
        )
    return [line for line in lines if line["kind"] != "milestone"]


def links() -> list[dict[str, Any]]:
    """Each committee's territory, and those that it adds up to, itself included."""
    of = {territory.code: territory for territory in territories()}
    lines = []
    for territory in of.values():
        at: Territory | None = territory if territory.level != "academy" else None
        while at:
            lines.append({"territory": territory.code, "above": at.code, "level": territory.level})
            at = of.get(at.parent_code or "")
    return lines


def ours(paths: list[Path], folder: Path) -> Settings:
    settings = Settings(data=folder)
    Archive(settings).receive((path.name, path.read_bytes()) for path in paths)
    build(settings)
    return settings


def objectives(settings: Settings) -> Objectives:
    sql = """select campaign, territory_code, objective_id, progress, expected_progress from marts.objective_progress
        where progress is not null"""
    rows = read(settings, sql).to_pylist()
    return {
        (row["campaign"], row["territory_code"], row["objective_id"]): (row["progress"], row["expected_progress"])
        for row in rows
    }


def differences(ours: Objectives, theirs: Objectives) -> list[str]:
    """What the two do not say alike, to the millionth."""
    lines = [f"{key}: chez un seul" for key in sorted(ours.keys() ^ theirs.keys())]
    for key in sorted(ours.keys() & theirs.keys()):
        if any(abs(a - b) > 1e-6 for a, b in zip(ours[key], theirs[key], strict=True)):
            lines.append(f"{key}: {ours[key]}, {theirs[key]}")
    return lines


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "classeurs").mkdir()
        paths = write(Path(scratch) / "classeurs")
        settings = ours(paths, Path(scratch) / "data")
        peers: dict[str, Callable[[], Objectives]] = {
            "openpyxl et pandas": partial(with_pandas, paths, known(), links()),
            "calamine et polars": partial(with_polars, paths, known(), links()),
        }
        figures = objectives(settings)
        for name, peer in [*peers.items()]:
            try:
                wrong = differences(figures, peer())
            except Absent as absent:
                print(f"{name} : {absent} n'est pas installé, n'est pas mesuré.")
                del peers[name]
            else:
                if wrong:
                    sys.exit(f"{name} : {len(wrong)} chiffres diffèrent, dont {wrong[:3]}")
        print(
            f"{len(paths)} classeurs, {len(figures)} chiffres d'objectifs égaux, {ROUNDS} tours alternés, en secondes"
        )
        works: dict[str, Callable[[], object]] = {
            "réception, lecture, calcul et explications": lambda: ours(paths, Path(tempfile.mkdtemp(dir=scratch))),
            "calcul, les fichiers étant déjà lus": lambda: build(settings),
            **peers,
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, work in works.items():
                times[name].append(seconds(work))
        told(times)


def told(times: dict[str, list[float]]) -> None:
    """The medians, and how many times longer than ours each takes."""
    whole = statistics.median(times["réception, lecture, calcul et explications"])
    print(ROW.format("", "médiane", "fois la nôtre"))
    for name, runs in times.items():
        middle = statistics.median(runs)
        print(ROW.format(name, french(middle), french(middle / whole)))


if __name__ == "__main__":
    main()
