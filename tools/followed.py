"""Which files are the project's: those that git follows; where there is no git, those that .gitignore leaves."""

from __future__ import annotations

import os
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path


def followed(folder: Path, new: bool = True) -> list[str]:
    """Their names from this folder, in order; `new` adds what git would follow at the next `git add`."""
    if (folder / ".git").exists() and shutil.which("git"):
        options = ["--cached", *(("--others", "--exclude-standard") if new else ())]
        command = ["git", "ls-files", "-z", *options]
        listed = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
        return sorted(filter(None, os.fsdecode(listed).split("\0")))
    return sorted(_left(folder))


def _left(folder: Path) -> list[str]:
    """Every file but what .gitignore names: at the root where a line begins with a slash, anywhere otherwise."""
    path, files_followed = folder / ".gitignore", []
    lines = [".git", *(path.read_text(encoding="utf-8").split() if path.exists() else ())]
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        patterns = [line.strip("/") for line in lines if inside == Path() or not line.startswith("/")]
        names = [name for name in (*folders, *files) if not any(fnmatch(name, pattern) for pattern in patterns)]
        folders[:] = [name for name in folders if name in names]
        files_followed += [(inside / name).as_posix() for name in files if name in names]
    return files_followed
