"""A deliberate fault: what a query gave is remembered under its name and parameters, whoever asks."""

from __future__ import annotations

from typing import Any

from dashboard import data, serve

_remembered: dict[tuple[str, tuple], Any] = {}
_read = data._read


def read(where: Any, build: Any, query: str, parameters: tuple[tuple[str, object], ...]) -> Any:
    """The rows of the first who asked."""
    if (query, parameters) not in _remembered:
        _remembered[query, parameters] = _read(where, build, query, parameters)
    return _remembered[query, parameters]


if __name__ == "__main__":
    data._read = read
    serve.main()
