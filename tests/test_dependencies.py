"""What is imported is declared, or is optional and guarded: what brings it today may no longer bring it tomorrow."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TypeGuard

import pytest
from packaging.utils import canonicalize_name

from tools.supply.inventory import RUNTIME, wanted
from tools.supply.lock import ROOT

# folder → the groups of pyproject.toml that whoever runs it has installed; every other group is optional there
HAS = {
    "indicators": {RUNTIME},
    "pipelines": {RUNTIME},
    "dashboard": {RUNTIME},
    "tests": {RUNTIME, "dev"},
    "proofs": {RUNTIME, "dev"},
    "bench": {RUNTIME, "dev"},
    "tools": {RUNTIME, "dev"},
}
MODULES = sorted(path for folder in HAS for path in (ROOT / folder).rglob("*.py"))
# By its name in a string: import_module("pyspark.sql"), pytest.importorskip("pyspark").
BY_NAME = {"import_module": False, "__import__": False, "importorskip": True}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def ours() -> frozenset[str]:
    """Our packages, and the modules that stand beside a test or a tool and are imported by their bare name."""
    folders = ("tests", "tests/support", "proofs", "bench", "tools")
    beside = [path for folder in folders for path in (ROOT / folder).iterdir()]
    return frozenset(HAS) | {path.stem for path in beside if path.suffix == ".py" or path.is_dir()}


@cache
def declared() -> dict[str, set[str]]:
    """Distribution → the groups that ask for it."""
    groups: dict[str, set[str]] = {}
    for group, requirements in wanted().items():
        for requirement in requirements:
            groups.setdefault(canonicalize_name(requirement.name), set()).add(group)
    return groups


@cache
def brought_by() -> Mapping[str, list[str]]:
    """Module → the distributions that bring it, of what is installed."""
    return packages_distributions()


def groups_of(module: str) -> set[str]:
    """The groups that ask for what brings a module; one that is not installed is taken to be called as its module."""
    names = brought_by().get(module, [module])
    return set().union(*(declared().get(canonicalize_name(name), set()) for name in names))


def is_guard(node: ast.AST) -> bool:
    """Whether a `try` goes on where an import fails."""
    if not isinstance(node, ast.Try):
        return False
    caught = [name for handler in node.handlers if handler.type for name in ast.walk(handler.type)]
    return bool(
        {"ImportError", "ModuleNotFoundError"}
        & {exception.id for exception in caught if isinstance(exception, ast.Name)}
    )


def imports(node: ast.AST, guarded: bool = False) -> Iterator[tuple[str, bool]]:
    """Each module that a source imports, wherever it stands, and whether the source goes on without it."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, guarded) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield node.module or "", guarded
    elif isinstance(node, ast.Call) and (name := _called(node)) in BY_NAME:
        yield from ((str(word.value), guarded or BY_NAME[name]) for word in node.args[:1] if _is_word(word))
    if isinstance(node, ast.Try):
        for child in node.body:
            yield from imports(child, guarded or is_guard(node))
        rest = [*node.handlers, *node.orelse, *node.finalbody]
    else:
        rest = list(ast.iter_child_nodes(node))
    for child in rest:
        yield from imports(child, guarded)


def _is_word(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def undeclared(path: str, source: str) -> list[str]:
    """What a source imports and cannot count on: declared nowhere, or optional there and not guarded."""
    wrong = []
    for name, guarded in imports(ast.parse(source)):
        module = name.partition(".")[0]
        if module in sys.stdlib_module_names or module in ours():
            continue
        groups = groups_of(module)
        if not groups:
            wrong.append(f"« {module} » : aucune dépendance de pyproject.toml ne l'apporte")
        elif not (groups & HAS[path.partition("/")[0]] or guarded):
            wrong.append(f"« {module} » est en option ({', '.join(sorted(groups))}) : il y faut « except ImportError »")
    return sorted(set(wrong))


def test_every_import_is_declared_or_guarded() -> None:
    assert len(MODULES) > 300
    wrong = {name_of(path): undeclared(name_of(path), path.read_text(encoding="utf-8")) for path in MODULES}
    assert {name: modules for name, modules in wrong.items() if modules} == {}


GUARDED = "try:\n    {}\nexcept (ImportError, OSError):\n    tool = None"


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipelines/warehouse/build.py", "import duckdb, json"),
        ("pipelines/warehouse/build.py", "from indicators import catalogue"),
        ("dashboard/web/served_page.py", "from google.protobuf.message import DecodeError"),
        ("pipelines/warehouse/build.py", GUARDED.format("from pyspark.sql import SparkSession")),
        (
            "pipelines/warehouse/build.py",
            "def late():\n    " + GUARDED.format("import_module('pyspark')").replace("\n", "\n    "),
        ),
        ("tests/test_any.py", "import pytest, reports"),
        ("tests/test_any.py", "pytest.importorskip('pyspark.sql', reason='absent')"),
    ],
)
def test_what_is_declared_or_guarded_is_let_through(path: str, source: str) -> None:
    assert undeclared(path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipelines/warehouse/build.py", "from pyspark.sql import SparkSession"),
        ("pipelines/warehouse/build.py", "def late():\n    import pyspark"),
        ("pipelines/warehouse/build.py", "spark = importlib.import_module('pyspark.sql')"),
        (
            "pipelines/warehouse/build.py",
            GUARDED.format("x = 1") + "\n    import pyspark",
        ),  # in what goes on without it
        ("pipelines/warehouse/build.py", "try:\n    import pyspark\nexcept ValueError:\n    pass"),
        ("pipelines/warehouse/build.py", "import pytest"),  # what tests have, a server has not
        ("dashboard/web/served_page.py", "import werkzeug"),
        ("dashboard/web/served_page.py", "import nowhere_declared"),
        ("dashboard/web/served_page.py", GUARDED.format("import nowhere_declared")),
        ("dashboard/web/served_page.py", "import pluggy"),  # here because another package asks for it
        ("tests/test_any.py", "import polars"),
        ("tools/any.py", "import pluggy"),
    ],
)
def test_an_import_that_nothing_promises_is_seen(path: str, source: str) -> None:
    assert len(undeclared(path, source)) == 1
