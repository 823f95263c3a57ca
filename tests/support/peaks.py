"""The most memory this process and its children took: what every bound on memory of the tests is held against."""

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
