"""The table of accounts: what it gives, what it refuses, how it is changed, and that each change is journalled."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.access.rights import NOTHING, Grant, Rights
from pipelines.access.table import check, compare, grant, listing, revoke, rights_of, unserved
from pipelines.cli.app import app
from pipelines.errors import AccessError
from pipelines.settings import Settings
from pipelines.store.audit_chain import entries, verify
from pipelines.store.audit_log import pseudonym

BY = "console:service"
ACCOUNT = "rectorat.lille@exemple.fr"
HEADINGS = "compte;role;territoire;accorde_le;retire_le\n"


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def write(settings: Settings, content: str, encoding: str = "utf-8") -> None:
    settings.access.mkdir(parents=True, exist_ok=True)
    (settings.access / "access.csv").write_bytes((HEADINGS + content).encode(encoding))


def events(settings: Settings) -> list[str]:
    return [entry["event"] for entry in entries(settings)]


def test_a_role_is_given_to_an_account_whatever_its_capitals(where: Settings) -> None:
    assert rights_of(where, ACCOUNT) == NOTHING
    assert not where.data.exists()
    grant(where, " Rectorat.Lille@Exemple.fr", "Région", "reg-32", BY)
    grant(where, ACCOUNT, "lecture", "NAT-FR", BY)
    rights = rights_of(where, ACCOUNT.upper())
    assert rights == Rights((Grant("reader", "NAT-FR"), Grant("region", "REG-32")), "médianes")
    assert rights_of(where, "autre@exemple.fr") == rights_of(where, "") == NOTHING


def test_a_role_given_twice_is_one_line(where: Settings) -> None:
    grant(where, ACCOUNT, "region", "REG-32", BY)
    grant(where, ACCOUNT, "région", "REG-32", BY)
    assert len(listing(where)) == 1
    assert events(where) == ["access_granted"]


@pytest.mark.parametrize(
    ("account", "role", "territory", "complaint"),
    [
        ("Lille", "région", "REG-32", "adresse électronique"),
        ("recteur@exemplе.fr", "région", "REG-32", "adresse électronique"),  # a Cyrillic letter
        (ACCOUNT, "recteur", "REG-32", "« lecture »"),
        (ACCOUNT, "région", "DEPT-59", "« REG-32 »"),
        (ACCOUNT, "département", "REG-32", "« DEPT-59 »"),
        (ACCOUNT, "national", "REG-32", "« NAT-FR »"),
        (ACCOUNT, "lecture", "REG-99", "REG-99"),
    ],
)
def test_what_cannot_be_given_says_what_to_type(
    where: Settings, account: str, role: str, territory: str, complaint: str
) -> None:
    with pytest.raises(AccessError, match=complaint):
        grant(where, account, role, territory, BY)
    assert listing(where) == []
    assert entries(where) == []


def test_a_withdrawn_role_stays_dated_and_gives_nothing(where: Settings) -> None:
    grant(where, ACCOUNT, "région", "REG-32", BY)
    grant(where, ACCOUNT, "lecture", "DEPT-75", BY)
    grant(where, ACCOUNT, "lecture", "DEPT-13", BY)
    assert revoke(where, ACCOUNT, "lecture", "dept-13", by=BY) == 1
    assert rights_of(where, ACCOUNT).grants == (Grant("reader", "DEPT-75"), Grant("region", "REG-32"))
    assert revoke(where, ACCOUNT, by=BY) == 2
    assert revoke(where, ACCOUNT, by=BY) == 0
    assert rights_of(where, ACCOUNT) == NOTHING
    assert [bool(listed.revoked_at) for listed in listing(where)] == [True] * 3
    grant(where, ACCOUNT, "région", "REG-32", BY)
    assert rights_of(where, ACCOUNT).grants == (Grant("region", "REG-32"),)


def test_each_change_is_journalled_without_an_address(where: Settings) -> None:
    grant(where, ACCOUNT, "région", "REG-32", BY)
    revoke(where, ACCOUNT, by=BY)
    compare(where, "toutes", BY)
    granted, taken, compared = entries(where)
    assert (granted["event"], granted["scope"], granted["role"]) == ("access_granted", "REG-32", "region")
    assert granted["who"] == pseudonym(where, BY)
    assert granted["subject"] == pseudonym(where, ACCOUNT)
    assert taken["event"] == "access_revoked"
    assert compared["outcome"] == "toutes"
    assert verify(where) == []
    assert "exemple" not in "".join(path.read_text("utf-8") for path in where.journal.glob("*.jsonl"))


def test_a_table_changed_by_hand_is_read_and_journalled_once(where: Settings) -> None:
    grant(where, ACCOUNT, "région", "REG-32", BY)
    write(where, f"{ACCOUNT};région;REG-11;;\n")
    assert rights_of(where, ACCOUNT).grants == (Grant("region", "REG-11"),)
    rights_of(where, ACCOUNT)
    assert events(where) == ["access_granted", "access_file_changed"]
    assert len(entries(where)[-1]["fingerprint"]) == 64
    write(where, "")
    revoke(where, ACCOUNT, by=BY)  # noticed by whoever comes first, a command too
    assert rights_of(where, ACCOUNT) == NOTHING
    (where.access / "access.csv").unlink()
    rights_of(where, ACCOUNT)
    assert events(where)[2:] == ["access_file_changed"] * 2
    assert verify(where) == []


def test_a_line_that_is_not_understood_gives_nothing_and_is_said(where: Settings) -> None:
    write(
        where,
        f"{ACCOUNT};région;REG-32;2026-11-01;\n;bad\n{ACCOUNT};chef;NAT-FR;;\nb@exemple.fr;lecture;REG-11;;demain\n",
    )
    assert rights_of(where, ACCOUNT).grants == (Grant("region", "REG-32"),)
    assert rights_of(where, "b@exemple.fr") == NOTHING
    complaints = check(where)
    assert [complaint.partition(" :")[0] for complaint in complaints] == ["ligne 3", "ligne 4"]
    assert "« service@example.fr »" in complaints[0]
    assert "« lecture »" in complaints[1]


def test_a_table_as_spreadsheets_write_it(where: Settings) -> None:
    write(where, f'"{ACCOUNT}";"Région";" reg-32 ";"01/11/2026"\n\n', "cp1252")
    assert rights_of(where, ACCOUNT).grants == (Grant("region", "REG-32"),)
    assert check(where) == []
    grant(where, "b@exemple.fr", "département", "DEPT-59", BY)
    assert len(listing(where)) == 2
    assert (where.access / "access.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("content", ["", "compte,role,territoire\n", "\0\1\2", '"' + "a" * 200_000])
def test_a_file_that_is_no_table_gives_nothing_and_is_not_written_over(where: Settings, content: str) -> None:
    where.access.mkdir(parents=True)
    path = where.access / "access.csv"
    path.write_text(content, encoding="utf-8")
    assert rights_of(where, ACCOUNT) == NOTHING
    if content:
        assert "en-têtes" in check(where)[0]
        with pytest.raises(AccessError, match="en-têtes"):
            grant(where, ACCOUNT, "région", "REG-32", BY)
        assert path.read_text(encoding="utf-8") == content


def test_comparisons_are_the_file_s_unless_the_environment_says_otherwise(
    where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(where, ACCOUNT, "région", "REG-32", BY)
    compare(where, "toutes", BY)
    assert rights_of(where, ACCOUNT).comparisons == "toutes"
    monkeypatch.setenv("PILOTAGE_COMPARAISONS", "aucune")
    assert rights_of(where, ACCOUNT).comparisons == "aucune"
    monkeypatch.setenv("PILOTAGE_COMPARAISONS", "tout")
    assert rights_of(where, ACCOUNT).comparisons == "aucune", "what is not understood opens nothing"
    assert "« toutes »" in check(where)[0]
    monkeypatch.delenv("PILOTAGE_COMPARAISONS")
    (where.access / "policy.toml").write_text("comparaisons = [", encoding="utf-8")
    assert rights_of(where, ACCOUNT).comparisons == "aucune"
    with pytest.raises(AccessError, match="médianes"):
        compare(where, "tout", BY)


def test_regions_that_nobody_serves_are_named(where: Settings) -> None:
    assert len(unserved(where)) == 19
    grant(where, ACCOUNT, "région", "REG-32", BY)
    grant(where, ACCOUNT, "lecture", "REG-11", BY)
    assert len(unserved(where)) == 18
    assert "REG-32" not in unserved(where)


def test_several_hands_at_once_lose_nothing(where: Settings) -> None:
    def give(hand: int) -> None:
        for number in range(5):
            grant(where, f"compte{hand}.{number}@exemple.fr", "lecture", "NAT-FR", BY)

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(give, range(4)))
    assert len({listed.account for listed in listing(where)}) == 20
    assert events(where) == ["access_granted"] * 20
    assert verify(where) == []


def test_the_commands(where: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.access.sessions import open_session, session

    monkeypatch.setenv("PILOTAGE_DATA", str(where.data))
    runner = CliRunner()

    def run(*typed: str) -> tuple[int, str]:
        answer = runner.invoke(app, typed)
        return answer.exit_code, " ".join(answer.output.split())

    assert run("access", "grant", ACCOUNT, "région", "REG-32") == (
        0,
        f"{ACCOUNT} : région, Hauts-de-France (REG-32).",
    )
    assert isinstance(runner.invoke(app, ["access", "grant", ACCOUNT, "chef", "REG-32"]).exception, AccessError)
    accounts = json.loads(runner.invoke(app, ["access", "list", "--json"]).output)
    assert [(account["account"], account["territory_code"], account["understood"]) for account in accounts] == [
        (ACCOUNT, "REG-32", True)
    ]
    assert run("access", "check")[0] == 0
    assert "Bretagne" in run("access", "check")[1]
    token = open_session(where, ACCOUNT)
    assert session(where, token) is not None
    assert "1 session" in run("access", "revoke", ACCOUNT)[1]
    assert session(where, token) is None
    assert run("access", "revoke", ACCOUNT)[0] == 1
    assert run("access", "compare", "toutes")[0] == 0
    write(where, "pas une adresse;;\n")
    code, output = run("access", "check")
    assert code == 1
    assert "ligne 2" in output
    code, output = run("journal", "verify")
    assert code == 0
    assert "entier" in output
    lines = json.loads(runner.invoke(app, ["journal", "list", "--account", ACCOUNT, "--json"]).output)
    assert [line["event"] for line in lines] == ["access_granted", "access_revoked", "sign_out"]
    path = next(where.journal.glob("*.jsonl"))
    path.write_bytes(path.read_bytes().replace(b"REG-32", b"REG-11", 1))
    code, output = run("journal", "verify")
    assert code == 1
    assert "ligne 1" in output
