"""What memory a process takes, and took at most: what every bound on memory of tests, proofs and measures is held
against."""

from __future__ import annotations

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def own_peak() -> int:
    """Megabytes of this process alone.

    `ru_maxrss` also counts what the process that started this one weighed, and a worker that has run a thousand tests
    weighs more than any file: where the system says the peak of this one's own memory, that is taken."""
    lines = STATUS.read_text(encoding="ascii").splitlines() if STATUS.exists() else []
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return (peaks[0] if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024


def children_peak() -> int:
    """Megabytes of the largest of the processes that this one started and that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def server_of(data: Path) -> int:
    """The number of the process that shows a data folder, on Linux."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            environment = (status.parent / "environ").read_bytes()
        except OSError:
            continue
        if b"dashboard.serve" in command and f"PILOTAGE_DATA={data}\0".encode() in environment:
            return int(status.parent.name)
    raise RuntimeError("no server is at work")


def memory_of(process: int, what: str = "VmRSS") -> int:
    """Kilobytes that a process keeps in memory now, or kept at most (`VmHWM`), on Linux."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))
