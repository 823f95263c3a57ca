"""What somebody sent is read by a process that is bounded, used again, and never given twice what took it down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from odd_packages import (
    INDICATOR_HEADER,
    LINKS,
    MAIN,
    SHARED,
    WORKBOOK_LINKS,
    report_members,
    rows_xml,
    zipped,
)

from pipelines.ingest import confined, sandbox
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.reader import read_file


def test_a_text_that_is_named_a_thousand_times_is_refused_before_it_is_written_out() -> None:
    """Twenty kilobytes that would be four hundred megabytes of text: neither this process nor the one that reads."""
    text = " " + chr(0x1F600) * 30_000
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>O04-1</t></is></c><c r="D{n}" t="s"><v>0</v></c></row>'
        for n in range(2, 3_002)
    )
    parts = report_members(1, rows_xml([INDICATOR_HEADER]) + rows)
    parts[SHARED] = f'<sst xmlns="{MAIN}"><si><t xml:space="preserve">{text}</t></si></sst>'.encode()
    linked = f'<Relationship Id="rId9" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts[WORKBOOK_LINKS] = parts[WORKBOOK_LINKS].replace(b"</Relationships>", linked.encode())
    content = zipped(parts)
    assert len(content) < 60_000
    assert [one.code for one in read_file("0" * 64, content).findings] == ["file_too_heavy"]


def test_a_reader_is_used_again_and_one_that_was_killed_is_not() -> None:
    good = zipped(report_members(1))
    before = read_file("0" * 64, good)
    [reader] = confined._idle[-1:]
    assert read_file("1" * 64, good) != before
    assert confined._idle[-1] is reader, "the same process read both"
    reader._process.kill()
    assert read_file("0" * 64, good) == before, "a fresh one tries, once"
    assert reader not in confined._idle


def test_a_file_that_takes_its_reader_down_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    real = confined._Reader.read

    def dies(reader: confined._Reader, sha256: str, content: bytes, catalogue: Path | None) -> tuple[Parsed, bool]:
        if content == b"deadly":
            started.append(reader)
            reader._process.kill()
        return real(reader, sha256, content, catalogue)

    monkeypatch.setattr(confined._Reader, "read", dies)
    assert read_file("0" * 64, b"deadly").findings[0].code == "file_too_heavy"
    assert len(started) <= 2, "it is not tried again and again"
    assert read_file("1" * 64, zipped(report_members(1))).files[0].kind == "report"


def test_an_answer_that_is_none_or_too_long_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a reader taken over, what it says could be anything."""
    said = {name: [] for name in sandbox.NAMES}
    for wrong in ({"files": [["report"], [None]]}, {"cells": [["a"], ["b", "c"]]}, {"headers": 3}):
        with pytest.raises((TypeError, ValueError)):
            confined._parsed("0" * 64, json.dumps(said | wrong).encode(), b"")
    monkeypatch.setattr(confined, "_ANSWER", 10)
    monkeypatch.setattr(confined, "_TIMES", 0)
    assert [one.code for one in read_file("3" * 64, zipped(report_members(1))).findings] == ["file_too_heavy"]
