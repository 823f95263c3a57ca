"""Writes requirements.lock: the versions of constraints.txt, with the SHA-256 of every file each may come as.

    python -m tools.supply.lock

Nothing is downloaded but the index's lists. The file holds no address: a mirror serves the same bytes or is refused.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
LOCK = ROOT / "requirements.lock"
# pip, which every Python has, installs this one alone; uv then installs the rest.
INSTALLER_LOCK = ROOT / "requirements-uv.lock"
PROJECT = "pilotage-numerique-educatif"
INSTALLER = "installation"

_HEADER = (
    "# Écrit par `make lock` à partir de pyproject.toml et de constraints.txt ; ne pas corriger à la main.\n"
    "# Une version de chaque paquet et l'empreinte de chacun de ses fichiers : pip et uv refusent tout autre contenu.\n"
)
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
_PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")


@dataclass(frozen=True)
class Locked:
    """One package at one version; `wanted_by` names packages, PROJECT or INSTALLER."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def pin(self) -> str:
        return f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")

    @property
    def text(self) -> str:
        lines = [self.pin, *(f"    --hash={digest}" for digest in self.hashes)]
        return " \\\n".join(lines) + f"\n    # via {', '.join(self.wanted_by)}\n"


def parsed(text: str) -> list[Locked]:
    """The packages of a lock, whether uv wrote it or we did."""
    blocks: list[tuple[re.Match[str], list[str]]] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            blocks.append((pinned, []))
        elif blocks and line.startswith("    "):
            blocks[-1][1].append(line)
    names = {pinned[1] for pinned, _ in blocks} | {PROJECT, INSTALLER}
    return [_locked(pinned, lines, names) for pinned, lines in blocks]


def _locked(pinned: re.Match[str], lines: list[str], names: set[str]) -> Locked:
    name, version, marker = pinned.groups()
    hashes = tuple(sorted(match[1] for line in lines if (match := _HASH.search(line))))
    origins = ",".join(line.partition("#")[2].strip().removeprefix("via") for line in lines if "#" in line)
    return Locked(name, version, marker or "", hashes, tuple(sorted(names & set(map(_wanted, origins.split(","))))))


def _wanted(word: str) -> str:
    """Who asked, without the file it stands in; a constraint asks for nothing."""
    word = word.strip()
    if word.startswith("-c"):
        return ""
    return INSTALLER if word.startswith("-r") else word.partition(" ")[0]


def written(packages: Iterable[Locked]) -> str:
    return _HEADER + "".join(package.text for package in packages)


def locked(path: Path = LOCK) -> list[Locked]:
    return parsed(path.read_text(encoding="utf-8"))


def pins(path: Path = CONSTRAINTS) -> dict[str, str]:
    """Name → version of constraints.txt."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def resolved() -> list[Locked]:
    """What uv finds for every extra, every Python of the range and every system."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "resolved"
        options = ["--all-extras", "--universal", "--python-version", "3.11", "--generate-hashes", "--system-certs"]
        # CPython alone is supported; this one is what PyPy takes instead of brotli.
        options += ["--no-header", "--no-emit-index-url", "--no-emit-package", "brotlicffi"]
        files = [
            "pyproject.toml",
            "tools/supply/build.in",
            "--constraint",
            "constraints.txt",
            "--output-file",
            str(output),
        ]
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *options, *files]
        subprocess.run(command, cwd=ROOT, check=True)
        return parsed(output.read_text(encoding="utf-8"))


def main() -> None:
    packages = resolved()
    LOCK.write_text(written(packages), encoding="utf-8")
    INSTALLER_LOCK.write_text(written(package for package in packages if package.name == "uv"), encoding="utf-8")
    versions, pinned = {package.name: package.version for package in packages}, pins()
    for name in sorted(versions.keys() - pinned.keys()):
        print(f"constraints.txt : il manque {name}=={versions[name]}")
    for name in sorted(pinned.keys() - versions.keys()):
        print(f"constraints.txt : {name} ne sert plus à rien")
    print(f"{LOCK.name} : {len(packages)} paquets, {sum(len(package.hashes) for package in packages)} empreintes.")
    sys.exit(versions != pinned)


if __name__ == "__main__":
    main()
