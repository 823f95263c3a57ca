"""What `make bench` prints: receiving and building a folder of reports, beside python-calamine reading it alone."""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from babel.numbers import format_decimal
from measured import size
from python_calamine import CalamineError, CalamineWorkbook

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.demo.write import write_demonstration
from pipelines.ingest.reader import read_file
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PILOTAGE_SHARED_REPORTS") or ROOT.parent / "shared" / "reports") / "raw"
ROUNDS = size(3, 1)
ROW = "{:<52} {:>8} {:>8} {:>8}"


def reports(reports_folder: str | None, scratch: Path) -> list[Path]:
    """The files to measure on: those of the folder asked for, else the shared ones, else the demonstration's."""
    folder = Path(reports_folder) if reports_folder else SHARED if SHARED.is_dir() else scratch / "démonstration"
    if folder.parent == scratch:
        write_demonstration(folder, catalogue(), territories())
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.name)
    if not files:
        sys.exit(f"Aucun compte rendu à mesurer dans « {folder} » : donnez un autre dossier (REPORTS=…).")
    print(f"{len(files)} fichiers de « {folder.name} », {ROUNDS} tours, en secondes")
    return files


def calamine_alone(files: list[Path]) -> int:
    """Reads every cell, one file after the other. Returns how many files it could not read."""
    unread = 0
    for path in files:
        try:
            workbook = CalamineWorkbook.from_path(path)
            for name in workbook.sheet_names:
                workbook.get_sheet_by_name(name).to_python()
        except CalamineError:
            unread += 1
    return unread


def read_alone(files: list[Path]) -> None:
    """What our reader makes of them: every cell with its address, from bytes to rows, in one process."""
    for path in files:
        content = path.read_bytes()
        read_file(hashlib.sha256(content).hexdigest(), content)


def ingest_and_build(files: list[Path], settings: Settings) -> None:
    Archive(settings).receive((path.name, path.read_bytes()) for path in files)
    build(settings)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        measure(reports(next(iter(sys.argv[1:]), None), Path(scratch)))


def measure(files: list[Path]) -> None:
    unread = calamine_alone(files)  # and both sides then find the files in the system's cache
    print(f"python-calamine n'en lit pas {unread}")
    names = (
        "python-calamine seul",
        "lecture seule, contrôles d'ouverture compris",
        "réception, lecture et calcul",
        "calcul sans rien de nouveau",
    )
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder) / "data")
            ours = (partial(read_alone, files), partial(ingest_and_build, files, settings), partial(build, settings))
            works = (partial(calamine_alone, files), *ours)
            for name, work in zip(times, works, strict=True):
                times[name].append(seconds(work))
    print_times(times)


def print_times(times: dict[str, list[float]]) -> None:
    print(ROW.format("", "minimum", "médiane", "maximum"))
    for name, runs in times.items():
        print(ROW.format(name, french(min(runs)), french(statistics.median(runs)), french(max(runs))))
    alone, reading, whole, again = (statistics.median(runs) for runs in times.values())
    print(f"Lecture : {french(reading / alone)} fois python-calamine seul (au plus 1,3).")
    print(f"Réception, lecture et calcul : {french(whole / alone)} fois python-calamine seul (au plus 3).")
    print(f"Sans rien de nouveau : {french(again)} s (moins de 3).")


def french(number: float) -> str:
    return format_decimal(number, "0.00", locale="fr")


if __name__ == "__main__":
    main()
