"""A preview says the same however it is made: with the calculation of one more report or with a whole one, alone or
beside the files of others; and of another's files nothing is told."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reports import MEETINGS, Report, copied, named, rows, table, warehouse
from test_incremental import ACTIONS, CAMPAIGNS, some_report

from indicators.territories import territories
from pipelines.access.rights import EVERYTHING, Grant, Rights
from pipelines.deposits.deposit import deposit
from pipelines.dry_run import preview as dry_run
from pipelines.dry_run import together
from pipelines.dry_run.identify import candidates
from pipelines.dry_run.preview import Preview, PreviewRequest, preview, previews_of, rests_on
from pipelines.errors import DepositError
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse import incremental
from pipelines.warehouse.builds import current_build
from pipelines.warehouse.incremental import Doubt, not_published
from pipelines.warehouse.publication import draft

NORD = Rights((Grant("department", "DEPT-59"),))
# several régions, one with two départements, one of a single one, whose comité may be that of both; France
PLACES = ("DEPT-59", "DEPT-62", "REG-32", "DEPT-971", "REG-01", "DEPT-35", "REG-53", "DEPT-75", "DEPT-2A", "NAT-FR")
NEIGHBOURS = ("DEPT-59", "DEPT-62", "DEPT-80")  # of one région, the first two of one académie
NORD_AGAIN = Report("DEPT-59", rows={"O04-1": (900, 1000), "O10-1": (45, 50), "O01-1": ("oui", None)}, version=20)
REGION = Report("REG-32", rows={"O12-1": (3, 4), "O05-1": ("oui", None), "O04-1": (10, 2000)}, version=20)
FRANCE = Report("NAT-FR", rows={"O04-1": (90_000, 100_000)}, version=20)
MET = [MEETINGS, (date(2026, 2, 3), "comité unique"), (date(2026, 3, 3), "comité")]
ACTED = [ACTIONS, ("R1", 4, "Ouvrir un atelier", date(2026, 1, 5), "prévue", 1000, "R1", "TNE"), (None, "?", "Rien")]
OBSERVED = [
    ("2025-2026", "DEPT-59", "O04-2", 12, 40),
    ("2024-2025", "DEPT-35", "O04-1", 1, 4),
    ("2025", "X", "O", 1, 2),
]
DEPARTMENTS = [place.code for place in territories() if place.level == "department"]
MANY = [("2025-2026", code, "O04-1", 40 + number, 100) for number, code in enumerate(DEPARTMENTS[:50])]
File = tuple[str, bytes]


def of(*reports: Report) -> list[File]:
    return list(named(reports).items())


KINDS: dict[str, list[File]] = {
    "a département": of(NORD_AGAIN),
    "a région": of(REGION),
    "France": of(FRANCE),
    "a région of one département": of(Report("REG-01", rows={"O12-1": (1, 1)}, version=20, sheets={"Réunions": MET})),
    "its département": of(Report("DEPT-971", rows={"O04-1": (5, 9)}, version=20, sheets={"Réunions": MET})),
    "with other sheets": of(replace(NORD_AGAIN, sheets={"Réunions": MET, "Actions": ACTED})),
    "a draft": of(replace(NORD_AGAIN, status="brouillon")),
    "an older version": of(replace(NORD_AGAIN, version=2)),
    "of an earlier year": of(replace(NORD_AGAIN, campaign="2023-2024")),
    "of a year that nobody spoke of": of(replace(NORD_AGAIN, campaign="2026-2027")),
    "refused": of(replace(NORD_AGAIN, labels={"Territoire": "Atlantide"})),
    "without a level": of(replace(NORD_AGAIN, labels={"Niveau": None})),
    "answers left out": of(replace(NORD_AGAIN, rows={})),
    "wrong numbers": of(replace(NORD_AGAIN, rows={"O04-1": ("beaucoup", "1.200"), "O10-1": (60, 50), "O99-9": (1, 2)})),
    "no report": [("photo.xlsx", b"nothing")],
    "a table": [("pix.csv", table(OBSERVED))],
    "a table of many territories": [("nombreux.csv", table(MANY))],
    "a table and a report": [("pix.csv", table(OBSERVED)), *of(NORD_AGAIN)],
    "a région and its département": of(NORD_AGAIN, REGION),
    "several régions and France": of(NORD_AGAIN, Report("DEPT-35", rows={"O04-1": (5, 9)}, version=20), REGION, FRANCE),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A build in which each place spoke in each year: only read."""
    chance = random.Random(4)
    reports = [
        replace(some_report(chance), territory=place, campaign=campaign, version=5, status="transmis")
        for place in PLACES
        for campaign in CAMPAIGNS
    ]
    return warehouse(tmp_path_factory.mktemp("together") / "data", named(reports))


def verdicts_of(previews: list[Preview] | None) -> list[Any]:
    """All that is said of files, messages of one cell in any order."""
    assert previews is not None
    return [replace(each, messages=tuple(sorted(each.messages, key=repr))) for each in previews]


@pytest.fixture(scope="module")
def quick(settings: Settings) -> dict[str, list[Preview]]:
    return {kind: preview(settings, files, EVERYTHING) for kind, files in KINDS.items()}


@pytest.mark.proof
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_is_what_a_whole_build_would_tell(
    settings: Settings, quick: dict[str, list[Preview]], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Doubt("tout est refait")

    monkeypatch.setattr(dry_run, "not_published", refuse)
    assert verdicts_of(quick[kind]) == verdicts_of(preview(settings, KINDS[kind], EVERYTHING))


@pytest.mark.proof
def test_those_kinds_are_of_every_outcome_and_most_move_figures(quick: dict[str, list[Preview]]) -> None:
    """Otherwise the comparison above would compare nothing."""
    previews = [each for answers in quick.values() for each in answers]
    assert {each.outcome for each in previews} == {"counts", "draft", "superseded", "refused"}
    moved = {change.kind for each in previews for change in each.changes}
    assert moved == {"indicator", "objective", "axis", "strategy"}
    assert sum(bool(each.changes) for each in previews) >= 10


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(3))
def test_each_is_told_the_same_as_alone(settings: Settings, seed: int, tmp_path: Path) -> None:
    """Drawn at random, some received since the last build and not counted yet."""
    chance, own = random.Random(seed), copied(settings, tmp_path / "data")
    waiting = [replace(some_report(chance), territory=place, version=7) for place in chance.sample(PLACES, 3)]
    Archive(own).receive(named(waiting).items())
    drops = [
        PreviewRequest(candidates(of(replace(some_report(chance), territory=place, version=8))), EVERYTHING)
        for place in (*NEIGHBOURS, *chance.sample(PLACES, 7))
    ]
    beside = previews_of(own, drops)
    assert all(previews is not None for previews in beside[: len(NEIGHBOURS)])
    assert sum(previews is not None for previews in beside) >= len(NEIGHBOURS) + 2
    for drop, previews in zip(drops, beside, strict=True):
        if previews is not None:
            assert verdicts_of(previews) == verdicts_of(previews_of(own, [drop])[0])


def test_who_may_be_looked_at_beside_another(settings: Settings) -> None:
    """Neighbours of one région; neither a région and what it holds, nor the same place twice, nor with France, nor a
    file that the rights forbid."""
    nord, bretagne = of(NORD_AGAIN), of(Report("DEPT-35", rows={"O04-1": (5, 9)}, version=20))
    paris, calais = (of(Report(code, rows={"O04-1": (5, 9)}, version=20)) for code in ("DEPT-75", "DEPT-62"))
    every = [nord, of(REGION), bretagne, of(FRANCE), bretagne, paris, calais]
    drops = [PreviewRequest(candidates(files), EVERYTHING) for files in every] + [
        PreviewRequest(candidates(paris), NORD)
    ]
    beside = [previews is not None for previews in previews_of(settings, drops)]
    assert beside == [True, False, True, False, False, True, True, False]
    assert [bool(previews) for previews in previews_of(settings, [drops[3], drops[0]])] == [True, False]
    assert [bool(previews) for previews in previews_of(settings, [drops[1], drops[0]])] == [True, False]


def test_nobody_is_told_of_a_file_that_another_may_deposit(settings: Settings) -> None:
    """The same bytes: one person may deposit them, the other may not."""
    far = Report("DEPT-35", campaign="2025-2026", rows={"O04-1": (5, 900)}, version=20)
    refused, allowed = previews_of(
        settings, [PreviewRequest(candidates(of(far)), NORD), PreviewRequest(candidates(of(far)), EVERYTHING)]
    )
    alone = preview(settings, of(far), NORD)
    assert verdicts_of(refused) == verdicts_of(alone)
    assert allowed is None
    own = PreviewRequest(candidates([*of(NORD_AGAIN), *of(far)]), NORD)
    mixed, allowed = previews_of(settings, [own, PreviewRequest(candidates(of(far)), EVERYTHING)])
    assert verdicts_of(mixed) == verdicts_of(preview(settings, [*of(NORD_AGAIN), *of(far)], NORD))
    assert verdicts_of(mixed)[1].forbidden
    assert not verdicts_of(mixed)[1].changes
    assert verdicts_of(allowed) == verdicts_of(preview(settings, of(far), EVERYTHING))


def test_what_waits_for_its_build_elsewhere_changes_nothing_of_what_is_told(settings: Settings, tmp_path: Path) -> None:
    """What is shown before is what the last build gives, but of territories of which something was received since."""
    own = copied(settings, tmp_path / "data")
    deposit(own, of(Report("REG-53", rows={"O04-1": (10, 2000)}, version=21)), "essai", EVERYTHING)
    bretagne = of(Report("DEPT-35", rows={"O04-1": (5, 9)}, version=20))
    drops = [PreviewRequest(candidates(files), EVERYTHING) for files in (bretagne, of(NORD_AGAIN))]
    beside = previews_of(own, drops)
    assert verdicts_of(beside[0]) == verdicts_of(preview(own, bretagne, EVERYTHING))
    assert verdicts_of(beside[1]) == verdicts_of(preview(settings, of(NORD_AGAIN), EVERYTHING))
    [nord] = verdicts_of(beside[1])
    assert any(change.before for change in nord.changes)


def test_an_answer_rests_on_what_may_change_it_and_on_nothing_else(settings: Settings, tmp_path: Path) -> None:
    own = copied(settings, tmp_path / "data")

    def rests(files: list[File]) -> object:
        return rests_on(own, preview(own, files, EVERYTHING), Archive(own).receipts())

    nord, everywhere = of(NORD_AGAIN), KINDS["a table"]
    before = rests(nord), rests(everywhere)
    deposit(own, of(Report("DEPT-35", rows={"O04-1": (5, 9)}, version=21)), "essai", EVERYTHING)
    assert rests(nord) == before[0]
    assert rests(everywhere) != before[1], "a table speaks of all"
    publish_again(own)
    assert rests(nord) == before[0], "whichever build counts it"
    deposit(own, of(Report("REG-32", rows={"O04-1": (5, 9)}, version=21)), "essai", EVERYTHING)
    assert rests(nord) != before[0]


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test left of a rush is over."""
    monkeypatch.setattr(together, "_rush", together.Rush())


@pytest.fixture
def calculations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many files each calculation looked at."""
    done: list[int] = []

    def counted(settings: Settings, receipts: list[Any], tables: Any) -> Any:
        done.append(len(receipts))
        return not_published(settings, receipts, tables)

    monkeypatch.setattr(dry_run, "not_published", counted)
    return done


def test_files_of_several_regions_take_one_calculation(settings: Settings, calculations: list[int]) -> None:
    preview(settings, KINDS["several régions and France"], EVERYTHING)
    assert calculations == [3, 1]


@pytest.mark.parametrize("times", [1, dry_run.TIMES])
def test_a_build_that_is_replaced_while_files_wait_is_let_go_for_the_next(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Where many deposit, the build that is held can be replaced twice, and its file is then removed."""
    own, held = copied(settings, tmp_path / "data"), list[Path]()
    alone = preview(own, of(NORD_AGAIN), EVERYTHING)

    def slow(reader: Settings, receipts: list[Any], tables: Any) -> Any:
        if len(held) < times:
            held.append(current_build(reader))
            for _ in range(2):
                publish_again(own)
        return not_published(reader, receipts, tables)

    monkeypatch.setattr(dry_run, "not_published", slow)
    if times < dry_run.TIMES:
        assert verdicts_of(preview(own, of(NORD_AGAIN), EVERYTHING)) == verdicts_of(alone)
    else:
        with pytest.raises(DepositError, match="dans une minute"):
            preview(own, of(NORD_AGAIN), EVERYTHING)
    assert len({*held}) == len(held) == times
    assert not any(build.exists() for build in held)


def publish_again(settings: Settings) -> None:
    """The present build, published once more under the next number."""
    with draft(settings, over=lambda: settings.warehouse.resolve()):
        pass


def test_a_table_of_many_territories_is_no_whole_build_on_a_copy(settings: Settings) -> None:
    receipts, tables = dry_run._read(settings, [], candidates(KINDS["a table of many territories"]))
    with not_published(settings, receipts, tables) as part:
        assert incremental.TOGETHER < len(part.codes) <= incremental.NOT_PUBLISHED
    every = [("2025-2026", code, "O04-1", 1, 2) for code in DEPARTMENTS]
    receipts, tables = dry_run._read(settings, [], candidates([("tous.csv", table(every))]))
    with pytest.raises(Doubt, match="territoires"), not_published(settings, receipts, tables):
        pass


def waiting_for(settings: Settings, report: Report) -> Any:
    files = of(report)
    return together.place(settings, lambda: files, EVERYTHING, len(files[0][1]))


BRETAGNE = Report("DEPT-35", rows={"O04-1": (5, 9)}, version=20)


def test_whoever_comes_first_has_the_others_looked_at(settings: Settings, calculations: list[int]) -> None:
    with waiting_for(settings, NORD_AGAIN) as first, waiting_for(settings, BRETAGNE) as second:
        for place in (first, second):
            place.read()
        previews = first.look()
        assert second.previews is not None
        assert verdicts_of(second.look()) == verdicts_of(preview(settings, of(BRETAGNE), EVERYTHING))
        assert verdicts_of(previews) == verdicts_of(preview(settings, of(NORD_AGAIN), EVERYTHING))
    assert calculations == [2, 1, 1]
    assert together._waiting == []


def test_who_was_not_read_or_weighs_much_is_looked_at_alone(settings: Settings, calculations: list[int]) -> None:
    with (
        waiting_for(settings, NORD_AGAIN) as first,
        waiting_for(settings, BRETAGNE) as unread,
        together.place(settings, lambda: of(BRETAGNE), EVERYTHING, together.LIGHT + 1) as heavy,
    ):
        first.read()
        heavy.read()
        first.look()
        assert (unread.previews, heavy.previews) == (None, None)
        assert unread.look()[0].outcome == heavy.look()[0].outcome == "counts"
    assert calculations == [1, 1, 1]


def test_a_failure_is_told_to_whose_it_is_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: Settings, drops: list[PreviewRequest]) -> Any:
        if any(file.name.startswith("DEPT-35") for drop in drops for file in drop.files):
            raise OSError("plein")
        return previews_of(settings, drops)

    monkeypatch.setattr(together, "previews_of", fail)
    with waiting_for(settings, NORD_AGAIN) as first, waiting_for(settings, BRETAGNE) as second:
        for place in (first, second):
            place.read()
        assert first.look()[0].outcome == "counts"
        assert second.alone
        with pytest.raises(OSError, match="plein"):
            second.look()


def test_a_turn_that_comes_while_somebody_looks_waits_for_the_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, calculations: list[int]
) -> None:
    looked, go_on = threading.Event(), threading.Event()

    def slowly(settings: Settings, drops: list[PreviewRequest]) -> Any:
        looked.set()
        assert go_on.wait(60)
        return previews_of(settings, drops)

    monkeypatch.setattr(together, "previews_of", slowly)
    with waiting_for(settings, NORD_AGAIN) as first, waiting_for(settings, BRETAGNE) as second:
        for place in (first, second):
            place.read()
        answers: dict[str, list[Preview]] = {}
        of_first = threading.Thread(target=lambda: answers.update(first=first.look()))
        of_second = threading.Thread(target=lambda: answers.update(second=second.look()))
        of_first.start()
        assert looked.wait(60)
        of_second.start()
        assert (second.taken, second.previews) == (True, None)
        go_on.set()
        of_first.join()
        of_second.join()
    assert [each.outcome for previews in answers.values() for each in previews] == ["counts", "counts"]
    assert calculations == [2]


def test_one_calculation_is_made_at_a_time_and_the_next_is_for_all_that_came_meanwhile(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, calculations: list[int]
) -> None:
    """Two at once take the time of both; and who finds no room in one is not kept waiting by those who come after."""
    begun, go_on, at_once = threading.Event(), threading.Event(), list[int]()
    under_way = threading.Semaphore(1)

    def slowly(settings: Settings, drops: list[PreviewRequest]) -> Any:
        at_once.append(under_way.acquire(blocking=False))
        begun.set()
        assert go_on.wait(60)
        under_way.release()
        return previews_of(settings, drops)

    monkeypatch.setattr(together, "previews_of", slowly)
    with ExitStack() as places, ThreadPoolExecutor(4) as pool:
        first = places.enter_context(waiting_for(settings, NORD_AGAIN))
        first.read()
        looks = [pool.submit(first.look)]
        assert begun.wait(60)
        for code in ("DEPT-35", "DEPT-971", "DEPT-75"):
            later = places.enter_context(waiting_for(settings, Report(code, rows={"O04-1": (5, 9)}, version=20)))
            later.read()
            looks.append(pool.submit(later.look))
        go_on.set()
        assert [look.result()[0].outcome for look in looks] == ["counts"] * 4
    assert all(at_once)
    assert calculations == [1, 3]


def test_the_levels_above_who_speaks_are_not_worked_out(settings: Settings) -> None:
    """Nor shown: what is there of them is of nobody, and must not be asked."""
    levels = {
        place: _retained(settings, Report(place, rows={"O04-1": (5, 9)}, version=20))
        for place in ("DEPT-59", "REG-32", "NAT-FR")
    }
    assert levels["DEPT-59"] == {"department"}
    assert levels["REG-32"] == {"department", "academy", "region"}
    assert "national" in levels["NAT-FR"]
    assert rows(settings, "select count(distinct territory_code) as n from core.retained")[0]["n"] > len(PLACES)


def _retained(settings: Settings, report: Report) -> set[str]:
    """The levels of the territories of the slice of which something is retained."""
    receipts, tables = dry_run._read(settings, [], candidates(of(report)))
    with not_published(settings, receipts, tables) as part:
        read = part.connection.sql(
            """select distinct level from core.retained join ref.territory using (territory_code)
            where territory_code in (from slice)"""
        )
        return {level for (level,) in read.fetchall()}


def test_after_a_calculation_for_several_the_next_waits_for_as_many_for_a_moment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, calculations: list[int]
) -> None:
    with ExitStack() as places, ThreadPoolExecutor(1) as pool:
        first, second, third = (
            places.enter_context(waiting_for(settings, Report(code, rows={"O04-1": (5, 9)}, version=20)))
            for code in ("DEPT-59", "DEPT-35", "DEPT-75")
        )
        for place in (first, second):
            place.read()
        first.look()
        assert together._rush.expected == 2, "two thirds of the three who were there"
        assert together._rush.until <= time.monotonic() + together.LONGEST_REST
        monkeypatch.setattr(together, "_rush", together.Rush(2, time.monotonic() + 600))
        fourth = places.enter_context(waiting_for(settings, Report("DEPT-971", rows={"O04-1": (5, 9)}, version=20)))
        fourth.read()
        waits = pool.submit(fourth.look)
        assert not waits.done()
        third.read()
        assert waits.result()[0].outcome == "counts"
        assert third.answered.is_set()
        assert not fourth.answered.is_set(), "who looks answers itself"
    assert calculations == [2, 2]


def test_who_comes_once_the_rush_is_over_waits_for_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, calculations: list[int]
) -> None:
    monkeypatch.setattr(together, "_rush", together.Rush(together.BESIDE, time.monotonic()))
    with waiting_for(settings, NORD_AGAIN) as place:
        place.read()
        assert place.look()[0].outcome == "counts"
    assert calculations == [1]
