"""Tries each small change of the calculation on the tests, in a copy of the tree, and writes down those nobody sees.

Usage: python proofs/mutation/score.py [--sample N] [--only indicators/sql] [--again] [--jobs N]"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mutation.in_python import PythonMutant
    from mutation.mutants import Mutant
    from mutation.session import Session

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ("proofs", "tests", "tests/support")  # what is imported by its bare name
sys.path[:0] = [str(ROOT / name) for name in BESIDE] * (__name__ == "__main__")
SQL = [
    "pipelines/sql/macros.sql",
    "indicators/sql/formula.sql",
    "indicators/sql/core/*.sql",
    *(f"indicators/sql/marts/{name}_progress.sql" for name in ("indicator", "objective", "axis", "strategy")),
    "indicators/sql/marts/discrepancy.sql",
    "pipelines/sql/core/*.sql",
    "pipelines/sql/staging/*.sql",
    "pipelines/sql/checks/*.sql",
]
READING = (
    "rows", "grids", "direct", "parsed", "text/delimited",
    *(f"spreadsheets/{name}" for name in (
        "cells", "number_formats", "excel_cells", "xml_parts", "excel", "opendocument",
        "opendocument_cells", "opendocument_styles",
    )),
)  # fmt: skip
PYTHON = [
    *(f"pipelines/ingest/{name}.py" for name in READING),
    "indicators/territories.py",
]
CALCULATION = ("consolidation", "progress", "checks", "pilote", "versions", "marts", "notation", "properties")
TESTS = {
    "sql": (*CALCULATION, "personal_data", "schools", "territories"),
    "python": (
        "reading_rows",
        "reading_grids",
        "number_formats",
        "excel_reader",
        "opendocument_reader",
        "territories",
        "reader_properties",
        "notation",
        "checks",
        "odd_files",
    ),
}
# each of these launches other programs, or reads for minutes
ELSEWHERE = "not hostile and not fuzz and not traceback and not libreoffice"
Result = dict[str, str]


def copied_tree() -> Path:
    """Where files are changed: never here."""
    tree = Path(tempfile.mkdtemp(prefix="mutation-"))
    for name in ("indicators", "pipelines", "dashboard", "tests", "proofs", "tools"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tree)
    return tree


def generated(what: str, only: str = "") -> Iterator[Any]:
    """Every mutant of a language, in the files whose path holds one of the words of `only`."""
    from mutation.in_python import python_mutants
    from mutation.mutants import mutants

    make: Callable[[str, str], Iterator[Any]] = mutants if what == "sql" else python_mutants
    for pattern in SQL if what == "sql" else PYTHON:
        for path in sorted(ROOT.glob(pattern)):
            file = path.relative_to(ROOT).as_posix()
            if any(part in file for part in only.split(",")):
                yield from make(file, path.read_text(encoding="utf-8"))


def asked_for(options: argparse.Namespace) -> list[Mutant | PythonMutant]:
    """All of them, a draw, or those that nobody saw the last time; of these, the part of this process."""
    every = list(generated(options.what, options.only))
    if options.again:
        results = results_of(options.results)
        every = [mutant for mutant in every if not results.get(mutant.name, {}).get("seen_by")]
    if options.sample:
        every = random.Random(options.seed).sample(every, min(options.sample, len(every)))
    part, parts = map(int, options.part.split("/"))
    return every[part::parts]


def run(options: argparse.Namespace) -> int:
    """In this process: pytest gathers the tests once, and a loop of ours tries every mutant on them."""
    every = asked_for(options)
    if not every:
        return 0
    tree, out = copied_tree(), options.out.resolve()
    os.chdir(tree)
    # the program and the tests of the copy, before any other
    sys.path[:0] = [str(tree), *(str(tree / name) for name in BESIDE)]
    os.fsync = lambda fd: None  # a copy that is thrown away need not outlive a power cut
    import pytest

    from mutation.session import Session
    from mutation.stage import Stage

    def tries(session: Session) -> None:
        results: list[Result] = []
        one_by = tried_by(session, options.what)
        for number, mutant in enumerate(every, start=1):
            by = one_by(mutant)
            results.append({"file": mutant.file, "kind": mutant.kind, "mutant": mutant.name, "seen_by": by[:160]})
            print(f"{number}/{len(every)} {mutant.name}: {by[:110] or 'SURVIVES'}", flush=True)
            out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")

    stage = Stage()
    stage.install()
    files = [f"tests/test_{name}.py" for name in TESTS[options.what]]
    temporary = ["-o", "tmp_path_retention_policy=all"]  # what was received once is looked at again
    arguments = ["-q", "-p", "no:cacheprovider", *temporary, "-k", ELSEWHERE, *files]
    code = pytest.main(arguments, plugins=[Session(stage, tries)])
    shutil.rmtree(tree, ignore_errors=True)
    return int(code == pytest.ExitCode.INTERNAL_ERROR)


def tried_by(session: Session, what: str) -> Callable[[Any], str]:
    """What says who sees a mutant: a test, `invalid` where it is no query any more, or nobody."""
    from mutation.reader import Readings
    from mutation.stage import change_of

    if what == "python":
        return Readings(session).try_mutant

    def tried(mutant: Mutant) -> str:
        path = Path(mutant.file)
        before = path.read_text(encoding="utf-8")
        path.write_text(mutant.text, encoding="utf-8")  # some tests read the macros by themselves
        try:
            return session.try_change(change_of(before, mutant.text), macro_tests="create macro" in before)
        finally:
            path.write_text(before, encoding="utf-8")

    return tried


def results_of(path: Path) -> dict[str, Result]:
    """What is known of each mutant, by its name."""
    return (
        {result["mutant"]: result for result in json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each language; all by default")
    parser.add_argument("--only", default="", help="files whose path holds this, or one of these (a,b)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--again", action="store_true", help="only those that nobody saw in the last results")
    parser.add_argument("--jobs", type=int, default=1, help="so many processes")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutation.json")
    for name in ("--part", "--what"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.exit(run(options) if options.part else whole(options))


def whole(options: argparse.Namespace) -> int:
    """Each language in processes of its own; then the page, of all that is known."""
    options.results.parent.mkdir(parents=True, exist_ok=True)
    results = results_of(options.results) if options.again or options.only else {}
    ended = []
    for what in TESTS:
        parts = [options.results.with_suffix(f".{what}{part}") for part in range(options.jobs)]
        command = [sys.executable, __file__, *sys.argv[1:], "--what", what, "--out"]
        running = [
            subprocess.Popen([*command, str(out), "--part", f"{n}/{options.jobs}"]) for n, out in enumerate(parts)
        ]
        ended += [process.wait() for process in running]
        for out in parts:
            results |= results_of(out)
            out.unlink(missing_ok=True)
    conclude(options.results, results)
    return max(ended)


def conclude(path: Path, results_by_mutant: dict[str, Result]) -> None:
    """Keeps the results, but those of lines that are no more, and writes the page."""
    from mutation.table import write_page

    every = {result.name: (result.file, result.kind) for what in TESTS for result in generated(what)}
    results = [result for name, result in results_by_mutant.items() if name in every]
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    write_page(ROOT, results, list(every.values()))


if __name__ == "__main__":
    main()
