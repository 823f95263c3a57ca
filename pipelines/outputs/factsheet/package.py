"""An office document as bytes that do not change: its zip with fixed times, its properties dated by the data."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from pipelines.outputs.factsheet.blocks import Factsheet
from pipelines.outputs.factsheet.wording import phrase

FIXED = (2020, 1, 1, 0, 0, 0)


def describe(properties: Any, factsheet: Factsheet) -> None:
    """The document properties, which python-docx and python-pptx name alike."""
    properties.title, properties.subject = factsheet.title, factsheet.subtitle
    properties.author = properties.last_modified_by = phrase("document", "creator")
    properties.comments, properties.keywords, properties.language = factsheet.footer, factsheet.code, "fr-FR"
    properties.created = properties.modified = factsheet.edition
    properties.revision = 1


def packed(document: Any) -> bytes:
    """The bytes of a document, whatever the hour at which it is saved."""
    saved = io.BytesIO()
    document.save(saved)
    return repacked(saved.getvalue(), FIXED, 0o600 << 16, _steady)


def repacked(
    package: bytes,
    date: tuple[int, int, int, int, int, int],
    attributes: int = 0,
    change: Callable[[str, bytes], bytes] = lambda name, content: content,
) -> bytes:
    """The same zip with one date for all its members, each passed through `change`: its bytes depend on them alone."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, attributes
            new.writestr(member, change(name, old.read(name)))
    return fixed.getvalue()


def _steady(name: str, content: bytes) -> bytes:
    """The small workbook behind a native chart carries the hour of its making too."""
    return repacked(content, FIXED, change=_undated) if name.endswith(".xlsx") else content


def _undated(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", content)
