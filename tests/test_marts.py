"""The public tables: their columns, where each figure comes from, the computed indicators, and builds that repeat."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from in_memory import Ask
from reports import SCHOOLS, Report, copied, figure, named, rows, table, warehouse

import pipelines.warehouse.build
from pipelines.errors import NoWarehouse
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import current_build, read

NOW = "2025-2026"
# What other programs were promised: these names, in any order, with others beside them.
SHEET_KEYS = "campaign territory_code source_sha256 sheet row_number "
PROMISED = {
    "territory": "territory_code name level parent_code",
    "indicator_progress": "campaign territory_code indicator_id objective_id axis_id numerator denominator value basis "
    "answered expected coverage baseline target progress_raw progress expected_progress projected_progress status",
    "objective_progress": "campaign territory_code objective_id axis_id progress expected_progress indicators_scored "
    "indicators_followed status",
    "axis_progress": "campaign territory_code axis_id progress expected_progress objectives_scored status",
    "strategy_progress": "campaign territory_code progress expected_progress objectives_scored status",
    "provenance": "campaign territory_code indicator_id source_file source_sha256 sheet cell row_number numerator "
    "denominator retained",
    "discrepancy": "campaign territory_code indicator_id retained_basis retained_numerator retained_denominator "
    "other_basis other_numerator other_denominator",
    "report": "source_file source_sha256 received_at kind campaign territory_code version report_status outcome counts "
    "errors warnings",
    "issue": "source_sha256 severity code sheet cell message value_read",
    "meeting": SHEET_KEYS + "meeting_date meeting_type working_group chair state_participants authority_participants "
    "other_participants agenda decisions",
    "action": SHEET_KEYS + "objective_id title lead partners starts_on due_on state completion budget comment",
    "agreement": SHEET_KEYS + "subject parties objective_id signed_on due_on state",
    "call_for_projects": SHEET_KEYS + "title funder objective_id amount deadline state beneficiaries",
    "budget_step": SHEET_KEYS + "authority step step_date fiscal_year comment",
    "school_body": SHEET_KEYS + "school_code school_kind body meeting_date digital_section comment",
    "assessment": SHEET_KEYS + "axis_id appraisal highlights difficulties requests",
}
KEYS = {
    "indicator_progress": "campaign, territory_code, indicator_id",
    "objective_progress": "campaign, territory_code, objective_id",
    "axis_progress": "campaign, territory_code, axis_id",
    "strategy_progress": "campaign, territory_code",
    "territory": "territory_code",
    "report": "source_sha256",
    "provenance": "source_sha256, sheet, cell, campaign, territory_code, indicator_id",
    "collection": "campaign, territory_code",
}
SHEETS: dict[str, list[tuple[Any, ...]]] = {
    "Réunions": [
        (
            "Date",
            "Type",
            "Groupe de travail",
            "Présidence",
            "Participants État",
            "Participants collectivités",
            "Autres participants",
            "Ordre du jour",
            "Décisions",
        ),
        (date(2025, 11, 12), "Groupe de travail", "ent", "Secrétariat général", 4, 3.0, "2", "Bilan", "Suite"),
    ],
    "Actions": [
        (
            "Objectif",
            "Intitulé",
            "Pilote",
            "Partenaires",
            "Début",
            "Échéance",
            "État",
            "Avancement",
            "Budget (€)",
            "Commentaire",
        ),
        (
            "Objectif 8",
            "Prêt de matériel",
            "DSDEN",
            "Département",
            "01/09/2025",
            date(2026, 6, 30),
            "EN COURS",
            "45 %",
            "12 500 €",
            "=1+1",
        ),
    ],
    "Conventions": [
        ("Objet", "Parties", "Objectif", "Date de signature", "Échéance", "État"),
        ("ENT commun", "État, Région", 11, date(2024, 1, 15), "2027-12-31", "signée"),
    ],
    "Appels à projets": [
        ("Intitulé", "Financeur", "Objectif", "Montant (€)", "Date limite", "État", "Bénéficiaires"),
        ("Classes mobiles", "Région", 3, 250000, date(2026, 3, 1), "clos", "12 collèges"),
    ],
    "Calendrier budgétaire": [
        ("Collectivité", "Étape", "Date", "Exercice", "Commentaire"),
        ("Conseil départemental", "Vote", date(2026, 3, 20), 2026, None),
    ],
    "Établissements": [
        ("UAI", "Type", "Instance", "Date", "Volet numérique", "Commentaire"),
        ("0590001f", "collège", "Conseil d’administration", date(2026, 2, 3), True, "voté"),
    ],
    "Synthèse": [
        ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes au niveau supérieur"),
        (2, "Mitigée", "Pix progresse", "Débit", None),
    ],
}


def files() -> dict[str, bytes]:
    meetings = [(date(2026, 1, 5), "comité")]
    single = [(date(2026, 1, 6), "comité unique")]
    reports = [
        Report(
            "DEPT-59",
            rows={"O04-1": (812, 1000), "O11-1": ("s.o.",), "O11-2": ("n.d.",), "O16-1": ("?!x", 3)},
            sheets=SHEETS,
        ),
        Report("DEPT-62", rows={"O04-1": (30, 40)}, meetings=[(date(2026, 5, 5), "Comité"), *meetings]),
        Report("DEPT-02", rows={"O04-1": (500, 1000)}, meetings=[(date(2025, 9, 1), "comité unique")]),
        Report("DEPT-60", meetings=[(date(2025, 8, 31), "comité"), (date(2026, 9, 1), "comité")]),
        Report("DEPT-80", meetings=[(date(2026, 1, 5), "groupe de travail")]),
        Report("REG-32", rows={"O04-3": (30, 100), "O04-1": (1400, 2100)}, meetings=meetings),
        Report("REG-53", status="brouillon", meetings=meetings),
        Report("REG-52", status="validé", meetings=[(date(2026, 8, 31), "comité unique")]),
        Report("REG-01", meetings=single),
        Report("REG-02", meetings=meetings),
        Report("REG-94", meetings=single),
        Report("DEPT-29", version=1, status="brouillon", meetings=meetings),
        Report("DEPT-59", "2023-2024", {"O04-1": (700, 1000)}),
        Report("DEPT-29", "2024-2025", {"O04-1": (1, 2)}, status="brouillon"),
        Report("DEPT-62", "2025-2026", {"O04-1": (20, 40)}, version=0),
    ]
    observations = [
        (NOW, "DEPT-59", "O04-1", 820, 1000),
        (NOW, "DEPT-59", "O11-2", 1, 4),
        (NOW, "DEPT-80", "O04-1", 60, 80),
    ]
    schools = [(NOW, "0600001A", "O04-1", 5, 10), (NOW, "0600002B", "O04-1", 6, 10)]
    return named(reports) | {"observations.csv": table(observations), "schools.csv": table(schools, SCHOOLS)}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("marts"), files())


@pytest.mark.parametrize(("mart", "columns"), PROMISED.items(), ids=PROMISED)
def test_the_promised_columns(marts: Settings, mart: str, columns: str) -> None:
    assert set(columns.split()) - set(read(marts, f"from marts.{mart} limit 0").column_names) == set()


@pytest.mark.parametrize(("mart", "key"), KEYS.items(), ids=KEYS)
def test_one_row_per_key(marts: Settings, mart: str, key: str) -> None:
    assert rows(marts, f"select {key} from marts.{mart} group by {key} having count(*) > 1") == []
    assert rows(marts, f"select count(*) as n from marts.{mart}")[0]["n"] > 0


def test_words_of_the_public_tables(marts: Settings) -> None:
    """Another program switches on these codes: none that was not promised."""
    promised = {
        "territory.level": {"national", "region", "academy", "department"},
        "indicator_progress.basis": {"report", "table", "rollup_complete", "rollup_partial", "computed", None},
        "report.kind": {"report", "table"},
        "report.outcome": {"accepted", "accepted_with_reserves", "refused"},
        "issue.severity": {"refusal", "error", "warning"},
    }
    for place, words in promised.items():
        mart, column = place.split(".")
        values = {row[column] for row in rows(marts, f"select distinct {column} from marts.{mart}")}
        assert values <= words, place
        assert len(values) > 1, place


def test_a_campaign_with_nothing_that_counts_has_no_row(marts: Settings) -> None:
    # 2024-2025 has a draft alone; 2022-2023 and 2026-2027 have nothing
    for mart in ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress"):
        campaigns = rows(marts, f"select distinct campaign from marts.{mart} order by 1")
        assert [row["campaign"] for row in campaigns] == ["2023-2024", NOW], mart
    results = {row["campaign"]: row["has_results"] for row in rows(marts, "from marts.campaign")}
    assert [campaign for campaign, has in results.items() if has] == ["2023-2024", NOW]


def test_every_indicator_has_its_row_everywhere(marts: Settings) -> None:
    counts = rows(
        marts,
        "select campaign, count(*) as n from marts.indicator_progress group by campaign order by campaign",
    )
    # 150 territories by 42 indicators collected in 2023-2024 and 46 in 2025-2026
    assert counts == [{"campaign": "2023-2024", "n": 150 * 42}, {"campaign": NOW, "n": 150 * 46}]


@pytest.mark.parametrize(
    ("territory", "indicator", "yes", "of"),
    [
        ("DEPT-62", "O01-1", 1, 1),
        ("DEPT-02", "O01-1", 1, 1),  # a « comité unique », on the first day of the school year
        ("DEPT-60", "O01-1", 0, 1),  # the day before, and the day after
        ("DEPT-80", "O01-1", 0, 1),  # a working group is no committee
        ("DEPT-59", "O01-1", 0, 1),
        ("DEPT-29", "O01-1", 0, 1),  # a draft does not count
        ("DEPT-971", "O01-1", 1, 1),  # one département in the région: the région's « comité unique » counts for it
        ("DEPT-972", "O01-1", 0, 1),  # a « comité » of the région alone does not
        ("DEPT-2A", "O01-1", 0, 1),  # two départements in Corse
        ("ACA-09", "O01-1", 1, 2),
        ("REG-32", "O01-1", 2, 5),
        ("NAT-FR", "O01-1", 3, 101),
        ("REG-32", "O01-2", 1, 1),
        ("REG-53", "O01-2", 0, 1),  # a draft
        ("REG-52", "O01-2", 1, 1),  # « validé », on the last day of the school year
        ("REG-94", "O01-2", 1, 1),
        ("REG-75", "O01-2", 0, 1),
        ("NAT-FR", "O01-2", 5, 18),
        # 24 indicators asked of a département: Nord answers O04-1, and O11-1 as « sans objet »
        ("DEPT-59", "O02-1", 2, 24),
        ("DEPT-62", "O02-1", 1, 24),
        ("DEPT-60", "O02-1", 0, 24),
        ("DEPT-80", "O02-1", 0, 24),  # a table is not the committee's answer
        ("DEPT-75", "O02-1", 0, 24),
        ("REG-32", "O02-1", 2 + 1 + 1, 5 * 24),
        ("NAT-FR", "O02-1", 4, 101 * 24),
    ],
)
def test_computed_indicators(marts: Settings, territory: str, indicator: str, yes: int, of: int) -> None:
    row = figure(marts, territory, indicator)
    assert (row["numerator"], row["denominator"]) == (yes, of)
    assert row["value"] == pytest.approx(100 * yes / of)
    assert (row["basis"], row["coverage"], row["partial"]) == ("computed", 1, False)


def test_an_earlier_campaign_asks_only_what_it_collects(marts: Settings) -> None:
    # two of the 24 come later: O04-2 and O05-4
    before = figure(marts, "DEPT-59", "O02-1", "2023-2024")
    assert (before["numerator"], before["denominator"]) == (1, 22)


@pytest.mark.parametrize(
    ("child", "parent"), [("department", "region"), ("department", "academy"), ("region", "national")]
)
def test_sums_match_from_one_level_to_the_next(marts: Settings, child: str, parent: str) -> None:
    """Whatever is rolled up is the sum of what is shown below it."""
    sums = rows(
        marts,
        f"""select up.numerator, up.denominator, sum(low.numerator) as low_numerator,
            sum(low.denominator) as low_denominator
        from marts.indicator_progress as up
        join marts.territory as above on above.territory_code = up.territory_code and above.level = '{parent}'
        join marts.territory as below on below.level = '{child}' and (
            '{parent}' = 'national' or above.territory_code in (below.region_code, below.academy_code))
        join marts.indicator_progress as low on low.territory_code = below.territory_code
            and low.campaign = up.campaign and low.indicator_id = up.indicator_id
        join marts.indicator as indicator on indicator.indicator_id = up.indicator_id and indicator.kind = 'ratio'
        where up.basis in ('rollup_complete', 'rollup_partial') and up.value is not null
        group by up.campaign, up.territory_code, up.indicator_id, up.numerator, up.denominator""",
    )
    assert sums
    assert [row for row in sums if row["numerator"] != row["low_numerator"]] == []
    assert [row for row in sums if row["denominator"] != row["low_denominator"]] == []


def test_a_reported_figure_has_one_retained_cell_that_holds_it(marts: Settings) -> None:
    figures = rows(
        marts,
        """select figure.territory_code, figure.numerator, figure.denominator, count(cell.cell) as cells,
            any_value(cell.numerator) as cell_numerator, any_value(cell.denominator) as cell_denominator
        from marts.indicator_progress as figure
        left join marts.provenance as cell on cell.campaign = figure.campaign and cell.retained
            and cell.territory_code = figure.territory_code and cell.indicator_id = figure.indicator_id
        where figure.basis in ('report', 'table')
        group by figure.campaign, figure.territory_code, figure.indicator_id, figure.numerator, figure.denominator""",
    )
    # DEPT-59's O04-1 in both years, its O11-1 « sans objet », its O11-2 from the table; O04-1 of 62, 02 and 80;
    # REG-32's O04-3 (its O04-1 is beside a complete roll-up)
    assert len(figures) == 2 + 2 + 3 + 1
    assert [row for row in figures if row["cells"] != 1] == []
    assert [
        row
        for row in figures
        if (row["numerator"], row["denominator"]) != (row["cell_numerator"], row["cell_denominator"])
    ] == []


def test_a_cell_stands_behind_a_figure_of_its_territory(marts: Settings) -> None:
    """Meetings behind `O01-1` and `O01-2` alone; a « comité unique » of Corse is nobody else's."""
    assert rows(marts, "from marts.provenance where territory_code is null or indicator_id is null") == []
    met = rows(marts, "select distinct indicator_id from marts.provenance where source = 'meeting' order by all")
    assert [row["indicator_id"] for row in met] == ["O01-1", "O01-2"]


def test_where_a_figure_comes_from(marts: Settings) -> None:
    cells = rows(
        marts,
        """select source_file, sheet, cell, row_number, numerator, denominator, retained, source, reason
        from marts.provenance where campaign = '2025-2026' and territory_code = 'DEPT-59' and indicator_id = 'O04-1'
        order by source""",
    )
    assert [tuple(row.values()) for row in cells] == [
        ("DEPT-59_2025-2026_v1_001.xlsx", "Indicateurs", "B2", 2, 812, 1000, True, "report", None),
        ("observations.csv", None, "D2", 2, 820, 1000, False, "table", "other_basis"),
    ]


def test_schools_behind_a_department(marts: Settings) -> None:
    row = figure(marts, "DEPT-60", "O04-1")
    assert (row["numerator"], row["denominator"], row["basis"]) == (11, 20, "rollup_partial")
    cells = rows(
        marts,
        """select cell, numerator, denominator, retained from marts.provenance
        where territory_code = 'DEPT-60' order by cell""",
    )
    assert [tuple(row.values()) for row in cells] == [("D2", 5, 10, True), ("D3", 6, 10, True)]


def test_the_meeting_behind_a_yes(marts: Settings) -> None:
    cells = rows(
        marts,
        """select cell, value_read_numerator, retained from marts.provenance
        where campaign = '2025-2026' and territory_code = 'DEPT-62' and indicator_id = 'O01-1' order by cell""",
    )
    # the earliest decides, whatever its place in the sheet
    assert [tuple(row.values()) for row in cells] == [("A2", "2026-05-05", False), ("A3", "2026-01-05", True)]


def test_the_sheets_of_a_report(marts: Settings) -> None:
    """Every column typed, words as the format writes them, text that looks like a formula left as text."""
    wanted = {
        "meeting": (date(2025, 11, 12), "groupe de travail", "ENT", "Secrétariat général", 4, 3, 2, "Bilan", "Suite"),
        "action": (
            8,
            "Prêt de matériel",
            "DSDEN",
            "Département",
            date(2025, 9, 1),
            date(2026, 6, 30),
            "en cours",
            45,
            12500,
            "=1+1",
        ),
        "agreement": ("ENT commun", "État, Région", 11, date(2024, 1, 15), date(2027, 12, 31), "signée"),
        "call_for_projects": ("Classes mobiles", "Région", 3, 250000, date(2026, 3, 1), "clos", "12 collèges"),
        "budget_step": ("Conseil départemental", "vote", date(2026, 3, 20), "2026", None),
        "school_body": ("0590001F", "collège", "conseil d'administration", date(2026, 2, 3), "oui", "voté"),
        "assessment": (2, "mitigée", "Pix progresse", "Débit", None),
    }
    for mart, values in wanted.items():
        columns = PROMISED[mart].removeprefix(SHEET_KEYS)
        lines = rows(marts, f"from marts.{mart} where territory_code = 'DEPT-59'")
        assert [tuple(row[name] for name in columns.split()) for row in lines] == [values], mart
        assert (lines[0]["campaign"], lines[0]["row_number"]) == (NOW, 2)


def test_what_a_refused_file_says_counts_nowhere(marts: Settings) -> None:
    refused = rows(marts, "from marts.report where outcome = 'refused'")
    assert [(row["territory_code"], row["version"], row["counts"]) for row in refused] == [("DEPT-62", None, False)]
    assert figure(marts, "DEPT-62", "O04-1")["value"] == 75
    here = rows(marts, "from marts.provenance where source_sha256 = $it", it=refused[0]["source_sha256"])
    assert here == []


def test_the_same_bytes_again_change_nothing(alone: Settings, tmp_path: Path) -> None:
    report = Report("DEPT-59", rows={"O04-1": (812, 1000)}).xlsx()
    settings = copied(alone, tmp_path / "data")
    before = rows(settings, "from marts.build")
    (again,) = Archive(settings).receive([("second.xlsx", report)])
    assert again[1] is False
    build(settings)
    assert rows(settings, "from marts.build") == before
    assert [row["source_file"] for row in rows(settings, "from marts.report")] == ["first.xlsx"]
    assert Archive(settings).read(again[0].source_sha256) == report


def test_two_builds_of_the_same_files_are_equal(marts: Settings, tmp_path: Path) -> None:
    other = warehouse(tmp_path, files())
    assert rows(other, "from marts.build") == rows(marts, "from marts.build")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One report, built once: copied to be built again."""
    files = {"first.xlsx": Report("DEPT-59", rows={"O04-1": (812, 1000)}).xlsx()}
    return warehouse(tmp_path_factory.mktemp("alone") / "data", files)


def test_a_lost_cache_is_made_again(alone: Settings, tmp_path: Path) -> None:
    settings = copied(alone, tmp_path / "data")
    before = rows(settings, "from marts.build")
    for path in sorted(settings.parsed.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    build(settings)
    assert rows(settings, "from marts.build") == before


def test_a_failed_build_changes_nothing(alone: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = copied(alone, tmp_path / "data")
    link, before = current_build(settings), rows(settings, "from marts.build")
    folders = sorted(path.name for path in settings.builds.iterdir())
    Archive(settings).receive([("new.xlsx", Report("DEPT-62", rows={"O04-1": (1, 2)}).xlsx())])

    def fail(*_: object) -> dict[str, Any]:
        raise OSError("no room left")

    monkeypatch.setattr(pipelines.warehouse.build, "build_row", fail)  # the very last step
    with pytest.raises(OSError, match="no room left"):
        build(settings)
    assert (current_build(settings), rows(settings, "from marts.build")) == (link, before)
    assert sorted(path.name for path in settings.builds.iterdir()) == folders
    monkeypatch.undo()
    build(settings)
    assert current_build(settings) != link
    assert figure(settings, "DEPT-62", "O04-1")["value"] == 50


def test_nothing_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="pilotage ingest"):
        read(Settings(data=tmp_path), "from marts.territory")


def test_a_warehouse_of_nothing_received(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, {})
    assert rows(settings, "select count(*) as n from marts.territory") == [{"n": 150}]
    assert rows(settings, "from marts.indicator_progress") == []
    states = rows(settings, "select distinct state from marts.collection")
    assert states == [{"state": "missing"}]


def test_an_identification_that_says_nothing_is_refused(marts_from: Ask) -> None:
    """A sheet of that name without one label: nobody can tell who speaks."""
    silent = Report("DEPT-59", labels=dict.fromkeys(("Niveau", "Territoire", "Année scolaire", "Version", "Statut")))
    settings = marts_from({"silent.xlsx": silent.xlsx()}, "report")
    assert rows(settings, "select outcome, counts from marts.report") == [{"outcome": "refused", "counts": False}]


def test_demonstration_data_say_so(demo_data: Settings) -> None:
    assert rows(demo_data, "select demonstration from marts.build") == [{"demonstration": True}]
    campaigns = rows(demo_data, "select campaign from marts.campaign where has_results order by position")
    assert [row["campaign"] for row in campaigns] == ["2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027"]
    bases = rows(demo_data, "select distinct basis from marts.indicator_progress where basis is not null order by 1")
    assert [row["basis"] for row in bases] == ["computed", "report", "rollup_complete", "rollup_partial", "table"]
