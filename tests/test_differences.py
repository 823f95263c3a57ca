"""Who subtracts: of all that an account is shown, over views, levels, years, builds and an edition, no difference gives
back a figure that it is not shown. The small world holds numbers that no chance equals."""

from __future__ import annotations

import json
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reports import DIRECTORY, SCHOOLS, Report, named, table

import indicators
from indicators.territories import territories
from pipelines.access.committees import Committees, codes_of, committees
from pipelines.access.rights import Comparisons, Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.access.shown import ShownFigures, keep_shown, read_shown
from pipelines.access.withheld import Country, Place, ReportedFigure, Sight, judge
from pipelines.demo.register import school_code
from pipelines.releases.freeze import tables
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read

YEARS = ("2024-2025", "2025-2026")
RATIO, COUNT, REGIONAL, PUPILS = "O04-1", "O13-2", "O06-3", "O05-1"
NO_FIGURE = ("strategy", "campaign", "axis", "objective", "build", "territory", "collection", "issue", "agreed_target")
OBJECTIVES = (1, 4, 5, 6, 9, 13)
FEW = (2, 31)  # of a school that comes between two builds
PLACES = {place.code: place for place in territories()}
DEPARTMENTS = ("DEPT-59", "DEPT-62", "DEPT-60", "DEPT-80", "DEPT-02", "DEPT-2A", "DEPT-2B", "DEPT-13", "DEPT-06",
               "DEPT-83", "DEPT-14", "DEPT-50", "DEPT-971")  # fmt: skip
REGIONS = ("REG-32", "REG-94", "REG-93", "REG-28", "REG-01")
LATE = ("REG-53", "DEPT-35")  # a newcomer of the second year alone
NEXT = ("REG-52", "DEPT-61")  # alone of their level in the second build, of the last year
TWO_MORE = ("REG-84", "REG-11")  # of the year before, where two come together


def rights(comparisons: Comparisons, *grants: tuple[str, str]) -> Rights:
    return Rights(tuple(Grant(role, code) for role, code in grants), comparisons)  # type: ignore[arg-type]


ACCOUNTS = {
    "one of two": rights("médianes", ("department", "DEPT-2A")),
    "one of five": rights("aucune", ("department", "DEPT-59")),
    "one whose neighbours are silent": rights("médianes", ("department", "DEPT-13")),
    "a région": rights("médianes", ("region", "REG-32")),
    "a reader of a région": rights("aucune", ("reader", "REG-32")),
    "two grants": rights("médianes", ("department", "DEPT-14"), ("reader", "DEPT-62")),
    "who compares": rights("toutes", ("department", "DEPT-971")),
}


def lineage(code: str | None) -> list[str]:
    return [code, *lineage(PLACES[code].parent_code)] if code else []


def sees(who: Rights, code: str) -> bool:
    """The rule of rights, said once more: one's own, what lies beneath, and what contains it."""
    own = [grant.territory_code for grant in who.grants]
    return who.comparisons == "toutes" or any(
        territory in lineage(code) or code in lineage(territory) for territory in own
    )


@dataclass
class View:
    """What an account was shown, all states together, by indicator; and what it was not."""

    numbers: dict[str, set[float]] = field(default_factory=lambda: defaultdict[str, set[float]](set))
    means: list[tuple[str, float, list[float]]] = field(default_factory=list[tuple[str, float, list[float]]])
    pupils: dict[tuple[str, str], list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], list[tuple[float, float]]](list)
    )
    hidden: dict[str, set[float]] = field(default_factory=lambda: defaultdict[str, set[float]](set))
    withheld: set[str] = field(default_factory=set[str])
    france: int = 0


def reports(codes: tuple[str, ...], years: tuple[str, ...], chance: random.Random) -> dict[str, bytes]:
    drawn_reports = []
    for code in codes:
        for year in years:
            low, other, alone = (chance.randrange(10**9, 10**10) for _ in range(3))
            high = low + chance.randrange(10**9, 10**10)
            if code.startswith("REG"):
                rows: dict[str, Any] = {REGIONAL: (low, high, None), COUNT: (alone, None, None)}
            else:
                rows = {RATIO: (low, high, None), "O09-1": (other, other + low, None)}
            drawn_reports.append(Report(code, year, rows))
    return named(drawn_reports)


def school_table(*schools: tuple[str, int, int, int]) -> bytes:
    return table(
        [(YEARS[1], school_code(number, at), PUPILS, low, low + rest) for number, at, low, rest in schools], SCHOOLS
    )


def small_strategy(folder: Path) -> Path:
    """The definitions of the objectives that the reports speak of, and no other: a build of them takes a moment."""
    source = Path(indicators.__file__).parent
    (folder / "objectives").mkdir(parents=True)
    for path in (
        source / "strategie.toml",
        *(source / "objectives" / f"objective_{number:02d}.toml" for number in OBJECTIVES),
    ):
        shutil.copyfile(path, folder / path.relative_to(source))
    return folder


def states(folder: Path) -> Iterator[Settings]:
    """The data folder after each build, as it is read; before the present of the second, an edition frozen of it."""
    chance, settings = random.Random(7), Settings(folder / "data", small_strategy(folder / "catalogue"))
    directory = [(school_code("059", at), f"École {at}", "école", "59", "Lille", "oui") for at in (1, 2)]
    large = ("059", 1, 812_345_679, 523_456_787)
    few = ("059", 2, FEW[0], FEW[1] - FEW[0])
    arrivals = [
        reports((*DEPARTMENTS, *REGIONS), YEARS, chance) | reports(LATE, YEARS[1:], chance)
        | {"directory.csv": table(directory, DIRECTORY), "schools-1.csv": school_table(large)},
        reports(NEXT, YEARS[1:], chance) | reports(TWO_MORE, YEARS[:1], chance)
        | {"schools-2.csv": school_table(large, few)},
    ]  # fmt: skip
    for number, files in enumerate(arrivals):
        Archive(settings).receive(files.items(), now=datetime.fromisoformat(f"2026-07-0{number + 1}T08:00:00+00:00"))
        build(settings)
        if number == 1:  # as an edition is opened: its own folder, whose present is known
            edition = settings.opened_editions / "edition"
            (edition / "builds").mkdir(parents=True)
            (edition / "builds" / "00000001.duckdb").write_bytes(settings.warehouse.read_bytes())
            (edition / "warehouse.duckdb").symlink_to(Path("builds") / "00000001.duckdb")
            yield replace(settings, data=edition, present=settings.data)
        yield settings


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    views = {name: View() for name in ACCOUNTS}
    for now in states(tmp_path_factory.mktemp("world")):
        truth = read(now, "from marts.indicator_progress where status <> 'other_level'").to_pylist()
        parts = read(now, "from marts.gap_part").to_pylist()
        for name, who in list(ACCOUNTS.items())[:: 1 if now.present is None else 2]:  # four of them open the edition
            _look(views[name], who, scoped(now, who), truth, parts)
    return views


def _look(view: View, who: Rights, own: Settings, truth: list[dict], parts: list[dict]) -> None:
    for name in tables(own):
        for row in read(own, f"from marts.{name}").to_pylist() if name not in NO_FIGURE else ():
            numbers = {float(value) for value in row.values() if isinstance(value, int | float) and abs(value) > 1e4}
            if row.get("units") and row.get("share"):
                numbers.add(row["units"] / row["share"])
            view.numbers[row.get("indicator_id") or ""] |= numbers
    visible_rows = {_where(row): row for row in read(own, "from marts.indicator_progress").to_pylist()}
    _means(view, own, truth, visible_rows)
    for row in truth:
        mine = visible_rows.get(_where(row))
        if row["value"] is not None and not sees(who, row["territory_code"]):
            assert mine is None
            view.hidden[row["indicator_id"]] |= {row["numerator"], row["denominator"] or 0.0, row["value"]} - {0.0}
        elif mine and mine["value"] is None and row["value"] is not None:
            view.withheld.add(row["territory_code"])
        if mine and mine["indicator_id"] == PUPILS and mine["numerator"] is not None:
            view.pupils[mine["campaign"], mine["territory_code"]].append((mine["numerator"], mine["denominator"]))
        view.france += bool(mine and mine["value"] is not None and mine["territory_code"] == "NAT-FR")
    for row in parts:
        if not sees(who, row["part_code"]):
            view.hidden[row["indicator_id"]].add(float(row["units"]))


def _where(row: dict) -> tuple[str, str, str]:
    return row["campaign"], row["territory_code"], row["indicator_id"]


def _means(view: View, own: Settings, truth: list[dict], visible_rows: dict) -> None:
    """What each mean leaves of what is not shown behind it: one progress alone is told."""
    behind: dict[tuple[str, str, str], list[dict]] = defaultdict(list)
    for row in truth:
        if row["progress"] is not None:
            behind[row["campaign"], row["territory_code"], str(row["objective_id"])].append(row)
    means = read(own, "from marts.objective_progress where progress is not null").to_pylist()
    for mean in means:
        terms = behind[mean["campaign"], mean["territory_code"], str(mean["objective_id"])]
        away = [row for row in terms if visible_rows[_where(row)]["progress"] is None]
        remainder = mean["progress"] * len(terms) - sum(visible_rows[_where(row)]["progress"] or 0 for row in terms)
        view.means.append(
            (f"{mean['territory_code']} {mean['objective_id']}", remainder, [row["progress"] for row in away])
        )


def recovered(numbers: set[float], hidden: set[float]) -> set[float]:
    """The hidden numbers that stand among the shown ones, their differences, and those less a third."""
    shown_numbers = np.array(sorted(numbers))
    wanted = np.array(sorted(number for number in hidden if number > 1e4))
    if not shown_numbers.size or not wanted.size:
        return set()
    pairs = np.unique((shown_numbers[:, None] - shown_numbers[None, :]).ravel())
    matches = _among(shown_numbers, wanted) | _among(pairs, wanted)
    for number in shown_numbers:
        matches |= _among(pairs - number, wanted)
    return matches


def _among(sorted_numbers: np.ndarray, wanted: np.ndarray) -> set[float]:
    """Those of `wanted` that stand among sorted numbers, but for the dust of arithmetic and a unit rounded up."""
    at = np.searchsorted(sorted_numbers, wanted - 2.5)
    near = sorted_numbers[np.minimum(at, sorted_numbers.size - 1)]
    return set(wanted[np.abs(near - wanted) <= 2.5].tolist())


@pytest.mark.proof
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_difference_gives_back_another_s_figure(world: dict[str, View], account: str) -> None:
    view = world[account]
    recovered_numbers = {
        indicator: recovered(view.numbers[indicator], hidden) for indicator, hidden in view.hidden.items()
    }
    assert {indicator: numbers for indicator, numbers in recovered_numbers.items() if numbers} == {}
    assert view.france, "what is safe stays shown"
    assert bool(view.hidden) is (account != "who compares"), "nothing was looked for"


@pytest.mark.proof
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_mean_gives_back_the_one_figure_that_is_not_shown_behind_it(world: dict[str, View], account: str) -> None:
    alone = [(place, remainder) for place, remainder, away in world[account].means if len(away) == 1]
    assert alone == []


@pytest.mark.proof
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_two_states_tell_the_few_pupils_of_a_school(world: dict[str, View], account: str) -> None:
    whole = [pair for pairs in world[account].pupils.values() for pair in pairs]
    away = {FEW[0], FEW[1], FEW[1] - FEW[0]}
    moved = {abs(a[at] - b[at]) for a in whole for b in whole for at in (0, 1)}
    assert not moved & away or any(
        grant.role != "reader" and "DEPT-59" in Rights((grant,)).followed for grant in ACCOUNTS[account].grants
    ), "who answers for a school has the file itself"


# What is held, and when it is shown again: the judge alone, on a world of letters.

BENEATH = {"P": "ABC", "Q": "DEF", "R": "GHI"}
LETTERS = Country(
    [Place("N", "national", None), *(Place(region, "region", "N") for region in BENEATH),
     *(Place(department, "department", region) for region, parts in BENEATH.items() for department in parts)],
)  # fmt: skip


def verdicts(*answers: str) -> list[dict[str, str]]:
    """The territories above that are not shown, and why, as these départements answer, state after state."""
    shown_sums: dict[tuple[str, str], list[Committees]] = {}
    reasons = []
    for answered in answers:
        statement = ReportedFigure("2025-2026", "X", "department", committees(answered), 0)
        verdict = judge(Sight(LETTERS, "A", "NP"), [statement], ["2025-2026"], {}, shown_sums)
        shown_sums = {key: [*shown_sums.get(key, []), *sums] for key, sums in verdict.shown.items()}
        reasons.append({code: why for (_, _, code), why in verdict.figures.items()})
    return reasons


def test_a_newcomer_alone_is_waited_for() -> None:
    assert verdicts("ABCDEGH", "ABCDEFGH") == [{}, {"N": "held"}]
    assert verdicts("ABCDEGH", "ABCDEFGH", "ABCDEFGHI") == [{}, {"N": "held"}, {}], "a second one comes"
    assert verdicts("ABDEGH", "ABCDEGH") == [{"P": "few"}, {"N": "held"}], "P, never shown, tells neither"
    assert verdicts("BCDEGH", "ABCDEGH") == [{}, {}], "one's own tells nothing of others"
    assert verdicts("ABCDEGH", "ABCDEG") == [{}, {"N": "held"}], "who leaves is told as who comes"


def test_a_figure_is_shown_where_two_are_left_and_no_territory_is_told() -> None:
    assert verdicts("ABC") == [{}], "B and C, of whom neither tells the other"
    assert verdicts("AB") == [{"N": "few", "P": "few"}]
    assert verdicts("A") == [{}], "one's own"
    assert verdicts("ABCDE") == [{"P": "few"}], "France is shown; with P, it would tell Q"


def test_what_was_shown_is_remembered_and_bounded(tmp_path: Path) -> None:
    path, key, where = tmp_path / "shown" / "scope.json", ("2025-2026", "X"), ("2025-2026", "X", "P")
    memory = ShownFigures()
    for number in range(60):
        memory.add({key: {committees(["A", f"D{number}"])}}, [(*where, 100.0 + number, None)])
    memory.add({key: {committees(["A", "D59"])}}, [(*where, 159.0, None)])
    keep_shown(path, memory)
    again = read_shown(path)
    assert (again.sums, again.counts) == (memory.sums, memory.counts)
    assert len(again.sums[key]) == len(again.counts[where]) == 48
    assert codes_of(again.sums[key][-1]) == ["A", "D59"], "the oldest are forgotten"
    path.write_bytes(b"{")
    assert read_shown(path).sums == {}


def test_what_was_shown_is_read_whatever_the_order_of_its_territories(tmp_path: Path) -> None:
    path = tmp_path / "shown.json"
    places = ["DEPT-80", "an old one", "DEPT-02", "REG-32"]
    path.write_text(json.dumps({"territories": places, "sums": {"2025-2026 X": ["5", "a", "f"]}, "counts": {}}))
    memory = read_shown(path)
    keep_shown(path, memory)
    for figures in (memory, read_shown(path)):
        assert [codes_of(group) for group in figures.sums["2025-2026", "X"]] == [
            ["DEPT-02", "DEPT-80"], ["REG-32", "an old one"], sorted(places),
        ]  # fmt: skip


def test_what_was_shown_and_does_not_read_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "one" / "shown.json"
    assert read_shown(path) == ShownFigures()
    assert caplog.records == [], "nothing was shown yet"
    keep_shown(path, ShownFigures(counts={("2025-2026", "O04-1", "DEPT-59"): [(31.0, 40.0)]}))
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.write_bytes(path.read_bytes()[:-3])
    assert read_shown(path) == ShownFigures()
    assert [record.name for record in caplog.records] == ["pilotage.access"]
