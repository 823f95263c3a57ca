"""What the instance nationale de dialogue has before it: the strategy, what is put to it, what it decided, and what
became of that; once for the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from indicators.governance import governance
from indicators.territories import NATIONAL
from indicators.typography import day, listing, out_of, plural, typeset
from pipelines.facts.demands import Demand, Theme, demands, gathered
from pipelines.facts.rows.mapper import facts
from pipelines.facts.rows.progress import Axis, Objective, Strategy
from pipelines.settings import Settings
from pipelines.store.decision_log import INSTANCE, Decision, decisions
from pipelines.warehouse.builds import of_one_build

# the answers after which a demand waits for nothing more: « à l'étude » is not one
SETTLED = ("acceptée", "refusée", "faite")
_NOTHING = "rien ne l'attend"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that counts, as the national report of its campaign tells it; `decisions` are its words, if any."""

    QUERY: ClassVar[str] = "committees/dialogue_sessions"
    campaign: str
    held_on: date
    chair: str | None
    agenda: str | None
    decisions: str | None


@dataclass(frozen=True, slots=True)
class Financer:
    """An organisation as committees name it (None: calls, budgets or agreements that name nobody), what it finances and
    what it signs; each sum beside how many lines state an amount."""

    QUERY: ClassVar[str] = "committees/financers"
    name: str | None
    calls: int
    open: int
    call_amount: float | None
    calls_with_amount: int
    steps: int
    step_amount: float | None
    steps_with_amount: int
    agreements: int
    signed: int


@dataclass(frozen=True)
class Dialogue:
    """What a session opens on. `sessions_per_year` is the number of sessions asked in a school year, None where the
    definitions do not say which to count; `addressed` are the propositions, avis and recommandations put to the
    instance, `taken` its own decisions, both with what became of them; `to_answer` the demands that France has still to
    settle."""

    campaign: str
    sessions_per_year: int | None
    strategy: Strategy | None
    axes: list[Axis]
    objectives: list[Objective]
    addressed: tuple[Decision, ...]
    to_answer: tuple[Theme, ...]
    financers: tuple[Financer, ...]
    sessions: tuple[Session, ...]
    taken: tuple[Decision, ...]

    @property
    def held(self) -> int:
        """How many days the instance sat in the school year, as « Gouvernance » counts them."""
        return len({session.held_on for session in self.sessions if session.campaign == self.campaign})

    @property
    def last_sessions(self) -> tuple[Session, ...]:
        """What is told of the last day on which it sat, this year or before."""
        return tuple(session for session in self.sessions if session.held_on == self.sessions[0].held_on)

    @property
    def objective_titles(self) -> dict[int, str]:
        return {row.objective_id: row.numbered for row in self.objectives}

    @property
    def axis_titles(self) -> dict[int, str]:
        return {row.axis_id: f"{row.axis_id}. {row.title}" for row in self.axes}


@of_one_build
def national_dialogue(
    settings: Settings, campaign: str, visible_decisions: Sequence[Decision] | None = None
) -> Dialogue:
    """What these settings let one see of it; `visible_decisions` are the decisions that the reader may see, all of them
    unless given. Raises NoWarehouse."""
    at = {"campaign": campaign, "territory": NATIONAL, "today": settings.reading_day}
    every = decisions(settings, settings.reading_day) if visible_decisions is None else visible_decisions
    dialogue = Dialogue(
        campaign,
        governance(settings.catalogue).sessions_per_year,
        next(iter(facts(settings, Strategy, **at)), None),
        facts(settings, Axis, **at),
        facts(settings, Objective, **at),
        (),
        tuple(gathered(waiting(demands(settings, campaign)), NATIONAL)),
        tuple(facts(settings, Financer, **at)),
        tuple(facts(settings, Session, **at)),
        (),
    )
    return with_decisions(dialogue, every)


def with_decisions(dialogue: Dialogue, decisions: Sequence[Decision]) -> Dialogue:
    """The same with what these decisions put to the instance, and those it took."""
    return replace(
        dialogue,
        addressed=tuple(each for each in decisions if each.last.addressed_to == INSTANCE and not each.withdrawn),
        taken=tuple(each for each in decisions if each.last.of_body == INSTANCE),
    )


def waiting(every: Iterable[Demand]) -> list[Demand]:
    """The demands that reached France and that it neither accepted, nor refused, nor met."""
    return [each for each in every if each.addressee == NATIONAL and each.state not in SETTLED]


def opening(dialogue: Dialogue) -> str:
    """How often it sat, and what waits for it, in one sentence."""
    sessions, per_year = dialogue.held, dialogue.sessions_per_year
    sat = plural(sessions, "séance tenue", "séances tenues")
    if per_year is not None:
        sat = f"{out_of(sessions, per_year)} {'séance demandée' if per_year < 2 else 'séances demandées'}"
    return typeset(f"Instance nationale de dialogue, {dialogue.campaign} : {sat} ; {before_it(dialogue) or _NOTHING}.")


def before_it(dialogue: Dialogue) -> str:
    """`3 propositions et avis à examiner, 12 demandes à trancher et 2 décisions à suivre`; nothing where nothing is."""
    put = sum(each.pending for each in dialogue.addressed)
    follow = sum(each.pending for each in dialogue.taken)
    asks = sum(len(theme.demands) for theme in dialogue.to_answer)
    parts = [
        *([plural(put, "proposition ou avis à examiner", "propositions et avis à examiner")] if put else []),
        *([plural(asks, "demande à trancher", "demandes à trancher")] if asks else []),
        *([plural(follow, "décision à suivre", "décisions à suivre")] if follow else []),
    ]
    return listing(parts)


def last_session(dialogue: Dialogue) -> str:
    """When it last sat, in one sentence."""
    if not dialogue.sessions:
        return "Aucune séance n'est déclarée."
    last = dialogue.sessions[0]
    more = len(dialogue.sessions) - len(dialogue.last_sessions)
    before = f" Avant elle, {plural(more, 'séance déclarée', 'séances déclarées')}." if more else ""
    return typeset(f"Dernière séance le {day(last.held_on)} ({last.campaign}).{before}")
