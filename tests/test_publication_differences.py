"""Open data, publication after publication: no two of them give by subtraction the small number that one masks."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reports import Report, named, warehouse

from pipelines.errors import WouldReveal
from pipelines.outputs.open_data.differences import to_mask
from pipelines.outputs.open_data.earlier import earlier
from pipelines.outputs.open_data.write import publish
from pipelines.queries import query
from pipelines.releases.freeze import kept_sums
from pipelines.settings import Settings
from pipelines.store import publication_log
from pipelines.store.lock import only_one
from pipelines.store.publication_log import Count
from pipelines.warehouse.builds import mart
from pipelines.warehouse.disclosure import mask, threshold

PARENTS = {"N": None, "R1": "N", "R2": "N", "A": "R1", "B": "R1", "C": "R1", "D": "R2", "E": "R2"}
LEAVES = [code for code in PARENTS if code not in PARENTS.values()]
Pupils = int | tuple[int, int]  # counted; or of how many, which tells the rest besides
Leaves = Mapping[str, Pupils]
Publication = list[Count]


def rolled_up(leaves: Leaves) -> Leaves:
    figures = dict(leaves)
    for total in ("R1", "R2", "N"):
        parts = [figures[code] for code, parent in PARENTS.items() if parent == total and code in figures]
        if parts:
            figures[total] = _sum(parts)
    return figures


def _sum(parts: Sequence[Pupils]) -> Pupils:
    pairs = [part for part in parts if isinstance(part, tuple)]
    counted, counted_of = sum(numerator for numerator, _ in pairs), sum(denominator for _, denominator in pairs)
    return (counted, counted_of) if pairs else sum(part for part in parts if isinstance(part, int))


def published(figures: Leaves, before: Sequence[Publication] = (), basis: str = "report") -> Publication:
    """What a publication tells of these figures: masked by the rules of the product, beside those before it."""
    return published_together([figures], before, basis)


def published_together(
    worlds: Sequence[Leaves], before: Sequence[Publication] = (), basis: str = "report"
) -> Publication:
    """The same of several worlds at once, each an indicator of its own: nothing of one touches another."""
    with duckdb.connect() as connection:
        for name, lines in _tables(worlds, basis).items():
            connection.register(name, pa.Table.from_pylist(list(lines)))
        mask(connection, lambda masking: to_mask(_counts(masking), before, threshold()))
        return _counts(connection)


def _tables(worlds: Sequence[Leaves], basis: str) -> dict[str, Sequence[Mapping[str, object]]]:
    level = {
        code: "department" if code in LEAVES else "region" if parent else "national" for code, parent in PARENTS.items()
    }
    figure = {"campaign": "2025-2026", "objective_id": 1, "axis_id": 1, "value": 1.0, "basis": basis}
    return {
        "territory": [
            {"territory_code": code, "parent_code": parent, "level": level[code], "position": place}
            for place, (code, parent) in enumerate(PARENTS.items())
        ],
        "indicator": [
            {"indicator_id": f"X{number}", "baseline_campaign": None, "level": "department"}
            | {"numerator_label": "Élèves certifiés", "denominator_label": "Élèves"}
            for number in range(len(worlds))
        ],
        "indicator_progress": [
            figure | {"indicator_id": f"X{number}", "territory_code": code} | _told_of(pupils)
            for number, figures in enumerate(worlds)
            for code, pupils in figures.items()
        ],
    }


def _told_of(pupils: Pupils) -> dict[str, float | None]:
    counted, counted_of = pupils if isinstance(pupils, tuple) else (pupils, None)
    return {"numerator": float(counted), "denominator": None if counted_of is None else float(counted_of)}


def _counts(connection: duckdb.DuckDBPyConnection) -> Publication:
    return [Count(*row) for row in connection.execute(query("publish", "told_count")).fetchall()]


def given_away(publications: Sequence[Publication]) -> set[tuple[frozenset[str], int]]:
    """What somebody finds who tries every sum and difference of the equations of each publication and of each pair of
    them: small numbers of one masked figure, or of several together, wherever they stand."""
    things = {(count.indicator_id, count.thing) for publication in publications for count in publication}
    return {
        number
        for thing in sorted(things)
        for pair in combinations_with_replacement([_of(publication, thing) for publication in publications], 2)
        for number in _subtracted([publication for at, publication in enumerate(pair) if publication not in pair[:at]])
    }


def _of(publication: Publication, thing: tuple[str, str]) -> Publication:
    return [count for count in publication if (count.indicator_id, count.thing) == thing]


def _subtracted(pair: Sequence[Publication]) -> set[tuple[frozenset[str], int]]:
    every = [count for publication in pair for count in publication]
    visible = {(count.territory_code, count.pupils) for count in every if count.shown}
    equations = []
    for publication in pair:
        for total in {count.parent_code for count in publication} & {count.territory_code for count in publication}:
            signed = [(count, 1) for count in publication if count.parent_code == total]
            signed += [(count, -1) for count in publication if count.territory_code == total]
            equations.append([((count.territory_code, count.pupils), sign) for count, sign in signed])
    numbers = set()
    for factors in product((-1, 0, 1), repeat=len(equations)):
        weights: dict[tuple[str, float], int] = {}
        constant = 0.0
        for factor, equation in zip(factors, equations, strict=True):
            for unknown, sign in equation if factor else ():
                if unknown in visible:
                    constant -= factor * sign * unknown[1]
                else:
                    weights[unknown] = weights.get(unknown, 0) + factor * sign
        terms = {unknown: factor for unknown, factor in weights.items() if factor}
        if set(terms.values()) == {1} and 0 < constant < threshold():
            numbers.add((frozenset(territory for territory, _ in terms), int(constant)))
    return numbers


def shown_codes(publication: Publication) -> set[str]:
    return {count.territory_code for count in publication if count.shown}


def test_who_subtracts_finds_the_newcomer_where_publications_are_not_compared() -> None:
    first = published(rolled_up({"A": 40, "B": 60, "D": 50, "E": 70}))
    then = rolled_up({"A": 40, "B": 60, "C": 3, "D": 50, "E": 70})
    assert (frozenset({"C"}), 3) in given_away([first, published(then)])
    assert given_away([first, published(then, [first])]) == set()


def test_a_number_that_was_masked_is_not_given_back_once_it_is_large() -> None:
    first = published(rolled_up({"A": 40, "B": 60, "C": 3, "D": 50, "E": 70}))
    then = rolled_up({"A": 40, "B": 60, "C": 90, "D": 50, "E": 70})
    assert (frozenset({"C"}), 3) in given_away([first, published(then)])
    second = published(then, [first])
    assert given_away([first, second]) == set()
    assert "N" in shown_codes(second), "what gives nothing back stays shown"


def test_nothing_more_is_masked_where_nothing_can_be_subtracted() -> None:
    leaves = {"A": 40, "B": 60, "C": 3, "D": 50, "E": 70}
    first = published(rolled_up(leaves))
    assert published(rolled_up(leaves), [first]) == first
    large = published(rolled_up({**leaves, "C": 30}))
    assert shown_codes(published(rolled_up({**leaves, "C": 31}), [large])) == set(PARENTS)


def test_a_school_that_joins_a_sum_is_not_told_by_it() -> None:
    before, then = rolled_up({"A": 40, "B": 60, "D": 50}), rolled_up({"A": 43, "B": 60, "D": 50})
    assert "A" in shown_codes(published(then, [published(before)])), "a committee may correct its own figure"
    first = published(before, basis="rollup_partial")
    second = published(then, [first], basis="rollup_partial")
    assert "A" not in shown_codes(second)
    assert given_away([first, second]) == set()


def test_a_publication_is_refused_where_masking_is_not_enough() -> None:
    first = published({"R1": 63, "A": 60, "B": 0, "D": 50, "R2": 50, "N": 113})
    with pytest.raises(WouldReveal, match=r"X0 en 2025-2026 \(C\)"):
        published({"R1": 63, "A": 60, "B": 0, "C": 3, "D": 50, "R2": 50, "N": 113}, [first])


def test_what_is_left_of_france_less_a_departement_is_no_small_number() -> None:
    """N - A = B + D: R1 is masked for the two that are left of its 54, and A stood shown beside N."""
    leaves = {"A": (50, 50), "B": (2, 4), "D": (1, 100)}
    publication = published(rolled_up(leaves))
    assert given_away([publication]) == set()
    assert "N" in shown_codes(publication), "a part is masked before the total"
    of_pupils = {count.territory_code: count for count in publication if count.thing == "numerator"}
    opened = [replace(count, shown=code in ("A", "N")) for code, count in of_pupils.items()]
    assert (frozenset({"B", "D"}), 3) in given_away([opened]), "what is looked for is seen where it stands"


@pytest.mark.proof
def test_no_pair_of_publications_gives_a_small_number_away() -> None:
    """Three publications of small worlds that change a little each time; every subtraction in each, and over pairs."""
    chance = random.Random(4)
    worlds: list[Leaves] = [
        {code: _drawn(chance) for code in LEAVES if chance.random() < 0.75} or {"A": (3, 9)} for _ in range(12)
    ]
    compared: list[Publication] = []
    alone: list[Publication] = []
    for _ in range(3):
        now = [rolled_up(leaves) for leaves in worlds]
        compared.append(published_together(now, compared))
        alone.append(published_together(now))
        worlds = [{**leaves, chance.choice(LEAVES): _drawn(chance)} for leaves in worlds]
    assert given_away(compared) == set()
    assert given_away(alone), "the small worlds must be ones where subtraction finds something"


def _drawn(chance: random.Random) -> Pupils:
    counted = chance.choice((chance.randint(0, 6), chance.randint(5, 90)))
    return counted, counted + chance.choice((0, chance.randint(0, 6), chance.randint(5, 90)))


def test_a_state_is_recorded_once_and_an_altered_record_is_named(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    counts = published(rolled_up({"A": 40, "C": 3}))
    with only_one(settings.publications):
        publication_log.keep(settings, "state", counts)
        publication_log.keep(settings, "state", counts)
        assert publication_log.published(settings) == [counts]
        publication_log.keep(settings, "state", [replace(counts[0], shown=not counts[0].shown), *counts[1:]])
    assert len(publication_log.published(settings)) == 2
    assert publication_log.damages(settings) == []
    first = min(settings.publications.glob("*.json"))
    first.write_text(first.read_text(encoding="utf-8").replace("true", "false"), encoding="utf-8")
    assert publication_log.damages(settings) == [f"publications/{first.name}"]


@dataclass(frozen=True)
class Published:
    """A state and its open data, then that of a late département of three, alone in its folder and after the first."""

    first: Settings
    then: Settings
    folder: Path

    def after(self, name: str) -> Settings:
        """The later state with nothing recorded of what was published."""
        for old in self.then.publications.glob("*.json"):
            old.unlink()
        shutil.copytree(self.folder / "first", self.folder / name, dirs_exist_ok=True)
        return self.then


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("states")
    year = [
        Report(code, rows={"O04-1": (certified, 300), "O03-3": (certified, 400)})
        for code, certified in (("DEPT-60", 90), ("DEPT-80", 150))
    ]
    late = Report("DEPT-02", rows={"O04-1": (3, 200), "O03-3": (120, 150)})
    first = warehouse(folder / "one", named(year))
    publish(first, folder / "first")
    return Published(first, warehouse(folder / "two", named([*year, late])), folder)


def test_the_command_compares_with_what_was_published_before(states: Published) -> None:
    both, folder = states.after("unused"), states.folder
    publish(both, folder / "alone")
    [record] = publication_log.published(states.first)
    states.after("unused")
    publication_log.keep(both, "first", record)
    publish(both, folder / "beside")
    figures = {where: _told(folder / where) for where in ("first", "alone", "beside")}
    assert figures["first"]["ACA-20"] == 240.0
    assert figures["alone"]["ACA-20"] == 243.0, "alone, the académie is shown and gives back the three"
    assert figures["beside"]["ACA-20"] is None
    assert len(publication_log.published(both)) == 2


def test_a_publication_that_no_log_knows_is_compared_where_it_stands(states: Published, tmp_path: Path) -> None:
    both, messages = states.after("replaced"), []
    publish(both, states.folder / "replaced", say=messages.append)
    assert (_told(states.folder / "replaced")["ACA-20"], messages) == (None, [])
    assert len(publication_log.published(both)) == 2, "what is replaced is remembered"
    states.after("elsewhere")
    publish(both, tmp_path / "new", before=[states.folder / "elsewhere"], say=messages.append)
    assert (_told(tmp_path / "new")["ACA-20"], messages) == (None, [])
    states.after("spoilt")
    next((states.folder / "spoilt" / "parquet").glob("indicator_progress*")).write_bytes(b"PAR1")
    assert len(earlier(both, [states.folder / "spoilt"]).warnings) == 2, "it is said, and that nothing else is known"
    assert "donnez son dossier par --before" in earlier(both, []).warnings[0]


def test_editions_are_compared_as_if_their_open_data_had_left(states: Published) -> None:
    both = states.after("unused")
    marts = both.editions / "novembre" / "marts"
    marts.mkdir(parents=True)
    for name in ("territory", "indicator", "indicator_progress"):
        pq.write_table(mart(states.first, name), marts / f"{name}.parquet")
    (marts.parent / "SHA256SUMS").write_text(kept_sums(marts.parent), encoding="utf-8")
    marts.parent.with_suffix(".sha256").write_text("seal", encoding="utf-8")
    now = mart(both, "indicator_progress")
    with duckdb.connect() as connection:
        for name in ("territory", "indicator"):
            connection.register(name, mart(both, name))
        connection.register("indicator_progress", now)
        mask(connection)
        new = _counts(connection)
    history = earlier(both, [])
    assert history.warnings == []
    assert ("2025-2026", "O04-1", "ACA-20") in history.to_mask(new, history.unlogged(now))
    (marts / "territory.parquet").write_bytes(b"PAR1")
    assert ["novembre" in warning for warning in earlier(both, []).warnings] == [True, False]
    shutil.rmtree(marts.parent)


def test_what_moved_between_two_publications_is_told_from_what_both_show(states: Published) -> None:
    both, where = states.after("log"), states.folder / "log"
    before = {indicator: _shown_figures(states.folder / "first", indicator) for indicator in ("O04-1", "O03-3")}
    assert "rien n'est encore comparé" in (where / "CHANGEMENTS.md").read_text(encoding="utf-8")
    publish(both, where)
    after = {indicator: _shown_figures(where, indicator) for indicator in ("O04-1", "O03-3")}
    with (where / "changements.csv").open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["nature"] == "indicateur" and line["code"] in before]
    moved = {(line["code"], line["territoire_code"]): line for line in lines}
    assert {place for code, place in moved if code == "O03-3"} == {"NAT-FR", "REG-32", "ACA-20"}
    for (code, place), line in moved.items():
        assert float(line["avant"]) == pytest.approx(before[code][place])
        assert float(line["apres"]) == pytest.approx(after[code][place])
        causes = [line[name] for name in ("progres_reel", "corrections", "perimetre", "definitions")]
        assert code == "O04-1" or sum(map(float, causes)) == pytest.approx(float(line["ecart"]))
    assert float(moved["O03-3", "NAT-FR"]["perimetre"]) == pytest.approx(float(moved["O03-3", "NAT-FR"]["ecart"]))
    hidden = {place for place, value in after["O04-1"].items() if value is None}
    assert {"DEPT-02", "ACA-20"} <= hidden
    assert not {("O04-1", place) for place in hidden} & moved.keys()
    assert all(line["perimetre"] == "" for (code, _), line in moved.items() if code == "O04-1"), (
        "the three would be told"
    )
    page = (where / "CHANGEMENTS.md").read_text(encoding="utf-8")
    assert page.count("## Édition du") == 1
    assert "| O03-3 " in page
    contents = {path: path.read_bytes() for path in where.rglob("*") if path.is_file()}
    publish(both, where)
    assert {path: path.read_bytes() for path in where.rglob("*") if path.is_file()} == contents


def _shown_figures(folder: Path, indicator: str) -> dict[str, float | None]:
    lines = pq.read_table(folder / "parquet" / "indicator_progress.parquet").to_pylist()
    return {
        line["territory_code"]: line["value"]
        for line in lines
        if (line["indicator_id"], line["campaign"]) == (indicator, "2025-2026")
    }


def _told(folder: Path) -> dict[str, float | None]:
    lines = pq.read_table(folder / "parquet" / "indicator_progress.parquet").to_pylist()
    return {line["territory_code"]: line["numerator"] for line in lines if line["indicator_id"] == "O04-1"}
