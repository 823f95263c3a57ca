"""Decisions in words: where each stands, whose it is, what it became step by step; which come first at a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from indicators.typography import ABSENT, day, typeset
from indicators.words import words
from pipelines.store.decision_log import INSTANCE, WITHDRAWN, Decision, Record

Titles = Mapping[int, str]


@dataclass(frozen=True)
class Agenda:
    """The decisions of past meetings as a review opens on them: those to follow, the most urgent first, and the rest;
    `addressed` are those to follow that wait for the instance nationale."""

    pending: tuple[Decision, ...]
    settled: tuple[Decision, ...]
    addressed: tuple[Decision, ...]


def agenda(decisions: Iterable[Decision]) -> Agenda:
    """The same decisions, in the order given."""
    every = tuple(decisions)
    pending = tuple(decision for decision in every if decision.pending)
    settled = tuple(decision for decision in every if not decision.pending)
    return Agenda(pending, settled, tuple(each for each in pending if each.last.addressed_to == INSTANCE))


def state(decision: Decision) -> str:
    """`en cours, en retard`, or `retirée`, whatever the state it had."""
    if decision.withdrawn:
        return "retirée"
    return f"{decision.last.state}, en retard" if decision.overdue else decision.last.state


def subject(decision: Decision, objectives: Titles, axes: Titles) -> str:
    """The objective that a decision is about, or its axis; a dash where it is about neither."""
    last = decision.last
    if last.objective_id is not None:
        return objectives.get(last.objective_id, f"Objectif {last.objective_id}")
    return axes.get(last.axis_id, f"Axe {last.axis_id}") if last.axis_id is not None else ABSENT


def origin(decision: Decision) -> str:
    """Which body took it, at which meeting, under which number."""
    return f"{decision.last.of_body}, {decision.last.meeting} ({decision.last.id})"


def steps(decision: Decision) -> list[str]:
    """What was recorded after the decision itself, one sentence a record, the oldest first."""
    return [_step(before, after) for before, after in pairwise(decision.history)]


def _step(before: Record, after: Record) -> str:
    on = day(datetime.fromisoformat(after.recorded_at).date())
    if after.status == WITHDRAWN:
        return typeset(f"{on} : retirée. Motif : {after.reason}")
    changes = [
        f"{label} : « {_value(name, after)} » au lieu de « {_value(name, before)} »"
        for name, label in words()["decision_field"].items()
        if getattr(before, name) != getattr(after, name)
    ]
    follow_up = [after.follow_up] if after.follow_up else []
    return typeset(f"{on} : {' ; '.join([*changes, *follow_up])}")


def _value(name: str, record: Record) -> str:
    value: Any = record.of_body if name == "body" else getattr(record, name)
    if name == "due_on" and value:
        return day(date.fromisoformat(value))
    return ABSENT if value in (None, "") else str(value)
