"""A deliberate fault: one connection for everybody, opened by the first who asks and left where that person looked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dashboard import serve
from pipelines.settings import Settings
from pipelines.warehouse import builds

_shared: dict[str, Any] = {}
_one_at_a_time = threading.Lock()


@contextmanager
def cursor(settings: Settings) -> Iterator[Any]:
    """What the one connection looks at, whoever asks."""
    with _one_at_a_time:
        if "connection" not in _shared:
            _shared["connection"] = builds.connect(builds.current_build(settings), read_only=True, confined=True)
        yield _shared["connection"]


if __name__ == "__main__":
    builds.cursor = cursor
    serve.main()
