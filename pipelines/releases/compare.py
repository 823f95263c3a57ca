"""What changed between two states, ready to be read: which states, each figure in words, who contributed most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from indicators.territories import NATIONAL
from pipelines.errors import EditionError
from pipelines.facts.comparison.decomposition import DIGITS, EFFECTS, Movement, State, movement, rounded, shown
from pipelines.facts.open_campaign import campaign_to_open, campaigns, collecting
from pipelines.releases.freeze import editions
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.warehouse.builds import mart, of_one_build

Row = dict[str, Any]
# What a reader sees of a data folder: all of it, or the folder of the reader's scope.
InScope = Callable[[Settings], Settings]
_ORDER = ("strategy", "axis", "objective", "value")


@dataclass(frozen=True)
class Side:
    """One side of a comparison and its name: `2024-2025`, or `Comité de novembre (2024-2025)`; what is said of it while
    its campaign is open."""

    state: State
    name: str
    collecting: str | None = None


@dataclass(frozen=True)
class Changes:
    """Two sides and what moved between them; the figures of every territory are in `movement`."""

    before: Side
    after: Side
    movement: Movement
    indicators: dict[str, Row]
    titles: dict[tuple[str, str], str]
    territories: dict[str, Row]

    @property
    def collecting(self) -> str | None:
        """What is said in place of any movement where a side is still being collected."""
        return self.after.collecting or self.before.collecting

    def name(self, territory: str) -> str:
        """The name of a territory; its code where the later side does not know it."""
        return self.territories[territory]["name"] if territory in self.territories else territory


def everything(settings: Settings) -> Settings:
    """The whole of a data folder."""
    return settings


def changes(
    settings: Settings, before: str | None = None, after: str | None = None, in_scope: InScope = everything
) -> Changes:
    """Compares two sides, each the slug of an edition or a campaign of the present state.

    Without `after`, the present campaign; without `before`, the last edition of another year, else the campaign before.
    Raises EditionError and NoWarehouse."""
    return _compared(in_scope(settings), settings, before, after, in_scope)


@of_one_build
def _compared(_held: Settings, settings: Settings, before: str | None, after: str | None, in_scope: InScope) -> Changes:
    usual_before, usual_after = usual(settings, after, in_scope)
    new, old = side(settings, after or usual_after, in_scope), side(settings, before or usual_before, in_scope)
    after_settings = new.state.settings
    indicators = {row["indicator_id"]: row for row in mart(after_settings, "indicator").to_pylist()}
    titles = {("strategy", ""): "Toute la stratégie"}
    titles |= {("value", code): f"{code} {row['title']}" for code, row in indicators.items()}
    for kind, word in (("axis", "Axe"), ("objective", "Objectif")):
        titles |= {
            (kind, str(row[f"{kind}_id"])): f"{word} {row[f'{kind}_id']} : {row['title']}"
            for row in mart(after_settings, kind).to_pylist()
        }
    names = mart(after_settings, "territory").to_pylist()
    return Changes(
        old,
        new,
        movement(old.state, new.state),
        indicators,
        titles,
        {row["territory_code"]: row for row in names},
    )


def usual(settings: Settings, after: str | None = None, in_scope: InScope = everything) -> tuple[str, str]:
    """The sides compared unless others are asked: the last edition of an earlier year, else the campaign before; and
    the present campaign. Raises EditionError and NoWarehouse."""
    new = after or _present_campaign(in_scope(settings))
    campaign = side(settings, new, in_scope).state.campaign
    frozen = [edition.slug for edition in editions(settings) if edition.campaign < campaign and edition.slug != new]
    earlier = [year for year in _with_results(in_scope(settings)) if year < campaign]
    return (frozen or earlier or [new])[-1], new


def sides(settings: Settings, in_scope: InScope = everything) -> dict[str, str]:
    """What can be compared, by its code: each campaign of the present state that has results, then each edition."""
    named = {edition.slug: f"{edition.name} ({edition.campaign}, figée)" for edition in editions(settings)}
    return {campaign: campaign for campaign in _with_results(in_scope(settings))} | named


def side(settings: Settings, text: str, in_scope: InScope = everything) -> Side:
    """The edition of that slug, or the present state at that campaign. Raises EditionError."""
    for edition in editions(settings):
        if text == edition.slug:
            return _side(
                State(in_scope(open_edition(settings, edition.slug)), edition.campaign),
                f"{edition.name} ({edition.campaign})",
            )
    years = _with_results(in_scope(settings))
    if text in years:
        return _side(State(in_scope(settings), text), text)
    choices = ", ".join([*(edition.slug for edition in editions(settings)), *years])
    raise EditionError(f"« {text} » n'est ni une édition ni une campagne qui a des résultats ; connues : {choices}.")


def _side(state: State, name: str) -> Side:
    campaign = next((row for row in campaigns(state.settings) if row.campaign == state.campaign), None)
    return Side(state, name, collecting(campaign, state.settings.reading_day))


def lines(changes: Changes, territory: str = NATIONAL) -> list[Row]:
    """The figures of a territory that are known on both sides: the strategy, axes, objectives, then values.

    `shown` gives the movement and each effect as they are written, which add up. None while a side is collected: what
    has answered so far is no movement."""
    if changes.collecting:
        return []
    rows = [row for row in changes.movement.effects if row["territory_code"] == territory and row["kind"] in _ORDER]
    titled = [
        row | {"title": changes.titles.get((row["kind"], row["id"]), row["id"]), "shown": shown(row)} for row in rows
    ]
    return sorted(titled, key=lambda row: (_ORDER.index(row["kind"]), _place(changes, row)))


def contributors(changes: Changes, kind: str, identity: str, territory: str = NATIONAL) -> list[Row]:
    """Who made a figure move: `name`, `effect` and `part`, which add up to the movement; the largest part first.

    The leaves of a value (and its definitions), the figures a mean is made of (and what came into it or left it)."""
    own = next((row for row in lines(changes, territory) if (row["kind"], row["id"]) == (kind, identity)), None)
    if own is None:
        return []
    parts = _of_value(changes, identity, territory) if kind == "value" else _of_mean(changes, kind, identity, territory)
    parts = [row for row in parts if row["part"]]
    rest = own["movement"] - sum(row["part"] for row in parts)
    if abs(rest) > 1e-9:
        name = "Définitions" if kind == "value" else "Ce qui est entré dans la moyenne ou en est sorti"
        by_catalogue = kind == "value" or abs(own["definitions"]) > 1e-9
        parts.append({"name": name, "effect": "definitions" if by_catalogue else "perimeter", "part": rest})
    written = rounded([row["part"] for row in parts], DIGITS)
    parts = [row | {"shown": part} for row, part in zip(parts, written, strict=True)]
    return sorted(parts, key=lambda row: (-abs(row["part"]), row["name"]))


def revisions(changes: Changes, territory: str = NATIONAL) -> list[Row]:
    """The past values that were revised in a territory and in those it holds. `reason` says why, in words."""
    rows = [row for row in changes.movement.revisions if territory in _above(changes, row["territory_code"])]
    named = [
        row
        | {
            "territory": changes.name(row["territory_code"]),
            "title": changes.titles.get(("value", row["indicator_id"]), row["indicator_id"]),
            "reason": _reason(row),
        }
        for row in rows
    ]
    return sorted(named, key=lambda row: (row["indicator_id"], row["territory_code"]))


def _above(changes: Changes, code: str) -> set[str | None]:
    """A territory and those that hold it."""
    place = changes.territories.get(code, {})
    return {NATIONAL, code, place.get("academy_code"), place.get("region_code")}


def _reason(row: Row) -> str:
    """What the committee says of it, else what the files show."""
    if row["comment"]:
        return row["comment"]
    if row["basis_before"] != row["basis_now"]:
        return "une autre source est désormais retenue"
    if row["basis_now"] == "report":
        return f"version {row['report_version']} du rapport" if row["report_version"] else "nouvelle version du rapport"
    return "tableau reçu depuis"


def _of_value(changes: Changes, indicator_id: str, territory: str) -> list[Row]:
    return [
        {"name": changes.name(row["leaf"]), "effect": row["effect"], "part": row["part"]}
        for row in changes.movement.contributions
        if (row["territory_code"], row["indicator_id"]) == (territory, indicator_id) and row["part"]
    ]


def _of_mean(changes: Changes, kind: str, identity: str, territory: str) -> list[Row]:
    """Each figure of a mean weighs one over their number."""
    below = {"strategy": "objective", "axis": "objective", "objective": "indicator"}[kind]
    within = [
        row
        for row in changes.movement.effects
        if (row["territory_code"], row["kind"]) == (territory, below) and _inside(changes, kind, identity, row["id"])
    ]
    return [
        {
            "name": changes.titles.get(("value" if below == "indicator" else below, row["id"]), row["id"]),
            "effect": max(EFFECTS, key=lambda effect: abs(row[effect])),
            "part": row["movement"] / len(within),
        }
        for row in within
    ]


def _inside(changes: Changes, kind: str, identity: str, below: str) -> bool:
    if kind == "strategy":
        return True
    if kind == "objective":
        return str(changes.indicators.get(below, {}).get("objective_id")) == identity
    return any(
        str(row["objective_id"]) == below and str(row["axis_id"]) == identity for row in changes.indicators.values()
    )


def _place(changes: Changes, row: Row) -> int:
    if row["kind"] == "value":
        return changes.indicators.get(row["id"], {}).get("position", 0)
    return int(row["id"] or 0)


def _with_results(settings: Settings) -> list[str]:
    return [row.campaign for row in campaigns(settings) if row.has_results]


def _present_campaign(settings: Settings) -> str:
    every = campaigns(settings)
    return campaign_to_open(every) or every[0].campaign
