"""`pilotage start`: serves the dashboard, in a process of its own, on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys

from pipelines.settings import shown_settings
from pipelines.terminal import say


def run(port: int, browser: bool) -> int:
    """Serves until interrupted. Returns the exit code of the server."""
    environment = os.environ | {"PILOTAGE_DATA": str(shown_settings().data)}
    say(f"Tableau de bord : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
    command = [sys.executable, "-m", "dashboard.serve", "--port", str(port)]
    try:
        return subprocess.call([*command, *(["--browser"] if browser else [])], env=environment)
    except KeyboardInterrupt:
        return 0
