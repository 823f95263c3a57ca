"""Copies the columns of a received Parquet in a process of its own, under limits: a hostile one harms no build."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, bare_environment, bounds, keep_to

if TYPE_CHECKING:
    import duckdb

ROWS_A_SECOND = 100_000  # the least that a sound file is read at
NEEDED = 1_200  # megabytes of addresses that the engine takes before any row
WIDEST = 1_000  # columns
_HEAVY, _DAMAGED, _SPOILED = 3, 4, 5
_CODES = {_DAMAGED: "file_damaged", _SPOILED: "csv_encoding"}
_FRUGAL = {"MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
_RUN = [sys.executable, "-m", "pipelines.warehouse.schools.sandbox"]


def copy_confined(path: Path, columns: str, target: Path) -> None:
    """Writes these columns of a Parquet as another, made by us. Raises UnreadableFile where its bounds are passed, or
    where it is not what it says."""
    try:
        done = subprocess.run(
            [*_RUN, json.dumps([str(path), columns, str(target), asdict(bounds())])],
            capture_output=True,
            timeout=_seconds(path),
            check=False,
            env=bare_environment(**_FRUGAL),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile("file_too_heavy") from None
    if done.returncode:
        read = done.stdout.decode("utf-8", "replace") if done.returncode == _SPOILED else None
        raise UnreadableFile(_CODES.get(done.returncode, "file_too_heavy"), read)


def _seconds(path: Path) -> int:
    """How long a copy may take: that of a small file, and what its bytes may hold beyond."""
    return bounds().seconds + min(bounds().rows, path.stat().st_size) // ROWS_A_SECOND


def _limit(path: Path) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time alone is bounded, and what the engine counts of its memory
        return
    memory = (bounds().memory + NEEDED) * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * _seconds(path), 2 * _seconds(path)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _too_heavy(path: Path) -> bool:
    """What the footer says is looked at before any row."""
    from pyarrow import parquet

    footer = parquet.read_metadata(path)
    flat = footer.num_columns == len(footer.schema.to_arrow_schema().names)
    groups = [footer.row_group(index) for index in range(footer.num_row_groups)]
    rows = [group.num_rows for group in groups]
    sizes = [group.total_byte_size for group in groups]
    return (
        not flat
        or footer.num_columns > WIDEST
        or min([0, *rows, *sizes]) < 0
        or max(footer.num_rows, sum(rows)) > bounds().rows
        or max([0, *sizes]) > bounds().memory * MEGABYTE
    )


def _copy(path: Path, columns: str, target: Path) -> int:
    """The code with which the process ends."""
    import duckdb
    from pyarrow import ArrowException

    try:
        if _too_heavy(path):
            return _HEAVY
        with duckdb.connect(config={"memory_limit": f"{bounds().memory}MB", "threads": "2"}) as connection:
            connection.execute("set temp_directory = ''")
            table = _as_text(connection.read_parquet(str(path)))
            table.project(columns).write_parquet(str(target), compression="snappy")
    except (duckdb.OutOfMemoryException, MemoryError):
        return _HEAVY
    except duckdb.ConversionException:
        return _SPOILED
    except (duckdb.Error, ArrowException, OSError) as error:
        return _SPOILED if "Invalid string encoding" in str(error) else _DAMAGED
    return 0


def _as_text(table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The table whose bytes without a type are texts: in UTF-8, or an error."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in table.columns]
    texts = [
        f"decode({column}) as {column}" for column, kind in zip(quoted, table.types, strict=True) if str(kind) == "BLOB"
    ]
    return table.project(f"* replace ({', '.join(texts)})") if texts else table


def main() -> None:
    """Copies what the command line names; the code of return tells the rest."""
    path, columns, target, limits = json.loads(sys.argv[1])
    keep_to(Bounds(**limits))
    _limit(Path(path))
    sys.exit(_copy(Path(path), columns, Path(target)))


if __name__ == "__main__":
    main()
