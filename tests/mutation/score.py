"""Builds the warehouse with each mutant in turn, in a copy of the tree, and writes down those that no test sees.

First the second calculation on a few random worlds, in this process; then, for those that pass, the tests named in
TESTS. Usage: python tests/mutation/score.py [--sample N] [--only indicators/sql] [--again RESULTS]"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
SQL = [
    "indicators/sql/formula.sql",
    "indicators/sql/core/*.sql",
    *(f"indicators/sql/marts/{name}_progress.sql" for name in ("indicator", "objective", "axis", "strategy")),
    "indicators/sql/marts/discrepancy.sql",
    "pipelines/sql/core/*.sql",
    "pipelines/sql/staging/*.sql",
    "pipelines/sql/checks/*.sql",
]
WORLDS = (45, 41, 36, 10, 30)
TESTS = ("consolidation", "progress", "marts", "checks", "pilote", "versions", "oracle", "properties")


def copied_tree() -> Path:
    """Where files are changed: never here."""
    tree = Path(tempfile.mkdtemp(prefix="mutation-"))
    for name in ("indicators", "pipelines", "dashboard", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tree)
    return tree


def second_calculation(tree: Path) -> Callable[[], str]:
    """Gives what tells whether the warehouse of the tree still agrees: the first difference, or nothing."""
    from oracle import compare, scores
    from oracle.built import world

    from pipelines import warehouse
    from pipelines.build import build

    connect = warehouse.connect
    warehouse.connect = lambda *given, **named: _alone(connect(*given, **named), named.get("read_only", False))
    prepared = []
    for seed in WORLDS:
        drawn = world(tree / "worlds" / str(seed), seed)
        prepared.append((drawn, scores.tables(drawn.strategy, drawn.found)))
        assert not compare.differences(drawn.settings, prepared[-1][1]), f"world {seed} differs without any mutant"

    def first_difference() -> str:
        for drawn, wanted in prepared:
            try:
                build(drawn.settings)
                found = compare.files_counted(drawn.settings, drawn.strategy, drawn.found, drawn.sent)
                found += compare.differences(drawn.settings, wanted)
            except Exception as error:
                return f"{type(error).__name__}: {error}"
            finally:
                warehouse.close(drawn.settings)
            if found:
                return found[0]
        return ""

    return first_difference


def _alone(connection: duckdb.DuckDBPyConnection, read_only: bool) -> duckdb.DuckDBPyConnection:
    """One thread for a build: small ones wait for nobody, and other work may run beside."""
    if not read_only:  # what is read later is locked as it is
        connection.execute("set threads = 1")
    return connection


def seen_by_tests(tree: Path) -> str:
    """The first test that fails on the tree, or nothing."""
    tests = [f"tests/test_{name}.py" for name in TESTS if (tree / f"tests/test_{name}.py").exists()]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    ran = subprocess.run(
        command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False
    )
    failed = [line.split(" ")[1] for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0] if failed else "" if ran.returncode == 0 else f"pytest ended with {ran.returncode}"


INVALID = ("ParserException", "BinderException", "CatalogException")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--sample", type=int, default=0, help="so many mutants, drawn; all of them by default")
    asked.add_argument("--only", default="", help="files whose path holds this")
    asked.add_argument("--out", type=Path, default=ROOT / "build" / "mutation.json")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--again", type=Path, help="only those that no test saw in these results")
    asked.add_argument("--quick", action="store_true", help="the second calculation alone")
    options = asked.parse_args()
    tree = copied_tree()
    sys.path[:0] = [str(tree), str(tree / "tests")]  # the program and the tests of the copy, before any other
    from mutation.mutants import mutants
    from mutation.table import write_page

    paths = sorted({path for pattern in SQL for path in tree.glob(pattern)})
    every = [m for path in paths for m in mutants(path.relative_to(tree).as_posix(), path.read_text(encoding="utf-8"))]
    every = [one for one in every if options.only in one.file]
    if options.again:
        known = {one["mutant"]: one for one in json.loads(options.again.read_text(encoding="utf-8"))}
        every = [one for one in every if known.get(one.name, {}).get("seen_by") == ""]
    if options.sample:
        every = random.Random(options.seed).sample(every, min(options.sample, len(every)))
    first_difference = second_calculation(tree) if not options.again else str
    options.out.parent.mkdir(parents=True, exist_ok=True)
    results: list[dict[str, str]] = []
    for number, one in enumerate(every, start=1):
        path = tree / one.file
        before = path.read_text(encoding="utf-8")
        path.write_text(one.text, encoding="utf-8")
        by = first_difference()
        if by.startswith(INVALID):
            by = "invalid"
        elif not by and not options.quick:
            by = seen_by_tests(tree)
        path.write_text(before, encoding="utf-8")
        results.append({"file": one.file, "kind": one.kind, "mutant": one.name, "seen_by": by[:160]})
        print(f"{number}/{len(every)} {one.name}: {by[:110] or 'SURVIVES'}", flush=True)
        options.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(tree, ignore_errors=True)
    if options.again:  # what was seen before stays seen
        results = list((known | {one["mutant"]: one for one in results}).values())
        options.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if not options.quick:
        write_page(ROOT, results)


if __name__ == "__main__":
    main()
