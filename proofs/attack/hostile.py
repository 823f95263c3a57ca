"""Hostile files, a few kilobytes each on the way in: what they become is what the attempts look at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from odd_packages import (
    LINKS,
    SHARED,
    WORKBOOK_LINKS,
    cell,
    identification,
    report_members,
    rows_xml,
    sheet_xml,
    zipped,
)

HEADER = ("Code", "Numérateur", "Dénominateur", "Situation", "Source", "Commentaire")
LONGEST = 32_767  # characters, what a cell of Excel holds


def shared_texts(times: int, text: str, version: int = 1, territory: str = "DEPT-59") -> bytes:
    """A report whose one shared text stands in so many cells."""
    rows = [rows_xml([HEADER])]
    for number in range(2, times // 2 + 2):
        named = "".join(f'<c r="{letter}{number}" t="s"><v>0</v></c>' for letter in "EF")
        rows.append(f'<row r="{number}">{cell(number - 1, 0, "O04-1")}{named}</row>')
    parts = report_members(version, "".join(rows))
    parts["xl/worksheets/sheet1.xml"] = sheet_xml(rows_xml(identification(version, territory)))
    shared = f'<?xml version="1.0"?><sst xmlns="{LINKS}"><si><t xml:space="preserve">{text}</t></si></sst>'
    parts[SHARED] = shared.encode()
    linked = f'<Relationship Id="rId9" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts[WORKBOOK_LINKS] = parts[WORKBOOK_LINKS].replace(b"</Relationships>", linked.encode())
    return squeezed(parts.items())


def squeezed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip as small as zlib makes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts:
            package.writestr(name, content)
    return file.getvalue()


def zeros(megabytes: int, members: int = 1) -> bytes:
    """A zip of files of zeros."""
    return squeezed((f"{number}.csv", b"0" * (megabytes << 20)) for number in range(members))


def picture_of_zeros(megabytes: int, version: int = 1) -> bytes:
    """A workbook whose picture is zeros, and no picture."""
    return squeezed([*report_members(version).items(), ("xl/media/image1.png", bytes(megabytes << 20))])


def parcel_with_picture(megabytes: int, version: int = 1) -> bytes:
    """A zip that holds a workbook whose picture of zeros is stored as it is: the zip is small, what it holds is not."""
    parts = [*report_members(version).items(), ("xl/media/image1.png", bytes(megabytes << 20))]
    return squeezed([("compte-rendu.xlsx", zipped(dict(parts), zipfile.ZIP_STORED))])
