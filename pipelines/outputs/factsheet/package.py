"""An office document as bytes that do not change: its zip with fixed times, its properties dated by the data."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pipelines.outputs.factsheet.sheet import Sheet
from pipelines.outputs.factsheet.wording import phrase

FIXED = (2020, 1, 1, 0, 0, 0)


def describe(properties: Any, sheet: Sheet) -> None:
    """The document properties, which python-docx and python-pptx name alike."""
    properties.title, properties.subject = sheet.title, sheet.subtitle
    properties.author = properties.last_modified_by = phrase("document", "creator")
    properties.comments, properties.keywords, properties.language = sheet.footer, sheet.code, "fr-FR"
    properties.created = properties.modified = sheet.edition
    properties.revision = 1


def packed(document: Any) -> bytes:
    """The bytes of a document, whatever the hour at which it is saved."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, _steady(content) if name.endswith(".xlsx") else content)
    return fixed.getvalue()


def _steady(workbook: bytes) -> bytes:
    """The small workbook behind a native chart, which carries the hour of its making too."""
    import re

    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return fixed.getvalue()
