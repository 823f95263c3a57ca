"""What would happen if these files were received: the whole movement on a copy, so that nothing changes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipelines.settings import Settings
from pipelines.store.archive import Archive, Receipt
from pipelines.store.contents import Content
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import close


@contextmanager
def rehearse(
    settings: Settings, files: Sequence[tuple[str, Content]]
) -> Iterator[tuple[Settings, list[tuple[Receipt, bool]]]]:
    """Settings of a warehouse, gone with the block, in which `files` (name, content) were received; and their receipts.

    What was parsed is copied, the archived bytes are not: they are only read again when the reader itself changed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = replace(settings, data=Path(folder))
        for source, target in (
            (settings.raw / "receipts", copy.raw / "receipts"),
            (settings.raw / "files", copy.raw / "files"),
            (settings.parsed, copy.parsed),
            (settings.schools, copy.schools),
            (settings.closings, copy.closings),
        ):
            if source.exists():
                shutil.copytree(source, target, copy_function=_link)
        answers = Archive(copy).receive(files)
        try:
            build(copy)
            yield copy, answers
        finally:
            close(copy)


def _link(source: str, target: str) -> None:
    """A second name for the same bytes where the system allows it: neither folder ever rewrites a file."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
