"""The collection workbook of schools, for their heads: a line per school that an indicator concerns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from indicators.catalogue import catalogue
from indicators.models import Catalogue, Indicator
from indicators.territories import fold, territories
from indicators.typography import typeset
from pipelines.errors import TemplateError
from pipelines.ingest.official.definition import counts
from pipelines.ingest.report_format import report_format
from pipelines.outputs.template import validation
from pipelines.outputs.template.styles import (
    BOX,
    COUNT,
    HEADER_ROW,
    PAST,
    close_sheet,
    font,
    header,
    note,
    offer,
    open_sheet,
    write,
)
from pipelines.outputs.template.wording import wording
from pipelines.settings import Settings
from pipelines.warehouse.builds import once_a_build, rows

KIND = "school_observations"
FIRST = HEADER_ROW + 1
COLUMNS: dict[str, float] = {
    "campaign": 13,
    "school_code": 12,
    "school_name": 38,
    "school_kind_label": 10,
    "school_commune": 22,
    "code": 12,
    "indicator_label": 44,
    "numerator": 14,
    "denominator": 14,
}
_DENOMINATOR = list(COLUMNS).index("denominator") + 1
Row = dict[str, Any]


@dataclass(frozen=True)
class SchoolPlan:
    """What a département asks its schools in a school year: indicators, and the schools that each concerns."""

    territory: str
    name: str
    campaign: str
    lines: tuple[tuple[Row, Indicator], ...]


def write_school_template(
    settings: Settings, territory_code: str, campaign: str, indicators: list[str], path: Path
) -> tuple[Path, int]:
    """The `.xlsx` that schools fill; it comes back as a table of schools, whole or by pieces. Returns its path and the
    number of schools. Raises TemplateError and NoWarehouse."""
    plan = _plan(settings, territory_code, campaign, indicators)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = wording()["schools_template"]["sheet"]
    _write(sheet, plan, _of_one_school(settings))
    path = path.with_suffix(".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path, len({row["school_code"] for row, _ in plan.lines})


def asked_of_schools(settings: Settings, territory_code: str, campaign: str) -> dict[str, str]:
    """The indicators that the schools of a département can be asked for, by code, with their titles: none where no
    directory names a school, or elsewhere than in a département. Raises NoWarehouse."""
    if not territory_code.startswith("DEPT-"):
        return {}

    def read() -> frozenset[str]:
        indicators = rows(settings, "template", "asked_of_schools", territory=territory_code, campaign=campaign)
        return frozenset(row["indicator_id"] for row in indicators)

    codes = once_a_build(settings, ("asked_of_schools", territory_code, campaign), read)
    return {
        indicator.id: indicator.title
        for indicator in _collected(catalogue(settings.catalogue), campaign)
        if indicator.id in codes
    }


def _collected(definitions: Catalogue, campaign: str) -> list[Indicator]:
    """The indicators that are sums of what schools declare."""
    return [
        indicator
        for _, indicator in definitions.collected(campaign)
        if indicator.level == "department" and indicator.origin == "reported" and indicator.kind in ("ratio", "count")
    ]


def _plan(settings: Settings, territory_code: str, campaign: str, codes: list[str]) -> SchoolPlan:
    text, code = wording()["problem"], territory_code.strip().upper()
    name = next(
        (territory.name for territory in territories() if territory.code == code and territory.level == "department"),
        None,
    )
    if name is None:
        raise TemplateError(text["department"].format(read=territory_code))
    definitions = catalogue(settings.catalogue)
    if campaign not in definitions.strategy.campaigns:
        campaigns = ", ".join(definitions.strategy.campaigns)
        raise TemplateError(text["campaign"].format(read=campaign, campaigns=campaigns))
    collected = {fold(indicator.id): indicator for indicator in _collected(definitions, campaign)}
    wrong = [code for code in codes if fold(code) not in collected]
    if wrong or not codes:
        indicators = ", ".join(indicator.id for indicator in collected.values())
        raise TemplateError(text["school_indicator"].format(read=wrong[0] if wrong else "", known=indicators))
    lines = []
    for indicator in (collected[fold(code)] for code in codes):
        parameters = {"territory": code, "campaign": campaign, "indicator": indicator.id}
        lines += [(row, indicator) for row in rows(settings, "template", "schools", **parameters)]
    if not lines:
        raise TemplateError(text["no_school"].format(territory=name))
    return SchoolPlan(code, name, campaign, tuple(sorted(lines, key=_order)))


def _order(line: tuple[Row, Indicator]) -> tuple[str, ...]:
    """By commune, then by name: the lines of a school together."""
    school, indicator = line
    return fold(school["commune"] or ""), fold(school["name"] or ""), school["school_code"], indicator.id


def _of_one_school(settings: Settings) -> frozenset[str]:
    """The indicators whose denominator counts schools: that of one school is 1."""
    counted = [count for count in counts(settings.catalogue) if count.id.startswith("schools")]
    return frozenset(code for count in counted for code in count.denominator_of)


def _write(sheet: Worksheet, plan: SchoolPlan, of_one: frozenset[str]) -> None:
    text = wording()["schools_template"]
    title = text["title"].format(territory=plan.name, campaign=plan.campaign)
    open_sheet(sheet, list(COLUMNS.values()), title, text["asked"])
    note(sheet, text["note"])
    headers = {field.id: field.header for field in report_format().tables[KIND].fields}
    for column, name in enumerate(COLUMNS, start=1):
        header(sheet.cell(HEADER_ROW, column), headers[name])
    count = validation.count()
    sheet.add_data_validation(count)
    for row, (school, indicator) in enumerate(plan.lines, start=FIRST):
        _write_line(sheet, row, plan, school, indicator, of_one)
        for column in ("H", "I"):
            count.add(f"{column}{row}")
    sheet.freeze_panes = f"C{FIRST}"
    close_sheet(sheet, FIRST + len(plan.lines) - 1, len(COLUMNS), f"{plan.name} ({plan.territory}), {plan.campaign}")


def _write_line(
    sheet: Worksheet, row: int, plan: SchoolPlan, school: Row, indicator: Indicator, of_one: frozenset[str]
) -> None:
    over = f" sur {indicator.denominator}" if indicator.denominator else ""
    label = typeset(f"{indicator.title} : {indicator.numerator}{over}")
    cells = [school[name] for name in ("school_code", "name", "kind", "commune")]
    texts = [plan.campaign, *cells, indicator.id, label]
    for column, content in enumerate(texts, start=1):
        cell = write(sheet.cell(row, column), content, font(9 if column > 6 else 10))
        cell.border = BOX
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    offer(sheet.cell(row, _DENOMINATOR - 1), COUNT)
    if indicator.kind != "ratio":
        write(sheet.cell(row, _DENOMINATOR), None, fill=PAST).border = BOX
    elif indicator.id in of_one:
        write(sheet.cell(row, _DENOMINATOR), 1, fill=PAST).border = BOX
    else:
        offer(sheet.cell(row, _DENOMINATOR), COUNT)
