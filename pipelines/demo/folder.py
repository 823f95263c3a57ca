"""Puts a demonstration into a data folder: its targets, its files on the days they were sent, closings, answers and
decisions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from indicators.agreements import FILE
from indicators.catalogue import PACKAGED, catalogue, files
from indicators.models import Strategy
from indicators.territories import NATIONAL, territories
from indicators.typography import day as day_of
from pipelines.demo.chance import phrases, stream
from pipelines.demo.initiatives import about
from pipelines.demo.write import write_demonstration
from pipelines.facts.demands import demands
from pipelines.settings import DEMONSTRATION_CATALOGUE, Settings
from pipelines.store import closing_log, decision_log, demand_log
from pipelines.store.archive import Archive

TARGETS = Path(__file__).parent / FILE
LEFT_OPEN = "Démonstration : la collecte de la dernière campagne reste ouverte, quel que soit le jour."


def fill(
    settings: Settings, seed: int = 2023, progress: Callable[[int, int], None] | None = None
) -> tuple[Settings, int]:
    """Receives a demonstration. Returns the settings under which it is built, and the number of files."""
    settings.data.mkdir(parents=True, exist_ok=True)
    settings.demonstration_mark.write_text("Données de démonstration : chiffres inventés.\n", encoding="utf-8")
    own = _with_targets(settings)
    definitions = catalogue(own.catalogue)
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(write_demonstration(Path(folder), definitions, territories(), seed, progress))
        for sent, group in groupby(paths, key=lambda path: path.stat().st_mtime):
            Archive(own).receive(_contents(group), now=datetime.fromtimestamp(sent, UTC))
    _close(own, definitions.strategy)
    return own, len(paths)


def _contents(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


def _with_targets(settings: Settings) -> Settings:
    """A copy of the packaged catalogue with targets invented like all the rest; one that is asked for stays."""
    folder = settings.data / DEMONSTRATION_CATALOGUE
    if settings.catalogue not in (None, folder):
        return settings
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "objectives").mkdir(parents=True)
    for path in files(PACKAGED):
        shutil.copyfile(path, folder / path.relative_to(PACKAGED))
    shutil.copyfile(TARGETS, folder / FILE)
    return replace(settings, catalogue=folder)


def _close(settings: Settings, strategy: Strategy) -> None:
    """Every campaign closed on its day but the last: the same on whatever day the demonstration is looked at."""
    last = strategy.campaigns[-1]
    closing_log.record_due(settings, strategy, strategy.closes_on(strategy.campaigns[-2]))
    closing_log.leave_open(settings, strategy, last, LEFT_OPEN)


def answer_demands(built: Settings, seed: int = 2023) -> None:
    """Answers some demands of the last two complete campaigns, once their reports were counted: of last year most of
    them, of this one few. The same each time; what was answered already stays."""
    words = phrases()["answers"]
    for campaign, share in zip(_campaigns(built)[-3:-1], (0.8, 0.3), strict=True):
        answered_at = datetime(int(campaign[-4:]), 9, 15, 8, tzinfo=UTC)
        ids_by_demand: dict[tuple[str, str], list[str]] = {}
        for demand in demands(built, campaign):
            if not demand.standing.history:
                ids_by_demand.setdefault((demand.addressee, demand.text), []).append(demand.id)
        for (level, text), ids in sorted(ids_by_demand.items()):
            chance = stream(seed, "answers", campaign, level, text)
            if chance.random() < share:
                state, answer = chance.choice(words["given"])
                owner = words["national" if level == NATIONAL else "region"]
                demand_log.answer(built, ids, level, demand_log.Answer(state, owner, answer), answered_at)


def record_decisions(built: Settings, seed: int = 2023) -> None:
    """Records what bodies decided the year before the last campaign, and what became of it, as users do. The same each
    time; where anything was decided already, nothing is added."""
    if built.decisions.exists() and any(built.decisions.iterdir()):
        return
    definitions = catalogue(built.catalogue)
    decided_in, after = (int(campaign[-4:]) for campaign in definitions.strategy.campaigns[-3:-1])
    for line in phrases()["decided"]:
        places = [territory.code for territory in territories() if territory.level == line["level"]]
        month, day = line["day"]
        chance = stream(seed, "decided", line["text"])
        terms = decision_log.Terms(
            f"réunion du {day_of(date(decided_in, month, day))} ({phrases()['mark'].lower()})",
            line["text"],
            line["owner"],
            places[line.get("place", 0) % len(places)],
            objective_id=about(definitions, line["about"], chance),
            due_on=date(after, *line["due"]),
            **{name: line[name] for name in ("kind", "body", "addressed_to") if name in line},
        )
        decision = decision_log.record(built, terms, datetime(decided_in, month, day, 16, tzinfo=UTC))
        year = decided_in  # what became of it goes on from the day it was decided
        last = (month, day)
        for state, in_month, on_day, text in line["became"]:
            year += (in_month, on_day) < last
            last = (in_month, on_day)
            decision_log.change_state(built, decision.id, state, datetime(year, in_month, on_day, 9, tzinfo=UTC), text)


def _campaigns(settings: Settings) -> tuple[str, ...]:
    return catalogue(settings.catalogue).strategy.campaigns
