"""Drop-down lists and refusals at the keyboard, one for each type of field of the report format."""

from __future__ import annotations

from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from indicators.models import Catalogue
from pipelines.ingest.report_format import Field, report_format
from pipelines.outputs.template.wording import wording


def list_of(words: list[str]) -> DataValidation:
    """A drop-down list of words; nothing else may be typed."""
    text = wording()["validation"]["word"].format(words=", ".join(words))
    if len(text) > 255:
        text = text[:252] + "..."
    literal = '"' + ",".join(words) + '"'
    return _refusing(DataValidation(type="list", formula1=literal, allow_blank=True), text)


def count() -> DataValidation:
    """A number, positive or nil."""
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    return _refusing(rule, wording()["validation"]["number"])


def validation_of(field: Field, catalogue: Catalogue) -> DataValidation | None:
    """What a field of the format refuses, or None where anything may be typed."""
    text = wording()["validation"]
    if field.list:
        return list_of(list(report_format().words[field.list]))
    if field.type == "objective":
        return list_of([str(definition.id) for definition in catalogue.objectives])
    if field.type == "axis":
        return list_of([str(definition.id) for definition in catalogue.axes])
    if field.id == "school_code":
        return _refusing(
            DataValidation(type="textLength", operator="equal", formula1="8", allow_blank=True), text["school"]
        )
    if field.id == "version":
        return _refusing(_at_least("whole", "1"), text["version"])
    if field.type == "date":
        return _refusing(_at_least("date", "36526"), text["date"])  # from the year 2000 on
    if field.type == "percentage":
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
        return _refusing(rule, text["percentage"])
    if field.type in ("integer", "amount"):
        return _refusing(
            _at_least("whole" if field.type == "integer" else "decimal", "0"),
            text["whole" if field.type == "integer" else "amount"],
        )
    return None


def _at_least(kind: Literal["whole", "decimal", "date"], least: str) -> DataValidation:
    return DataValidation(type=kind, operator="greaterThanOrEqual", formula1=least, allow_blank=True)


def _refusing(rule: DataValidation, message: str) -> DataValidation:
    rule.errorStyle = "stop"
    rule.showErrorMessage = True
    rule.errorTitle = wording()["validation"]["error_title"]
    rule.error = message
    return rule


def words_of_list(name: str) -> DataValidation:
    """The drop-down of one of the lists of the format."""
    return list_of(list(report_format().words[name]))


def situation() -> DataValidation:
    """The drop-down of Situation, which says what each word is for when the cell is chosen."""
    rule = words_of_list("situation")
    rule.showInputMessage = True
    rule.promptTitle = wording()["validation"]["situation_title"]
    rule.prompt = wording()["validation"]["situation"]
    return rule
