"""Generated pages say what the code says; every check has words, and every word a check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import pipelines
from pipelines.ingest.report_format import report_format
from pipelines.outputs.reference_docs import ROOT, documents
from pipelines.warehouse.reference import messages

HERE = Path(pipelines.__file__).parent


@pytest.mark.parametrize("path", sorted(documents(), key=str), ids=str)
def test_generated_documents_are_up_to_date(path: Path) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == documents()[path], "run `make docs`"


def test_every_check_has_words_and_every_word_a_check() -> None:
    reader = "".join(path.read_text(encoding="utf-8") for path in (HERE / "ingest").rglob("*.py"))
    said_by_reader = {code for code in messages() if f'"{code}"' in reader}
    said_by_sql = {path.stem for path in (HERE / "sql" / "checks").glob("*.sql")}
    assert said_by_reader | said_by_sql == set(messages())
    assert not said_by_reader & said_by_sql


@pytest.mark.parametrize("code", sorted(messages()))
def test_a_message_says_what_is_wrong_and_what_to_do(code: str) -> None:
    message = messages()[code]
    assert message["severity"] in ("refusal", "error", "warning")
    for part in ("problem", "advice"):
        assert re.match(r"[A-ZÀÉ«{0-9]", message[part])
        assert message[part].endswith((".", "?"))


def test_a_schema_describes_every_column_that_is_read() -> None:
    for kind in report_format().tables.values():
        schema = json.loads(documents()[Path("docs") / "schemas" / f"{kind.id}.json"])
        assert [field["name"] for field in schema["fields"]] == [field.header for field in kind.fields]
        assert all(field["description"] for field in schema["fields"])
        required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
        assert required == {field.header for field in kind.fields if field.id in kind.required}
