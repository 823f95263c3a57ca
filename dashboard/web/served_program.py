"""Streamlit's program as a browser receives it: its small modules in a few files, where its version was examined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit

from dashboard.web import merged_modules
from dashboard.web.merged_modules import Merge, merge

STREAMLIT = Path(streamlit.__file__).parent / "static"
STEADY = Path(__file__).with_name("steady_modules.txt")
# What every page is written with, which the program asks for only once it has received the page.
WRITING = ("Html", "purify.es")
# The elements of most pages, and what the chart needs besides itself.
_ELEMENTS = ("Selectbox", "BidiComponent", "withFullScreenWrapper", "printWidthCap", "resolveDefaultExport")
_LARGEST = 100_000  # characters: a larger module comes beside the others, and is read beside them
_ENTRY = re.compile(r'src="\./static/js/([\w.$-]+)"')
_PLACE = re.compile(r"/static/(js\.[0-9a-f]{12})/([\w$-][\w.$-]*\.js)$")
_NAMED = re.compile(rb'\./static/js/([\w.$-]+)"')
_PRELOAD = re.compile(rb'<link rel="modulepreload"[^>]*>')


def named(stem: str) -> list[str]:
    """The modules of Streamlit of this name, before the mark that is drawn from their content."""
    return sorted(path.name for path in (STREAMLIT / "static/js").glob(f"{stem}.*.js"))


def roots() -> tuple[list[str], list[str]]:
    """The modules that every page begins with, and those that most ask for later."""
    entry = _ENTRY.findall((STREAMLIT / "index.html").read_text(encoding="utf-8"))
    first = [*entry, *(name for stem in WRITING for name in named(stem))]
    return first, [name for stem in _ELEMENTS for name in named(stem)]


@dataclass(frozen=True)
class Program:
    """What was made of it, and the folder where that is served."""

    merge: Merge
    folder: str
    modules: frozenset[str]

    def module(self, path: str) -> bytes | None:
        """The module that an address of that folder leads to, or None."""
        match = _PLACE.search(path)
        if not match or match[1] != self.folder:
            return None
        if merged := self.merge.files.get(match[2]):
            return merged.encode()
        if match[2] not in self.modules:
            return None
        return self.merge.served(match[2], text(match[2])).encode()

    def page(self, page: bytes) -> bytes:
        """The page that starts the program, where each module is asked for where it is, and once."""
        page = _NAMED.sub(
            lambda module: f'./static/{self.folder}/{self.merge.place(module[1].decode())}"'.encode(), page
        )
        links: set[bytes] = set()

        def once(link: re.Match[bytes]) -> bytes:
            line = link[0].replace(b" />", b">")
            if line in links:
                return b""
            links.add(line)
            return link[0]

        return _PRELOAD.sub(once, page)


def text(name: str) -> str:
    """A module of Streamlit; empty where there is none of this name."""
    path = STREAMLIT / "static/js" / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def served_program() -> Program | None:
    """The program of this version of Streamlit, or None where it is sent as it is: no module of it was examined."""
    modules = frozenset(path.name for path in (STREAMLIT / "static/js").glob("*.js"))
    steady = modules & frozenset(STEADY.read_text(encoding="utf-8").split())
    if not steady:
        return None
    merged = merge(cache(text), *roots(), steady, _LARGEST)
    # The folder changes with what is served in it: the files made, the modules rewritten, and how they are.
    served = [*merged.files.values(), *sorted(modules), Path(merged_modules.__file__).read_text(encoding="utf-8")]
    return Program(merged, f"js.{sha256(chr(0).join(served).encode()).hexdigest()[:12]}", modules)
