"""Writes the template of one committee and one school year as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font

from indicators.palette import colour, hexadecimal, palette
from pipelines.ingest.report_format import report_format
from pipelines.outputs.template.guide import write_guide
from pipelines.outputs.template.identification import write_identification
from pipelines.outputs.template.indicators import states_range, write_indicators
from pipelines.outputs.template.lists import write_list
from pipelines.outputs.template.plan import Plan, make_plan
from pipelines.outputs.template.styles import FONT
from pipelines.outputs.template.wording import wording
from pipelines.settings import Settings


def write_template(settings: Settings, territory_code: str, campaign: str, path: Path) -> Path:
    """The `.xlsx` template of a committee, with last year's answers where they are known. Raises TemplateError."""
    plan = make_plan(settings, territory_code, campaign)
    workbook = _workbook(plan)
    path = path.with_suffix(".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def _workbook(plan: Plan) -> Workbook:
    workbook = Workbook()
    _set_properties(workbook, plan)
    guide = workbook.worksheets[0]
    guide.title = wording()["guide"]["sheet"]
    label = f"{plan.territory.name} ({plan.territory.code}), {plan.campaign}"
    for section in report_format().sheets.values():
        sheet = workbook.create_sheet(section.sheet)
        tab = section.id if section.id in palette()["tab"] else "other"
        sheet.sheet_properties.tabColor = hexadecimal(colour(tab, "tab"))
        if section.id == "identification":
            write_identification(sheet, section, plan, label)
        elif section.id == "indicators":
            write_indicators(sheet, section, plan, label)
            write_guide(guide, plan, f"'{section.sheet}'!{states_range(plan)}")
        else:
            write_list(sheet, section, plan, label)
    return workbook


def _set_properties(workbook: Any, plan: Plan) -> None:
    text, version = wording()["properties"], report_format().version
    names = {"level": plan.level, "territory": plan.territory.name, "campaign": plan.campaign, "version": version}
    properties = workbook.properties
    properties.title = text["title"].format(**names)
    properties.subject = text["subject"]
    properties.creator = text["creator"]
    properties.description = text["description"].format(**names)
    properties.keywords = f"format_version={version}; {plan.territory.code}; {plan.campaign}"
    properties.language = "fr-FR"
    workbook.custom_doc_props.append(StringProperty(name="format_version", value=str(version)))
    workbook.custom_doc_props.append(StringProperty(name="territory", value=plan.territory.code))
    workbook.custom_doc_props.append(StringProperty(name="campaign", value=plan.campaign))
    normal = workbook._named_styles["Normal"]  # no public way to the style of cells nobody styled
    normal.font = Font(name=FONT, size=10)
