"""What a line of indicator says: title, how it is calculated, what is counted above and below, unit."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color

from indicators.models import Indicator
from indicators.typography import short
from pipelines.outputs.template.plan import Line, Plan
from pipelines.outputs.template.styles import FONT, GREY, INK
from pipelines.outputs.template.wording import wording


@dataclass(frozen=True)
class Words:
    """The cells of a line that are only read, by column; the indicator's title and definition apart, to measure."""

    cells: dict[str, str | CellRichText]
    title: str
    definition: str
    is_score: bool


def words_of(line: Line, plan: Plan) -> Words:
    """The words of one line."""
    indicator, text = line.indicator, wording()["indicators"]
    definition = _definition(indicator, plan)
    label = CellRichText(
        TextBlock(InlineFont(rFont=FONT, sz=10, b=True, color=Color(INK)), indicator.title),
        TextBlock(InlineFont(rFont=FONT, sz=8, color=Color(GREY)), "\n" + definition),
    )
    is_score = indicator.denominator is not None and indicator.denominator.strip().isdigit()
    denominator = indicator.denominator or ""
    if is_score:
        denominator = text["constant"].format(number=denominator)
    answer = {"share": text["answer_share"], "milestone": text["answer_milestone"]}.get(
        indicator.kind, indicator.numerator
    )
    cells: dict[str, str | CellRichText] = {
        "code": indicator.id,
        "objective_label": f"{line.objective.id}. {line.objective.title}",
        "indicator_label": label,
        "numerator_label": answer or "",
        "denominator_label": denominator,
        "unit": indicator.unit,
    }
    return Words(cells, indicator.title, definition, is_score)


def _definition(indicator: Indicator, plan: Plan) -> str:
    text = wording()["indicators"]
    sentences = [_calculation(indicator)]
    if indicator.upper_bound is not None:
        sentences.append(text["upper_bound"].format(bound=f"{short(indicator.upper_bound)} {indicator.unit}"))
    if plan.is_suspended(indicator):
        sentences.append(text["suspended"].format(campaign=indicator.suspended_since))
    sentences.append(text["source"].format(source=indicator.source))
    return " ".join(sentences)


def _calculation(indicator: Indicator) -> str:
    text = wording()["indicators"]
    if indicator.kind != "ratio":
        return text[f"calculation_{indicator.kind}"].format(unit=indicator.unit)
    if indicator.unit == "%":
        return text["calculation_percent"]
    if indicator.scale == 1:
        return text["calculation_ratio"].format(unit=indicator.unit)
    return text["calculation_scaled"].format(scale=short(indicator.scale))
