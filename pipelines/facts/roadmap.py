"""The roadmap of a territory: the actions of its committee and of those beneath it, counted, filtered, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from indicators.short_texts import once_where_short
from indicators.territories import fold
from indicators.typography import NARROW, listing, number, plural

Row = dict[str, Any]
STATES = ("prévue", "en cours", "réalisée", "suspendue", "abandonnée")
NOTHING_SAID = "sans état"
WITHOUT_OBJECTIVE = "sans"
# what an action may have done since the last report of its committee: one, several
CHANGES = {
    "added": ("ajoutée", "ajoutées"),
    "finished": ("réalisée", "réalisées"),
    "postponed": ("reportée", "reportées"),
    "advanced": ("avancée", "avancées"),
    "suspended": ("suspendue", "suspendues"),
    "abandoned": ("abandonnée", "abandonnées"),
    "resumed": ("reprise", "reprises"),
    "dropped": ("qui n'est plus citée", "qui ne sont plus citées"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action as its committee tells it in one campaign, and what its earlier reports said of it."""

    QUERY: ClassVar[str] = "roadmap/actions"
    territory_code: str
    territory_name: str
    level: str
    position: int
    action_id: str
    reference: str | None
    objective_id: int | None
    title: str | None
    lead: str | None
    partners: str | None
    starts_on: date | None
    due_on: date | None
    state: str | None
    completion: float | None
    budget: float | None
    comment: str | None
    program: str | None
    late: bool
    first_campaign: str
    previous_campaign: str | None
    previous_state: str | None
    previous_due_on: date | None
    first_due_on: date | None
    postponements: int
    region_code: str | None
    regional_action_id: str | None
    regional_title: str | None
    source_file: str
    source_sha256: str
    sheet: str
    row_number: int

    @property
    def gathered_by(self) -> tuple[str, str] | None:
        """The région and the identity of the regional action that this one belongs to."""
        if self.region_code and self.regional_action_id:
            return self.region_code, self.regional_action_id
        return None

    @property
    def history(self) -> str:
        """What earlier reports said, in a few words; nothing of an action that is told for the first time."""
        parts = []
        if self.previous_campaign:
            parts.append(f"suivie depuis {self.first_campaign}")
        if self.previous_state and self.previous_state != self.state:
            parts.append(f"{self.previous_state} en {self.previous_campaign}")
        if self.postponements:
            parts.append(f"échéance reportée {number(self.postponements)} fois")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Count:
    """The actions of a territory on one objective (None: those that state none), by state."""

    QUERY: ClassVar[str] = "roadmap/counts"
    objective_id: int | None
    title: str | None
    axis_id: int | None
    planned: int
    ongoing: int
    done: int
    suspended: int
    abandoned: int
    late: int
    budget: float
    with_budget: int

    @property
    def stated(self) -> int:
        """The actions that state where they stand."""
        return sum(self.by_state().values())

    def by_state(self) -> dict[str, int]:
        """The number of actions by state, in the order of STATES."""
        return dict(zip(STATES, (self.planned, self.ongoing, self.done, self.suspended, self.abandoned), strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one action since the last report of its committee; of one that is dropped, its last line."""

    QUERY: ClassVar[str] = "roadmap/changes"
    territory_code: str
    territory_name: str
    level: str
    action_id: str
    change: str
    objective_id: int | None
    title: str | None
    state: str | None
    due_on: date | None
    previous_state: str | None
    previous_due_on: date | None
    source_file: str
    source_sha256: str
    sheet: str
    row_number: int


def total(counted: Sequence[Count]) -> Count:
    """The sums over all objectives, called « Ensemble »."""
    summed = {field.name: sum(getattr(count, field.name) for count in counted) for field in fields(Count)[3:]}
    return Count(None, "Ensemble", None, **summed)


def sentence(campaign: str, name: str, counted: Sequence[Count], committees: Row) -> str:
    """How many actions are followed, where they stand and how many are late, in one sentence."""
    all_of_them = total(counted)
    if not all_of_them.stated:
        return f"En {campaign}, {name}{NARROW}: aucune action n'est déclarée par les comités dont le rapport compte."
    whose = "" if committees["reporting"] == 1 else f" de {plural(committees['acting'], 'comité')}"
    sentence = f"En {campaign}, {name}{NARROW}: {plural(all_of_them.stated, 'action')}{whose}, {in_states(all_of_them)}"
    return f"{sentence}{NARROW}; {late(all_of_them.late)}."


def in_states(count: Count) -> str:
    """`3 en cours et 2 réalisées`."""
    return listing(
        [
            f"{number(actions)} {state}{'s' if actions > 1 and state.endswith('e') else ''}"
            for state, actions in count.by_state().items()
            if actions
        ]
    )


def late(number_late: int) -> str:
    """How many are past their date without being done."""
    if not number_late:
        return "aucune n'a dépassé son échéance"
    return f"{number(number_late)} {'a' if number_late == 1 else 'ont'} dépassé {_whose(number_late)} échéance"


def _whose(count: int) -> str:
    return "son" if count == 1 else "leur"


def moved(changed: Iterable[Change]) -> str:
    """`4 ajoutées, 2 reportées et 1 qui n'est plus citée`; nothing where nothing changed."""
    by_kind = Counter(change.change for change in changed)
    return listing(
        [f"{number(by_kind[kind])} {words[by_kind[kind] > 1]}" for kind, words in CHANGES.items() if by_kind[kind]]
    )


@dataclass(frozen=True)
class Filters:
    """What a list of actions is narrowed to; None: everything. `words` are folded; `objective` is a number as text,
    or WITHOUT_OBJECTIVE."""

    words: tuple[str, ...] = ()
    objective: str | None = None
    state: str | None = None
    program: str | None = None
    late: bool = False

    def keep(self, action: Action) -> bool:
        """Whether an action is in the list."""
        objective = WITHOUT_OBJECTIVE if action.objective_id is None else str(action.objective_id)
        return (
            self.objective in (None, objective)
            and self.state in (None, action.state or NOTHING_SAID)
            and self.program in (None, action.program)
            and (action.late or not self.late)
            and (not self.words or self._names(action))
        )

    def _names(self, action: Action) -> bool:
        texts = (action.title, action.lead, action.partners, action.territory_name, action.reference, action.comment)
        folded = _folded(" ".join(text for text in texts if text))
        return all(word in folded for word in self.words)


_folded = once_where_short(8192)(fold)  # as people type, the same actions are looked at again


UNDONE = ("prévue", "en cours")
# order of a list → what it is sorted by; what says nothing comes last, whatever the direction
ORDERS: dict[str, Callable[[Action], Any]] = {
    # what is late, then what is to be done, the nearest date first, then the rest
    "urgence": lambda action: (not action.late, action.state not in UNDONE, action.due_on or date.max),
    "echeance": lambda action: action.due_on,
    "intitule": lambda action: fold(action.title) if action.title else None,
    "comite": lambda action: action.position,
    "objectif": lambda action: action.objective_id,
    "etat": lambda action: STATES.index(action.state) if action.state in STATES else None,
    "pilote": lambda action: fold(action.lead) if action.lead else None,
    "fait": lambda action: action.completion,
    "budget": lambda action: action.budget,
    "dispositif": lambda action: fold(action.program) if action.program else None,
}


def ordered(actions: Iterable[Action], order: str, falling: bool = False) -> list[Action]:
    """The actions by one of ORDERS; of two alike, the one that comes first in the order of the territories."""
    key = ORDERS[order]
    stating = [action for action in actions if key(action) is not None]
    silent = [action for action in actions if key(action) is None]
    return [*sorted(stating, key=key, reverse=falling), *silent]


def gathered(actions: Iterable[Action]) -> dict[tuple[str, str], list[Action]]:
    """Regional action (its région and its identity) → the actions of départements that belong to it."""
    belonging: dict[tuple[str, str], list[Action]] = {}
    for action in actions:
        if action.gathered_by:
            belonging.setdefault(action.gathered_by, []).append(action)
    return belonging
