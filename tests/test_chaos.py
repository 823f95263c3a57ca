"""Processes killed at random while they deposit, build and read: nothing acknowledged is lost. Long: `make chaos`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from faults.chaos import chaos

pytestmark = pytest.mark.proof


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="Windows ne dédouble pas un processus (fork) et macOS le fait mal : les arrêts brutaux n'y sont pas essayés",
)
def test_fifteen_kills_lose_nothing(tmp_path: Path) -> None:
    outcome = chaos(tmp_path, kills=15, builds=2, longest=60)
    assert outcome.wrong == []
    assert sum(outcome.kills.values()) >= 15
    assert outcome.builds >= 1
    assert outcome.acknowledged >= 1
