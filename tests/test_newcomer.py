"""Each command of `make help` in a fresh copy, with Python and make alone: `make proof` runs them all, briefly."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import browsing
import pytest

from tools import newcomer
from tools.followed import followed

ROOT = newcomer.ROOT
# command → what makes a run of it short
SHORT: dict[str, tuple[str, ...]] = {
    "help": (),
    "install": (),
    "demo": ("START=0",),
    "start": (),
    "test": ("TESTS=tests/test_notation.py",),
    "short-proofs": (),
    "check": (),
    "lint": (),
    "format": (),
    "types": (),
    "golden": (),
    "docs": (),
    "sbom": (),
    "licences": (),
    "modules": (),
    "secrets": (),
    "lock": (),
    "screenshots": ("PAGES=methode",),
    "fuzz": ("FILES=20",),
    "load": (),
    "proof": ("TESTS=pilote",),
    "faults": ("EVERY=300",),
    "chaos": ("KILLS=3", "CUTS=4"),
    "soak": ("LENGTH=20",),
    "attack": ("ONLY=nom", "SCALE=0.3"),
    "mutation": ("SAMPLE=1", "ONLY=formula,territories"),
    "bench": ("QUICK=1",),
    "bench-peers": ("QUICK=1",),
    "spark": (),
    "clean": (),
}
# command → the program that it cannot do without, and what it says of it
NEEDS = {"screenshots": ("chromium", "Chromium n'est pas installé")}
# Written anew from what is there already: they change nothing.
SAME = ("docs", "format", "licences", "modules")


def listed() -> list[str]:
    """The commands that `make help` shows."""
    output = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return re.findall(r"^ +make ([a-z-]+) ", output, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("make"), reason="make n'est pas installé : son aide n'est pas lue")
def test_every_command_of_the_help_has_its_short_run() -> None:
    assert sorted(listed()) == sorted(SHORT)
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(SHORT), "a command that the help does not show"


def test_what_a_newcomer_needs_is_what_the_readme_names() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert all(re.search(rf"\b{name}\b", first) for name in newcomer.ASKED)
    assert not set(newcomer.ASKED + newcomer.EVERYWHERE) & set(newcomer.PROGRAMS)


@pytest.fixture
def planted(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has every optional program, and settings of its own."""
    folder = tmp_path / "machine"
    folder.mkdir()
    for name in newcomer.PROGRAMS:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(folder),
        "PILOTAGE_DATA": str(folder),
        "JAVA_HOME": str(folder),
        "https_proxy": "http://127.0.0.1:9",
        "PIP_INDEX_URL": "https://index.example/simple",
    }


on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="seul Linux laisse cacher une bibliothèque du système : rien n'est caché"
)


@on_linux
def test_nothing_of_the_machine_is_left_but_its_network(planted: dict[str, str], tmp_path: Path) -> None:
    environment = newcomer.surroundings(tmp_path / "cut", planted)
    assert newcomer.visible(environment) == []
    assert environment.keys() - planted.keys() == {"LANG", "LD_LIBRARY_PATH"}
    assert planted.keys() - environment.keys() == {"PYTHONPATH", "PILOTAGE_DATA", "JAVA_HOME"}
    assert environment["PIP_INDEX_URL"] == planted["PIP_INDEX_URL"]
    assert Path(environment["HOME"]).is_dir()
    assert not any(Path(environment["HOME"]).iterdir())


@on_linux
def test_a_program_and_a_library_that_are_seen_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The C library's resolver stands for one that a machine has and that Python can start without."""
    monkeypatch.setattr(newcomer, "PROGRAMS", ("sh", "make", "java"))
    shown = newcomer.surroundings(tmp_path / "shown", os.environ)
    monkeypatch.setattr(newcomer, "LIBRARIES", ("libresolv.so.2",))
    assert newcomer.visible(shown) == ["sh", "make", "libresolv.so.2"]
    hidden = newcomer.surroundings(tmp_path / "hidden", os.environ)
    assert newcomer.visible(hidden) == ["sh", "make"]


@on_linux
def test_the_settings_of_a_person_still_say_where_packages_come_from(tmp_path: Path) -> None:
    own = tmp_path / ".config" / "pip" / "pip.conf"
    own.parent.mkdir(parents=True)
    own.write_text("[global]\n")
    environment = newcomer.surroundings(tmp_path / "cut", {"HOME": str(tmp_path), "PATH": os.environ["PATH"]})
    assert environment["PIP_CONFIG_FILE"] == str(own)
    assert "UV_CONFIG_FILE" not in environment


def test_the_copy_holds_what_is_followed_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in (
        "a.py",
        "data.py",
        "deep/data/kept.py",
        "data/received.xlsx",
        "deep/__pycache__/a.pyc",
        ".venv/bin/python",
    ):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name)
    (source / ".gitignore").write_text("/data/\n/.venv/\n__pycache__/\n")
    copy = newcomer.copied(source, tmp_path / "copy")
    names = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
    assert names == [".gitignore", "a.py", "data.py", "deep/data/kept.py"]


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="git n'est pas là : rien à comparer"
)
def test_git_and_gitignore_name_the_same_files(monkeypatch: pytest.MonkeyPatch) -> None:
    by_git = followed(ROOT)
    monkeypatch.setenv("PATH", "")
    assert [name for name in followed(ROOT) if (ROOT / name).exists()] == [
        name for name in by_git if (ROOT / name).exists()
    ]


# --- each command, in a copy


@pytest.fixture(scope="module")
def arrived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A fresh copy and the environment of who has just made it; what one command installs serves the next ones."""
    folder = tmp_path_factory.mktemp("newcomer")
    tree = newcomer.copied(ROOT, folder / "tree")
    yield tree, newcomer.surroundings(folder / "around", os.environ)
    shutil.rmtree(folder, ignore_errors=True)


long = pytest.mark.skipif(
    os.environ.get("PROOF") != "long",
    reason="chaque commande de « make help » est lancée dans une copie neuve, un quart d'heure durant : make proof",
)


def make(tree: Path, environment: dict[str, str], command: str) -> subprocess.CompletedProcess[str]:
    """Runs one command, briefly."""
    return subprocess.run(
        ["make", command, *SHORT[command]],
        cwd=tree,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def contents(tree: Path) -> dict[str, bytes]:
    return {name: (tree / name).read_bytes() for name in followed(tree)}


@long
@pytest.mark.parametrize("command", [name for name in SHORT if name not in {"start", *NEEDS}])
def test_a_command_does_its_work_in_a_fresh_copy(arrived: tuple[Path, dict[str, str]], command: str) -> None:
    tree, environment = arrived
    before = contents(tree) if command in SAME else {}
    ran = make(tree, environment, command)
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "Traceback" not in ran.stdout
    assert not before or contents(tree) == before


@long
@pytest.mark.parametrize("command", NEEDS)
def test_what_a_command_lacks_is_said_and_enough(arrived: tuple[Path, dict[str, str]], command: str) -> None:
    tree, environment = arrived
    program, words = NEEDS[command]
    ran = make(tree, environment, command)
    assert ran.returncode != 0
    assert words in ran.stdout
    assert "Traceback" not in ran.stdout
    if not shutil.which(program):
        pytest.skip(f"{program} n'est pas installé : « make {command} » n'est essayé que sans lui")
    ran = make(tree, environment | {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": ""}, command)
    assert ran.returncode == 0, ran.stdout[-3000:]


@long
def test_start_opens_the_dashboard_on_a_folder_that_received_nothing(arrived: tuple[Path, dict[str, str]]) -> None:
    tree, environment = arrived
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["make", "start", f"PORT={port}"]
    with subprocess.Popen(command, cwd=tree, env=environment, start_new_session=True) as started:
        try:
            browsing.answers(f"http://127.0.0.1:{port}")
        finally:
            os.killpg(started.pid, signal.SIGTERM)
