"""The journal: what it keeps and what it never keeps, what is seen when somebody touches it, and what is let go."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reports import Report, named
from typer.testing import CliRunner

from pipelines.access.lines import access_words
from pipelines.cli.app import app
from pipelines.settings import Settings
from pipelines.store.audit_chain import checkpoint, entries, purge, verify, verify_against
from pipelines.store.audit_log import ANCHOR, EVENTS, HEAD, NOT_A_CODE, START, files, pseudonym, record

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ACCOUNT = "secretariat.nord@exemple.fr"


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def kept(where: Settings) -> Settings:
    """A journal of six lines over two months."""
    for month in (10, 11):
        for number in range(3):
            record(where, "export", pseudonym(where, ACCOUNT), "REG-32", at=NOW.replace(month=month), files=number)
    return where


def test_a_line_says_who_when_and_what_in_codes_alone(where: Settings) -> None:
    who = pseudonym(where, ACCOUNT)
    record(where, "deposit", who, "DEPT-59", "0f" * 32, at=NOW, number=12, report="REG-32")
    (line,) = entries(where)
    assert line["seq"] == 1
    assert line["at"] == "2026-11-22T09:00:00.000+00:00"
    expected = ("deposit", who, "DEPT-59", "0f" * 32, "ok")
    assert tuple(line[name] for name in ("event", "who", "scope", "fingerprint", "outcome")) == expected
    assert (line["number"], line["report"]) == (12, "REG-32")
    assert [path.name for path in files(where)] == ["2026-11.jsonl"]


def test_no_address_and_no_text_is_kept(where: Settings) -> None:
    record(where, "deposit", ACCOUNT, "Réunion du comité", note="Vu avec Mme X.", file=f"{ACCOUNT}", long="a" * 101)
    (line,) = entries(where)
    assert line["who"] == pseudonym(where, ACCOUNT)
    assert [line[name] for name in ("scope", "note", "file", "long")] == [NOT_A_CODE] * 4
    assert b"exemple" not in files(where)[0].read_bytes()
    assert b"Mme" not in files(where)[0].read_bytes()


def test_a_word_outside_the_list_is_a_mistake(where: Settings) -> None:
    with pytest.raises(ValueError, match="gossip"):
        record(where, "gossip", "")  # type: ignore[arg-type]
    assert len(EVENTS) == 19
    assert set(access_words()["event"]) == set(EVENTS), "each is said in French"
    assert not files(where)


def test_a_pseudonym_is_stable_here_and_nothing_elsewhere(where: Settings, tmp_path: Path) -> None:
    other = Settings(data=tmp_path / "other")
    assert pseudonym(where, ACCOUNT) == pseudonym(where, f" {ACCOUNT.upper()} ") != pseudonym(other, ACCOUNT)
    key = next(path for path in where.secrets.iterdir() if path.suffix == ".key")
    assert key.stat().st_mode & 0o077 == 0
    assert where.secrets.stat().st_mode & 0o077 == 0


def _lines(settings: Settings, change: Callable[[list[bytes]], list[bytes]], month: int = -1) -> None:
    path = files(settings)[month]
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


FAULTS: dict[str, tuple[Callable[[Settings], object], str]] = {
    "a value": (
        lambda at: _lines(at, lambda rows: [rows[0].replace(b"32", b"11"), *rows[1:]], 0),
        "2026-10.jsonl, ligne 1",
    ),
    "a line removed": (lambda at: _lines(at, lambda rows: [rows[0], rows[2]], 0), "2026-10.jsonl, ligne 2"),
    "two lines exchanged": (lambda at: _lines(at, lambda rows: [rows[0], rows[2], rows[1]]), "2026-11.jsonl, ligne 2"),
    "a line twice": (lambda at: _lines(at, lambda rows: [*rows, rows[2]]), "2026-11.jsonl, ligne 4"),
    "the end cut": (lambda at: _lines(at, lambda rows: rows[:1]), "il manque la fin, 2 ligne(s)"),
    "the end of a line cut": (lambda at: _lines(at, lambda rows: [*rows[:2], rows[2][:-20]]), "2026-11.jsonl, ligne 3"),
    "the first month lost": (lambda at: files(at)[0].unlink(), "2026-11.jsonl, ligne 1"),
    "the last month lost": (lambda at: files(at)[1].unlink(), "il manque la fin, 3 ligne(s)"),
    "all months lost": (lambda at: [path.unlink() for path in files(at)], "il manque la fin, 6 ligne(s)"),
    "the head lost": (lambda at: (at.journal / HEAD).unlink(), "head.json"),
    "words": (lambda at: _lines(at, lambda rows: [rows[0], b"bonjour\n", *rows[1:]]), "2026-11.jsonl, ligne 2"),
    "another beginning": (lambda at: _begin_later(at), "aucune purge"),
}


def _begin_later(settings: Settings) -> None:
    last = json.loads(files(settings)[0].read_bytes().splitlines()[-1])
    (settings.journal / ANCHOR).write_text(json.dumps(last))
    files(settings)[0].unlink()


@pytest.mark.parametrize("fault", FAULTS)
def test_whoever_touches_it_is_seen(kept: Settings, fault: str) -> None:
    assert verify(kept) == []
    spoil, place = FAULTS[fault]
    spoil(kept)
    (said,) = verify(kept)
    assert place in said


def _rewritten(settings: Settings, kept_lines: int) -> None:
    """The end cut, and the head made to agree: all that whoever writes in the data folder can do."""
    _lines(settings, lambda rows: rows[:kept_lines])
    last = json.loads(files(settings)[-1].read_bytes().splitlines()[-1])
    (settings.journal / HEAD).write_text(json.dumps({"seq": last["seq"], "hash": last["hash"]}))


def test_an_end_that_is_cut_with_its_head_rewritten_is_seen_from_elsewhere(kept: Settings) -> None:
    notes = f"nov. 22 machine pilotage[12]: {checkpoint(kept)}\nautre chose\n"
    assert verify_against(kept, notes) == []
    record(kept, "sign_in", "", at=NOW)
    notes += checkpoint(kept)
    assert verify_against(kept, notes) == []
    _rewritten(kept, 1)
    assert verify(kept) == [], "from within, nothing shows"
    assert [one.split(",")[0] for one in verify_against(kept, notes)] == [f"journal : la ligne n° {n}" for n in (6, 7)]
    for _ in range(3):
        record(kept, "sign_in", "", at=NOW)
    assert all("a été réécrite" in one for one in verify_against(kept, notes)), "as many lines again are not the same"
    assert verify_against(kept, "rien") == ["aucun point du journal dans ce qui a été donné : rien n'est comparé."]


def test_what_was_purged_is_not_missed(kept: Settings) -> None:
    notes = checkpoint(kept)
    purge(kept, "", NOW.replace(year=2028))
    assert verify_against(kept, f"{notes}\n{checkpoint(kept)}") == []


def test_points_are_written_and_read_by_commands(kept: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(kept.data))
    written = CliRunner().invoke(app, ["journal", "checkpoint"])
    assert written.output == f"{checkpoint(kept)}\n"
    assert CliRunner().invoke(app, ["journal", "verify", "--points", "-"], input=written.output).exit_code == 0
    _rewritten(kept, 1)
    told = CliRunner().invoke(app, ["journal", "verify", "--points", "-"], input=written.output)
    assert (told.exit_code, "la ligne n° 6" in " ".join(told.output.split())) == (1, True)


def test_what_was_touched_stays_seen_after_more_lines(kept: Settings) -> None:
    _lines(kept, lambda rows: rows[:1])
    record(kept, "sign_in", "", at=NOW)
    (said,) = verify(kept)
    assert "2026-11.jsonl, ligne 2" in said


def test_a_process_killed_while_it_wrote_breaks_nothing(kept: Settings) -> None:
    path = files(kept)[-1]
    head = (kept.journal / HEAD).read_bytes()
    record(kept, "sign_in", "", at=NOW)
    (kept.journal / HEAD).write_bytes(head)  # the line was written, the head was not
    assert verify(kept) == []
    path.write_bytes(path.read_bytes() + b'{"seq": 8, "at"')  # and the next one only in part
    assert verify(kept) == []
    record(kept, "sign_out", "", at=NOW)
    assert verify(kept) == []
    assert [one["seq"] for one in entries(kept)] == list(range(1, 9))


def test_a_clock_set_back_does_not_put_a_line_before_others(kept: Settings) -> None:
    record(kept, "sign_in", "", at=NOW.replace(month=10))
    assert verify(kept) == []
    assert len(files(kept)) == 2


def test_several_processes_at_once(where: Settings) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from pipelines.store.audit_log import record; from pipelines.settings import Settings\n"
        "for n in range(25): record(Settings(data=Path(sys.argv[1])), 'export', '', files=n)"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(where.data)]) for _ in range(4)]
    assert [one.wait(60) for one in running] == [0] * 4
    assert verify(where) == []
    assert [one["seq"] for one in entries(where)] == list(range(1, 101))


def test_what_is_asked_for_is_what_is_given(kept: Settings) -> None:
    record(kept, "access_granted", pseudonym(kept, "autre@exemple.fr"), at=NOW, subject=pseudonym(kept, ACCOUNT))
    assert len(entries(kept, since="2026-11-01")) == 4
    assert len(entries(kept, who=pseudonym(kept, ACCOUNT))) == 7, "what was done to an account is about it too"
    assert len(entries(kept, who=pseudonym(kept, "autre@exemple.fr"))) == 1


def test_old_months_leave_whole_and_the_chain_holds(kept: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert purge(kept, "", NOW) == []
    later = NOW.replace(year=2027)
    assert purge(kept, "", later) == ["2026-10"]
    assert [path.stem for path in files(kept)] == ["2026-11", "2027-11"]
    assert verify(kept) == []
    last = entries(kept)[-1]
    assert (last["event"], last["months"], last["first"], last["outcome"]) == ("purge", 1, "2026-10", "ok")
    monkeypatch.setenv("PILOTAGE_JOURNAL_MONTHS", "1")
    assert purge(kept, "", later.replace(year=2028)) == ["2026-11", "2027-11"]
    assert verify(kept) == []
    record(kept, "sign_in", "", at=later.replace(year=2028))
    assert [one["seq"] for one in entries(kept)] == [8, 9]
    assert verify(kept) == []


def test_a_broken_month_that_leaves_is_said(kept: Settings) -> None:
    _lines(kept, lambda rows: rows[1:], 0)
    purge(kept, "", NOW.replace(year=2027))
    assert entries(kept)[-1]["outcome"] == "broken"
    assert verify(kept) == []


def test_what_commands_do_is_journalled(where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(where.data))
    monkeypatch.chdir(tmp_path)
    for name, content in named([Report("DEPT-59", "2025-2026", {"O04-1": (12, 40, None)})]).items():
        Path(f"{name} de Mme Martin.xlsx").write_bytes(content)
    typed = [
        ["ingest", str(next(tmp_path.glob("*.xlsx")))],
        ["decide", "Écrire à Mme Martin", "--meeting", "Comité secret", "--owner", "Service numérique"],
        ["decide", "--change", "D0001", "--state", "en cours"],
        ["export", "DEPT-59", "-o", "dossier.xlsx"],
        ["export", "-o", "synthese.xlsx"],
        ["sheet", "DEPT-59", "-o", "fiche.docx"],
        ["review", "DEPT-59", "-o", "revue.docx"],
        ["publish", "ouvertes"],
        ["freeze", "Comité de novembre", "-c", "2025-2026"],
    ]
    for one in typed:
        answer = CliRunner().invoke(app, one)
        assert answer.exit_code == 0, (one, answer.output, answer.exception)
    found = entries(where)
    assert [one["event"] for one in found] == ["deposit", "decision", "decision", *["export"] * 5, "freeze"]
    assert len({one["who"] for one in found}) == 1
    assert [one["scope"] for one in found[3:7]] == ["DEPT-59", "NAT-FR", "DEPT-59", "DEPT-59"]
    assert found[3]["fingerprint"] == hashlib.sha256(Path("dossier.xlsx").read_bytes()).hexdigest()
    assert (found[0]["received"], found[2]["state"], found[-1]["edition"]) == (1, "en-cours", "comite-de-novembre")
    assert NOT_A_CODE not in [value for one in found for value in one.values()]
    said = b"".join(path.read_bytes() for path in files(where)).lower()
    assert [word for word in (b"martin", b"secret", b"xlsx", b"fiche") if word in said] == []
    assert verify(where) == []


def test_the_first_line_of_all_may_be_cut_short_and_a_lost_head_is_still_told(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    record(settings, "backup", "")
    head = settings.journal / HEAD
    head.write_text(json.dumps(START))  # as it was before the line was acknowledged
    assert verify(settings) == []
    record(settings, "backup", "")
    assert (verify(settings), len(entries(settings))) == ([], 2)
    head.write_text(json.dumps(START))
    assert HEAD in verify(settings)[0]
