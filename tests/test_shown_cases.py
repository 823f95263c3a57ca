"""The cases that the project was shown: one file each, what the warehouse says of it, and what is right.

Their folder is no part of the project (`PILOTAGE_CASES` names another one): its README says what each key means."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import unicodedata
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from in_memory import marts_of
from reports import Marts, rows, warehouse

FOLDER = Path(os.environ.get("PILOTAGE_CASES") or Path(__file__).resolve().parents[2] / "shared" / "cases")
GROUPS = ("reading", "tables")
Case = dict[str, Any]


def cases() -> list[Case]:
    collected = []
    for group in GROUPS:
        path = FOLDER / group / "expect.toml"
        group_cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []
        collected += [case | {"group": group} for case in group_cases]
    return collected


@dataclass(frozen=True)
class Reading:
    """What the warehouse says once the file was ingested."""

    marts: Marts
    file: str
    outcome: str
    issues: list[dict[str, Any]]

    def cells(self, *severities: str) -> set[str]:
        """`Sheet!B2`, or `B2` where there is no sheet, of each message of these severities."""
        return {
            f"{issue['sheet']}!{issue['cell']}" if issue["sheet"] else issue["cell"]
            for issue in self.issues
            if issue["severity"] in severities and issue["cell"]
        }


def contents(case: Case) -> dict[str, bytes]:
    """The file of a case, after those that were received before it."""
    return {name: (FOLDER / case["group"] / name).read_bytes() for name in (*case.get("with", []), case["file"])}


@pytest.fixture
def ingested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with ExitStack() as until_the_end:

        def ingest(case: Case) -> Reading:
            for name, value in case.get("env", {}).items():
                monkeypatch.setenv(name, str(value))
            tables = re.findall(r"\bmarts\.(\w+)", str(case))  # the tables that its `rows` and its `query` name
            names = ("report", "issue", "indicator_progress", "provenance", *tables)
            files = contents(case)
            marts = until_the_end.enter_context(marts_of(tmp_path, files, *names))
            sha256 = hashlib.sha256(files[case["file"]]).hexdigest()
            (report,) = rows(marts, "select outcome from marts.report where source_sha256 = $sha256", sha256=sha256)
            issues = rows(marts, "from marts.issue where source_sha256 = $sha256", sha256=sha256)
            return Reading(marts, case["file"], report["outcome"], issues)

        yield ingest


def plain(text: str) -> str:
    """Without case, kinds of space and of apostrophe."""
    text = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text.replace("’", "'"))
    return unicodedata.normalize("NFC", text).casefold()


def faults(reading: Reading, right: Case) -> list[str]:
    """What is not as the case wants it."""
    return [
        *_outcome(reading, right), *_cells(reading, right), *_figures(reading, right), *_rows(reading, right),
        *_words(reading, right),
    ]  # fmt: skip


def _outcome(reading: Reading, right: Case) -> list[str]:
    allowed = right.get("outcome", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    return [f"outcome {reading.outcome}"] if allowed and reading.outcome not in allowed else []


_SEVERITIES = {
    "errors": ("error", "refusal"), "warnings": ("warning",), "message": ("error", "refusal", "warning"),
    "not_errors": ("error", "refusal"), "not_messages": ("error", "refusal", "warning"),
}  # fmt: skip


def _cells(reading: Reading, right: Case) -> list[str]:
    differences = []
    for key, severities in _SEVERITIES.items():
        wanted, cells = right.get(key), reading.cells(*severities)
        there = any(issue["severity"] in severities for issue in reading.issues)
        if wanted is None:
            continue
        if key.startswith("not_"):
            wrong = there if wanted == "any" else cells & set(wanted)
        else:
            wrong = not there if wanted == "any" else set(wanted) - cells
        if wrong:
            differences.append(f"{key}: {wrong if wanted != 'any' else wanted}, found {sorted(cells)}")
    warnings = sum(issue["severity"] == "warning" for issue in reading.issues)
    if warnings > right.get("max_warnings", warnings):
        differences.append(f"{warnings} warnings")
    return differences


def _figures(reading: Reading, right: Case) -> list[str]:
    differences = []
    for campaign, territory, indicator, numerator, *denominator in right.get("figures", []):
        where = {"campaign": campaign, "territory": territory, "indicator": indicator}
        sql = "where campaign = $campaign and territory_code = $territory and indicator_id = $indicator"
        figures = rows(reading.marts, f"select numerator, denominator from marts.indicator_progress {sql}", **where)
        retained = rows(reading.marts, f"from marts.provenance {sql} and retained", **where)
        values = [figures[0]["numerator"], figures[0]["denominator"]] if figures else [None, None]
        if numerator == "absent":
            if values[0] is not None or retained:
                differences.append(f"{territory} {indicator}: {values}, {len(retained)} lines retained")
        elif values[: 1 + len(denominator)] != [Decimal(str(number)) for number in (numerator, *denominator)]:
            differences.append(f"{territory} {indicator}: {values}")
    return differences


def _rows(reading: Reading, right: Case) -> list[str]:
    differences = []
    for table, number in right.get("rows", []):
        companions = [f"source_file <> '{name}'" for name in right.get("with", [])] if table == "marts.report" else []
        condition = " and ".join(["true", *companions])
        ((count,),) = [row.values() for row in rows(reading.marts, f"select count(*) from {table} where {condition}")]
        if count != number:
            differences.append(f"{count} rows in {table}")
    if "query" in right:
        answer = [list(row.values()) for row in rows(reading.marts, right["query"])]
        if answer != right["answer"]:
            differences.append(f"{right['query']}: {answer}")
    return differences


def _words(reading: Reading, right: Case) -> list[str]:
    messages = [plain(issue["message"]).replace(plain(reading.file), "") for issue in reading.issues]

    def is_said(words: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(plain(words))}", message) for message in messages)

    missing = [
        words for words in right.get("in_messages", [])
        if not any(map(is_said, [words] if isinstance(words, str) else words))
    ]  # fmt: skip
    present = [words for words in right.get("not_in_messages", []) if is_said(words)]
    return [f"not said: {missing}"] * bool(missing) + [f"said: {present}"] * bool(present)


@lru_cache(maxsize=1)
def every_case() -> list[Case]:
    return cases()


@pytest.mark.proof
@pytest.mark.skipif(
    not every_case(), reason="les cas partagés (../shared/cases) ne sont pas là : ils ne sont pas vérifiés"
)
@pytest.mark.parametrize(
    "case",
    every_case() or [{"file": "none"}],
    ids=lambda case: f"{case.get('group')}-{case['file']}-{case.get('kind')}",
)
def test_a_case_that_was_shown(ingested: Any, case: Case, request: pytest.FixtureRequest) -> None:
    reading = ingested(case)
    wrong = faults(reading, case)
    if "either" in case:
        alternatives = [faults(reading, case | alternative) for alternative in case["either"]]
        wrong += [] if any(not alternative for alternative in alternatives) else [f"neither of {alternatives}"]
    assert not wrong, [issue["message"] for issue in reading.issues]


@pytest.mark.skipif(
    not every_case(), reason="les cas partagés (../shared/cases) ne sont pas là : ils ne sont pas vérifiés"
)
def test_all_that_was_shown_makes_a_whole_build(tmp_path: Path) -> None:
    """Every mart of every case, published: what a case alone does not ask for is made of it too."""
    files = {name: content for case in every_case() for name, content in contents(case).items()}
    settings = warehouse(tmp_path, files)
    received = {hashlib.sha256(content).hexdigest() for content in files.values()}
    reports = rows(settings, "select source_sha256 from marts.report")
    assert {row["source_sha256"] for row in reports} == received
