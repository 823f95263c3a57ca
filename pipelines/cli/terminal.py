"""What the terminal shows: progress bars on standard error, tables and messages on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.tree import Tree

from indicators.typography import typeset

console = Console(highlight=False, soft_wrap=False)
unbounded = Console(highlight=False, width=100_000)
errors = Console(stderr=True, highlight=False)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that the block moves by calling (done, total); silent where nobody watches."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say(text: str) -> None:
    """A sentence, with French spaces; square brackets are taken as they are."""
    console.print(typeset(text), markup=False, soft_wrap=True)


def draw(drawn: Table | Tree) -> None:
    """A table or a tree, folded to the width of a terminal; a file or a pipe has none, and gets whole lines."""
    (console if sys.stdout.isatty() else unbounded).print(drawn)


def table(title: str | None, headers: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()) -> None:
    """A table; columns in `right` are aligned on the right. Cells are taken as they are, never as markup."""
    grid = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for index, header in enumerate(headers):
        grid.add_column(header, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(cell.replace("[", "\\[") for cell in row))
    draw(grid)


def print_json(value: Any) -> None:
    """The answer for a program."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
