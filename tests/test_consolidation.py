"""From départements to France: which figure is retained, and the sums behind it."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from in_memory import Ask
from reports import DIRECTORY, SCHOOLS, Report, figure, named, rows, table, warehouse

from indicators.territories import territories
from pipelines.settings import Settings

NOW = "2025-2026"


def files() -> dict[str, bytes]:
    """Each région shows one rule: Corse a complete roll-up, Bretagne a partial one, others a statement."""
    reports = [
        Report("DEPT-2A", rows={"O04-1": (30, 40), "O16-3": (None, None, "sans objet"), "O11-1": ("s.o.",)}),
        Report("DEPT-2B", rows={"O04-1": (10, 160), "O16-3": (None, None, "sans objet"), "O11-1": (50, 100)}),
        Report("REG-94", rows={"O04-1": (41, 200)}),
        Report("DEPT-22", rows={"O04-1": (100, 200), "O02-2": ("oui",)}),
        Report("DEPT-29", rows={"O04-1": (150, 200), "O02-2": ("non",)}),
        Report("REG-53", rows={"O13-2": (1200,), "O04-3": (30, 100)}),
        Report("DEPT-44", rows={"O04-1": (10, 20)}),
        Report("REG-52", rows={"O04-1": (300, 500), "O02-2": ("oui",), "O13-2": (300,)}),
        Report("DEPT-14", rows={"O04-1": (10, 20)}),
        Report("REG-24", rows={"O04-1": (100, 200)}),
        Report("DEPT-18", rows={"O02-2": ("oui",)}),
        Report("DEPT-28", rows={"O02-2": (None, None, "sans objet")}),
        Report("DEPT-59", rows={"O04-1": (812, 1000), "O11-2": (200, 300)}),
        Report("DEPT-02", rows={"O04-1": (100, 200), "O11-2": (200, 300)}),
        Report("DEPT-60", rows={"O04-1": (None, None, "sans objet")}),
        Report("DEPT-80", rows={"O04-1": (None, None, "non disponible")}),
        Report("DEPT-972", rows={"O04-2": (50, 100)}),
        Report("NAT-FR", rows={"O15-1": (1200, 2000), "O10-1": (500, 1000)}),
        Report("NAT-FR", "2023-2024", rows={"O07-3": ("construction",)}),
    ]
    observations = [
        (NOW, "REG-28", "O04-1", 400, 500),
        (NOW, "REG-24", "O04-1", 120, 200),
        (NOW, "DEPT-59", "O04-1", 815, 1000),
        (NOW, "DEPT-62", "O04-1", 500, 1000),
        (NOW, "DEPT-02", "O04-1", 102, 200),
        (NOW, "DEPT-59", "O11-2", 201, 300),
        (NOW, "DEPT-02", "O11-2", 200, 302),
        (NOW, "ACA-09", "O04-1", 900, 1000),
        (NOW, "ACA-14", "O04-1", 1, 1),
        (NOW, "NAT-FR", "O15-1", 1300, 2000),
    ]
    schools = [
        (NOW, "9710001Z", "O04-2", 30, 40),
        (NOW, "9710002A", "O04-2", 10, 60),
        (NOW, "9720001U", "O04-2", 60, 100),
        (NOW, "9730001N", "O04-2", 10, 20),
        (NOW, "9740001H", "O04-2", 5, 20),
        (NOW, "9740002J", "O04-2", 10, 20),
    ]
    directory = [
        ("9720001U", "Collège A", "collège", "972", "", "oui"),
        ("9730001N", "Collège B", "collège", "973", "", "oui"),
        ("9730002P", "Collège C", "collège", "973", "", "oui"),
        ("9740001H", "Collège D", "collège", "974", "", "oui"),
        ("9740002J", "Collège E", "collège", "974", "", "oui"),
        ("9740003K", "Collège F", "collège", "974", "", "non"),
    ]
    return named(reports) | {
        "observations.csv": table(observations),
        "schools.csv": table(schools, SCHOOLS),
        "directory.csv": table(directory, DIRECTORY),
    }


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("consolidation"), files())


# territory, indicator → numerator, denominator, value, basis, answered, expected
FIGURES: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    # (30 + 10) / (40 + 160) = 20 %, where the mean of 75 % and 6.25 % would be 40.6 %
    "ratio of sums": ("REG-94", "O04-1", (40, 200, 20, "rollup_complete", 2, 2)),
    "académie alike": ("ACA-27", "O04-1", (40, 200, 20, "rollup_complete", 2, 2)),
    # 100 + 150 over 200 + 200; Ille-et-Vilaine and Morbihan are silent
    "partial roll-up": ("REG-53", "O04-1", (250, 400, 62.5, "rollup_partial", 2, 4)),
    "stated before a partial roll-up": ("REG-52", "O04-1", (300, 500, 60, "report", 5, 5)),
    "table before a partial roll-up": ("REG-28", "O04-1", (400, 500, 80, "table", 5, 5)),
    "report before table": ("REG-24", "O04-1", (100, 200, 50, "report", 6, 6)),
    "report before table, département": ("DEPT-59", "O04-1", (812, 1000, 81.2, "report", 1, 1)),
    "table alone, département": ("DEPT-62", "O04-1", (500, 1000, 50, "table", 1, 1)),
    # 812 + 500 over 2 000: the 900 / 1 000 stated for the académie are not looked at
    "académie only rolled up": ("ACA-09", "O04-1", (1312, 2000, 65.6, "rollup_complete", 2, 2)),
    "académie only rolled up, partial": ("ACA-14", "O04-1", (250, 400, 62.5, "rollup_partial", 2, 4)),
    # Aisne 100 / 200; Oise sans objet answers without adding; Somme does not know
    "sans objet answers, non disponible does not": ("ACA-20", "O04-1", (100, 200, 50, "rollup_partial", 2, 3)),
    "812 + 500 + 100": ("REG-32", "O04-1", (1412, 2200, 100 * 1412 / 2200, "rollup_partial", 4, 5)),
    "complete with a sans objet": ("REG-94", "O11-1", (50, 100, 50, "rollup_complete", 2, 2)),
    # 40 + 250 + 300 + 400 + 100 + 1 412 over 200 + 400 + 500 + 500 + 200 + 2 200; 2 + 4 of the lines above, 24 in all
    "France sums the régions": ("NAT-FR", "O04-1", (2502, 4000, 62.55, "rollup_partial", 2 + 2 + 5 + 5 + 6 + 4, 101)),
    # one yes among four, two of them silent
    "share": ("REG-53", "O02-2", (1, 4, 25, "rollup_partial", 2, 4)),
    # Cher yes; Eure-et-Loir sans objet leaves the count; four are silent: 1 / 5
    "share with a sans objet": ("REG-24", "O02-2", (1, 5, 20, "rollup_partial", 2, 6)),
    "count": ("NAT-FR", "O13-2", (1500, None, 1500, "rollup_partial", 2, 18)),
    "count of a région": ("REG-53", "O13-2", (1200, None, 1200, "report", 1, 1)),
    "région level": ("REG-53", "O04-3", (30, 100, 30, "report", 1, 1)),
    "nation level, report before table": ("NAT-FR", "O15-1", (1200, 2000, 60, "report", 1, 1)),
    "the nation states a figure of départements": ("NAT-FR", "O10-1", (500, 1000, 50, "report", 101, 101)),
    # 30 + 10 over 40 + 60
    "schools without a directory": ("DEPT-971", "O04-2", (40, 100, 40, "rollup_partial", 1, 1)),
    "report before schools": ("DEPT-972", "O04-2", (50, 100, 50, "report", 1, 1)),
    "schools, one of the directory silent": ("DEPT-973", "O04-2", (10, 20, 50, "rollup_partial", 1, 1)),
    # 5 + 10 over 20 + 20; the third school of the directory is closed
    "schools, all open ones answered": ("DEPT-974", "O04-2", (15, 40, 37.5, "rollup_complete", 1, 1)),
}


@pytest.mark.parametrize(("territory", "indicator", "wanted"), FIGURES.values(), ids=FIGURES)
def test_the_figure_retained(regions: Settings, territory: str, indicator: str, wanted: tuple[Any, ...]) -> None:
    retained = figure(regions, territory, indicator)
    names = ("numerator", "denominator", "value", "basis", "answered", "expected")
    assert {name: retained[name] for name in names} == pytest.approx(dict(zip(names, wanted, strict=True)))
    assert retained["coverage"] == pytest.approx(wanted[4] / wanted[5])


def test_coverage_under_the_threshold_is_marked_partial(regions: Settings) -> None:
    assert figure(regions, "REG-53", "O04-1")["partial"] is True  # 2 / 4
    assert figure(regions, "REG-32", "O04-1")["partial"] is False  # 4 / 5 is the threshold itself, 0.8
    assert figure(regions, "REG-52", "O04-1")["partial"] is False  # stated for all
    assert figure(regions, "REG-75", "O04-1")["partial"] is False  # nothing to be partial


def test_a_share_of_france_counts_silence_as_no(regions: Settings) -> None:
    france = figure(regions, "NAT-FR", "O02-2")
    # yes: Côtes-d'Armor, Cher, and the five of Pays de la Loire for which the région said yes; 101 less one sans objet
    assert (france["numerator"], france["denominator"], france["value"]) == (7, 100, 7)
    assert (france["answered"], france["expected"]) == (2 + 5 + 2, 101)


def test_a_yes_stated_by_a_region_answers_for_all_its_departments(regions: Settings) -> None:
    stated = figure(regions, "REG-52", "O02-2")
    assert (stated["value"], stated["basis"], stated["answered"], stated["expected"]) == (100, "report", 5, 5)


def test_a_share_nobody_answered_is_absent(regions: Settings) -> None:
    for territory in ("REG-32", "ACA-09", "DEPT-59"):
        row = figure(regions, territory, "O02-2")
        assert (row["value"], row["numerator"], row["status"]) == (None, None, "not_reported")
    assert figure(regions, "REG-32", "O02-2")["territories_expected"] == 5


def test_all_sans_objet_is_not_applicable_and_not_zero(regions: Settings) -> None:
    for territory in ("DEPT-2A", "ACA-27", "REG-94", "NAT-FR"):
        row = figure(regions, territory, "O16-3")
        assert (row["value"], row["status"], row["progress"]) == (None, "not_applicable", None)
    assert figure(regions, "REG-94", "O16-3")["territories_answered"] == 2


def test_non_disponible_is_no_answer(regions: Settings) -> None:
    row = figure(regions, "DEPT-80", "O04-1")
    assert (row["value"], row["status"], row["territories_answered"]) == (None, "not_reported", 0)


def test_a_milestone_is_the_place_of_its_stage(regions: Settings) -> None:
    row = figure(regions, "NAT-FR", "O07-3", "2023-2024")
    # construction is the third of four stages: 2 steps of 3
    assert row["value"] == pytest.approx(2 / 3)
    assert row["basis"] == "report"


def test_nothing_below_the_level_that_reports(regions: Settings) -> None:
    below = rows(
        regions,
        """select distinct indicator.level, territory.level as at, value, basis, status
        from marts.indicator_progress join marts.indicator as indicator using (indicator_id)
        join marts.territory as territory using (territory_code)
        where campaign = '2025-2026' and indicator_id <> 'O07-3'
            and (indicator.level = 'region' and territory.level in ('academy', 'department')
                or indicator.level = 'national' and territory.level <> 'national')""",
    )
    assert {(row["level"], row["at"]) for row in below} == {
        ("region", "academy"),
        ("region", "department"),
        ("national", "region"),
        ("national", "academy"),
        ("national", "department"),
    }
    assert {(row["value"], row["basis"], row["status"]) for row in below} == {(None, None, "other_level")}


def test_sans_objet_beside_a_figure_is_a_disagreement_with_zero(marts_from: Ask) -> None:
    departments = [Report(code, rows={"O04-1": (20, 100)}) for code in ("DEPT-2A", "DEPT-2B")]
    region = Report("REG-94", rows={"O04-1": (None, None, "sans objet")})
    settings = marts_from(named([*departments, region]), "discrepancy")
    [row] = rows(settings, "from marts.discrepancy where territory_code = 'REG-94'")
    assert (row["retained_numerator"], row["retained_denominator"]) == (40, 200)
    assert (row["other_numerator"], row["other_denominator"]) == (0, 0)


def test_what_disagrees_by_more_than_half_a_percent(regions: Settings) -> None:
    disagreements = {
        (row["territory_code"], row["indicator_id"], row["other_basis"]): tuple(row.values())[3:]
        for row in rows(
            regions,
            """select territory_code, indicator_id, other_basis, retained_basis, retained_numerator,
                retained_denominator, other_numerator, other_denominator
            from marts.discrepancy where campaign = '2025-2026'""",
        )
    }
    assert disagreements == {
        # 41 beside 40: 2.5 %
        ("REG-94", "O04-1", "report"): ("rollup_complete", 40, 200, 41, 200),
        ("REG-24", "O04-1", "table"): ("report", 100, 200, 120, 200),
        # Nord's 815 beside 812 is 0.37 %: nothing to say; Aisne's 102 beside 100 is 2 %
        ("DEPT-02", "O04-1", "table"): ("report", 100, 200, 102, 200),
        # the denominator alone: 302 beside 300 is 0.67 %; Nord's numerator, 201 beside 200, is exactly 0.5 %
        ("DEPT-02", "O11-2", "table"): ("report", 200, 300, 200, 302),
        ("DEPT-972", "O04-2", "rollup_complete"): ("report", 50, 100, 60, 100),
        ("ACA-09", "O04-1", "table"): ("rollup_complete", 1312, 2000, 900, 1000),
        # an académie is only ever rolled up; its départements that answered are more than what is stated of it
        ("ACA-14", "O04-1", "table"): ("rollup_partial", 250, 400, 1, 1),
        ("NAT-FR", "O15-1", "table"): ("report", 1200, 2000, 1300, 2000),
    }


CODES = ("O04-1", "O01-4", "O08-2", "O10-2")
YEARS = ("2022-2023", "2023-2024", "2024-2025", "2025-2026")
Drawn = dict[tuple[str, str, str], tuple[int, int] | None]


def drawn() -> Drawn:
    """What each département says, at random: a figure, « sans objet » (None) or, two times in ten, nothing at all."""
    chance = random.Random(16)
    answers: Drawn = {}
    for campaign in YEARS:
        for territory in territories():
            for code in CODES:
                luck = chance.random()
                if territory.level == "department" and luck > 0.2:
                    denominator = chance.randint(1, 10_000)
                    numerator = chance.randint(0, denominator)
                    answers[campaign, territory.code, code] = None if luck > 0.9 else (numerator, denominator)
    return answers


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    lines = [(*key, *(value or ("s.o.", ""))) for key, value in drawn().items()]
    return warehouse(tmp_path_factory.mktemp("nation"), {"nation.csv": table(lines)})


def departments_of(territory: str) -> list[str]:
    """The territory itself, or the départements whose académie, région or nation it is."""
    parents = {place.code: place.parent_code or "" for place in territories()}
    departments = [place.code for place in territories() if place.level == "department"]
    return [
        department
        for department in departments
        if territory
        in (department, parents[department], parents[parents[department]], parents[parents[parents[department]]])
    ]


def test_every_level_is_the_sum_of_its_departments(nation: Settings) -> None:
    """The property behind all roll-ups, over 150 territories, four years and four indicators, worked by plain sums."""
    drawn_answers = drawn()
    below = {place.code: departments_of(place.code) for place in territories()}
    assert (len(below["NAT-FR"]), len(below["REG-32"]), len(below["ACA-09"])) == (101, 5, 2)
    scale = {"O04-1": 100, "O01-4": 1, "O08-2": 1, "O10-2": 100}
    bases = defaultdict(int)
    for row in rows(nation, "from marts.indicator_progress where indicator_id in ('O04-1', 'O01-4', 'O08-2', 'O10-2')"):
        departments = below[row["territory_code"]]
        keys = [(row["campaign"], code, row["indicator_id"]) for code in departments]
        answers = [drawn_answers[key] for key in keys if key in drawn_answers]
        figures = [answer for answer in answers if answer]
        assert (row["territories_answered"], row["territories_expected"]) == (len(answers), len(departments))
        bases[row["basis"]] += 1
        if not figures:
            assert (row["value"], row["numerator"]) == (None, None)
            continue
        numerator, denominator = sum(answer[0] for answer in figures), sum(answer[1] for answer in figures)
        assert (row["numerator"], row["denominator"]) == (numerator, denominator)
        assert row["value"] == pytest.approx(scale[row["indicator_id"]] * numerator / denominator)
        quotients = [scale[row["indicator_id"]] * answer[0] / answer[1] for answer in figures]
        assert min(quotients) - 1e-9 <= row["value"] <= max(quotients) + 1e-9
        if len(departments) > 1:
            assert row["basis"] == ("rollup_complete" if len(answers) == len(departments) else "rollup_partial")
    assert min(bases["table"], bases["rollup_complete"], bases["rollup_partial"]) > 20  # the draw shows every case


def strategy(folder: Path, *indicators: str) -> Path:
    """A strategy of one objective and these indicators: id, level, kind and origin, then what else it needs."""
    text = '[strategy]\ntitle = "Petite"\ncampaigns = ["2024-2025", "2025-2026"]\nbaseline_campaign = "2024-2025"\n'
    text += (
        'target_campaign = "2025-2026"\ncoverage_threshold = 0.8\n[strategy.statuses]\non_track = 1.0\nwatch = 0.75\n'
    )
    (folder / "objectives").mkdir(parents=True)
    (folder / "strategie.toml").write_text(text + '[[axis]]\nid = 1\ntitle = "Axe"\n', encoding="utf-8")
    objective = 'id = 1\naxis = 1\ntitle = "Objectif"\ntitle_status = "rebuilt"\n'
    for description in indicators:
        code, level, kind, origin = description.split()
        objective += f'[[indicator]]\nid = "{code}"\ntitle = "{code}"\nkind = "{kind}"\nlevel = "{level}"\n'
        objective += f'origin = "{origin}"\nnumerator = "oui"\ndenominator = "sur"\nunit = "%"\nscale = 100\n'
        objective += 'direction = "up"\nbaseline = 0\ntarget = 100\nsource = "Exemple"\n'
    (folder / "objectives" / "objective_01.toml").write_text(objective, encoding="utf-8")
    return folder


def test_where_nothing_is_asked_of_departments_meetings_still_count(tmp_path: Path, marts_from: Ask) -> None:
    """`O02-1` is 0 out of all of those asked: of none, it has no value; what meetings say does not depend on it."""
    own = strategy(tmp_path / "own", "O01-1 department share meetings", "O01-2 department ratio collection")
    report = Report("DEPT-59", meetings=[(date(2025, 10, 1), "comité")])
    settings = marts_from(named([report]), "indicator_progress", catalogue=own)
    assert (figure(settings, "DEPT-59", "O01-1")["value"], figure(settings, "DEPT-62", "O01-1")["value"]) == (100, 0)
    collected = figure(settings, "DEPT-59", "O01-2")
    assert (collected["numerator"], collected["denominator"], collected["value"]) == (0, 0, None)


def test_a_single_committee_answers_only_for_what_is_asked(tmp_path: Path, marts_from: Ask) -> None:
    """The région of one département holds a `comité unique`, and no département is asked for a meeting."""
    own = strategy(tmp_path / "own", "O01-2 region share meetings", "O01-3 department ratio reported")
    meetings = [(date(2025, 10, 1), "comité unique")]
    reports = [Report("REG-01", meetings=meetings), Report("NAT-FR", meetings=meetings)]
    settings = marts_from(named(reports), "provenance", catalogue=own)
    cells = rows(settings, "select territory_code, indicator_id from marts.provenance where source = 'meeting'")
    assert cells == [{"territory_code": "REG-01", "indicator_id": "O01-2"}]


def test_a_yes_of_a_region_beside_those_of_its_departments(marts_from: Ask) -> None:
    """Corse says yes for both of its départements: they disagree where one of them says no, and there alone."""
    before = "2024-2025"
    reports = [
        *(Report("REG-94", year, {"O02-2": ("oui",)}) for year in (before, NOW)),
        *(Report("DEPT-2A", year, {"O02-2": ("oui",)}) for year in (before, NOW)),
        Report("DEPT-2B", before, {"O02-2": ("oui",)}),
        Report("DEPT-2B", NOW, {"O02-2": ("non",)}),
    ]
    settings = marts_from(named(reports), "discrepancy")
    disagreements = rows(settings, "select * exclude (territory_code, indicator_id) from marts.discrepancy")
    assert [tuple(row.values()) for row in disagreements] == [(NOW, "rollup_complete", 1, 2, "report", 2, 2)]


def test_a_figure_beside_a_sans_objet_is_a_disagreement(marts_from: Ask) -> None:
    """The report says there is nothing to count, the table that there are fifty and none is done."""
    files = named([Report("DEPT-59", rows={"O04-1": (None, None, "sans objet"), "O11-2": (100, 200)})])
    lines = [(NOW, "DEPT-59", "O04-1", 0, 50), (NOW, "DEPT-59", "O11-2", 100, 201)]  # 201 beside 200 is exactly 0.5 %
    settings = marts_from(files | {"table.csv": table(lines)}, "discrepancy", "indicator_progress")
    disagreements = rows(settings, "select retained_basis, other_basis, other_denominator from marts.discrepancy")
    assert [tuple(row.values()) for row in disagreements] == [("report", "table", 50)]
    assert figure(settings, "DEPT-59", "O04-1")["status"] == "not_applicable"


def test_the_last_line_of_the_last_directory_says_which_schools_are_expected(marts_from: Ask) -> None:
    """Of two lines, or of two directories, the last; a line set aside names no school."""
    attributes = ("collège", "972", "", "oui")
    first = [("9720001U", "École A", *attributes), ("9720002V", "École B", *attributes)]
    second = [
        ("9720002V", "École B", *attributes),
        ("9720002V", "Collège B", "collège", "972", "", "non"),
        ("9720003A", "X", *attributes),
    ]
    settings = marts_from(
        {
            "a.csv": table(first, DIRECTORY),
            "b.csv": table(second, DIRECTORY),
            "c.csv": table([(NOW, "9720001U", "O04-2", 60, 100)], SCHOOLS),
        },
        "indicator_progress",
        "issue",
    )
    assert {row["code"] for row in rows(settings, "from marts.issue")} == {"school_letter_wrong", "school_twice"}
    assert figure(settings, "DEPT-972", "O04-2")["basis"] == "rollup_complete"


def test_what_a_committee_added_to_a_figure_stays_with_it(marts_from: Ask) -> None:
    report = Report("DEPT-59", rows={"O04-1": (1, 2, None, "enquête", "sans les annexes")})
    settings = marts_from(named([report]), "provenance")
    assert [row["comment"] for row in rows(settings, "from marts.provenance where retained")][:1] == [
        "sans les annexes"
    ]
