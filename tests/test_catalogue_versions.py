"""A catalogue that changes: words replaced, indicators added or retired, with their dates; what was keeps its words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from in_memory import Ask
from reports import Report, copied, figure, named, rows, warehouse

from dashboard.components.indicator import outlook
from indicators.catalogue import PACKAGED, CatalogueError, catalogue
from indicators.typography import Unit
from pipelines.errors import OtherDefinitions
from pipelines.facts.comparison.decomposition import EFFECTS, State, movement
from pipelines.outputs.open_data.write import publish
from pipelines.releases.freeze import freeze, reserves
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.warehouse.build import build

LAST, THIS = "2024-2025", "2025-2026"
HISTORY = """
[[history]]
until = "2023-2024"
title = "Ancien libellé"
note = "version 2025 de la stratégie"
replaces = "l'objectif 9 d'avant"
"""


def changed(folder: Path, number: int, before: str, after: str) -> Path:
    """The packaged catalogue with one file changed."""
    if not folder.exists():
        shutil.copytree(PACKAGED / "objectives", folder / "objectives")
        shutil.copy(PACKAGED / "strategie.toml", folder)
    path = folder / "objectives" / f"objective_{number:02d}.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


def retiring(folder: Path) -> Path:
    """O10-1 is retired from this year on; so is the whole of objective 4."""
    changed(folder, 10, 'id = "O10-1"\n', f'id = "O10-1"\nretired_since = "{THIS}"\n')
    return changed(folder, 4, "id = 4\n", f'id = 4\nretired_since = "{THIS}"\n')


def reports() -> list[Report]:
    rows = {"O10-1": (90, 100), "O10-2": (90, 100), "O04-1": (60, 100)}
    return [Report("DEPT-59", campaign, rows) for campaign in (LAST, THIS)]


@pytest.fixture(scope="module")
def retired(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("retired")
    return warehouse(folder / "data", named(reports()), retiring(folder / "catalogue"))


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same reports by the catalogue of the program, built once."""
    return warehouse(tmp_path_factory.mktemp("was") / "data", named(reports()))


def test_the_packaged_catalogue_says_nothing_of_the_sort() -> None:
    definitions = catalogue()
    assert not [objective for objective in definitions.objectives if objective.retired_since or objective.history]
    assert not [i for _, i in definitions.indicators() if i.retired_since or i.history]


def test_what_is_retired_is_no_longer_collected(retired: Settings) -> None:
    definitions = catalogue(retired.catalogue)
    gone = {i.id for _, i in definitions.collected(LAST)} - {i.id for _, i in definitions.collected(THIS)}
    assert gone == {"O10-1", "O04-1", "O04-2", "O04-3"}
    sql = "select distinct campaign, indicator_id from marts.indicator_progress"
    pairs = {(row["campaign"], row["indicator_id"]) for row in rows(retired, sql)}
    expected = {(campaign, i.id) for campaign in (LAST, THIS) for _, i in definitions.collected(campaign)}
    assert pairs == expected
    assert figure(retired, "DEPT-59", "O10-1", LAST)["value"] == 90


def test_a_line_for_what_is_retired_says_since_when(retired: Settings) -> None:
    issues = rows(retired, "select message, value_read from marts.issue where code = 'indicator_not_collected'")
    assert {row["value_read"] for row in issues} == {"O10-1", "O04-1"}
    assert all(f"n'est pas collecté cette année scolaire, mais avant {THIS}" in row["message"] for row in issues)


def test_a_retired_indicator_is_not_asked_for_by_the_computed_one(retired: Settings, as_it_was: Settings) -> None:
    before, after = (figure(where, "DEPT-59", "O02-1", THIS)["denominator"] for where in (as_it_was, retired))
    gone = [i for _, i in catalogue().indicators() if i.id in ("O10-1", "O04-1", "O04-2", "O04-3")]
    assert before - after == sum(i.level == "department" and i.origin == "reported" for i in gone)


def test_retiring_is_an_effect_of_definitions(retired: Settings) -> None:
    movements = movement(State(retired, LAST), State(retired, THIS)).effects
    effects = {(row["territory_code"], row["kind"], row["id"]): row for row in movements}
    assert ("DEPT-59", "objective", "4") not in effects, "it has no figure any more"
    row = effects["DEPT-59", "objective", "10"]
    assert row["definitions"] != 0
    assert (row["corrections"], row["perimeter"]) == (0, 0)
    for row in movements:
        assert sum(row[effect] for effect in EFFECTS) == pytest.approx(row["movement"], abs=1e-9)


def test_adding_is_an_effect_of_definitions(tmp_path: Path) -> None:
    folder = changed(tmp_path / "catalogue", 10, 'id = "O10-2"\n', f'id = "O10-2"\nsince = "{THIS}"\n')
    settings = warehouse(tmp_path / "data", named(reports()), folder)
    movements = movement(State(settings, LAST), State(settings, THIS)).effects
    [row] = [r for r in movements if (r["territory_code"], r["kind"], r["id"]) == ("DEPT-59", "objective", "10")]
    assert row["movement"] != 0
    assert row["definitions"] == row["movement"]


def test_words_that_were_replaced_keep_their_date_and_what_they_matched(tmp_path: Path, marts_from: Ask) -> None:
    marker = 'title_status = "official"\n'
    folder = changed(tmp_path / "catalogue", 4, marker, marker + HISTORY)
    settings = marts_from(named(reports()), "rewording", catalogue=folder)
    [row] = rows(settings, "from marts.rewording")
    assert (row["objective_id"], row["indicator_id"], row["until"]) == (4, None, "2023-2024")
    wording = outlook.past_words([row], None)
    assert "Ancien libellé" in wording
    assert "version 2025 de la stratégie et correspond à l&#x27;objectif 9 d&#x27;avant" in wording


def test_an_old_edition_shows_its_own_words(as_it_was: Settings, tmp_path: Path) -> None:
    settings = copied(as_it_was, tmp_path / "data")
    edition = freeze(
        settings, "Mai", THIS, {r["key"]: "Vu." for r in reserves(settings, THIS)}, datetime(2026, 5, 1, tzinfo=UTC)
    )
    title = next(objective.title for objective in catalogue().objectives if objective.id == 4)
    folder = changed(tmp_path / "catalogue", 4, title, "Un titre tout neuf")
    later = warehouse(tmp_path / "data", {}, folder)
    sql = "select title from marts.objective where objective_id = 4"
    assert rows(later, sql) == [{"title": "Un titre tout neuf"}]
    opened = open_edition(later, edition.slug)
    assert rows(opened, sql) == [{"title": title}]
    assert next(objective.title for objective in catalogue(opened.catalogue).objectives if objective.id == 4) == title


def test_figures_leave_with_the_definitions_they_were_computed_by_or_not_at_all(
    as_it_was: Settings, tmp_path: Path
) -> None:
    settings = copied(as_it_was, tmp_path / "data")
    sentences = {row["key"]: "Vu." for row in reserves(settings, THIS)}
    title = next(objective.title for objective in catalogue().objectives if objective.id == 4)
    later = replace(settings, catalogue=changed(tmp_path / "catalogue", 4, title, "Un titre tout neuf"))
    for leave in (lambda: freeze(later, "Mai", THIS, sentences), lambda: publish(later, tmp_path / "open")):
        with pytest.raises(OtherDefinitions, match="pilotage build"):
            leave()
    assert not (tmp_path / "open").exists()
    assert not later.editions.exists()
    build(later)
    edition = open_edition(later, freeze(later, "Mai", THIS, sentences).slug)
    publish(edition, tmp_path / "open")
    objective = tmp_path / "open" / "catalogue" / "objectives" / "objective_04.toml"
    assert "Un titre tout neuf" in objective.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("id = 10\n", 'id = 10\nretired_since = "2031-2032"\n', "2031-2032 est hors des campagnes"),
        ("id = 10\n", 'id = 10\nretired_since = "2022-2023"\n', "après la première campagne collectée"),
        ('id = "O10-1"\n', 'id = "O10-1"\nsince = "2024-2025"\nretired_since = "2024-2025"\n', "indicateur O10-1"),
        ("id = 10\n", "id = 10\n" + "history = [{until = '2024-2025', title = 'a', note = 'b'}, "
         "{until = '2023-2024', title = 'a', note = 'b'}]\n", "du plus ancien libellé"),
        ("id = 10\n", "id = 10\nhistory = [{until = '2024-2025', title = 'a'}]\n", "note"),
    ],
)  # fmt: skip
def test_a_wrong_date_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        catalogue(changed(tmp_path / "catalogue", 10, before, after))


INDICATOR = Unit("ratio", "%", 100.0)


def pace(last: float | None, mean: float | None, at_last: float | None, at_mean: float | None) -> str:
    row = {"campaign": THIS, "target_campaign": "2026-2027", "before_target": True, "pace_needed": 5.0}
    row |= {"pace_last": last, "pace_mean": mean, "campaigns_at_last_pace": at_last, "campaigns_at_mean_pace": at_mean}
    return outlook.outlook(row, INDICATOR).replace("\u202f", " ")


def test_the_outlook_is_a_range_between_two_paces() -> None:
    sentence = pace(2.5, 5.0, 3.2, 1.6)
    assert "entre 2027-2028 et 2029-2030" in sentence
    assert "+2,5 points par an) : en 2029-2030" in sentence
    assert "il faudrait +5,0 points par an" in sentence


def test_the_outlook_is_honest_where_a_pace_leads_nowhere() -> None:
    assert "au plus tôt en 2027-2028, ou ne le serait pas" in pace(-1.0, 5.0, None, 1.6)
    assert "jamais" in pace(-1.0, 5.0, None, 1.6)
    assert "dans plus de quinze ans" in pace(0.1, 5.0, 80.0, 1.6)
    assert "Ni l&#x27;un ni l&#x27;autre" in pace(-1.0, -2.0, None, None)
    assert "La cible est atteinte" in pace(1.0, 1.0, 0, 0)
    assert "Une seule année" in pace(None, None, None, None)
    assert outlook.outlook(None, INDICATOR) == ""
