"""Why a figure moved: each effect alone by hand, and for random pairs of states, four effects that add up exactly."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from reports import Report, named, warehouse

from indicators.catalogue import PACKAGED
from pipelines.facts.comparison.decomposition import EFFECTS, Movement, State, movement
from pipelines.settings import Settings
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read

LONG = os.environ.get("PROOF") == "long"
LAST, THIS = "2024-2025", "2025-2026"


def state(folder: Path, reports: list[Report], catalogue: Path | None = None) -> Settings:
    return warehouse(folder, named(reports), catalogue)


def value_of(diff: Movement, territory: str = "REG-32", indicator: str = "O10-1") -> dict[str, float]:
    [row] = [e for e in diff.effects if (e["territory_code"], e["kind"], e["id"]) == (territory, "value", indicator)]
    return row


def report(territory: str, numerator: float, denominator: float, campaign: str = LAST, version: int = 1) -> Report:
    return Report(territory, campaign=campaign, rows={"O10-1": (numerator, denominator)}, version=version)


def test_progress_made_alone(tmp_path: Path) -> None:
    reports = [report("DEPT-59", 60, 100), report("DEPT-59", 75, 100, THIS)]
    settings = state(tmp_path, reports)
    row = value_of(movement(State(settings, LAST), State(settings, THIS)))
    assert (row["before"], row["after"]) == (60, 75)
    assert [row[effect] for effect in EFFECTS] == [15, 0, 0, 0]


def test_corrections_alone(tmp_path: Path) -> None:
    before = state(tmp_path / "a", [report("DEPT-59", 60, 100)])
    after = state(tmp_path / "b", [report("DEPT-59", 60, 100), report("DEPT-59", 50, 100, version=2)])
    diff = movement(State(before, LAST), State(after, LAST))
    row = value_of(diff)
    assert [row[effect] for effect in EFFECTS] == [0, -10, 0, 0]
    [revised] = diff.revisions
    assert (revised["numerator_before"], revised["numerator_now"], revised["cell"]) == (60, 50, "B2")


def test_perimeter_alone(tmp_path: Path) -> None:
    before = state(tmp_path / "a", [report("DEPT-59", 60, 100)])
    after = state(tmp_path / "b", [report("DEPT-59", 60, 100), report("DEPT-62", 20, 100)])
    row = value_of(movement(State(before, LAST), State(after, LAST)))
    # 60 of 100, then 80 of 200
    assert [row[effect] for effect in EFFECTS] == [0, 0, -20, 0]


def test_who_begins_or_ceases_to_answer_makes_no_progress(tmp_path: Path) -> None:
    """A share and what the tool counts of a committee: by its first report, and by its silence, the perimeter moves."""
    yes = {"O02-2": ("oui",), "O10-1": (90, 100)}
    reports = [Report("DEPT-59", THIS, yes), Report("DEPT-62", LAST, yes), Report("DEPT-80", LAST, yes)]
    reports += [Report("DEPT-80", THIS, {"O02-2": ("non",)})]
    settings = state(tmp_path, reports)
    diff = movement(State(settings, LAST), State(settings, THIS))
    for territory, indicator in (("DEPT-59", "O02-1"), ("DEPT-62", "O02-1")):
        row = value_of(diff, territory, indicator)
        assert row["perimeter"] == row["movement"] != 0
    # one yes of five became a no; one came, one left
    row = value_of(diff, "REG-32", "O02-2")
    assert (row["progress_made"], row["perimeter"]) == (-20, 0)
    # 2 answers of the 23 that were asked, then 1 of 24
    assert value_of(diff, "DEPT-80", "O02-1")["progress_made"] == pytest.approx(100 / 24 - 200 / 23)


def test_definitions_alone(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(PACKAGED / "objectives", folder / "objectives")
    shutil.copy(PACKAGED / "strategie.toml", folder)
    path = folder / "objectives" / "objective_10.toml"
    text = path.read_text(encoding="utf-8").replace("baseline = 80\n", "baseline = 60\n", 1)
    path.write_text(text, encoding="utf-8")
    before = state(tmp_path / "a", [report("DEPT-59", 90, 100)])
    after = state(tmp_path / "b", [report("DEPT-59", 90, 100)], catalogue=folder)
    diff = movement(State(before, LAST), State(after, LAST))
    [row] = [e for e in diff.effects if (e["territory_code"], e["kind"], e["id"]) == ("REG-32", "indicator", "O10-1")]
    # from 80 to 100: 90 is half way; from 60 to 100: three quarters
    assert (row["before"], row["after"]) == (50, 75)
    assert [row[effect] for effect in EFFECTS] == [0, 0, 0, 25]


def test_all_at_once_and_who_contributes(tmp_path: Path) -> None:
    old = [report("DEPT-59", 60, 100), report("DEPT-62", 30, 100)]
    new = [
        *old,
        report("DEPT-59", 50, 100, version=2),
        report("DEPT-59", 70, 100, THIS),
        report("DEPT-80", 90, 100, THIS),
    ]
    before, after = state(tmp_path / "a", old), state(tmp_path / "b", new)
    diff = movement(State(before, LAST), State(after, THIS))
    row = value_of(diff)
    # 90/200 = 45; corrected 80/200 = 40; the Nord's new year 100/200 = 50; then 70+90 over 200 = 80
    assert (row["before"], row["after"]) == (45, 80)
    assert [row[effect] for effect in EFFECTS] == [10, -5, 30, 0]
    parts = {
        (contribution["leaf"], contribution["effect"]): contribution["part"]
        for contribution in diff.contributions
        if (contribution["territory_code"], contribution["indicator_id"]) == ("REG-32", "O10-1")
    }
    # the Pas-de-Calais (30 of 100) left a value of 50, the Somme (90 of 100) came
    assert parts == {
        ("DEPT-59", "corrections"): -5,
        ("DEPT-59", "progress_made"): 10,
        ("DEPT-62", "perimeter"): 10,
        ("DEPT-80", "perimeter"): 20,
    }


def random_reports(chance: random.Random) -> list[Report]:
    """Reports of two years for two régions, one of a single département, with silences, versions and sans objet."""
    reports = []
    for territory in ("DEPT-02", "DEPT-59", "DEPT-60", "DEPT-62", "DEPT-976", "REG-32"):
        for campaign in (LAST, THIS):
            for version in range(1, chance.choice((1, 2, 2, 3))):
                rows: dict[str, tuple[object, ...]] = {}
                for code in ("O10-1", "O08-2", "O01-4"):
                    denominator = chance.randint(1, 300)
                    numerator = chance.randint(0, denominator)
                    rows[code] = chance.choice([(numerator, denominator), (None, None, "sans objet")])
                rows["O02-2"] = (chance.choice(["oui", "non"]),)
                if territory == "REG-32":
                    rows = {"O10-1": rows["O10-1"], "O13-2": (chance.randint(0, 500),)} if campaign == THIS else {}
                meetings = [(f"1{version}/03/{campaign[5:]}", "comité")] if chance.random() < 0.5 else []
                reports.append(Report(territory, campaign=campaign, rows=rows, version=version, meetings=meetings))
    return reports


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(20 if LONG else 3))
def test_four_effects_add_up_whatever_the_states(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reports = random_reports(chance)
    late = [report("DEPT-80", 40, 90), report("DEPT-59", 10, 90, version=9), report("DEPT-02", 5, 9, THIS, version=9)]
    before, after = state(tmp_path / "a", reports), state(tmp_path / "b", [*reports, *late])
    diff = movement(State(before, LAST), State(after, THIS))
    assert len(diff.effects) > 50
    for row in diff.effects:
        assert sum(row[effect] for effect in EFFECTS) == pytest.approx(row["after"] - row["before"], abs=1e-9)
        assert row["movement"] == pytest.approx(row["after"] - row["before"], abs=1e-9)
    for side, settings, campaign in (("before", before, LAST), ("after", after, THIS)):
        published = {
            (row["territory_code"], row["indicator_id"]): row["value"]
            for row in read(settings, "from marts.indicator_progress where campaign = $c", {"c": campaign}).to_pylist()
        }
        for row in diff.effects:
            if row["kind"] == "value":
                assert row[side] == pytest.approx(published[row["territory_code"], row["id"]], abs=1e-9)
    parts: dict[tuple[str, str, str], float] = {}
    for contribution in diff.contributions:
        key = (contribution["territory_code"], contribution["indicator_id"], contribution["effect"])
        parts[key] = parts.get(key, 0.0) + contribution["part"]
    for row in diff.effects:
        if row["kind"] == "value":
            for effect in ("progress_made", "corrections", "perimeter"):
                assert parts.get((row["territory_code"], row["id"], effect), 0) == pytest.approx(row[effect], abs=1e-9)


def test_rebuilding_changes_nothing_and_moves_nothing(tmp_path: Path) -> None:
    settings = state(tmp_path, random_reports(random.Random(99)))
    other = Settings(data=tmp_path)
    build(other)
    diff = movement(State(settings, THIS), State(other, THIS))
    assert diff.effects
    assert {row[effect] for row in diff.effects for effect in EFFECTS} == {0}
    assert not diff.revisions
