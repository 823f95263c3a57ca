"""What somebody sent is read by a process that is bounded, used again, and never given twice what took it down."""

from __future__ import annotations

import json
from collections.abc import Iterator
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

from pipelines.ingest import confined, processes
from pipelines.ingest.parsed import KINDS, Answer
from pipelines.ingest.reader import read_file, read_files


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
    assert [finding.code for finding in read_file("0" * 64, content).findings] == ["file_too_heavy"]


def test_a_reader_is_used_again_and_one_that_was_killed_is_not() -> None:
    good = zipped(report_members(1))
    before = read_file("0" * 64, good)
    [reader] = confined._idle[-1:]
    assert read_file("1" * 64, good) != before
    assert confined._idle[-1] is reader, "the same process read both"
    reader.line.end()
    assert read_file("0" * 64, good) == before, "a fresh one tries, once"
    assert reader not in confined._idle


def test_a_file_that_takes_its_reader_down_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    real = confined._Reader.ask

    def dies(reader: confined._Reader, files: confined.Files, catalogue: Path | None) -> None:
        if any(content == b"deadly" for _, content in files):
            started.append(reader)
            reader.line.end()
        real(reader, files, catalogue)

    monkeypatch.setattr(confined._Reader, "ask", dies)
    assert read_file("0" * 64, b"deadly").findings[0].code == "file_too_heavy"
    assert len(started) <= 2, "it is not tried again and again"
    assert read_file("1" * 64, zipped(report_members(1))).files[0].kind == "report"


def test_an_answer_that_is_none_or_too_long_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a reader taken over, what it says could be anything."""
    answer = {name: [] for name in KINDS}
    cell = [["indicators"], ["Indicateurs"], [3], ["numerator"], ["B3"], ["812"]]
    assert (
        confined._judged("0" * 64, json.dumps(answer | {"cells": cell}).encode(), b"").parsed().cells[0].row_number == 3
    )
    wrong_cells = [
        [*cell[:5], [value]] for value in (812, 1.5, True, ["812"], {"a": 1}, "half \ud83d of a character")
    ] + [[*cell[:2], [number], *cell[3:]] for number in ("3", 3.0, True, -1, 2**31)]
    deep = b"[" * 100_000
    for wrong in (
        {"files": [["report"], [None]]},
        {"cells": [["a"], ["b", "c"]]},
        {"headers": 3},
        {"headers": ["ab"] * 4},
        *({"cells": cells} for cells in wrong_cells),
    ):
        with pytest.raises((TypeError, ValueError)):
            confined._judged("0" * 64, json.dumps(answer | wrong).encode(), b"")
    with pytest.raises(confined._WRONG):
        confined._judged("0" * 64, deep, b"")
    monkeypatch.setattr(confined, "_ANSWER", 10)
    monkeypatch.setattr(confined, "_TIMES", 0)
    assert [finding.code for finding in read_file("3" * 64, zipped(report_members(1))).findings] == ["file_too_heavy"]


def test_files_asked_together_say_what_each_says_alone_even_where_one_takes_its_reader_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [(str(number) * 64, zipped(report_members(number + 1))) for number in range(5)] + [("6" * 64, b"rien")]
    alone = [read_file(*file) for file in files]
    assert [reading.parsed() for reading in read_files(files)] == alone
    real = confined._Reader.answer

    def dies(reader: confined._Reader, sha256: str, content: bytes) -> tuple[Answer, bool]:
        if sha256 == files[2][0]:
            reader.line.end()
        return real(reader, sha256, content)

    monkeypatch.setattr(confined._Reader, "answer", dies)
    refused = [reading.parsed() for reading in read_files(files)]
    assert [finding.code for finding in refused[2].findings] == ["file_too_heavy"]
    assert refused[:2] + refused[3:] == alone[:2] + alone[3:]


@pytest.fixture(params=[True, False], ids=["forked", "started"])
def forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Readers as this system makes them, then as one that cannot fork does."""
    if request.param and not processes.FORKS:
        pytest.skip("ce système ne dédouble pas les processus (fork) : l'autre moitié de l'essai est la sienne")
    confined.end_all()
    monkeypatch.setattr(processes, "FORKS", request.param)
    yield request.param
    confined.end_all()


def test_a_reader_that_answers_nothing_is_ended_in_time(forks: bool) -> None:
    good = zipped(report_members(1))
    assert read_file("0" * 64, good).files[0].kind == "report"
    line = confined._taken(confined.bounds()).line
    line.within(0.05)
    with pytest.raises(TimeoutError if forks else EOFError):
        line.take(1)
    line.end()
    assert read_file("0" * 64, good).files[0].kind == "report"


def test_a_nursery_that_goes_away_is_replaced() -> None:
    confined.end_all()
    good = zipped(report_members(1))
    before = read_file("0" * 64, good)
    for nursery in processes._nurseries:
        nursery._process.kill()
        nursery._process.wait()
    for reader in confined._idle:
        reader.line.end()
    assert read_file("0" * 64, good) == before


def test_a_table_says_the_same_to_a_reader_that_waited_for_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads tables is loaded before the readers made for them, and by the others when one comes."""
    table = "\n".join(
        ("annee_scolaire;territoire;code_indicateur;numerateur;denominateur", "2025-2026;DEPT-59;O04-1;1;2")
    )
    confined.end_all()
    monkeypatch.setattr(confined, "_tables_met", False)
    assert read_file("1" * 64, zipped(report_members(1))).files[0].kind == "report"
    assert not confined._idle[-1].tables
    assert not confined._any_table([("1" * 64, b"PK")])
    loaded = read_file("0" * 64, table.encode())
    assert confined._idle[-1].tables
    assert loaded.files[0].kind == "table"
    monkeypatch.setattr(confined, "_any_table", lambda _: False)
    confined.end_all()
    assert read_file("0" * 64, table.encode()) == loaded
    assert not confined._idle[-1].tables
    monkeypatch.undo()
    monkeypatch.setattr(confined, "_tables_met", False)
    assert read_file("2" * 64, zipped({"xl/workbook.xml": b"<workbook/>"})).files[0].kind == "unreadable"
    assert confined._any_table([("1" * 64, b"PK")]), "a workbook that is no report announces others"
