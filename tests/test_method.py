"""The method as it is told, docs/method.md: each of its examples is what the program computes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from indicators.typography import NARROW, number
from pipelines.facts.comparison.decomposition import DIGITS, rounded
from pipelines.warehouse.schools.queries import query

TEXT = (Path(__file__).parents[1] / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- (\w+) (.*?) -> (.*?) -->\n(Exemple.*)", TEXT)
NEW = {"raw_progress", "progress_expected", "scored_status", "parts_contradict", "too_little", "concerned"}
NEW |= {"units_missing", "distance_to", "indicator_value", "rounded", "folded_reference"}


def typed(text: str) -> Any:
    """A value of an example: a number, a yes or no, nothing (`-`), a list, or a word."""
    if text in ("true", "false", "-"):
        return {"true": True, "false": False, "-": None}[text]
    if text.startswith("["):
        return text.strip("[]").split(",")
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else text


@pytest.fixture(scope="module")
def concerned() -> Callable[..., Any]:
    [text] = re.findall(r"create macro concerned.*?;", query("macros_reading"), re.DOTALL)
    connection = duckdb.connect()
    connection.execute(text)
    return lambda *values: connection.execute("select concerned(?, ?, ?::varchar[], ?)", list(values)).fetchall()[0][0]


@pytest.mark.parametrize(
    ("rule", "arguments", "wanted", "sentence"), EXAMPLES, ids=[f"{e[0]} {e[1]}" for e in EXAMPLES]
)
def test_an_example_is_what_the_program_computes(
    macro: Callable[..., Any], concerned: Callable[..., Any], rule: str, arguments: str, wanted: str, sentence: str
) -> None:
    values = [typed(word) for word in arguments.split()]
    if rule == "rounded":
        assert rounded(values, DIGITS) == [typed(word) for word in wanted.split()]
    elif rule == "concerned":
        assert concerned(*values) is typed(wanted)
    else:
        result = macro(rule, *values)
        assert result == (pytest.approx(typed(wanted)) if isinstance(typed(wanted), float) else typed(wanted))
    # what is read is what is computed: each number of the answer stands in the sentence
    for word in wanted.split():
        if isinstance(typed(word), float):
            written = number(typed(word), 0 if typed(word).is_integer() else 1).replace(NARROW, " ")
            assert written in sentence.replace(NARROW, " ").replace("\u00a0", " "), (written, sentence)


def test_every_new_rule_has_an_example() -> None:
    assert {example[0] for example in EXAMPLES} == NEW
    assert TEXT.count(f"Exemple{NARROW}:") == len(EXAMPLES)
