"""The demonstration: real workbooks in the report format, plausible, the same for the same seed, for any strategy."""

import io
import re
import zipfile
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineError, CalamineWorkbook

from indicators.catalogue import catalogue
from indicators.models import Axis, Catalogue, Indicator, Objective, Statuses, Strategy
from indicators.territories import Territory, fold, territories
from pipelines import demo
from pipelines.demo.gatherings import school_code
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World, fixed_denominator
from pipelines.demo.write import write_demonstration
from pipelines.facts.demands import demands
from pipelines.ingest.report_format import report_format
from pipelines.settings import Settings

COMPLETE = ("2022-2023", "2023-2024", "2024-2025", "2025-2026")


def region_alone(code: str = "REG-32") -> tuple[Territory, ...]:
    """France, one région, its académies and départements."""
    academies = {t.code for t in territories() if t.parent_code == code}
    return tuple(t for t in territories() if t.code in {"NAT-FR", code} | academies or t.parent_code in academies)


def tiny() -> Catalogue:
    """A strategy of two objectives and two years that shares nothing with the packaged one."""
    words = {"origin": "reported", "source": "Comités", "direction": "up", "scale": 100, "unit": "%"}
    ratio = Indicator(
        id="O70-1",
        title="Arbres plantés vivants",
        kind="ratio",
        level="department",
        numerator="Arbres vivants",
        denominator="Arbres plantés",
        baseline=20,
        target=80,
        **words,
    )
    falling = {**words, "direction": "down", "unit": "jours", "scale": 1}
    delay = Indicator(
        id="O71-1",
        title="Délai d'arrosage",
        kind="ratio",
        level="region",
        numerator="Jours",
        denominator="Plans d'eau (12)",
        baseline=30,
        target=10,
        **falling,
    )
    return Catalogue(
        strategy=Strategy(
            title="Arbres",
            campaigns=("2030-2031", "2031-2032"),
            baseline_campaign="2030-2031",
            target_campaign="2031-2032",
            coverage_threshold=0.5,
            statuses=Statuses(on_track=1, watch=0.5),
        ),
        axes=(Axis(id=7, title="Forêts"),),
        objectives=(
            Objective(id=70, axis=7, title="Planter", title_status="official", indicator=(ratio,)),
            Objective(id=71, axis=7, title="Arroser", title_status="official", indicator=(delay,)),
        ),
    )


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def books(demo_files: list[Path]) -> dict[str, dict[str, list[list[Any]]]]:
    sheets_by_file = {}
    for path in demo_files:
        if path.suffix == ".xlsx":
            try:
                sheets_by_file[path.name] = sheets_of(path.read_bytes())
            except CalamineError:
                sheets_by_file[path.name] = {}
    return sheets_by_file


def identification(book: dict[str, list[list[Any]]]) -> dict[str, object]:
    return {str(row[0]): row[1] for row in book["Identification"] if row[0]}


def table(sheet: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(map(str, sheet[2]), row, strict=True)) for row in sheet[3:]]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    first, again, other = (
        write_demonstration(tmp_path / name, catalogue(), region_alone(), seed)
        for name, seed in (("first", 2023), ("again", 2023), ("other", 7))
    )
    assert [(p.name, p.read_bytes()) for p in first] == [(p.name, p.read_bytes()) for p in again]
    assert [p.read_bytes() for p in first[:20]] != [p.read_bytes() for p in other[:20]]


def test_one_more_territory_moves_no_figure_of_another() -> None:
    small, large = (World(2023, catalogue(), places) for places in (region_alone(), territories()))
    alone, among = Trajectories(small), Trajectories(large)
    indicators = [i for _, i in catalogue().indicators() if i.level == "department" and i.origin == "reported"]
    departments = [t for t in small.committees if t.level == "department"]
    assert departments
    for indicator in indicators:
        for territory in departments:
            assert alone.figure(indicator, territory, "2025-2026") == among.figure(indicator, territory, "2025-2026")


def test_120_committees_four_complete_campaigns_and_the_beginning_of_a_fifth(
    demo_files: list[Path], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    assert 560 <= len(demo_files) <= 700
    assert [p.name for p in demo_files] == sorted(p.name for p in demo_files)
    senders = {tuple(name[5:].split("_")[:2]) for name in books}
    by_campaign = Counter(campaign for campaign, _ in senders)
    assert len({code for _, code in senders}) == 120
    assert all(105 <= by_campaign[campaign] < 120 for campaign in COMPLETE)
    assert by_campaign["2026-2027"] == 24
    assert sum(path.suffix == ".csv" for path in demo_files) >= 1
    for level, code in (("brouillon", "_brouillon"), ("late version", "_v3")):
        assert any(code in path.name for path in demo_files), level


def test_versions_of_a_committee_come_in_their_order(demo_files: list[Path]) -> None:
    last_versions: dict[str, int] = {}
    for path in demo_files:
        match = re.fullmatch(r"\d{4}_(.+)_v(\d)(_brouillon)?\.xlsx", path.name)
        if match:
            assert int(match[2]) >= last_versions.get(match[1], 1)
            last_versions[match[1]] = int(match[2])


def test_three_files_are_to_be_refused(books: dict[str, dict[str, list[list[Any]]]]) -> None:
    codes = {fold(t.code) for t in territories()}
    spelled = codes | {fold(text) for t in territories() for text in (t.name, t.number)}
    readable = [identification(book) for book in books.values() if book]
    assert sum(not book for book in books.values()) == 1
    assert sum(labels["Version"] == 0 for labels in readable) == 1
    assert sum(fold(str(labels["Territoire"])) not in spelled for labels in readable) == 1


def test_sheets_headers_and_words_are_those_of_the_format(books: dict[str, dict[str, list[list[Any]]]]) -> None:
    sections = report_format().sheets
    unknown: Counter[str] = Counter()
    for name, book in books.items():
        for sheet, rows in book.items():
            section = sections[fold(sheet)]
            if section.id == "identification":
                assert {section.headers[fold(str(r[0]))].id for r in rows[2:]} == {f.id for f in section.fields}
                continue
            headers = {section.headers.get(fold(str(text))) for text in rows[2]}
            unknown.update([name] if None in headers else [])
            assert section.required <= {field.id for field in headers if field}
            for row in table(rows):
                for header, value in row.items():
                    field = section.headers.get(fold(header))
                    if field and field.list and value != "":
                        assert value in report_format().words[field.list], (name, sheet, header, value)
    assert 1 <= len(unknown) <= 15  # « une colonne à eux » is one of the slips


def test_every_workbook_says_it_is_a_demonstration_and_holds_no_formula(
    demo_files: list[Path], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    for path in demo_files:
        if books.get(path.name):
            assert all(rows[0][0] == "Données de démonstration" for rows in books[path.name].values())
            with zipfile.ZipFile(path) as archive:
                assert "Données de démonstration" in archive.read("docProps/core.xml").decode()
                parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
                assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in parts)


def test_slips_of_the_pen_are_few_and_of_many_kinds(books: dict[str, dict[str, list[list[Any]]]]) -> None:
    codes = {i.id for _, i in catalogue().indicators()}
    slips: Counter[str] = Counter()
    for book in books.values():
        rows = table(book["Indicateurs"]) if book else []
        counts = Counter(str(row["Code"]) for row in rows)
        slips["twice"] += sum(n > 1 for n in counts.values())
        slips["code"] += sum(code not in codes for code in counts)
        for row in rows:
            top, bottom = row["Numérateur"], row["Dénominateur"]
            slips["rate"] += str(top).endswith("%")
            slips["zero"] += bottom == 0
            numbers = isinstance(top, float) and isinstance(bottom, float)
            slips["above"] += numbers and row["Unité"] == "%" and top > bottom
            slips["situation"] += row["Situation"] in ("sans objet", "non disponible") and top != ""
    assert all(slips[kind] >= 1 for kind in ("twice", "code", "rate", "zero", "above", "situation"))
    assert 20 <= slips.total() <= len(books) * 0.12


def test_france_goes_from_baseline_towards_target_with_some_ahead_and_some_late() -> None:
    world = World(2023, catalogue(), territories())
    ways = [_way(world, indicator) for _, indicator in catalogue().indicators() if _scored(indicator)]
    assert len(ways) > 20
    assert all(0 < way <= 1.02 for way in ways)
    expected = 0.75  # three years of four
    assert sum(way >= expected for way in ways) >= 3
    assert sum(way < 0.75 * expected for way in ways) >= 3


def _scored(indicator: Indicator) -> bool:
    return indicator.kind == "ratio" and indicator.origin == "reported" and indicator.since is None


def _way(world: World, indicator: Indicator) -> float:
    """The part of the way France has gone in the last complete campaign, as the sum of its territories."""
    trajectories = Trajectories(world)
    committees = [t for t in world.committees if t.level == indicator.level]

    @lru_cache
    def value(campaign: str) -> float:
        figures: list[Any] = [trajectories.figure(indicator, committee, campaign) for committee in committees]
        assert all(indicator.unit != "%" or f.numerator <= f.denominator for f in figures)
        return indicator.scale * sum(f.numerator for f in figures) / sum(f.denominator for f in figures)

    assert indicator.target is not None
    return (value("2025-2026") - value("2022-2023")) / (indicator.target - value("2022-2023"))


def test_a_strategy_of_two_objectives_has_its_demonstration_too(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    files = write_demonstration(
        tmp_path, tiny(), region_alone(), progress=lambda done, all_: steps.append((done, all_))
    )
    assert steps[-1] == (len(files), len(files))
    codes, axes, denominators = set(), set(), set()
    for path in files:
        try:
            book = sheets_of(path.read_bytes()) if path.suffix == ".xlsx" else {}
        except CalamineError:  # the one that is cut short
            book = {}
        codes |= {(row["Code"], row["Unité"]) for row in table(book["Indicateurs"])} if book else set()
        axes |= {row["Axe"] for row in table(book["Synthèse"])} if book else set()
        rows = table(book["Indicateurs"]) if book else []
        denominators |= {row["Dénominateur"] for row in rows if row["Code"] == "O71-1"} - {"", 0.0}
    assert {("O70-1", "%"), ("O71-1", "jours")} <= codes
    assert axes == {7}
    assert 12.0 in denominators
    assert any(path.suffix == ".csv" for path in files)


def test_a_label_that_ends_with_a_number_fixes_the_denominator() -> None:
    assert fixed_denominator("1") == 1
    assert fixed_denominator("Actions du plan (27)") == 27
    assert fixed_denominator("Élèves de 3e") is None


def test_a_school_code_ends_with_the_letter_that_checks_it(books: dict[str, dict[str, list[list[Any]]]]) -> None:
    assert school_code("075", 655) == "0750655E"  # a public one
    prefixes = {t.school_prefix for t in territories() if t.school_prefix}
    codes = [str(row["UAI"]) for book in books.values() if book for row in table(book["Établissements"])]
    assert len(codes) > 500
    for code in codes:
        assert code[:3] in prefixes
        assert code == school_code(code[:3], int(code[3:7]))


def test_no_indicator_of_the_packaged_strategy_is_named_in_the_code() -> None:
    for path in Path(demo.__file__).parent.iterdir():
        if path.suffix in (".py", ".toml"):
            assert not re.search(r"O\d\d-\d", path.read_text(encoding="utf-8")), path.name


def test_some_demands_are_answered_and_others_wait(demo_data: Settings) -> None:
    for campaign in ("2024-2025", "2025-2026"):
        answered = [demand.standing.answered for demand in demands(demo_data, campaign)]
        assert 0 < sum(answered) < len(answered)
    assert not any(demand.standing.history for demand in demands(demo_data, "2023-2024"))
