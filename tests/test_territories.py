"""The territories: how many, who belongs to whom, and every spelling that a committee may use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_memory import Ask
from reports import Report, rows, table, warehouse

from indicators.territories import Territory, fold, spellings, territories
from pipelines.ingest.report_format import report_format
from pipelines.settings import Settings

BY_CODE = {territory.code: territory for territory in territories()}
# what French keyboards and French spreadsheets produce: Latin letters, accents alone, all kinds of spaces and dashes
TYPED = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xC0, max_codepoint=0x17E, exclude_characters="ĲĳĿŀŉ"),
        st.sampled_from("\u00a0\u2009\u202f\t\n’‘'-‐‑–—«»·.,;:!?/()°\u0300\u0301\u0302\u0308\u0327"),
    )
)


def children(parent: str) -> list[str]:
    return [territory.code for territory in territories() if territory.parent_code == parent]


def test_how_many_there_are() -> None:
    assert Counter(territory.level for territory in territories()) == {
        "national": 1,
        "region": 18,
        "academy": 30,
        "department": 101,
    }
    assert len(BY_CODE) == 150


def test_each_has_one_parent_of_the_level_above() -> None:
    above = {"department": "academy", "academy": "region", "region": "national"}
    for territory in territories():
        if territory.level == "national":
            assert territory.parent_code is None
        else:
            assert BY_CODE[territory.parent_code or ""].level == above[territory.level]


def test_some_families() -> None:
    assert children("ACA-09") == ["DEPT-59", "DEPT-62"]
    assert children("REG-32") == ["ACA-09", "ACA-20"]
    assert children("ACA-20") == ["DEPT-02", "DEPT-60", "DEPT-80"]
    assert sorted(children("REG-11")) == ["ACA-01", "ACA-24", "ACA-25"]
    assert children("ACA-27") == ["DEPT-2A", "DEPT-2B"]
    assert children("REG-94") == ["ACA-27"]


@pytest.mark.parametrize(
    ("code", "name", "academy", "region", "prefix"),
    [
        ("DEPT-01", "Ain", "ACA-10", "REG-84", "001"),
        ("DEPT-2A", "Corse-du-Sud", "ACA-27", "REG-94", "620"),
        ("DEPT-2B", "Haute-Corse", "ACA-27", "REG-94", "720"),
        ("DEPT-59", "Nord", "ACA-09", "REG-32", "059"),
        ("DEPT-971", "Guadeloupe", "ACA-32", "REG-01", "971"),
        ("DEPT-972", "Martinique", "ACA-31", "REG-02", "972"),
        ("DEPT-973", "Guyane", "ACA-33", "REG-03", "973"),
        ("DEPT-974", "La Réunion", "ACA-28", "REG-04", "974"),
        ("DEPT-976", "Mayotte", "ACA-43", "REG-06", "976"),
    ],
)
def test_corsica_overseas_and_the_first_one(code: str, name: str, academy: str, region: str, prefix: str) -> None:
    territory = BY_CODE[code]
    assert (territory.name, territory.parent_code, territory.school_prefix) == (name, academy, prefix)
    assert BY_CODE[academy].parent_code == region


def test_there_is_no_department_20_and_prefixes_are_unique() -> None:
    assert "DEPT-20" not in BY_CODE
    prefixes = [t.school_prefix for t in territories() if t.level == "department"]
    assert len(set(prefixes)) == 101
    assert all(prefix and len(prefix) == 3 for prefix in prefixes)


def test_no_spelling_means_two_territories_of_one_level() -> None:
    for level in ("national", "region", "academy", "department"):
        spellings_used = Counter(spelling for t in territories() if t.level == level for spelling in spellings(t))
        assert [spelling for spelling, times in spellings_used.items() if times > 1] == []


# Spelling as typed → code, in a report of that territory's level.
PROMISED = {
    "59": "DEPT-59",
    "059": "DEPT-59",
    "DEPT-59": "DEPT-59",
    "dept-59": "DEPT-59",
    " Nord ": "DEPT-59",
    "NORD": "DEPT-59",
    "1": "DEPT-01",
    "01": "DEPT-01",
    "001": "DEPT-01",
    "2a": "DEPT-2A",
    "02A": "DEPT-2A",
    "2B": "DEPT-2B",
    "haute corse": "DEPT-2B",
    "Cotes d'Armor": "DEPT-22",
    "CÔTES D’ARMOR": "DEPT-22",
    "Val d Oise": "DEPT-95",
    "seine saint denis": "DEPT-93",
    "Puy-de-Dome": "DEPT-63",
    "la  reunion": "DEPT-974",
    "976": "DEPT-976",
    "REG-32": "REG-32",
    "reg-32": "REG-32",
    "Hauts-de-France": "REG-32",
    "hauts de france": "REG-32",
    "Ile de France": "REG-11",
    "Provence Alpes Cote d Azur": "REG-93",
    "Bourgogne-Franche-Comté": "REG-27",
    "Centre-Val  de Loire": "REG-24",
    "NAT-FR": "NAT-FR",
    "France": "NAT-FR",
}
# typed, level → the code of the refusal
NOT_GUESSED = {
    ("99", "départemental"): "territory_unknown",
    ("Nor", "départemental"): "territory_unknown",
    ("Corse", "départemental"): "territory_level_mismatch",
    ("REG-32", "départemental"): "territory_level_mismatch",
    ("DEPT-59", "régional"): "territory_level_mismatch",
    ("ACA-09", "régional"): "territory_level_mismatch",
    ("Atlantide", "régional"): "territory_unknown",
    ("59", "national"): "territory_level_mismatch",
}


def test_every_promised_spelling_is_one_of_its_territory_and_no_other() -> None:
    for typed, code in PROMISED.items():
        of_the_level = [territory for territory in territories() if territory.level == BY_CODE[code].level]
        assert [territory.code for territory in of_the_level if fold(typed) in spellings(territory)] == [code]
    assert spellings(BY_CODE["DEPT-01"]) == {"dept 01", "01", "001", "1", "ain"}
    assert spellings(BY_CODE["REG-94"]) == {"reg 94", "94", "094", "corse"}


def spelled(territory: str, level: str, number: int) -> Report:
    # a row of its own, so that no two files hold the same bytes
    return Report("DEPT-00", version=number, labels={"Niveau": level, "Territoire": territory})


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    french = {"DEPT": "départemental", "REG": "régional", "NAT": "national"}
    accepted = [(typed, french[code.split("-")[0]]) for typed, code in PROMISED.items()]
    # the bare code as a number cell too, as spreadsheet programs keep it
    typed = [*accepted, *NOT_GUESSED, (59, "départemental"), (1, "départemental"), (32, "régional"), (1, "régional")]
    files = {f"{n:03d}.xlsx": spelled(*case, n).xlsx() for n, case in enumerate(typed, start=1)}  # type: ignore[arg-type]
    return warehouse(tmp_path_factory.mktemp("spellings"), files)


def test_every_promised_spelling_is_recognised(received: Settings) -> None:
    codes = [row["territory_code"] for row in rows(received, "from marts.report order by sequence")]
    assert dict(zip(PROMISED, codes, strict=False)) == PROMISED
    assert codes[-4:] == ["DEPT-59", "DEPT-01", "REG-32", "REG-01"]


def test_what_is_not_a_territory_of_the_level_is_refused(received: Settings) -> None:
    refusals = rows(
        received,
        """select issue.code, issue.value_read, report.territory_code, report.outcome
        from marts.issue as issue join marts.report as report using (source_sha256) order by report.sequence""",
    )
    assert [row["code"] for row in refusals] == list(NOT_GUESSED.values())
    assert [row["value_read"] for row in refusals] == [typed for typed, _ in NOT_GUESSED]
    assert {row["territory_code"] for row in refusals} == {None}
    assert {row["outcome"] for row in refusals} == {"refused"}


def test_a_table_takes_codes_names_and_numbers_of_one_territory(marts_from: Ask) -> None:
    """A bare number that two levels have says nothing; one that a single territory has names it."""
    lines = [("2025-2026", typed, "O04-1", 1, 2) for typed in ("DEPT-2A", "dept-1", "59", "Ardèche", "14", "REG-20")]
    settings = marts_from({"table.csv": table(lines)}, "issue", "provenance")
    counted = rows(settings, "select distinct territory_code as t from marts.provenance order by 1")
    assert [row["t"] for row in counted] == ["DEPT-01", "DEPT-07", "DEPT-2A", "DEPT-59"]
    wrong = rows(settings, "select code, value_read from marts.issue where severity = 'error' order by cell")
    assert [(row["code"], row["value_read"]) for row in wrong] == [
        ("table_territory_ambiguous", "14"),
        ("table_territory_unknown", "REG-20"),
    ]


def test_the_hierarchy_in_the_marts(received: Settings) -> None:
    read = rows(received, "from marts.territory")
    assert [row["territory_code"] for row in read] == [territory.code for territory in territories()]
    corsica = next(row for row in read if row["territory_code"] == "DEPT-2A")
    assert (corsica["academy_code"], corsica["region_code"], corsica["parent_code"], corsica["number"]) == (
        "ACA-27",
        "REG-94",
        "ACA-27",
        "2A",
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CÔTES-D’ARMOR", "cotes d armor"),
        ("  Côtes  d'Armor ", "cotes d armor"),
        ("cœur", "coeur"),
        ("Numérateur", "numerateur"),
        ("Nume\u0301rateur", "numerateur"),
        ("s.o.", "s o"),
        ("Budget (€)", "budget"),
        ("--", ""),
    ],
)
def test_fold(macro: Callable[..., Any], text: str, folded: str) -> None:
    assert fold(text) == folded
    assert macro("fold", text) == folded


@given(TYPED)
def test_fold_is_the_same_in_python_and_in_sql(macro: Callable[..., Any], text: str) -> None:
    assert macro("fold", text) == fold(text)


@given(st.text("azertyàâäæçéèêëîïôöœùûüÿAZERTYÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ0123456789 -'’."))
def test_to_fold_twice_or_in_capitals_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(text.swapcase()) == fold(f"  {text}-")


@pytest.mark.parametrize("territory", territories(), ids=lambda territory: territory.code)
def test_names_fold_the_same(macro: Callable[..., Any], territory: Territory) -> None:
    assert macro("fold", territory.name) == fold(territory.name)
    assert fold(territory.name) in spellings(territory)
    assert fold(territory.name.upper()) in spellings(territory)


def test_words_of_the_format_fold_the_same(macro: Callable[..., Any]) -> None:
    sheet_format = report_format()
    words = [word for group in sheet_format.words.values() for word in group]
    words += [typed for group in sheet_format.synonyms.values() for typed in group]
    words += [field.header for section in sheet_format.sections() for field in section.fields]
    assert words
    assert [macro("fold", word) for word in words] == [fold(word) for word in words]
    for name, group in sheet_format.words.items():
        assert len({fold(word) for word in group}) == len(group), f"two words of {name} fold alike"
