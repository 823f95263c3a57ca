"""`pilotage start`: serves the dashboard, in a process of its own; to others only where they are identified."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.settings import shown_settings


def run(port: int, browser: bool, host: str = "127.0.0.1") -> int:
    """Serves until interrupted. Returns the exit code of the server, which refuses a `host` it may not answer on."""
    environment = os.environ | {"PILOTAGE_DATA": str(shown_settings().data)}
    command = [sys.executable, "-m", "dashboard.serve", "--port", str(port), "--host", host]
    try:
        with _building(environment):
            return subprocess.call([*command, *(["--browser"] if browser else [])], env=environment)
    except KeyboardInterrupt:
        return 0


@contextmanager
def _building(environment: dict[str, str]) -> Iterator[None]:
    """A builder beside the server, so that what is deposited is counted; where one is at work already, it waits."""
    command = [sys.executable, "-m", "pipelines.cli.app", "build", "--watch", "--parent", str(os.getpid())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as builder:
        try:
            yield
        finally:
            builder.terminate()
