"""targets.csv: what territories agreed, what is wrong in it said with its line, and what it changes of a figure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from in_memory import Ask
from reports import Marts, Report, figure, named, rows

from indicators.agreements import COLUMNS, FILE
from indicators.catalogue import PACKAGED, CatalogueError, catalogue, catalogue_digest, files

HEAD = ";".join(COLUMNS)
NOW = "2025-2026"


def with_targets(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    """The packaged catalogue with these lines."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PACKAGED / "objectives", folder / "objectives", dirs_exist_ok=True)
    shutil.copy(PACKAGED / "strategie.toml", folder)
    (folder / FILE).write_text("\n".join((head, *lines)) + "\n", encoding=encoding)
    return folder


WRONG = {
    "unknown territory": ("REG-99;O03-3;;60;;x", "REG-99", "REG-76"),
    "unknown indicator": ("REG-76;O99-9;;60;;x", "O99-9", "O04-1"),
    "target equal to baseline": ("REG-76;O03-3;60;60;;x", "égale", "60"),
    "baseline equal to the catalogue's target": ("REG-76;O03-3;50;;;x", "égale", "50"),
    "year out of range": ("REG-76;O03-3;;60;2031-2032;x", "2031-2032", "hors des campagnes"),
    "no school year": ("REG-76;O03-3;;60;2031;x", "2031", "année scolaire"),
    "due before it starts": ("REG-76;O03-3;;60;2022-2023;x", "2022-2023", "après"),
    "due in its own baseline campaign": ("NAT-FR;O02-2;;60;2024-2025;x", "2024-2025", "après"),
    "a number in words": ("REG-76;O03-3;;beaucoup;;x", "beaucoup", "62,5"),
    "nothing agreed": ("REG-76;O03-3;;;;x", "complétez", "retirez"),
    "another level": ("DEPT-59;O03-2;;60;;x", "O03-2", "niveau"),
    "a stage": ("NAT-FR;O07-3;;1;;x", "jalon", "année"),
    "a cell too many": ("REG-76;O03-3;;60;;x;y", "7 cellules", "6 attendues"),
}


@pytest.mark.parametrize(("line", "complaint", "advice"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, complaint: str, advice: str) -> None:
    with pytest.raises(CatalogueError) as error:
        catalogue(with_targets(tmp_path, "REG-53;O03-3;;60;;x", line))
    assert [phrase for phrase in (f"{FILE}, ligne 3", complaint, advice) if phrase not in str(error.value)] == [], (
        error.value
    )


def test_two_lines_about_the_same_and_another_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"ligne 3 .* déjà une ligne"):
        catalogue(with_targets(tmp_path / "twice", "REG-53;O03-3;;60;;x", "REG-53;O03-3;;65;;x"))
    with pytest.raises(CatalogueError, match="la première ligne"):
        catalogue(with_targets(tmp_path / "head", head=HEAD.replace("target;", "cible;")))
    with pytest.raises(CatalogueError, match="UTF-8"):
        catalogue(with_targets(tmp_path / "latin", "REG-53;O03-3;;60;;décidé", encoding="latin-1"))


def test_the_package_ships_the_header_alone_and_a_catalogue_may_have_none(tmp_path: Path) -> None:
    assert catalogue().agreements == ()
    assert PACKAGED / FILE in files(PACKAGED)
    folder = with_targets(tmp_path)
    before = catalogue_digest(folder)
    (folder / FILE).unlink()
    assert catalogue(folder).agreements == ()
    assert catalogue_digest(folder) != before


def agreed(marts_from: Ask, tmp_path: Path, *lines: str, **values: tuple[Any, ...]) -> Marts:
    """The marts of two years of a few territories under these lines."""
    reports = [
        Report(territory.replace("_", "-"), campaign, {code: value})
        for territory, (code, first, second) in values.items()
        for campaign, value in (("2022-2023", first), (NOW, second))
        if value
    ]
    folder = with_targets(tmp_path / "catalogue", *lines)
    return marts_from(named(reports), "indicator_progress", "agreed_target", catalogue=folder)


def test_a_territory_goes_from_its_own_start_to_its_own_target_by_its_own_year(tmp_path: Path, marts_from: Ask) -> None:
    """(58 − 40) / (70 − 40) = 60 % of the way; due in 2025-2026, all of it is expected then."""
    lines = ("DEPT-59;O03-3;40;70;2025-2026;contrat", "DEPT-62;O03-3;;;2024-2025;calendrier")
    values = {"DEPT_59": ("O03-3", (20, 100), (58, 100)), "DEPT_62": ("O03-3", (20, 100), (35, 100))}
    marts = agreed(marts_from, tmp_path, *lines, **values)
    north = figure(marts, "DEPT-59", "O03-3")
    assert (north["baseline"], north["target"], north["target_campaign"]) == (40, 70, NOW)
    assert (north["progress"], north["expected_progress"], north["status"]) == (pytest.approx(60), 100, "late")
    assert (north["baseline_origin"], north["target_origin"]) == ("agreed", "agreed")
    # the year alone: its own 20, the catalogue's 50, half of the way; no projection once the year is past
    other = figure(marts, "DEPT-62", "O03-3")
    assert (other["baseline"], other["target"], other["target_campaign"]) == (20, 50, "2024-2025")
    assert (other["progress"], other["expected_progress"], other["projected_progress"]) == (
        pytest.approx(50),
        100,
        None,
    )
    assert (other["baseline_origin"], other["target_origin"]) == ("own", "catalogue")
    # nothing agreed for a territory passes to those above or beneath it
    assert figure(marts, "REG-32", "O03-3")["target"] == 50
    assert rows(marts, "select source from marts.agreed_target order by territory_code") == [
        {"source": "contrat"},
        {"source": "calendrier"},
    ]


def test_a_sum_has_a_target_elsewhere_than_in_france_where_one_was_agreed(tmp_path: Path, marts_from: Ask) -> None:
    """From nothing, whatever the catalogue's start: 1 500 of 2 000."""
    values = {"REG_53": ("O13-2", None, (1500,)), "REG_52": ("O13-2", None, (1500,))}
    marts = agreed(marts_from, tmp_path, "REG-53;O13-2;;2000;;feuille de route", **values)
    own = figure(marts, "REG-53", "O13-2")
    assert (own["baseline"], own["target"], own["progress"]) == (0, 2000, 75)
    assert figure(marts, "REG-52", "O13-2")["status"] == "no_target"


def test_what_is_expected_of_an_objective_an_axis_and_the_strategy_is_a_mean(tmp_path: Path, marts_from: Ask) -> None:
    """Two indicators of one objective are due in different years: neither the later nor the earlier speaks for both."""
    answers: dict[str, tuple[int, int]] = dict.fromkeys(("O03-3", "O03-4", "O02-2", "O04-1"), (58, 100))
    reports = [Report("DEPT-59", campaign, answers) for campaign in ("2022-2023", NOW)]
    folder = with_targets(tmp_path / "catalogue", "DEPT-59;O03-3;40;70;2025-2026;contrat")
    means = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress")
    marts = marts_from(named(reports), *means, catalogue=folder)
    for parts, whole, place in (
        ("indicator_progress", "objective_progress", "objective_id"),
        ("objective_progress", "axis_progress", "axis_id"),
        ("objective_progress", "strategy_progress", "campaign"),
    ):
        scored = f"territory_code = 'DEPT-59' and campaign = '{NOW}' and progress is not null"
        groups: dict[Any, list[float]] = {}
        for row in rows(marts, f"select {place}, expected_progress from marts.{parts} where {scored}"):
            groups.setdefault(row[place], []).append(row["expected_progress"])
        assert any(len(set(group)) > 1 for group in groups.values()), "a mean that is no other number proves nothing"
        expectations = rows(marts, f"select {place}, expected_progress from marts.{whole} where {scored}")
        assert {row[place]: row["expected_progress"] for row in expectations} == {
            name: pytest.approx(sum(group) / len(group)) for name, group in groups.items()
        }
