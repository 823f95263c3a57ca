"""Measures the memory that the builder takes at most, as `start` runs it: all the files read and counted, then reports
that come one after another."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from bench_one_more import one_more
from measured import size
from peaks import memory_of

from bench import reports
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.worker import status

MORE = size(8, 1)
GOAL = 250  # megabytes
ROW = "{:<44} {:>10}"


@contextmanager
def building(settings: Settings) -> Iterator[int]:
    """A builder at work beside this process; gives its number."""
    command = [sys.executable, "-m", "pipelines.cli.app", "build", "--watch", "--parent", str(os.getpid())]
    environment = os.environ | {"PILOTAGE_DATA": str(settings.data)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as builder:
        try:
            yield builder.pid
        finally:
            builder.terminate()


def peak(settings: Settings, builder: int) -> int:
    """Megabytes that it took at most since it was forgotten, once all that was received is counted."""
    sequence = max(receipt.sequence for receipt in Archive(settings).receipts())
    looks = threading.Event()
    while (last := status(settings)) is None or (last.state, last.sequence) != ("idle", sequence):
        if last is not None and last.state == "failed":
            sys.exit(f"Le calcul a échoué : {last.error}.")
        looks.wait(0.05)
    most = memory_of(builder, "VmHWM") // 1024
    Path(f"/proc/{builder}/clear_refs").write_text("5")  # the peak is forgotten
    return most


def measure(settings: Settings) -> dict[str, int]:
    """Megabytes of each kind of build, in one process that goes on, as a builder does."""
    with building(settings) as builder:
        whole = peak(settings, builder)
        more = 0
        for number in range(MORE):
            Archive(settings).receive([(f"{number}.xlsx", one_more(number))])
            more = max(more, peak(settings, builder))
    return {"lecture et calcul complet": whole, "un compte rendu de plus": more}


def main() -> None:
    if sys.platform != "linux":
        print("La mémoire du constructeur n'est mesurée que sous Linux.")
        return
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data=Path(scratch) / "data")
        files = reports(next(iter(sys.argv[1:]), None), Path(scratch))
        Archive(settings).receive((path.name, path.read_bytes()) for path in files)
        print(ROW.format("mémoire du constructeur, au plus", "Mo"))
        for name, megabytes in measure(settings).items():
            print(ROW.format(name, megabytes))
        print(f"But : {GOAL} Mo au plus.")


if __name__ == "__main__":
    main()
