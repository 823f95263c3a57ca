"""No text that a person sends takes more than a time in proportion to its length.

Nothing is listed by hand but what is left out: every pattern of the code, used as the code uses it, every function that
takes texts alone, and every SQL macro of one text are found and given long runs of everything, at two lengths."""

from __future__ import annotations

import ast
import importlib
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from indicators.territories import fold
from indicators.typography import typeset
from pipelines.access.lines import plain_account
from tests.support.long_texts import LONG, RATIO, SHORT, grows, texts

ROOT = Path(__file__).parents[1]
METHODS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")
# What no text of a person reaches, or what is judged elsewhere.
LEFT_OUT = {
    "dashboard.identity.metadata:fetch": "asks the network",
    "dashboard.components.links.address:why": "a title and codes of ours",
    "pipelines.warehouse.schools.spark:_session": "starts a Spark session, where there is one",
    "pipelines.ingest.spreadsheets.number_formats:_TOKEN": "given the first thousand characters, by `_sections`",
    "pipelines.outputs.template.annotate:_as_xlsx": "LibreOffice, another process",
    "pipelines.ingest.confined:read_confined": "another process, which reads with the functions judged here",
    "pipelines.ingest.spreadsheets.excel_cells:column_number": "letters that a pattern bounds to three",
    "pipelines.outputs.factsheet.drawing:re.findall": "the outlines of our own maps",
    "dashboard.web.security:_INLINE_SCRIPT.findall": "the page that Streamlit ships",
}
# Folders whose texts are ours, or an operator's own command line.
OURS = (
    "pipelines/demo",
    "pipelines/cli",
    "dashboard/app_pages",
    "pipelines/outputs/reference_docs.py",
    "dashboard/app.py",
    "dashboard/serve.py",
    "dashboard/components/layout",  # a page is drawn there, of what the others made
)
# What reads whole files is linear and slow: fewer runs are enough there.
WHOLE_FILES = ("pipelines.ingest.direct:", "pipelines.ingest.reader:", "pipelines.ingest.text.delimited:")
BYTES = ("bytes", "Content")  # a content that is small is its bytes
Call = Callable[[str], object]


def modules() -> Iterator[tuple[str, ModuleType, ast.Module]]:
    for path in sorted(
        path for top in ("indicators", "pipelines", "dashboard") for path in ROOT.joinpath(top).rglob("*.py")
    ):
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(OURS) and path.name != "__main__.py":
            name = place.removesuffix(".py").replace("/", ".")
            yield name, importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8"))


def used(pattern: re.Pattern[Any], method: str) -> Call:
    def call(text: str) -> object:
        argument = text.encode() if isinstance(pattern.pattern, bytes) else text
        result = (
            getattr(pattern, method)(argument[:0], argument) if method == "sub" else getattr(pattern, method)(argument)
        )
        return list(result) if method == "finditer" else result

    return call


def patterns(name: str, module: ModuleType, tree: ast.Module) -> Iterator[tuple[str, Call]]:
    """Every use of a pattern: of one that has a name, or of one written where it is used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
            pattern = getattr(module, node.value.id, None)
            if isinstance(pattern, re.Pattern):
                yield f"{name}:{node.value.id}.{node.attr}", used(pattern, node.attr)
        elif isinstance(node, ast.Call) and (method := of_module(node)) and isinstance(node.args[0], ast.Constant):
            written = str(node.args[0].value)
            flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else re.NOFLAG
            yield f"{name}:re.{method} {written}", used(re.compile(written, flags), method)


def of_module(call: ast.Call) -> str:
    """The function of `re` that is called; nothing for any other."""
    method = ast.unparse(call.func).removeprefix("re.")
    return method if method in METHODS else ""


def functions(name: str, module: ModuleType, tree: ast.Module) -> Iterator[tuple[str, Call]]:
    """Every function that takes a text, or bytes, and needs nothing else; without its memory of what it answered."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        positional = [*node.args.posonlyargs, *node.args.args]
        needed = positional[: len(positional) - len(node.args.defaults)]
        kinds = {ast.unparse(argument.annotation) for argument in needed if argument.annotation}
        if kinds and kinds <= {"str", "str | None", "object", *BYTES} and None not in node.args.kw_defaults:
            function = getattr(module, node.name)
            yield f"{name}:{node.name}", call_of(getattr(function, "__wrapped__", function), needed)


def call_of(function: Callable[..., object], needed: list[ast.arg]) -> Call:
    def call(text: str) -> object:
        try:
            return function(
                *(
                    text.encode() if ast.unparse(argument.annotation or argument) in BYTES else text
                    for argument in needed
                )
            )
        except Exception as refusal:  # what matters here is how long it took
            return refusal

    return call


def slow(call: Call, step: int = 4) -> str:
    """The first run that takes too long, and how it grows; nothing where none does."""
    for short, long in zip(texts(SHORT, step), texts(LONG, step), strict=True):
        if (ratio := grows(call, short, long)) > RATIO:
            return f"{long[:8]!r} × : {ratio:.0f} times as long for 8 times the text"
    return ""


def every_call() -> dict[str, Call]:
    return {name: call for each in modules() for finder in (patterns, functions) for name, call in finder(*each)}


@pytest.mark.proof
def test_patterns_and_functions_take_no_more_than_their_share_of_time(caplog):
    caplog.set_level(logging.ERROR)  # Streamlit warns at each text that no page is being shown
    every = every_call()
    assert len(every) > 200
    assert not [prefix for prefix in LEFT_OUT if not any(name.startswith(prefix) for name in every)]
    judged = {name: call for name, call in every.items() if not name.startswith(tuple(LEFT_OUT))}
    wrong = {name: slow(call, 7 if name.startswith(WHOLE_FILES) else 4) for name, call in judged.items()}
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.proof
def test_macros_of_one_text_take_no_more_than_their_share_of_time():
    with duckdb.connect() as connection:
        connection.execute("set threads = 1; set variable school_situations = map {}")
        for path in ("pipelines/sql/macros.sql", "pipelines/sql/schools/macros.sql"):
            connection.execute(ROOT.joinpath(path).read_text(encoding="utf-8"))
        names = connection.sql(
            "select function_name from duckdb_functions() where function_type = 'macro' and not internal"
            " and len(parameters) = 1 order by 1"
        ).fetchall()

        def call(name: str, text: str) -> object:
            try:
                return connection.execute(f"select {name}(?)", [text]).fetchall()
            except duckdb.Error as refusal:
                return refusal

        assert len(names) > 30
        wrong = {name: slow(lambda text, name=name: call(name, text), 13) for (name,) in names}
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.parametrize("pattern", [r"[ ]+([;:!?])", r"\d+,?\d*"])
def test_a_slow_pattern_is_seen(pattern):
    assert slow(used(re.compile(pattern), "fullmatch" if "d" in pattern else "sub"))


def test_what_was_made_fast_says_the_same():
    assert typeset("un  :  deux \u00a0! «  trois\u00a0 » 5 %") == (
        "un\u202f:  deux\u202f! «\u202ftrois\u202f» 5\u202f%"
    )
    marks = "e" + "\u0301" * 100 + "\u0323" * 100 + "t"
    assert fold(f"Cœur {marks}") == "coeur et"
    answers = {
        address: plain_account(address) for address in ("a@b.fr", "a@b..fr", "a@.b", "a@..b", "a@b.", "a@b", "a@b.c.d")
    }
    assert [address for address, plain in answers.items() if plain] == ["a@b.fr", "a@b..fr", "a@..b", "a@b.c.d"]
