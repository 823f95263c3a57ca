"""Opens the package (zip) of a workbook before anyone parses it: refuses what is meant to harm, tells what is plain."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import NamedTuple

from pipelines.reading.safety import MEGABYTE, UnreadableFile, bounds

PLAIN_SIZE = 16  # megabytes, unpacked: beyond, a package is read in a process of its own
PLAIN_SHEETS = 40
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError,
)  # fmt: skip
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|emf|wmf|svg|bin)$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Cells and rows as every spreadsheet program writes them, each with its address, within Z9999. Elsewhere a reader
# could be led to set aside room for millions of empty cells by a few bytes. Three expressions, each with a literal
# beginning: one alone would be five times as slow.
_ODD_CELLS = (
    re.compile(rb"<c(?![a-zA-Z])(?! r=\"[A-Z]\d{1,4}\")"),
    re.compile(rb"<row(?![a-zA-Z])(?! r=\"\d{1,4}\")"),
    re.compile(rb":(?:c|row|sheetData)[\s/>]"),
)
# A number of texts for which a reader would set aside room before it has seen any.
_ODD_COUNT = re.compile(rb"ount(?!=\"\d{1,6}\")[\s=]")
_OTHER_DOCUMENTS = {"[content_types].xml", "mimetype", "meta-inf/container.xml", "meta-inf/manifest.mf"}
_NEVER_READ = ("xl/theme/", "docProps/")
_LINKS = "xl/_rels/workbook.xml.rels"
_SHEET_LINK = re.compile(rb"Target=\"(?:/xl/)?worksheets/")
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s4x2H4x3L3H8xL")


class Member(NamedTuple):
    """What the central directory of a package says of one of its members."""

    filename: str
    flag_bits: int
    compress_type: int
    CRC: int
    compress_size: int
    file_size: int
    header_offset: int


class Package:
    """The members of a package. Raises UnreadableFile when it is broken, encrypted, too heavy or no workbook."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._parts: dict[str, bytes] = {}
        try:
            members = _directory(content) or _listed(content)
        except _BROKEN:
            raise UnreadableFile("file_damaged") from None
        self.members = {one.filename: one for one in members}
        self._refuse(members)

    def _refuse(self, members: list[Member]) -> None:
        limits = bounds()
        names = {one.filename.lower() for one in members}
        if any(one.flag_bits & 1 for one in members):
            raise UnreadableFile("file_encrypted_or_old")
        if len(members) > limits.members or sum(one.file_size for one in members) > limits.unpacked * MEGABYTE:
            raise UnreadableFile("file_too_heavy")
        if "xl/workbook.bin" in names:
            raise UnreadableFile("file_binary_workbook")
        if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
            raise UnreadableFile("file_not_recognised" if names & _OTHER_DOCUMENTS else "file_is_archive")
        if len(names) < len(members):
            raise UnreadableFile("file_damaged")  # two members of one name: each program would read another one

    def is_spreadsheet(self) -> bool:
        """Whether an OpenDocument package is a spreadsheet; a package of Excel always is one here."""
        if "content.xml" not in self.members or "mimetype" not in self.members:
            return True
        return b"spreadsheet" in self.read("mimetype")

    def read(self, name: str) -> bytes:
        """A member's real bytes. Raises UnreadableFile where they are not what the package says of them."""
        if name not in self._parts:
            try:
                self._parts[name] = _unpacked(self.content, self.members[name])
            except _BROKEN:
                raise UnreadableFile("file_damaged") from None
        return self._parts[name]

    def is_plain(self) -> bool:
        """Whether a workbook is small and of the ordinary form: it can be parsed here. Raises UnreadableFile."""
        names = [name for name in self.members if not _PICTURE.search(name) and not name.startswith(_NEVER_READ)]
        if "content.xml" in self.members or sum(self.members[name].file_size for name in names) > PLAIN_SIZE * MEGABYTE:
            return False
        parts = [self.read(name) for name in names]
        for part in parts:
            _refuse_definitions(part)
        sheets = [part for part in parts if b"sheetData" in part]
        links = self.read(_LINKS) if _LINKS in self.members else b""
        return (
            len(sheets) <= PLAIN_SHEETS
            and links.count(b'/worksheet"') == len(_SHEET_LINK.findall(links))
            and not any(b"\0" in part or (b"sst" in part and _ODD_COUNT.search(part)) for part in parts)
            and not any(odd.search(part) for part in sheets for odd in _ODD_CELLS)
        )

    def examine(self) -> None:
        """Reads every part through, for the process that has limits. Raises UnreadableFile."""
        for name in self.members:
            if not _PICTURE.search(name):
                part = self.read(name)
                self._parts.clear()
                _refuse_definitions(part)
                _refuse_definitions(part[:400].replace(b"\0", b""))


def _refuse_definitions(part: bytes) -> None:
    if b"<!" in part and _DOCTYPE.search(part):
        raise UnreadableFile("file_unsafe")


def _directory(content: bytes) -> list[Member] | None:
    """The central directory of an ordinary package; None where it takes a closer reading."""
    place = len(content) - _END.size
    if place < 0:
        return None
    signature, disk, first, here, count, size, start, comment = _END.unpack_from(content, place)
    if signature != b"PK\5\6" or disk or first or here != count or comment or start + size != place or count == 0xFFFF:
        return None
    members = []
    for _ in range(count):
        signature, flags, method, crc, packed, real, name, extra, note, offset = _ENTRY.unpack_from(content, start)
        if signature != b"PK\1\2" or 0xFFFFFFFF in (packed, real, offset):
            return None
        start += 46
        text = content[start : start + name].decode("utf-8" if flags & 0x800 else "cp437")
        members.append(Member(text, flags, method, crc, packed, real, offset))
        start += name + extra + note
    return members if start == place and len(members) == count else None


def _listed(content: bytes) -> list[Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [Member(*(getattr(one, field) for field in Member._fields)) for one in package.infolist()]


def _unpacked(content: bytes, member: Member) -> bytes:
    """Ten times as fast as zipfile on small members. Never takes more room than the package says it needs."""
    start = member.header_offset
    signature, name_length, extra_length = struct.unpack_from("<4s22xHH", content, start)
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile
    start += 30 + name_length + extra_length
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        part = bytes(packed)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    else:
        raise NotImplementedError
    if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
        raise zipfile.BadZipFile
    return part
