"""Another strategy leaves the tool without another line of code: its axes, objectives and campaigns."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import load_workbook
from reports import Report, figure, named, warehouse

from pipelines.outputs.workbook.national import write_national
from pipelines.outputs.workbook.territory import write_every_territory, write_territory
from pipelines.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl, which only reads here

STRATEGY = """
[strategy]
title = "Jardins & potagers 2030"
campaigns = ["2028-2029", "2029-2030", "2030-2031"]
baseline_campaign = "2028-2029"
target_campaign = "2030-2031"
coverage_threshold = 0.5

[strategy.statuses]
on_track = 1.0
watch = 0.5

[[axis]]
id = 1
title = "Semer"

[[axis]]
id = 2
title = "Récolter"
"""
OBJECTIVE = """
id = {id}
axis = {id}
title = "{title}"
title_status = "official"

[[indicator]]
id = "O0{id}-1"
title = "Écoles qui ont un potager ({title})"
kind = "ratio"
level = "department"
origin = "reported"
numerator = "Écoles avec potager"
denominator = "Écoles"
unit = "%"
scale = 100
direction = "up"
baseline = 0
baseline_status = "demonstration"
target = 50
target_status = "official"
source = "Enquête"
"""
MILESTONE = """
[[indicator]]
id = "O02-3"
title = "Compost"
kind = "milestone"
level = "national"
origin = "reported"
unit = "étape"
scale = 1
direction = "up"
stages = ["prévu", "en tas", "mûr"]
source = "Les jardiniers"
"""
SECOND = """
[[indicator]]
id = "O02-2"
title = "Paniers récoltés"
kind = "count"
level = "department"
origin = "reported"
numerator = "Paniers"
unit = "paniers"
scale = 1
direction = "up"
baseline = 0
target = 5000000
source = "Enquête"
"""


def gardens(folder: Path, more: str = "") -> Settings:
    """Two objectives, then what an indicator more changes; one département has answered."""
    catalogue = folder / "catalogue"
    (catalogue / "objectives").mkdir(parents=True)
    (catalogue / "strategie.toml").write_text(STRATEGY, encoding="utf-8")
    for number, title in enumerate(("Les graines", "Les paniers"), start=1):
        text = OBJECTIVE.format(id=number, title=title) + (MILESTONE + more if number == 2 else "")
        (catalogue / "objectives" / f"objective_{number:02d}.toml").write_text(text, encoding="utf-8")
    answers = {"O01-1": (30, 90), "O02-1": (10, 90), **({"O02-2": (1234567, None)} if more else {})}
    compost = Report("NAT-FR", "2029-2030", {"O02-3": ("en tas", None)})
    sent = named([Report("DEPT-59", "2029-2030", answers), compost])
    return warehouse(folder / "data", sent, catalogue)


def test_another_strategy_has_its_own_sheets(tmp_path: Path) -> None:
    settings = gardens(tmp_path)
    national = load_workbook(write_national(settings, None, tmp_path / "national.xlsx"))
    assert [name for name in national.sheetnames if name.startswith("Axe")] == ["Axe 1", "Axe 2"]
    assert any("en tas" in str(cell.value) for row in national["Axe 2"].iter_rows() for cell in row)
    territory = load_workbook(write_territory(settings, "DEPT-59", None, tmp_path / "nord.xlsx"))
    numbers = [cell.value for row in territory["Axe 1"].iter_rows() for cell in row if isinstance(cell.value, float)]
    value = figure(settings, "DEPT-59", "O01-1", "2029-2030")["value"]
    assert any(number == pytest.approx(value, rel=1e-14) for number in numbers)
    assert "Jardins && potagers 2030" in str(territory["Axe 1"].oddFooter.left.text)


def test_one_more_indicator_is_in_the_workbook_with_no_other_edit(tmp_path: Path) -> None:
    for name, more in (("before", ""), ("after", SECOND)):
        settings = gardens(tmp_path / name, more)
        book = load_workbook(write_national(settings, None, tmp_path / f"{name}.xlsx"))
        titles = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
        assert any("Paniers récoltés" in str(title) for title in titles) == bool(more)
        assert (1234567 in titles) == bool(more)


def test_every_committee_has_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = gardens(tmp_path)
    monkeypatch.setenv("PILOTAGE_THREADS", "1")  # in this process, where it is looked at
    written: list[str] = []
    monkeypatch.setattr(
        "pipelines.outputs.workbook.territory.write_territory",
        lambda *arguments: written.append(arguments[1]) or arguments[3],
    )
    steps: list[tuple[int, int]] = []
    paths = write_every_territory(settings, None, tmp_path, lambda done, total: steps.append((done, total)))
    assert len(set(written)) == len(set(paths)) == 18 + 101
    assert paths[0] == tmp_path / "dossier-reg-01.xlsx"
    assert steps[-1] == (119, 119)
