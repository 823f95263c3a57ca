"""Demands of committees to the level above: each with who asks, since when, and what was answered; gathered by theme.

A demand is a line of a report that counts; what became of it is read beside it, never without it: who does not see the
line sees nothing of its answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from indicators.territories import NATIONAL, fold, territories
from indicators.typography import ABSENT, day, listing, number, plural, typeset
from pipelines.errors import DecisionError
from pipelines.settings import Settings
from pipelines.store.demand_log import NOTHING_SAID, PASSED_ON, RECEIVED, STATES, Record, Standing, standings
from pipelines.warehouse.builds import rows

UNANSWERED = "sans réponse"


@dataclass(frozen=True)
class Demand:
    """A line of a report that asks something, and where it stands."""

    id: str
    campaign: str
    territory_code: str
    territory_name: str
    level: str
    region_code: str
    axis_id: int | None
    axis_title: str
    text: str
    sent_on: date | None
    standing: Standing

    @property
    def addressee(self) -> str:
        """Who has to answer: the région académique of a département, France for a région or once it was passed on."""
        return self.region_code if self.level == "department" and not self.standing.passed_on else NATIONAL

    @property
    def state(self) -> str:
        last = self.standing.last
        return last.state if last else UNANSWERED

    def waiting(self, today: date) -> int | None:
        """The days since it was sent, as long as it is not answered."""
        return None if self.standing.answered or self.sent_on is None else max((today - self.sent_on).days, 0)


@dataclass(frozen=True)
class Theme:
    """Demands that one level reads together: the same words but for case and accents, or a name given by hand."""

    name: str
    demands: tuple[Demand, ...]

    @property
    def askers(self) -> int:
        return len({demand.territory_code for demand in self.demands})

    @property
    def unanswered(self) -> int:
        return sum(not demand.standing.answered for demand in self.demands)

    @property
    def axes(self) -> str:
        return ", ".join(map(str, sorted({demand.axis_id for demand in self.demands if demand.axis_id is not None})))

    @property
    def state(self) -> str:
        """`acceptée`, or `sans réponse (1), acceptée (2)` where they differ."""
        counts = Counter(demand.state for demand in self.demands)
        if len(counts) == 1:
            return self.demands[0].state
        ordered = [state for state in (UNANSWERED, PASSED_ON, *STATES) if state in counts]
        return ", ".join(f"{state} ({number(counts[state])})" for state in ordered)

    @property
    def answer(self) -> Record | None:
        """The last thing that was said of any of them."""
        answers = [demand.standing.last for demand in self.demands if demand.standing.last]
        return max(answers, key=lambda record: record.recorded_at, default=None)

    @property
    def waiting_since(self) -> date | None:
        """When the first of those without an answer was sent."""
        return min((each.sent_on for each in self.demands if each.sent_on and not each.standing.answered), default=None)

    def waiting(self, today: date) -> int | None:
        """The days since then."""
        return None if self.waiting_since is None else max((today - self.waiting_since).days, 0)


def identity(campaign: str, territory_code: str, axis_id: int | None, text: str) -> str:
    """What tells a demand: a corrected report that asks the same in other case or accents asks it again."""
    content = "\n".join([campaign, territory_code, str(axis_id or ""), fold(text)])
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def demands(settings: Settings, campaign: str | None = None, territory: str | None = None) -> list[Demand]:
    """The demands that these settings let one see, in every campaign unless one is given; of a territory and those
    beneath it, of all unless one is given (`of_territory` says the same of what was read). Raises NoWarehouse."""
    return joined(rows(settings, "demands", "asked", campaign=campaign, territory=territory), standings(settings))


def joined(rows: Iterable[Mapping[str, Any]], standings: Mapping[str, Standing]) -> list[Demand]:
    """The rows of `demands/asked` beside what was said of them; the same demand typed twice is one."""
    demands: dict[str, Demand] = {}
    for row in rows:
        key = identity(row["campaign"], row["territory_code"], row["axis_id"], row["requests"])
        facts = {name: row[name] for name in ("campaign", "territory_code", "territory_name", "level", "region_code")}
        axis = {"axis_id": row["axis_id"], "axis_title": row["axis_title"] or ""}
        standing = standings.get(key, NOTHING_SAID)
        demands.setdefault(
            key, Demand(key, **facts, **axis, text=row["requests"], sent_on=row["sent_on"], standing=standing)
        )
    return list(demands.values())


def of_territory(every: Iterable[Demand], territory: str) -> list[Demand]:
    """Those that a territory and the ones beneath it sent; all of them for France."""
    return [each for each in every if territory in (NATIONAL, each.territory_code, each.region_code)]


def gathered(every: Iterable[Demand], territory: str) -> list[Theme]:
    """The demands as the committee of `territory` reads them: by the name it gave, else by their words; those that wait
    first, then those that most committees ask, then those that wait for longest."""
    demands = list(every)
    named = {fold(each.text): name for each in demands if (name := each.standing.themes.get(territory))}
    groups: dict[str, list[Demand]] = {}
    names: dict[str, str] = {}
    for demand in demands:
        words = fold(demand.text)
        name = demand.standing.themes.get(territory) or named.get(words)
        key = fold(name) if name else words
        groups.setdefault(key, []).append(demand)
        names[key] = name or names.get(key, demand.text)
    themes = [Theme(names[key], tuple(group)) for key, group in groups.items()]
    return sorted(themes, key=lambda theme: (not theme.unanswered, -theme.askers, _oldest(theme), theme.name))


def _oldest(theme: Theme) -> date:
    return min((demand.sent_on for demand in theme.demands if demand.sent_on), default=date.max)


def of_numbers(every: Iterable[Demand], ids: Iterable[str]) -> list[Demand]:
    """The demands of those numbers. Raises DecisionError where there is none of one."""
    by_number = {demand.id: demand for demand in every}
    wanted = [number.strip().lower() for number in ids]
    if missing := [number for number in wanted if number not in by_number]:
        raise DecisionError(f"La demande « {missing[0]} » n'existe pas, ou n'est plus dans un rapport qui compte.")
    return [by_number[number] for number in wanted]


def addressed_to(territory: str, every: Iterable[Demand], ids: Iterable[str]) -> list[Demand]:
    """The same, which the committee of `territory` has to answer. Raises DecisionError where another has to."""
    wanted = of_numbers(every, ids)
    if strange := [demand for demand in wanted if demand.addressee != territory]:
        to = _names().get(strange[0].addressee, strange[0].addressee)
        raise DecisionError(f"La demande « {strange[0].id} » est adressée à : {to}.")
    return wanted


def opening(every: Sequence[Demand], name: str, campaign: str, today: date) -> str:
    """How many demands there are, and for how long the oldest waits, in one sentence."""
    if not every:
        return typeset(f"{name}, {campaign} : aucune demande à lire.")
    waiting = [days for demand in every if (days := demand.waiting(today)) is not None]
    askers = plural(len({demand.territory_code for demand in every}), "comité")
    sentence = f"{name}, {campaign} : {plural(len(every), 'demande')} de {askers}"
    if not waiting:
        return typeset(f"{sentence}, toutes ont une réponse.")
    none = "aucune n'a de réponse" if len(waiting) == len(every) else f"dont {number(len(waiting))} sans réponse"
    return typeset(f"{sentence}, {none}, la plus ancienne depuis {plural(max(waiting), 'jour')}.")


def answer(record: Record | None) -> str:
    """What was said last, who said it and when it is due, in one sentence; a dash where nothing was."""
    if record is None:
        return ABSENT
    by = _names().get(record.territory_code, record.territory_code)
    on = day(datetime.fromisoformat(record.recorded_at).date())
    if record.state == PASSED_ON:
        return typeset(f"{by} ({on}) : transmise au niveau supérieur. {_sentence(record.text)}".strip())
    words = _sentence(record.text) or ("Demande reçue." if record.state == RECEIVED else "")
    due = f", échéance le {day(record.due)}" if record.due else ""
    return typeset(f"{by} ({on}) : {words} Responsable : {record.owner}{due}.")


def _sentence(typed: str) -> str:
    """What was typed, ended as a sentence: another one follows it."""
    text = typed.rstrip()
    return f"{text}." if text and text[-1] not in ".!?…" else text


def history(demand: Demand) -> list[str]:
    """Everything that was said of a demand, the oldest first."""
    return [f"{record.state} — {answer(record)}" for record in demand.standing.history]


def askers(theme: Theme) -> str:
    """Who asks, by name."""
    return listing(list(dict.fromkeys(demand.territory_name for demand in theme.demands)))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {place.code: place.name for place in territories()}
