"""Pieces of a page, remembered: one that was written is not written again as long as it would say the same.

Apart: the only markup that knows who looks, and at what."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import TypeVar

from dashboard import data
from dashboard.build_cache import of_build
from dashboard.components.links import address
from pipelines.settings import Settings

Piece = TypeVar("Piece")
# Whether a piece is being written: what is recorded between two builds must not be read then (a test holds it).
writing: ContextVar[bool] = ContextVar("writing", default=False)


def once(name: str, write: Callable[[], Piece]) -> Piece:
    """A piece of a page under a `name` that no other of the page has, as it was written before or written now.

    It is the same for the same build, rights, day and address, for `write` reads nothing else: no decision, no visa, no
    answer, which are recorded between two builds; and it shows nothing by itself. It is shared: never modify it."""
    of = (data.who().rights, *data.days(), address.state(), name)
    return _piece(*data.around(), of, write=write)


@of_build(60_000)
def _piece(settings: Settings, build: data.Build, of: tuple[Hashable, ...], *, write: Callable[[], Piece]) -> Piece:
    before = writing.set(True)
    try:
        return write()
    finally:
        writing.reset(before)
