"""What one cell of an OpenDocument spreadsheet says: its value by its type, or the text that it shows."""

from __future__ import annotations

import re
import unicodedata

from pipelines.ingest.spreadsheets.cells import number_text
from pipelines.ingest.spreadsheets.number_formats import duration, shown
from pipelines.ingest.spreadsheets.xml_parts import Attributes

_ERROR = re.compile(r"#|Err\s?:")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
# Where each type of cell keeps its value; a formula that gives an empty text says that it is one.
_VALUES = {
    "float": ("value",), "percentage": ("value",), "currency": ("value",), "boolean": ("boolean-value",),
    "date": ("date-value",), "time": ("time-value",), "string": ("value-type",), "": ("value",),
}  # fmt: skip
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d{1,9})D)?T?(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:[.,]\d{1,20})?)S)?"
)


def text_of_cell(cell: Attributes, displayed: str, look: str) -> str:
    """What a cell says; `displayed` is the text that it shows, `look` what its style makes of a number."""
    kind, stripped = cell.get("value-type", "").strip(), displayed.strip()
    formula = cell.get("formula")
    if cell.get("calcext:value-type") == "error" or (formula and _ERROR.match(stripped)):
        return stripped if stripped.startswith("#") else f"#{stripped or 'N/A'}"
    if formula is not None and not stripped and not any(name in cell for name in _VALUES.get(kind, ())):
        return "=" + " ".join((formula.partition(":=")[2] or formula.lstrip("=")).split())  # never calculated
    if kind == "string":
        return cell.get("string-value") or displayed
    if not kind and "value" not in cell:
        return displayed
    if kind == "boolean":
        answer = cell.get("boolean-value", "").strip().lower()
        return "VRAI" if answer in ("true", "1") else "FAUX" if answer in ("false", "0") else stripped
    if kind == "date":
        return _date(cell.get("date-value", "").strip()) or displayed
    if kind == "time":
        return _time(cell.get("time-value", "").strip()) or displayed
    return _number(cell, look if kind in ("", "float") and look else kind, displayed)


def _date(value: str) -> str:
    """`2026-01-15` where the time is midnight."""
    return value.removesuffix("T00:00:00").replace("T", " ")


def _time(value: str) -> str:
    parsed = _DURATION.fullmatch(value)
    if not parsed:
        return ""
    parts = {name: float((parsed[name] or "0").replace(",", ".")) for name in ("days", "hours", "minutes", "seconds")}
    total = parts["days"] * 86_400 + parts["hours"] * 3_600 + parts["minutes"] * 60 + parts["seconds"]
    return duration(-total if parsed["sign"] else total)


def _signed(value: float, sign: str, text: str) -> str:
    """The number with the sign that it is shown with, whole: what is displayed may be rounded."""
    if sign != "%":
        return shown(value, f'0.00 "{sign}"') or text
    written = re.sub(r"[^\d,.-]", "", text).replace(",", ".")
    rounded = float(written) if _NUMBER.fullmatch(written) else None
    if rounded is not None and abs(rounded - value) < 1 and abs(rounded - 100 * value) >= 1:
        return shown(value, '0"%"') or text  # the sign alone was added
    return shown(value, "0%") or text


def _number(cell: Attributes, kind: str, displayed: str) -> str:
    """A number, as it is shown where that is more than a number."""
    written = cell.get("value", "").strip()
    if not _NUMBER.fullmatch(written):
        return written or displayed
    value = float(written)
    if value - value != 0:
        return written
    text = displayed.strip()
    if kind == "percentage":
        return shown(value, "0%") or displayed
    if kind == "boolean" and (not text or text.replace(".", "").isdigit()):
        return "VRAI" if value else "FAUX"
    if kind in ("date", "time"):
        return shown(value, "yyyy-mm-dd h:mm" if kind == "date" else "[h]:mm:ss") or displayed
    if sign := next(
        (character for character in text if character == "%" or unicodedata.category(character) == "Sc"), ""
    ):
        return _signed(value, sign, text)
    if kind == "currency":
        return shown(value, f'0.00 "{cell.get("currency", "€") or "€"}"') or shown(value, '0.00 "€"') or displayed
    if text and re.search(r"[^\W\d_]", text) and not re.search(r"\d", text):
        return text  # VRAI, or any other word that stands for the number
    return number_text(value)
