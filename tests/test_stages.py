"""What `make test` leaves out, `.ci/run` runs at each change: no test is in neither of its two stages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import browsing
import pytest

from pipelines.outputs.libreoffice import OfficeError, find_office

ROOT = Path(__file__).resolve().parents[1]
MARK = "import pytest\n{}\n"
NOTED = '\ndef test_{0}():\n    with open("{1}/ran", "a") as noted:\n        print("{0}", file=noted)\n'
ALWAYS, PROOF = "# always", "@pytest.mark.proof"
ABSENT = "@pytest.mark.skipif('CHROMIUM' not in os.environ, reason='absent')"


def options(command: str) -> set[str]:
    """The names of the options of pytest in a command, and whatever else it is told."""
    words = shlex.split(command.partition("-m pytest ")[2].split(";")[0])
    return {word.partition("=")[0] for word in words}


def made_test() -> str:
    """How `make test` calls pytest: by what it shares with `make check`, and with options of its own."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shared = makefile.partition("\ndefine tried\n")[2].partition("\nendef\n")[0]
    own = re.search(r"\ntest: .*\n\t\$\(call tried,(.*)\)\n", makefile)
    assert own
    return shared.replace("$(1)", own[1])


def second_stage() -> str:
    """How the second stage of `.ci/run` calls it."""
    return (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("\\\n", " ").rpartition("\nPYTHONDONT")[2]


def test_the_first_stage_is_make_test_and_the_second_chooses_nothing_but_what_the_first_left() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "--without-proofs" in options(made_test())
    assert re.search(r'^ +make test TESTS="--passed-to=\$1/passed [^"]*"\' newcomer "\$kept"$', script, re.MULTILINE)
    among = {"-n", "${JOBS:-4}", "--dist", "loadfile", "--no-loadscope-reorder", "--demonstration", "--not-in"}
    assert options(second_stage()) == among
    assert '--not-in="$kept/passed"' in second_stage()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of seven files of tests under our own rules: each test notes that it ran."""
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = --import-mode=importlib\nmarkers =\n  proof\n  browser\n  office\n"
    )
    for name, head, tests in (
        ("plain", "", [(ALWAYS, "plain")]),
        ("mixed", "", [(ALWAYS, "short"), (PROOF, "long")]),
        ("proof", "pytestmark = pytest.mark.proof", [(ALWAYS, "first"), (ALWAYS, "second")]),
        ("named", "", [(PROOF, "named")]),
        ("pages", "pytestmark = pytest.mark.browser", [(ALWAYS, "page")]),
        ("papers", "", [("@pytest.mark.office", "paper")]),
        ("absent", "import os", [(ABSENT, "browser")]),
    ):
        written = "".join(f"\n{mark}{NOTED.format(test, tmp_path)}" for mark, test in tests)
        (tmp_path / "tests" / f"test_{name}.py").write_text(MARK.format(head) + written, encoding="utf-8")
    return tmp_path


def ran(project: Path, *arguments: str, **environment: str) -> tuple[list[str], str]:
    """The tests that this run of pytest ran, and what it says."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--dist", "loadfile", *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": paths} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    noted = project / "ran"
    names = noted.read_text().split() if noted.exists() else []
    noted.unlink(missing_ok=True)
    return sorted(names), done.stdout


def test_every_test_is_run_by_one_stage_and_what_the_first_could_not_try_by_the_second(project: Path) -> None:
    """A proof whose file is named is run where it is asked for: beside the folder, it is the one of the first stage."""
    first, output = ran(project, "-n1", "--without-proofs", "--passed-to=passed", "tests", "tests/test_named.py")
    assert first == ["named", "plain", "short"]
    assert re.search(r"^ +5  preuve laissée à « make short-proofs » et à .ci/run$", output, re.MULTILINE)
    second, _ = ran(project, "--not-in=passed", CHROMIUM="yes")
    there = [name for name, program in (("page", browsing.CHROMIUM), ("paper", office())) if program]
    assert second == sorted(["browser", "first", "long", "second", *there])


def office() -> object:
    """Where LibreOffice is, if it is there."""
    try:
        return find_office()
    except OfficeError:
        return None


def test_the_proofs_have_a_command_of_their_own() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\nshort-proofs: ")[2].partition("\n\n")[0]
    assert options(recipe) == {
        "-n",
        "$(JOBS)",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-m",
        "proof or browser or office",
    }
