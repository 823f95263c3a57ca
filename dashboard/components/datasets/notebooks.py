"""The notebooks that come with the tool: what each does, as its first cell says it, and the file as it is.

Apart: they lie with the documentation in the sources, inside the package where it is installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.links import downloads

HERE = Path(__file__).resolve()
FOLDERS = (HERE.parents[2] / "notebooks", HERE.parents[3] / "docs" / "notebooks")
MEDIA = "application/x-ipynb+json"


@dataclass(frozen=True)
class Notebook:
    """One notebook: its file, its title, and the paragraph that says for whom it is."""

    path: Path
    title: str
    about: str


@lru_cache(maxsize=1)
def notebooks() -> tuple[Notebook, ...]:
    """Every notebook, in the order of their names; none where the documentation was not installed."""
    folder = next((path for path in FOLDERS if path.is_dir()), None)
    return tuple(_notebook(path) for path in sorted(folder.glob("*.ipynb"))) if folder else ()


def _notebook(path: Path) -> Notebook:
    first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    title, about, *_ = (part.strip() for part in first.split("\n\n"))
    return Notebook(path, title.removeprefix("# "), " ".join(about.split()))


def shown() -> Html:
    """Each notebook, and the three to take."""
    books = notebooks()
    entries = (tag("li", tag("strong", notebook.title), f" : {notebook.about}") for notebook in books)
    files: list[tuple[str, Callable[[], bytes], str, str]] = [
        (notebook.path.name, notebook.path.read_bytes, notebook.path.name, MEDIA) for notebook in books
    ]
    return join([tag("ul", join(entries)), downloads.files(files)])
