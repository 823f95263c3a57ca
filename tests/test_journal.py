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
def two_months(where: Settings) -> Settings:
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
def test_whoever_touches_it_is_seen(two_months: Settings, fault: str) -> None:
    assert verify(two_months) == []
    spoil, place = FAULTS[fault]
    spoil(two_months)
    (complaint,) = verify(two_months)
    assert place in complaint


def _rewritten(settings: Settings, kept_lines: int) -> None:
    """The end cut, and the head made to agree: all that whoever writes in the data folder can do."""
    _lines(settings, lambda rows: rows[:kept_lines])
    last = json.loads(files(settings)[-1].read_bytes().splitlines()[-1])
    (settings.journal / HEAD).write_text(json.dumps({"seq": last["seq"], "hash": last["hash"]}))


def test_an_end_that_is_cut_with_its_head_rewritten_is_seen_from_elsewhere(two_months: Settings) -> None:
    notes = f"nov. 22 machine pilotage[12]: {checkpoint(two_months)}\nautre chose\n"
    assert verify_against(two_months, notes) == []
    record(two_months, "sign_in", "", at=NOW)
    notes += checkpoint(two_months)
    assert verify_against(two_months, notes) == []
    _rewritten(two_months, 1)
    assert verify(two_months) == [], "from within, nothing shows"
    assert [complaint.split(",")[0] for complaint in verify_against(two_months, notes)] == [
        f"journal : la ligne n° {n}" for n in (6, 7)
    ]
    for _ in range(3):
        record(two_months, "sign_in", "", at=NOW)
    assert all("a été réécrite" in complaint for complaint in verify_against(two_months, notes)), (
        "as many lines again are not the same"
    )
    assert verify_against(two_months, "rien") == [
        "aucun point du journal dans ce qui a été donné : rien n'est comparé."
    ]


def test_what_was_purged_is_not_missed(two_months: Settings) -> None:
    notes = checkpoint(two_months)
    purge(two_months, "", NOW.replace(year=2028))
    assert verify_against(two_months, f"{notes}\n{checkpoint(two_months)}") == []


def test_points_are_written_and_read_by_commands(two_months: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(two_months.data))
    written = CliRunner().invoke(app, ["journal", "checkpoint"])
    assert written.output == f"{checkpoint(two_months)}\n"
    assert CliRunner().invoke(app, ["journal", "verify", "--points", "-"], input=written.output).exit_code == 0
    _rewritten(two_months, 1)
    answer = CliRunner().invoke(app, ["journal", "verify", "--points", "-"], input=written.output)
    assert (answer.exit_code, "la ligne n° 6" in " ".join(answer.output.split())) == (1, True)


def test_what_was_touched_stays_seen_after_more_lines(two_months: Settings) -> None:
    _lines(two_months, lambda rows: rows[:1])
    record(two_months, "sign_in", "", at=NOW)
    (complaint,) = verify(two_months)
    assert "2026-11.jsonl, ligne 2" in complaint


def test_a_process_killed_while_it_wrote_breaks_nothing(two_months: Settings) -> None:
    path = files(two_months)[-1]
    head = (two_months.journal / HEAD).read_bytes()
    record(two_months, "sign_in", "", at=NOW)
    (two_months.journal / HEAD).write_bytes(head)  # the line was written, the head was not
    assert verify(two_months) == []
    path.write_bytes(path.read_bytes() + b'{"seq": 8, "at"')  # and the next one only in part
    assert verify(two_months) == []
    record(two_months, "sign_out", "", at=NOW)
    assert verify(two_months) == []
    assert [line["seq"] for line in entries(two_months)] == list(range(1, 9))


def test_a_clock_set_back_does_not_put_a_line_before_others(two_months: Settings) -> None:
    record(two_months, "sign_in", "", at=NOW.replace(month=10))
    assert verify(two_months) == []
    assert len(files(two_months)) == 2


def test_several_processes_at_once(where: Settings) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from pipelines.store.audit_log import record; from pipelines.settings import Settings\n"
        "for n in range(25): record(Settings(data=Path(sys.argv[1])), 'export', '', files=n)"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(where.data)]) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0] * 4
    assert verify(where) == []
    assert [line["seq"] for line in entries(where)] == list(range(1, 101))


def test_what_is_asked_for_is_what_is_given(two_months: Settings) -> None:
    record(
        two_months,
        "access_granted",
        pseudonym(two_months, "autre@exemple.fr"),
        at=NOW,
        subject=pseudonym(two_months, ACCOUNT),
    )
    assert len(entries(two_months, since="2026-11-01")) == 4
    assert len(entries(two_months, who=pseudonym(two_months, ACCOUNT))) == 7, (
        "what was done to an account is about it too"
    )
    assert len(entries(two_months, who=pseudonym(two_months, "autre@exemple.fr"))) == 1


def test_old_months_leave_whole_and_the_chain_holds(two_months: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert purge(two_months, "", NOW) == []
    later = NOW.replace(year=2027)
    assert purge(two_months, "", later) == ["2026-10"]
    assert [path.stem for path in files(two_months)] == ["2026-11", "2027-11"]
    assert verify(two_months) == []
    last = entries(two_months)[-1]
    assert (last["event"], last["months"], last["first"], last["outcome"]) == ("purge", 1, "2026-10", "ok")
    monkeypatch.setenv("PILOTAGE_JOURNAL_MONTHS", "1")
    assert purge(two_months, "", later.replace(year=2028)) == ["2026-11", "2027-11"]
    assert verify(two_months) == []
    record(two_months, "sign_in", "", at=later.replace(year=2028))
    assert [line["seq"] for line in entries(two_months)] == [8, 9]
    assert verify(two_months) == []


def test_a_broken_month_that_leaves_is_said(two_months: Settings) -> None:
    _lines(two_months, lambda rows: rows[1:], 0)
    purge(two_months, "", NOW.replace(year=2027))
    assert entries(two_months)[-1]["outcome"] == "broken"
    assert verify(two_months) == []


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
    for arguments in typed:
        answer = CliRunner().invoke(app, arguments)
        assert answer.exit_code == 0, (arguments, answer.output, answer.exception)
    lines = entries(where)
    assert [line["event"] for line in lines] == ["deposit", "decision", "decision", *["export"] * 5, "freeze"]
    assert len({line["who"] for line in lines}) == 1
    assert [line["scope"] for line in lines[3:7]] == ["DEPT-59", "NAT-FR", "DEPT-59", "DEPT-59"]
    assert lines[3]["fingerprint"] == hashlib.sha256(Path("dossier.xlsx").read_bytes()).hexdigest()
    assert (lines[0]["received"], lines[2]["state"], lines[-1]["edition"]) == (1, "en-cours", "comite-de-novembre")
    assert NOT_A_CODE not in [value for line in lines for value in line.values()]
    written = b"".join(path.read_bytes() for path in files(where)).lower()
    assert [word for word in (b"martin", b"secret", b"xlsx", b"fiche") if word in written] == []
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
