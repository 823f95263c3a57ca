"""A value, a baseline, a target: the figure in its unit, with the reservations that must stand beside it."""

from __future__ import annotations

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row
from dashboard.components.indicator.status import word
from dashboard.components.links.address import link, why
from dashboard.components.territory.progress import measured
from indicators.typography import ABSENT, figure, out_of, percent
from pipelines.facts.open_campaign import judged_against

_SHORT = {"demonstration": "démonstration", "third_party": "selon un tiers", "agreed": "convenue"}


def valued(row: Row, indicator: Row) -> Html:
    """The value of a row, leading to what stands behind it, marked where too few territories do."""
    code = indicator.get("indicator_id")
    value = why(figure(row["value"], indicator), code, row.get("territory_code"), row.get("campaign"))
    return join([value, " ", partial(row)]) if row["partial"] else value


def scored(row: Row) -> Html:
    """The progress of an indicator as a bar and its figure, for a cell of a table."""
    return measured(row["progress"], row["expected_progress"], row["status"], why_progress(row))


def why_progress(row: Row) -> Html:
    """The progress of an indicator, leading to its explanation."""
    return why(percent(row["progress"]), row["indicator_id"], row["territory_code"], row["campaign"])


def expected(row: Row) -> str:
    """What was expected of an indicator, for a cell of a table: a dash where nothing is judged yet."""
    return percent(judged_against(row["status"], row["expected_progress"]))


def partial(row: Row) -> Html:
    """Says that too few territories stand behind a value."""
    answered = out_of(row.get("territories_answered"), row.get("territories_expected"))
    return tag("span", word("partial", "beside"), class_="flag", title=f"Territoires qui répondent : {answered}")


def coded(code: str, title: object) -> Html:
    """The code of an indicator, then its title."""
    return join([tag("span", code, class_="code"), " ", title])


def indicator_link(row: Row, campaign: str, territory: str | None = None) -> Html:
    """The code and the title of an indicator, leading to its objective."""
    codes = {"objectif": row["objective_id"], "indicateur": row["indicator_id"], "territoire": territory}
    return coded(row["indicator_id"], link(row["title"], "objectif", **codes, campagne=campaign))


def cell_address(row: Row) -> str:
    """`Indicateurs, D12`; a text table has no sheet."""
    return ", ".join(part for part in (row["sheet"], row["cell"]) if part) or ABSENT


def standing(status: str | None) -> str:
    """The short word for a value that is not official; nothing for one that is."""
    return _SHORT.get(status or "", "")


def reference(value: float | None, status: str | None, indicator: Row, whole: bool = False) -> Html:
    """A baseline or a target of the catalogue, with its standing wherever it is not official."""
    if value is None or not standing(status):
        return join([figure(value, indicator)])
    wording = word("value_status", status)
    label = tag("span", wording if whole else standing(status), class_="flag", title=wording)
    return join([figure(value, indicator), " ", label])


def target(row: Row, indicator: Row) -> Html:
    """The target of a row of marts.indicator_progress: what was agreed there, or the catalogue's and its label."""
    status = "agreed" if row["target_origin"] == "agreed" else indicator["target_status"]
    return reference(row["target"], status, indicator)


def baseline(row: Row, indicator: Row) -> Html:
    """The baseline of a row of marts.indicator_progress: what was agreed there, its own first figure, or the
    catalogue's, which keeps its label."""
    # an edition frozen by version 1.1.0 does not say where it comes from
    alike = "catalogue" if row["baseline"] == indicator["catalogue_baseline"] else "own"
    status = {"agreed": "agreed", "catalogue": indicator["baseline_status"]}.get(row["baseline_origin"] or alike)
    return reference(row["baseline"], status, indicator)
