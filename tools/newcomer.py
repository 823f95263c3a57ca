"""Runs a command as a newcomer would: in a fresh copy of the tree, with nothing of this machine but Python and make.

    python3 -m tools.newcomer make test

Needs the standard library alone: it runs before anything is installed. Libraries are hidden on Linux only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.followed import followed

ROOT = Path(__file__).resolve().parents[1]
# What the README asks for; then what a system has before anybody adds to it, as far as a Makefile may use it.
ASKED = ("python3", "make")
EVERYWHERE = (
    *("sh", "basename", "cat", "chmod", "cp", "cut", "date", "dirname", "echo", "env", "expr", "false", "find"),
    *("grep", "head", "id", "kill", "ln", "ls", "mkdir", "mktemp", "mv", "printf", "pwd", "rm", "rmdir", "sed"),
    *("sleep", "sort", "tail", "tee", "test", "touch", "tr", "true", "uname", "uniq", "wc", "xargs"),
)
# What tests use where it is there: a newcomer has none of it.
PROGRAMS = (
    *("chromium", "chromium-browser", "google-chrome", "soffice", "libreoffice", "localc", "pdftoppm", "pdftotext"),
    *("java", "nginx", "openssl", "caddy", "systemd-analyze", "git", "node", "npm", "uv"),
)
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
# The way to the index of packages is the network's, not the project's; everything else of the environment is left out.
NETWORK = re.compile(
    r"(https?|all|no)_proxy|(SSL_CERT|REQUESTS_CA|CURL_CA|NODE_EXTRA_CA)\w+"
    r"|PIP_(\w*INDEX\w*|CERT|CLIENT_CERT|CONFIG_FILE|DEFAULT_TIMEOUT|FIND_LINKS|PROXY|TRUSTED_HOST)"
    r"|UV_(\w*INDEX\w*|CONFIG_FILE|FIND_LINKS|HTTP_TIMEOUT|INSECURE_HOST|NATIVE_TLS|SYSTEM_CERTS)|TMPDIR",
    re.IGNORECASE,
)
# Where each says it when not in the environment: a newcomer's HOME is empty, and would hide it.
CONFIGURED = {"PIP_CONFIG_FILE": "pip/pip.conf", "UV_CONFIG_FILE": "uv/uv.toml"}
# Of a virtual environment, the Python that it was made from.
BASE = getattr(sys, "_base_executable", sys.executable)
NARROW = "\u202f"


def copied(source: Path, folder: Path) -> Path:
    """The files of the project, as they stand in the working tree: what a clone would be, without git."""
    for name in followed(source, new=False):
        if (source / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, folder / name, follow_symlinks=False)
    return folder


def surroundings(folder: Path, ours: Mapping[str, str], python: str = BASE) -> dict[str, str]:
    """The environment of a newcomer, from that of this machine; its programs and its empty HOME are in `folder`."""
    home, programs, hidden = folder / "home", folder / "bin", folder / "hidden"
    for place in (home, programs, hidden):
        place.mkdir(parents=True)
    for name in {*EVERYWHERE, *ASKED} - {"python3"}:
        if program := shutil.which(name, path=ours.get("PATH")):
            (programs / name).symlink_to(program)
    # Not a link: Python looks for its library from where it believes it stands.
    (programs / "python3").write_text(f'#!/bin/sh\nexec "{python}" "$@"\n', encoding="utf-8")
    (programs / "python3").chmod(0o755)
    for name in LIBRARIES:  # the loader stops at the first file of that name, which is no library
        (hidden / name).touch()
    environment = {name: value for name, value in ours.items() if NETWORK.fullmatch(name)}
    configured = Path(ours.get("XDG_CONFIG_HOME") or Path(ours.get("HOME", "/")) / ".config")
    environment |= {
        variable: str(configured / name)
        for variable, name in CONFIGURED.items()
        if variable not in environment and (configured / name).is_file()
    }
    own = {"HOME": home, "PATH": programs, "LD_LIBRARY_PATH": hidden}
    return environment | {name: str(path) for name, path in own.items()} | {"LANG": "C.UTF-8"}


LOOK = """
import ctypes, json, shutil, sys
def loads(name):
    try:
        return bool(ctypes.CDLL(name))
    except OSError:
        return False
programs, libraries = json.loads(sys.argv[1])
print(json.dumps([one for one in programs if shutil.which(one)] + [one for one in libraries if loads(one)]))
"""


def visible(environment: Mapping[str, str]) -> list[str]:
    """The optional programs and libraries that this environment still finds."""
    command = [str(Path(environment["PATH"]) / "python3"), "-c", LOOK, json.dumps([PROGRAMS, LIBRARIES])]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


def main(command: list[str]) -> int:
    """Says what is kept and what is not there, runs the command and gives its code; 3 where something is still seen."""
    with tempfile.TemporaryDirectory(prefix="newcomer-") as scratch:
        tree = copied(ROOT, Path(scratch) / "tree")
        environment = surroundings(Path(scratch), os.environ)
        print(f"Environnement d'un nouveau venu{NARROW}: {', '.join(sorted(environment))}", flush=True)
        if programs := visible(environment):
            print(f"Ce poste laisse encore voir{NARROW}: {', '.join(programs)}", file=sys.stderr)
            return 3
        print(f"Absents{NARROW}: {', '.join((*PROGRAMS, *LIBRARIES))}", flush=True)
        program = shutil.which(command[0], path=environment["PATH"])
        if program is None:
            print(f"«{NARROW}{command[0]}{NARROW}» n'est pas ce qu'un nouveau venu possède.", file=sys.stderr)
            return 127
        return subprocess.run([program, *command[1:]], cwd=tree, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["make", "test"]))
