"""A deliberate fault: one connection for everybody, opened by the first who asks and left where that person looked."""

from __future__ import annotations

import threading
from typing import Any

import pyarrow as pa

from dashboard import serve
from pipelines.settings import Settings
from pipelines.warehouse import builds

_shared: dict[str, Any] = {}
_one_at_a_time = threading.Lock()


def read(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
    """Reads what the one connection looks at, whoever asks."""
    with _one_at_a_time:
        if "connection" not in _shared:
            _shared["connection"] = builds.connect(builds.current_build(settings), read_only=True)
        return _shared["connection"].execute(sql, parameters or {}).to_arrow_table()


if __name__ == "__main__":
    builds.read = read
    serve.main()
