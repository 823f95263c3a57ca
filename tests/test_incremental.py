"""A build of what changed is the whole build: every table of it, on sequences of deposits, closings and restarts drawn
at random; and where that is not sure, it is made whole and the log says why."""

from __future__ import annotations

import logging
import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from reports import MEETINGS, Report, copied, named, rows, table, warehouse

from indicators.catalogue import catalogue
from pipelines.errors import PilotageError
from pipelines.settings import Settings
from pipelines.store import closing_log
from pipelines.store.archive import Archive
from pipelines.warehouse import build as whole
from pipelines.warehouse import incremental
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import close
from pipelines.warehouse.incremental import around, build_what_changed
from pipelines.warehouse.worker import pending

LONG = os.environ.get("PROOF") == "long"
SEQUENCES = range(int(os.environ.get("PROOF_EXAMPLES", "500"))) if LONG else range(20)
TOGETHER, STEPS = (1, 4) if LONG else (5, 1)  # sequences that follow one another before a whole build, builds in each
TODAY = date(2026, 11, 28)
CAMPAIGNS = ("2023-2024", "2024-2025", "2025-2026")
# two départements of one région; a région of one département, whose comité may be that of both; France
PLACES = ("DEPT-59", "DEPT-62", "DEPT-80", "REG-32", "DEPT-971", "REG-01", "NAT-FR")
CODES = ("O01-1", "O02-1", "O04-1", "O04-2", "O05-1", "O06-1", "O07-1", "O10-1", "O12-1", "O99-9")
NUMBERS = (0, 1, 3, 12, 40, 90, 100, "1 250", "12,5", "1.200", "oui", "non", "#N/D", "beaucoup", "sans objet", None)
ACTIONS = ("Référence", "Objectif", "Intitulé", "Échéance", "État", "Budget (€)", "Action régionale", "Dispositif")
PATHS = {"school_segment", "movement"}  # where rows of schools lie in this folder, and how often it was built over


def some_report(chance: random.Random) -> Report:
    """A report as committees send them: complete or not, right or not."""
    campaign = chance.choice(CAMPAIGNS)
    day = date(int(campaign[:4]), 9, 1) + timedelta(chance.randrange(-20, 400))
    sheets: dict[str, list[Any]] = {}
    if chance.random() < 0.5:
        lines = [
            (
                *(chance.choice(("A-1", "a 2", "R1", None)), chance.choice((1, 4, 8, None))),
                *(f"Action {chance.randrange(4)}", day),
                *(chance.choice(("prévue", "en cours", "réalisée", None)), chance.choice((100, 2500, "?", None))),
                *(chance.choice(("R1", "r2", None)), chance.choice(("TNE", "Cités éducatives", None))),
            )
            for _ in range(chance.randrange(1, 4))
        ]
        sheets["Actions"] = [ACTIONS, *lines]
    if chance.random() < 0.3:
        sheets["Conventions"] = [("Objet", "Échéance"), (chance.choice(("Convention TNE", "Partenariat")), day)]
        sheets["Appels à projets"] = [("Intitulé", "Montant (€)"), ("Édu-Up (TNE)", chance.choice((100, "x", None)))]
    if chance.random() < 0.3:
        sheets["Réunions"] = [
            (*MEETINGS, "Organismes présents"),
            (day, chance.choice(("comité", "comité unique", "?")), chance.choice(("AMF ; Réseau Canopé", "amf", None))),
        ]
    return Report(
        chance.choice(PLACES),
        campaign,
        [(code, chance.choice(NUMBERS), chance.choice(NUMBERS)) for code in chance.choices(CODES, k=5)],
        version=chance.choice((1, 1, 2, 3, "deux")),
        status=chance.choice(("transmis", "transmis", "transmis", "brouillon")),
        submitted_on=chance.choice((day, None)),
        sheets=sheets,
    )


def some_file(chance: random.Random) -> tuple[str, bytes]:
    name = f"{chance.randrange(10**9)}"
    drawn = chance.random()
    if drawn < 0.08:
        return f"{name}.xlsx", name.encode()
    if drawn < 0.16:
        lines = [(chance.choice(CAMPAIGNS), chance.choice(PLACES), chance.choice(CODES), 5, 9) for _ in range(3)]
        return f"{name}.csv", table(lines)
    if drawn < 0.22:
        return f"{name}.xlsx", replace(some_report(chance), labels={"Territoire": "Atlantide"}).xlsx()
    return f"{name}.xlsx", some_report(chance).xlsx()


def one_step(settings: Settings, chance: random.Random) -> None:
    """Something happens, then the builder builds."""
    drawn = chance.random()
    if drawn < 0.1:
        with suppress(PilotageError):
            change = chance.choice((closing_log.close, closing_log.reopen))
            change(settings, catalogue().strategy, chance.choice(CAMPAIGNS), "Tiré au hasard", TODAY)
    elif drawn < 0.2:  # a builder that was killed left this behind
        for number in range(1, 9):
            (settings.builds / f"{number:08d}.draft").write_bytes(b"DUCK" * 99)
    Archive(settings).receive([some_file(chance) for _ in range(chance.randrange(1, 4))])
    build_what_changed(settings, today=TODAY)


def content(settings: Settings) -> dict[str, list[Any]]:
    """A digest of each table of the current build, whatever the order of its rows."""
    close(settings)
    layers = "('raw', 'ref', 'staging', 'core', 'marts')"
    digests = {}
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        names = connection.sql(f"select schema_name, table_name from duckdb_tables() where schema_name in {layers}")
        for schema, name in names.fetchall():
            if name not in PATHS:
                digest = f"select count(*), sum(hash(row)::hugeint) from {schema}.{name} as row"
                digests[f"{schema}.{name}"] = connection.sql(digest).fetchall()
    return digests


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where every sequence starts: each place said something in each campaign."""
    chance = random.Random(1)
    reports = [
        replace(some_report(chance), territory=place, campaign=campaign, version=1, status="transmis")
        for place in PLACES[:6]
        for campaign in CAMPAIGNS
    ]
    return warehouse(tmp_path_factory.mktemp("world"), named(reports), today=TODAY)


@pytest.fixture
def own(world: Settings, tmp_path: Path) -> Settings:
    return copied(world, tmp_path / "data")


@pytest.mark.proof
@pytest.mark.parametrize("first", SEQUENCES[::TOGETHER])
def test_what_changed_is_the_whole(
    own: Settings, first: int, caplog: pytest.LogCaptureFixture, record_property: Callable[[str, object], None]
) -> None:
    caplog.set_level(logging.INFO, "pilotage.builder")
    builds = 0
    for number in range(first, first + TOGETHER):
        chance = random.Random(number)
        for _ in range(1 + number % STEPS):
            one_step(own, chance)
            builds += 1
    assert not [entry for entry in caplog.records if entry.exc_info], "a failure would be hidden by the whole build"
    partial = content(own)
    build(own, today=TODAY)
    whole = content(own)
    assert [name for name in {**partial, **whole} if partial.get(name) != whole.get(name)] == []
    record_property("calculs partiels", builds - len(caplog.records))
    record_property("tables comparées", len(whole))


def test_most_builds_are_of_what_changed(own: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pilotage.builder")
    Archive(own).receive([("a.xlsx", Report("DEPT-59", rows={"O04-1": (7, 10)}, version=9).xlsx())])
    build_what_changed(own, today=TODAY)
    assert rows(own, "select since_whole from core.movement") == [{"since_whole": 1}]
    assert not caplog.records
    build_what_changed(own, today=TODAY)
    assert "aucun fichier n'a été reçu" in caplog.text
    assert rows(own, "select since_whole from core.movement") == [{"since_whole": 0}]


def test_a_failure_is_told_and_the_build_made_whole(
    own: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: object) -> None:
        raise duckdb.IOException("plein")

    monkeypatch.setattr(incremental.Part, "refill", fail)
    Archive(own).receive([("a.xlsx", Report("DEPT-59", rows={"O04-1": (7, 10)}, version=9).xlsx())])
    build_what_changed(own, today=TODAY)
    assert "le calcul est fait en entier" in caplog.text
    assert not list(own.builds.glob("*.draft*"))
    [row] = rows(own, "select value from marts.indicator_progress where basis = 'report' and value = 70")
    assert row["value"] == 70


def test_another_program_or_an_altered_build_is_made_whole(
    own: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pilotage.builder")
    Archive(own).receive([("a.xlsx", Report("DEPT-59", version=9).xlsx())])
    monkeypatch.setattr(incremental, "movement_digest", lambda *_: "another")
    build_what_changed(own, today=TODAY)
    assert "le programme ou les définitions ne sont plus ceux" in caplog.text
    monkeypatch.undo()
    caplog.set_level(logging.INFO, "pilotage.builder")
    Archive(own).receive([("b.xlsx", Report("DEPT-59", version=10).xlsx())])
    close(own)
    last = own.warehouse.resolve()
    last.write_bytes(last.read_bytes()[:-1] + b"!")
    build_what_changed(own, today=TODAY)
    assert "dont les octets soient sûrs" in caplog.text


def test_a_builder_that_starts_again_knows_its_own_builds(own: Settings) -> None:
    code = (
        "from pathlib import Path; from pipelines.settings import Settings;"
        "from pipelines.warehouse.build import movement_digest; print(movement_digest(Settings(Path('x'))))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "5"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert rows(own, "select digest from core.movement") == [{"digest": done.stdout.strip()}]


@pytest.mark.parametrize("module", [incremental, whole], ids=["what changed", "whole"])
def test_a_file_that_comes_in_while_others_are_read_is_counted_by_the_next_build(
    own: Settings, monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    """It would be said to be received, and counted by no build ever."""
    read, late = module.parsed_tables, Report("DEPT-62", rows={"O04-1": (7, 10)}, version=41)

    def interrupted(*arguments: Any) -> Any:
        tables = read(*arguments)
        Archive(own).receive([("late.xlsx", late.xlsx())])
        return tables

    Archive(own).receive([("first.xlsx", Report("DEPT-59", rows={"O04-1": (5, 10)}, version=40).xlsx())])
    with monkeypatch.context() as patched:
        patched.setattr(module, "parsed_tables", interrupted)
        (build_what_changed if module is incremental else build)(own, today=TODAY)
    counted = "select territory_code from marts.report where version in (40, 41) and counts order by 1"
    assert rows(own, counted) == [{"territory_code": "DEPT-59"}]
    assert len(pending(own)) == 1
    Archive(own).receive([("next.xlsx", Report("DEPT-80", rows={"O04-1": (6, 10)}, version=41).xlsx())])
    build_what_changed(own, today=TODAY)
    assert [row["territory_code"] for row in rows(own, counted)] == ["DEPT-59", "DEPT-62", "DEPT-80"]
    assert pending(own) == []


def test_whose_figures_rest_on_whose() -> None:
    assert around({"DEPT-59"}) == {"DEPT-59", "ACA-09", "REG-32", "NAT-FR"}
    assert around({"NAT-FR"}) == {"NAT-FR"}
    assert around({"REG-01"}) >= {"REG-01", "DEPT-971", "NAT-FR"}
    assert around(set()) == set()
