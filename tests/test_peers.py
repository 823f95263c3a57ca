"""What an analyst would write gives the same objectives: `make bench-peers` measures like with like."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indicators.territories import territories

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from bench_peers import differences, known, links, objectives, ours, write
from peers import Objectives, with_pandas, with_polars

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Objectives]:
    """The files of one committee in five, in every campaign, and the figures of their build."""
    folder = tmp_path_factory.mktemp("peers")
    (folder / "files").mkdir()
    paths = write(folder / "files", every=5)
    return paths, objectives(ours(paths, folder / "data"))


def test_pandas_finds_the_same_objectives(world: tuple[list[Path], Objectives]) -> None:
    paths, figures = world
    assert {code for _, code, _ in figures} >= {
        "NAT-FR",
        *(territory.code for territory in territories() if territory.level == "region"),
    }
    assert {objective for _, _, objective in figures} == set(range(1, 17))
    assert differences(figures, with_pandas(paths, known(), links())) == []


def test_polars_finds_the_same_objectives(world: tuple[list[Path], Objectives]) -> None:
    pytest.importorskip("polars", reason="polars ne sert qu'à make bench")
    paths, figures = world
    assert differences(figures, with_polars(paths, known(), links())) == []
