"""Other definitions never move a closed year by themselves: what they would move is told, then accepted or not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reports import Report, copied, figure, named, rows
from typer.testing import CliRunner

from indicators.catalogue import PACKAGED
from pipelines.cli.app import app
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse import worker
from pipelines.warehouse.accepted_definitions import build_in_force, in_force, waiting
from pipelines.warehouse.definitions import definitions

THIS = "2025-2026"
FILE = "objectives/objective_10.toml"


def changed(folder: Path, old: str, new: str) -> Path:
    """The packaged catalogue but for these words of objective 10."""
    folder.mkdir()
    shutil.copytree(PACKAGED / "objectives", folder / "objectives")
    shutil.copy(PACKAGED / "strategie.toml", folder)
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two reports, built once by the definitions that each test begins from."""
    folder = tmp_path_factory.mktemp("begun")
    settings = Settings(data=folder / "data", catalogue=changed(folder / "first", "id = 10", "id = 10"))
    reports = [Report("DEPT-59", rows={"O10-1": (90, 100)}), Report("DEPT-59", "2026-2027", {"O10-1": (95, 100)})]
    Archive(settings).receive(named(reports).items())
    assert build_in_force(settings) is None
    return settings


@pytest.fixture
def built(begun: Settings, tmp_path: Path) -> Settings:
    return copied(begun, tmp_path / "data")


def test_a_baseline_that_changes_waits_until_it_is_accepted(built: Settings, tmp_path: Path) -> None:
    """From 80 to 100, 90 is half way; from 60, three quarters: a closed year would move."""
    other = replace(built, catalogue=changed(tmp_path / "second", "baseline = 80", "baseline = 60"))
    waiting_definitions = build_in_force(other)
    assert waiting_definitions
    assert waiting_definitions.moved > 0
    [row] = [row for row in waiting_definitions.told if row["id"] == "O10-1"]
    assert (row["campaign"], row["progress_before"], row["progress_after"]) == (THIS, 50, 75)
    assert figure(other, "DEPT-59", "O10-1")["progress"] == 50
    # what leaves with figures is what they were computed by
    assert definitions(other) == in_force(other).catalogue != other.catalogue
    assert waiting(other) == waiting_definitions
    assert not worker.due(other)
    Archive(other).receive([("suite.xlsx", Report("DEPT-62", rows={"O10-1": (90, 100)}).xlsx())])
    assert worker.due(other)
    assert build_in_force(other)
    assert figure(other, "DEPT-62", "O10-1")["progress"] == 50
    assert build_in_force(other, accept=True) is None
    assert figure(other, "DEPT-59", "O10-1")["progress"] == 75
    assert waiting(other) is None
    assert definitions(other) == other.catalogue


def test_a_new_indicator_with_since_moves_no_closed_year_and_asks_nothing(built: Settings, tmp_path: Path) -> None:
    text = (PACKAGED / FILE).read_text(encoding="utf-8")
    added = text[text.index("[[indicator]]") :].split("[[indicator]]")[1].replace("O10-1", "O10-9")
    head = added.partition("[indicator.example]")[0]
    without, since = (f"[[indicator]]{more}{head}\n" for more in ("", '\nsince = "2026-2027"'))
    new = replace(built, catalogue=changed(tmp_path / "since", "[[indicator]]", f"{since}[[indicator]]"))
    assert build_in_force(new) is None
    assert figure(new, "NAT-FR", "O10-9", "2026-2027")["status"] == "not_reported"
    again = replace(new, catalogue=changed(tmp_path / "without", "[[indicator]]", f"{without}[[indicator]]"))
    waiting_definitions = build_in_force(again)
    assert waiting_definitions
    assert {row["campaign"] for row in waiting_definitions.told} == {
        THIS
    }  # O02-1 would ask one indicator more of that year


def test_the_command_tells_and_asks(built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(built.data))
    monkeypatch.setenv("PILOTAGE_CATALOGUE", str(changed(tmp_path / "second", "target = 100", "target = 95")))
    result = CliRunner().invoke(app, ["build"])
    assert result.exit_code == 1
    assert "--accept-changes" in result.stdout
    assert CliRunner().invoke(app, ["build", "--accept-changes"]).exit_code == 0
    assert rows(built, "select catalogue_target from marts.indicator where indicator_id = 'O10-1'") == [
        {"catalogue_target": 95}
    ]
