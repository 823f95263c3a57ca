"""The whole calculation against a second one, in plain fractions, on random strategies and random receipts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oracle import compare, scores
from oracle.built import draw, world
from oracle.places import level_of
from oracle.scores import Tables

from pipelines.warehouse.builds import close

pytestmark = pytest.mark.proof

LONG = os.environ.get("PROOF") == "long"
EXAMPLES = int(os.environ.get("PROOF_EXAMPLES", "500")) if LONG else 3
SEEN: Counter[tuple[str, str]] = Counter()
COMPARED: Counter[str] = Counter()


# each example is a whole build: none is spent on finding a smaller one, the seed alone tells it again
@hypothesis_settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate])
@example(seed=4)
@example(seed=19)
@example(seed=24)  # these four show all that is rare: a whole nation that answers, parts that contradict
@example(seed=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_second_calculation_finds_the_same_figures(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    drawn = world(tmp_path_factory.mktemp("world"), seed)
    wanted = scores.tables(drawn.strategy, drawn.counted, drawn.closed)
    wrong = compare.files_counted(drawn.settings, drawn.strategy, drawn.counted, drawn.sent)
    wrong += compare.differences(drawn.settings, wanted)
    assert not wrong, f"{len(wrong)} differences with seed {seed}, the first: " + "\n".join(wrong[:8])
    _note(wanted)
    COMPARED["mondes tirés au hasard"] += 1
    COMPARED["lignes comparées"] += sum(map(len, wanted.values()))
    SEEN["file", "set aside"] += sum(drawn.counted.set_aside.values())
    SEEN["file", "school"] += sum(map(len, drawn.counted.schools.values()))
    close(drawn.settings)


def _note(tables: Tables) -> None:
    """What the draws have shown so far, to be asked for below."""
    for (_, territory, _), row in tables["indicator_progress"].items():
        SEEN["status", row["status"]] += 1
        SEEN["basis", f"{row['basis']} {level_of(territory)}"] += 1
        SEEN["partial", str(row.get("partial"))] += 1
        SEEN["comparable", str(row["comparable_territories"] is not None)] += 1
    for mean in ("objective", "axis", "strategy"):
        for row in tables[f"{mean}_progress"].values():
            SEEN[mean, row["status"]] += 1
    for *_, retained, other in tables["discrepancy"]:
        SEEN["discrepancy", f"{retained} {other}"] += 1


STATUSES = (
    "suspended not_applicable other_level not_reported no_target achieved baseline regressing on_track watch late "
    "collecting"
)
# a mean is never under zero, and may rest on too little
MEANS = STATUSES.replace("regressing", "insufficient")
BASES = {
    "department": "report table rollup_complete rollup_partial computed None",
    "academy": "rollup_complete rollup_partial computed None",
    "region": "report table rollup_complete rollup_partial computed None",
    "national": "report table rollup_complete rollup_partial computed None",
}


def test_the_draws_show_every_case(record_property: Callable[[str, int], None]) -> None:
    """Two calculations that agree on what never happens prove nothing."""
    for name, number in COMPARED.items():
        record_property(name, number)
    wanted = {("status", status) for status in STATUSES.split()}
    wanted |= {("objective", means) for means in MEANS.split()}
    wanted |= {("comparable", "True"), ("comparable", "False")}
    wanted |= {
        ("axis", "insufficient"),
        ("axis", "suspended"),
        ("strategy", "insufficient"),
        ("strategy", "collecting"),
    }
    wanted |= {("basis", f"{basis} {level}") for level, bases in BASES.items() for basis in bases.split()}
    wanted |= {("partial", "True"), ("partial", "False"), ("file", "set aside"), ("file", "school")}
    wanted |= {("discrepancy", f"{retained} {other}") for retained, other in DISCREPANCIES}
    assert sorted(case for case in wanted if not SEEN[case]) == []


DISCREPANCIES = [
    ("report", "table"),
    ("rollup_complete", "report"),
    ("rollup_complete", "table"),
    ("report", "rollup_complete"),
    ("table", "rollup_complete"),
    # what its parts contradict: not retained above, retained and told where it is reported
    ("rollup_partial", "report"),
    ("rollup_partial", "table"),
    ("report", "rollup_partial"),
]


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_draws_the_same_world(tmp_path: Path, seed: int) -> None:
    drawn, other = (draw(tmp_path / name, seed) for name in ("one", "other"))
    assert drawn == other
