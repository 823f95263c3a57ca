"""The catalogue: wrong definitions are told with the file's name, another strategy is only another folder."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from in_memory import Ask
from reports import Report, figure, named, rows, warehouse

from indicators.catalogue import PACKAGED, CatalogueError, catalogue, catalogue_digest
from pipelines.settings import Settings, settings

STRATEGY = """
[strategy]
title = "Cantines durables 2030-2033"
campaigns = ["2030-2031", "2031-2032", "2032-2033"]
baseline_campaign = "2030-2031"
target_campaign = "2032-2033"
coverage_threshold = 0.5

[strategy.statuses]
on_track = 0.9
watch = 0.5

[[axis]]
id = 7
title = "Ce que l'on mange"

[[axis]]
id = 9
title = "Ce que l'on jette"
"""
OBJECTIVE_20 = """
id = 20
axis = 7
title = "Servir des produits locaux"
title_status = "rebuilt"

[[indicator]]
id = "O20-1"
title = "Repas préparés avec des produits locaux"
kind = "ratio"
level = "department"
origin = "reported"
numerator = "Repas locaux"
denominator = "Repas"
unit = "%"
scale = 100
direction = "up"
baseline = 10
target = 50
source = "Comités"
"""
OBJECTIVE_21 = """
id = 21
axis = 9
title = "Jeter moins"
title_status = "rebuilt"

[[indicator]]
id = "O21-1"
title = "Grammes jetés par repas"
kind = "ratio"
level = "department"
origin = "reported"
numerator = "Grammes jetés"
denominator = "Repas"
unit = "grammes"
scale = 1
direction = "down"
baseline = 120
target = 60
source = "Comités"

[[indicator]]
id = "O21-2"
title = "Départements dont le comité s'est réuni"
kind = "share"
level = "department"
origin = "meetings"
unit = "%"
scale = 100
direction = "up"
baseline = 0
target = 100
source = "Comités"
"""
ADDED = """
[[indicator]]
id = "O20-2"
title = "Cuisines qui ont un potager"
kind = "count"
level = "department"
origin = "reported"
numerator = "Cuisines"
unit = "cuisines"
scale = 1
direction = "up"
baseline = 0
target = 200
source = "Comités"
"""
MILESTONE = """
[[indicator]]
id = "O20-2"
title = "Étapes de la charte"
kind = "milestone"
level = "national"
origin = "reported"
unit = "étape"
scale = 1
direction = "up"
source = "Comité national"
"""


def write(folder: Path, **changed: str) -> Path:
    """The folder of the two-objective strategy, with files replaced."""
    files = {"strategie": STRATEGY, "objective_20": OBJECTIVE_20, "objective_21": OBJECTIVE_21} | changed
    (folder / "objectives").mkdir(parents=True)
    for name, text in files.items():
        place = folder if name == "strategie" else folder / "objectives"
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_packaged_strategy() -> None:
    strategy = catalogue()
    assert [axis.id for axis in strategy.axes] == [1, 2, 3, 4]
    assert [objective.id for objective in strategy.objectives] == list(range(1, 17))
    assert len(strategy.indicators()) == 46
    assert all(indicator.example for _, indicator in strategy.indicators())
    assert strategy.strategy.campaigns == ("2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027")


def test_what_is_collected_and_its_baseline_campaign() -> None:
    by_id = {indicator.id: indicator for _, indicator in catalogue().indicators()}
    # six indicators begin later: O12-1 in 2023-2024, O04-2 and O09-2 in 2024-2025, O05-4 and O13-2 in 2025-2026
    numbers = [len(catalogue().collected(campaign)) for campaign in catalogue().strategy.campaigns]
    assert numbers == [46 - 5, 46 - 4, 46 - 2, 46, 46]
    assert catalogue().baseline_campaign(by_id["O04-1"]) == "2022-2023"
    assert catalogue().baseline_campaign(by_id["O12-1"]) == "2022-2023"
    assert catalogue().baseline_campaign(by_id["O04-2"]) == "2023-2024"
    assert catalogue().baseline_campaign(by_id["O05-4"]) == "2024-2025"


OTHER_FILE = {"objective_22": OBJECTIVE_20.replace("id = 20", "id = 22")}
WRONG = {
    "unknown key": (
        {"objective_20": OBJECTIVE_20 + 'colour = "blue"\n'},
        ["objective_20.toml", "O20-1", "clé inconnue", "« colour »"],
    ),
    "unknown key of an objective": (
        {"objective_20": 'theme = "repas"\n' + OBJECTIVE_20},
        ["objective_20.toml", "clé inconnue", "« theme »"],
    ),
    "unknown key of the strategy": (
        {"strategie": STRATEGY.replace("coverage_threshold", "seuil")},
        ["strategie.toml", "clé", "« coverage_threshold »"],
    ),
    "unknown block of the strategy": (
        {"strategie": STRATEGY + '[theme]\nname = "a"\n'},
        ["strategie.toml", "clé inconnue", "« theme »"],
    ),
    "missing key": (
        {"objective_20": OBJECTIVE_20.replace('source = "Comités"\n', "")},
        ["objective_20.toml", "O20-1", "il manque la clé", "« source »"],
    ),
    "wrong word": (
        {"objective_20": OBJECTIVE_20.replace('kind = "ratio"', 'kind = "moyenne"')},
        ["objective_20.toml", "O20-1", "« kind »", "moyenne"],
    ),
    "two indicators of one number": (
        {"objective_20": OBJECTIVE_20 + ADDED.replace("O20-2", "O20-1")},
        ["objective_20.toml", "O20-1", "déjà défini"],
    ),
    "two objectives of one number": (
        {"objective_22": OBJECTIVE_20.replace("O20-1", "O20-9")},
        ["objective_22.toml", "objectif 20", "déjà défini", "objective_20.toml"],
    ),
    "two axes of one number": (
        {"strategie": STRATEGY.replace("id = 9", "id = 7")},
        ["strategie.toml", "axe 7", "deux fois"],
    ),
    "indicator of another objective": (OTHER_FILE, ["objective_22.toml", "O20-1", "O22-"]),
    "target equal to baseline": (
        {"objective_20": OBJECTIVE_20.replace("target = 50", "target = 10")},
        ["objective_20.toml", "O20-1", "cible", "égale"],
    ),
    "no target": (
        {"objective_20": OBJECTIVE_20.replace("target = 50\n", "")},
        ["objective_20.toml", "O20-1", "« target »"],
    ),
    "axis out of range": (
        {"objective_20": OBJECTIVE_20.replace("axis = 7", "axis = 8")},
        ["objective_20.toml", "l'axe 8 n'existe pas", "7, 9"],
    ),
    "stage list missing": (
        {"objective_20": OBJECTIVE_20 + MILESTONE},
        ["objective_20.toml", "O20-2", "« stages »"],
    ),
    "a milestone below the nation": (
        {"objective_20": OBJECTIVE_20 + MILESTONE.replace("national", "region") + 'stages = ["a", "b"]\n'},
        ["objective_20.toml", "O20-2", "national"],
    ),
    "stages of a ratio": (
        {"objective_20": OBJECTIVE_20 + 'stages = ["a", "b"]\n'},
        ["objective_20.toml", "O20-1", "« stages »"],
    ),
    "since outside the campaigns": (
        {"objective_20": OBJECTIVE_20 + 'since = "2025-2026"\n'},
        ["objective_20.toml", "O20-1", "« since »", "2025-2026"],
    ),
    "since no school year": (
        {"objective_20": OBJECTIVE_20 + 'since = "2031"\n'},
        ["objective_20.toml", "O20-1", "2031", "année scolaire"],
    ),
    "suspended outside the campaigns": (
        {"objective_20": OBJECTIVE_20 + 'suspended_since = "2040-2041"\n'},
        ["objective_20.toml", "O20-1", "« suspended_since »"],
    ),
    "campaigns not in order": (
        {"strategie": STRATEGY.replace('"2031-2032", "2032-2033"', '"2032-2033", "2031-2032"')},
        ["strategie.toml", "campagnes", "ordre"],
    ),
    "no such baseline campaign": (
        {"strategie": STRATEGY.replace('baseline_campaign = "2030-2031"', 'baseline_campaign = "2029-2030"')},
        ["strategie.toml", "« baseline_campaign »"],
    ),
    "target before baseline": (
        {"strategie": STRATEGY.replace('target_campaign = "2032-2033"', 'target_campaign = "2030-2031"')},
        ["strategie.toml", "cible", "après"],
    ),
    "thresholds the wrong way": (
        {"strategie": STRATEGY.replace("watch = 0.5", "watch = 0.95")},
        ["strategie.toml", "« watch »", "« on_track »"],
    ),
    "no axis": ({"strategie": STRATEGY[: STRATEGY.index("[[axis]]")]}, ["strategie.toml", "aucun axe"]),
    "bad TOML": ({"objective_20": OBJECTIVE_20 + "unit = = 1\n"}, ["objective_20.toml", "TOML"]),
    "an objective without indicators": (
        {"objective_20": OBJECTIVE_20[: OBJECTIVE_20.index("[[indicator]]")]},
        ["objective_20.toml", "« indicator »"],
    ),
}


@pytest.mark.parametrize(("changed", "phrases"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_the_name_of_the_file(tmp_path: Path, changed: dict, phrases: list[str]) -> None:
    with pytest.raises(CatalogueError) as error:
        catalogue(write(tmp_path / "strategy", **changed))
    message = str(error.value)
    assert [words for words in phrases if words not in message] == [], message


def test_a_change_that_keeps_size_and_date_is_a_change(tmp_path: Path) -> None:
    """As where a tool that copies files gives them one same date."""
    folder = tmp_path / "catalogue"
    shutil.copytree(PACKAGED, folder)
    before, file = catalogue_digest(folder), folder / "strategie.toml"
    state, content = file.stat(), file.read_bytes()
    changed = content.replace(b"2", b"3", 1)
    assert changed != content
    file.write_bytes(changed)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)
    assert catalogue_digest(folder) != before
    file.write_bytes(content)
    assert catalogue_digest(folder) == before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    with pytest.raises(CatalogueError, match=r"strategie\.toml manque .* « void »"):
        catalogue(tmp_path / "void")


def test_a_strategy_without_objectives_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "strategy")
    shutil.rmtree(folder / "objectives")
    with pytest.raises(CatalogueError, match=r"aucun fichier d'objectif"):
        catalogue(folder)


def test_definitions_do_not_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        catalogue().strategy.title = "autre"  # type: ignore[misc]


def canteens() -> dict[str, bytes]:
    first = Report("DEPT-59", "2030-2031", {"O20-1": (20, 100), "O21-1": (1000, 10)})
    meeting = [(date(2032, 3, 1), "comité")]
    second = Report("DEPT-59", "2031-2032", {"O20-1": (30, 100), "O21-1": (900, 10)}, meetings=meeting)
    return named([first, second, Report("DEPT-62", "2031-2032", {"O20-1": (90, 300), "O04-1": (1, 2)})])


@pytest.fixture(scope="module")
def piloted(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The two-objective strategy, chosen as an administrator does: by the environment."""
    folder = tmp_path_factory.mktemp("piloted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTAGE_CATALOGUE", str(write(folder / "strategy")))
        patch.setenv("PILOTAGE_DATA", str(folder / "data"))
        chosen = settings()
    warehouse(chosen.data, canteens(), chosen.catalogue, date(2033, 7, 1))  # its last campaign alone is open
    return chosen


def test_another_strategy_needs_no_line_of_code(piloted: Settings) -> None:
    assert rows(piloted, "select campaign, has_results from marts.campaign") == [
        {"campaign": "2030-2031", "has_results": True},
        {"campaign": "2031-2032", "has_results": True},
        {"campaign": "2032-2033", "has_results": False},
    ]
    assert rows(piloted, "select axis_id, title from marts.axis") == [
        {"axis_id": 7, "title": "Ce que l'on mange"},
        {"axis_id": 9, "title": "Ce que l'on jette"},
    ]
    assert [row["objective_id"] for row in rows(piloted, "from marts.objective")] == [20, 21]
    # an indicator of the packaged strategy means nothing here
    assert rows(piloted, "select code, value_read from marts.issue") == [
        {"code": "indicator_unknown", "value_read": "O04-1"}
    ]


def test_the_figures_of_another_strategy(piloted: Settings) -> None:
    north = figure(piloted, "DEPT-59", "O20-1", "2031-2032")
    # its own baseline is 20 % (20 / 100) in 2030-2031, the target 50 %: (30 − 20) / (50 − 20) = 1/3; half way in time
    assert north["baseline"] == 20
    assert north["progress"] == pytest.approx(100 / 3)
    assert north["expected_progress"] == 50
    # 33.3 / 50 = 0.67, between the thresholds 0.5 and 0.9 of this strategy
    assert north["status"] == "watch"
    waste = figure(piloted, "DEPT-59", "O21-1", "2031-2032")
    # from 100 g to 90 g, target 60 g: 10 / 40
    assert (waste["value"], waste["progress"], waste["projected_progress"]) == (90, 25, 50)
    met = figure(piloted, "DEPT-59", "O21-2", "2031-2032")
    assert (met["value"], met["basis"], met["status"]) == (100, "computed", "achieved")
    france = figure(piloted, "NAT-FR", "O20-1", "2031-2032")
    assert (france["numerator"], france["denominator"], france["value"]) == (120, 400, 30)
    assert (france["answered"], france["expected"], france["partial"]) == (2, 101, True)


def test_objectives_and_axes_of_another_strategy(piloted: Settings) -> None:
    axes = rows(
        piloted,
        """select axis_id, progress, expected_progress, objectives_scored from marts.axis_progress
        where campaign = '2031-2032' and territory_code = 'DEPT-59' order by axis_id""",
    )
    # axis 7 holds objective 20 alone: 1/3; axis 9 objective 21: (25 + 100) / 2
    assert [(row["axis_id"], row["progress"], row["objectives_scored"]) for row in axes] == [
        (7, pytest.approx(100 / 3), 1),
        (9, 62.5, 1),
    ]
    assert {row["expected_progress"] for row in axes} == {50}


def test_one_more_indicator_in_one_file_and_no_other_edit(tmp_path: Path, marts_from: Ask) -> None:
    shutil.copytree(PACKAGED / "objectives", tmp_path / "strategy" / "objectives")
    shutil.copy(PACKAGED / "strategie.toml", tmp_path / "strategy")
    file = tmp_path / "strategy" / "objectives" / "objective_10.toml"
    file.write_text(file.read_text(encoding="utf-8") + ADDED.replace("O20-2", "O10-3"), encoding="utf-8")
    reports = named([Report("DEPT-59", rows={"O10-3": (150,)}), Report("DEPT-62", rows={"O10-3": (30,)})])
    settings = marts_from(
        reports, "indicator", "indicator_progress", "objective_progress", catalogue=tmp_path / "strategy"
    )
    assert rows(settings, "select count(*) as n from marts.indicator")[0]["n"] == 47
    france = figure(settings, "NAT-FR", "O10-3")
    # 150 + 30 kitchens of the 200 aimed at, from none
    assert (france["value"], france["progress"], france["objective_id"]) == (180, 90, 10)
    assert figure(settings, "DEPT-59", "O10-3")["status"] == "no_target"
    objective = rows(
        settings,
        """select indicators_scored, indicators_followed from marts.objective_progress
        where campaign = '2025-2026' and territory_code = 'NAT-FR' and objective_id = 10""",
    )
    assert objective == [{"indicators_scored": 1, "indicators_followed": 3}]
    # O02-1 asks a département for 24 indicators in 2025-2026, and now for one more: one of them is answered
    answered = figure(settings, "DEPT-59", "O02-1")
    assert (answered["numerator"], answered["denominator"]) == (1, 25)
