"""The annual review of a territory: past decisions first, then axis by axis what to discuss and who judged it how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from indicators.territories import NATIONAL
from indicators.typography import listing, number, percent, quantity, typeset
from indicators.words import words
from pipelines.errors import NoReview
from pipelines.facts.open_campaign import collecting
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.rows.mapper import facts
from pipelines.facts.rows.progress import Axis, Objective
from pipelines.facts.rows.strategy import Rules
from pipelines.settings import Settings
from pipelines.store.decision_log import Decision, decisions
from pipelines.warehouse.builds import of_one_build, rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What a review says of its campaign, its territory, the thresholds of the strategy and the build it is read
    from."""

    QUERY: ClassVar[str] = "review/facts"
    strategy: str
    coverage_threshold: float
    on_track: float
    watch: float
    name: str
    level: str
    demonstration: bool
    built_at: datetime
    content_digest: str
    previous: str | None
    state: str | None
    closes_on: date | None
    committees_expected: int | None
    committees_answered: int | None
    progress: float | None
    expected_progress: float | None
    status: str | None


@dataclass(frozen=True)
class AxisItem:
    """An axis of the agenda: its row, its objectives, what to discuss, appraisals through the years, disagreements."""

    axis: Axis
    objectives: list[Objective]
    points: list[Row]
    assessments: list[Row]
    disagreements: list[Row]


@dataclass(frozen=True)
class Review:
    """What a chair follows item by item. `meetings` are the decisions that reports of the committee tell, `upkeep` the
    indicators whose definition asks for somebody: without owner, never updated, late; for France alone."""

    campaign: str
    territory_code: str
    facts: ReviewFacts
    decisions: list[Decision]
    meetings: list[Row]
    items: list[AxisItem]
    upkeep: list[Row]
    collecting: str | None  # what is said in place of verdicts and subjects while the campaign is open

    @property
    def overdue(self) -> int:
        return sum(decision.overdue for decision in self.decisions)

    @property
    def pending(self) -> int:
        return sum(decision.pending for decision in self.decisions)

    @property
    def points(self) -> int:
        return sum(len(item.points) for item in self.items)


@of_one_build
def review(
    settings: Settings, campaign: str, territory: str, today: date, visible_decisions: list[Decision] | None = None
) -> Review:
    """The agenda of one territory for one campaign; `visible_decisions` are the decisions that the reader may see, all
    of them unless given. Raises NoReview and NoWarehouse."""
    parameters: Row = {"campaign": campaign, "territory": territory}
    about = next(iter(facts(settings, ReviewFacts, **parameters)), None)
    if about is None:
        raise NoReview(f"La campagne « {campaign} » ou le territoire « {territory} » n'existe pas.")
    parameters["previous"] = about.previous
    followed = [row for row in facts(settings, Objective, **parameters) if row.indicators_followed is not None]
    by_axis = [rows(settings, "review", name, **parameters) for name in ("points", "assessments", "disagreements")]
    items = [
        AxisItem(
            axis,
            [row for row in followed if row.axis_id == axis.axis_id],
            *([row for row in every if row["axis_id"] == axis.axis_id] for every in by_axis),
        )
        for axis in facts(settings, Axis, **parameters)
    ]
    visible_decisions = decisions(settings, today) if visible_decisions is None else visible_decisions
    own = of_territory(visible_decisions, territory)
    upkeep = rows(settings, "review", "upkeep", **parameters) if territory == NATIONAL else []
    meetings = rows(settings, "review", "said", **parameters)
    notice = collecting(about, settings.reading_day)
    return Review(campaign, territory, about, own, meetings, items, upkeep, notice)


def of_territory(decisions: Iterable[Decision], territory: str) -> list[Decision]:
    """The decisions that the review of a territory follows: its own, and for France all of them."""
    return [decision for decision in decisions if territory in (NATIONAL, decision.last.territory_code)]


def opening(review: Review) -> str:
    """What awaits the meeting, in one sentence."""
    late = f", dont {number(review.overdue)} en retard" if review.overdue else ""
    sentence = f"{review.facts.name}, {review.campaign} : {_count(review.pending, 'décision', 'à suivre')}{late}"
    if review.collecting:
        return typeset(f"{sentence}. {provisional(review.collecting)}")
    return typeset(f"{sentence} ; {_count(review.points, 'sujet', 'à discuter')}.")


def axis_sentence(item: AxisItem) -> str:
    """Where an axis stands, in one sentence."""
    axis = item.axis
    if axis.progress is None:
        return "L'avancement de cet axe n'est pas mesuré."
    if axis.status == "collecting":
        return typeset(f"{percent(axis.progress)} du chemin parcouru, chiffre provisoire.")
    status = words()["status"][axis.status].lower()
    behind = sum(row.status in ("late", "regressing") for row in item.objectives)
    sentence = f"{percent(axis.progress)} du chemin parcouru"
    if axis.expected_progress:
        sentence += f" pour {percent(axis.expected_progress)} attendus"
    return typeset(f"{sentence} : {status} ; {_count(behind, 'objectif', 'en retard ou en recul')}.")


def rule(point: Row) -> str:
    """The name of the rule that chose a point."""
    return words()["rule"][point["rule"]]


def rules_explained(facts: Rules) -> list[tuple[str, str]]:
    """Each rule and what it says, with the thresholds of the strategy."""
    thresholds = {"watch": percent(100 * facts.watch, 0), "coverage": percent(100 * facts.coverage_threshold, 0)}
    explained = words()["rule_explained"]
    return [(name, typeset(explained[code].format(**thresholds))) for code, name in words()["rule"].items()]


def point_subject(point: Row) -> str:
    """What a point is about: an indicator, an objective or an axis."""
    code = point["indicator_id"] or (f"Objectif {point['objective_id']}" if point["objective_id"] else "Tout l'axe")
    return typeset(f"{code} : {point['title']}")


def point_fact(point: Row) -> str:
    """The figures that made a rule choose a point."""
    measure, compared = point["measure"], point["compared"]
    if point["rule"] == "regressing":  # « avancement −332 % » says nothing to who reads it
        return f"plus loin de sa cible qu'au départ, de {percent(-measure)} du chemin à faire"
    if point["rule"] == "late_two_years":
        return f"avancement {percent(measure)}, attendu {percent(compared)}"
    if point["rule"] == "low_coverage":
        return f"{number(measure)} territoires sur {number(compared)} ont répondu"
    if point["rule"] == "discrepancy":
        return f"{quantity(measure)} retenu, {quantity(compared)} aussi reçu"
    if point["rule"] == "declared_gap":
        return f"avancement calculé {percent(measure)}, suivi déclaré {percent(compared)}"
    if point["level"] == "national":
        return f"{number(measure)} appréciations sur {number(compared)} contredisent le chiffre"
    return f"le comité juge autrement que le chiffre (avancement {percent(measure)})"


def point_sentence(point: Row) -> str:
    """Why a point is to be discussed, what it is about and its figures, in one sentence."""
    return f"{rule(point)} — {point_subject(point)} ({point_fact(point)})."


def point_on_axis(point: Row) -> str:
    """The same where the objectives are named beside it: their numbers are enough."""
    code = f"objectif {point['objective_id']}" if point["objective_id"] else "tout l'axe"
    about = point_subject(point) if point["indicator_id"] else code
    return typeset(f"{rule(point)} : {about} — {point_fact(point)}.")


def upkeep_sentence(review: Review) -> str:
    """How many indicators ask for somebody, and why."""
    counts = {name: sum(row[name] for row in review.upkeep) for name in ("without_owner", "never_updated", "late")}
    reasons = words()["upkeep"]
    parts = [f"{number(count)} {reasons[name]}" for name, count in counts.items() if count]
    if not parts:
        return "Chaque indicateur a un responsable, un chiffre et une mise à jour à l'heure."
    return typeset(f"Indicateurs à suivre : {listing(parts)}.")


def upkeep_reason(row: Row) -> str:
    """Why an indicator is in that list."""
    reasons = words()["upkeep"]
    return ", ".join(reasons[name] for name in ("without_owner", "never_updated", "late") if row[name])


def _count(count: int, noun: str, what: str) -> str:
    none = "aucune" if noun == "décision" else "aucun"
    return f"{number(count) if count else none} {noun}{'s' if count > 1 else ''} {what}"
