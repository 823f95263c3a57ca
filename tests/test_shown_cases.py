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
    found = []
    for group in GROUPS:
        path = FOLDER / group / "expect.toml"
        told = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []
        found += [case | {"group": group} for case in told]
    return found


@dataclass(frozen=True)
class Seen:
    """What the warehouse says once the file was ingested."""

    marts: Marts
    file: str
    outcome: str
    issues: list[dict[str, Any]]

    def cells(self, *severities: str) -> set[str]:
        """`Sheet!B2`, or `B2` where there is no sheet, of each message of these severities."""
        return {
            f"{one['sheet']}!{one['cell']}" if one["sheet"] else one["cell"]
            for one in self.issues
            if one["severity"] in severities and one["cell"]
        }


def contents(case: Case) -> dict[str, bytes]:
    """The file of a case, after those that were received before it."""
    return {name: (FOLDER / case["group"] / name).read_bytes() for name in (*case.get("with", []), case["file"])}


@pytest.fixture
def ingested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with ExitStack() as until_the_end:

        def ingest(case: Case) -> Seen:
            for name, value in case.get("env", {}).items():
                monkeypatch.setenv(name, str(value))
            asked = re.findall(r"\bmarts\.(\w+)", str(case))  # the tables that its `rows` and its `query` name
            names = ("report", "issue", "indicator_progress", "provenance", *asked)
            files = contents(case)
            marts = until_the_end.enter_context(marts_of(tmp_path, files, *names))
            sha256 = hashlib.sha256(files[case["file"]]).hexdigest()
            (report,) = rows(marts, "select outcome from marts.report where source_sha256 = $sha256", sha256=sha256)
            issues = rows(marts, "from marts.issue where source_sha256 = $sha256", sha256=sha256)
            return Seen(marts, case["file"], report["outcome"], issues)

        yield ingest


def plain(text: str) -> str:
    """Without case, kinds of space and of apostrophe."""
    text = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text.replace("’", "'"))
    return unicodedata.normalize("NFC", text).casefold()


def faults(seen: Seen, right: Case) -> list[str]:
    """What is not as the case wants it."""
    return [
        *_outcome(seen, right), *_cells(seen, right), *_figures(seen, right), *_rows(seen, right), *_words(seen, right)
    ]  # fmt: skip


def _outcome(seen: Seen, right: Case) -> list[str]:
    allowed = right.get("outcome", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    return [f"outcome {seen.outcome}"] if allowed and seen.outcome not in allowed else []


_SEVERITIES = {
    "errors": ("error", "refusal"), "warnings": ("warning",), "message": ("error", "refusal", "warning"),
    "not_errors": ("error", "refusal"), "not_messages": ("error", "refusal", "warning"),
}  # fmt: skip


def _cells(seen: Seen, right: Case) -> list[str]:
    found = []
    for key, severities in _SEVERITIES.items():
        wanted, cells = right.get(key), seen.cells(*severities)
        there = any(one["severity"] in severities for one in seen.issues)
        if wanted is None:
            continue
        if key.startswith("not_"):
            wrong = there if wanted == "any" else cells & set(wanted)
        else:
            wrong = not there if wanted == "any" else set(wanted) - cells
        if wrong:
            found.append(f"{key}: {wrong if wanted != 'any' else wanted}, found {sorted(cells)}")
    warnings = sum(one["severity"] == "warning" for one in seen.issues)
    if warnings > right.get("max_warnings", warnings):
        found.append(f"{warnings} warnings")
    return found


def _figures(seen: Seen, right: Case) -> list[str]:
    found = []
    for campaign, territory, indicator, numerator, *denominator in right.get("figures", []):
        where = {"campaign": campaign, "territory": territory, "indicator": indicator}
        sql = "where campaign = $campaign and territory_code = $territory and indicator_id = $indicator"
        figures = rows(seen.marts, f"select numerator, denominator from marts.indicator_progress {sql}", **where)
        kept = rows(seen.marts, f"from marts.provenance {sql} and retained", **where)
        values = [figures[0]["numerator"], figures[0]["denominator"]] if figures else [None, None]
        if numerator == "absent":
            if values[0] is not None or kept:
                found.append(f"{territory} {indicator}: {values}, {len(kept)} lines retained")
        elif values[: 1 + len(denominator)] != [Decimal(str(one)) for one in (numerator, *denominator)]:
            found.append(f"{territory} {indicator}: {values}")
    return found


def _rows(seen: Seen, right: Case) -> list[str]:
    found = []
    for table, number in right.get("rows", []):
        companions = [f"source_file <> '{name}'" for name in right.get("with", [])] if table == "marts.report" else []
        condition = " and ".join(["true", *companions])
        ((count,),) = [one.values() for one in rows(seen.marts, f"select count(*) from {table} where {condition}")]
        if count != number:
            found.append(f"{count} rows in {table}")
    if "query" in right:
        answer = [list(one.values()) for one in rows(seen.marts, right["query"])]
        if answer != right["answer"]:
            found.append(f"{right['query']}: {answer}")
    return found


def _words(seen: Seen, right: Case) -> list[str]:
    said = [plain(one["message"]).replace(plain(seen.file), "") for one in seen.issues]

    def is_said(words: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(plain(words))}", one) for one in said)

    missing = [
        words for words in right.get("in_messages", [])
        if not any(map(is_said, [words] if isinstance(words, str) else words))
    ]  # fmt: skip
    present = [words for words in right.get("not_in_messages", []) if is_said(words)]
    return [f"not said: {missing}"] * bool(missing) + [f"said: {present}"] * bool(present)


@lru_cache(maxsize=1)
def known() -> list[Case]:
    return cases()


@pytest.mark.proof
@pytest.mark.skipif(not known(), reason="les cas partagés (../shared/cases) ne sont pas là : ils ne sont pas vérifiés")
@pytest.mark.parametrize(
    "case", known() or [{"file": "none"}], ids=lambda case: f"{case.get('group')}-{case['file']}-{case.get('kind')}"
)
def test_a_case_that_was_shown(ingested: Any, case: Case, request: pytest.FixtureRequest) -> None:
    seen = ingested(case)
    wrong = faults(seen, case)
    if "either" in case:
        alternatives = [faults(seen, case | one) for one in case["either"]]
        wrong += [] if any(not one for one in alternatives) else [f"neither of {alternatives}"]
    assert not wrong, [one["message"] for one in seen.issues]


@pytest.mark.skipif(not known(), reason="les cas partagés (../shared/cases) ne sont pas là : ils ne sont pas vérifiés")
def test_all_that_was_shown_makes_a_whole_build(tmp_path: Path) -> None:
    """Every mart of every case, published: what a case alone does not ask for is made of it too."""
    files = {name: content for case in known() for name, content in contents(case).items()}
    settings = warehouse(tmp_path, files)
    received = {hashlib.sha256(content).hexdigest() for content in files.values()}
    reports = rows(settings, "select source_sha256 from marts.report")
    assert {row["source_sha256"] for row in reports} == received
