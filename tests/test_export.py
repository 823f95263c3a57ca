"""The workbooks that leave the tool: every number is the marts', the same state gives the same bytes."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from books import Workbook, Worksheet, load_workbook
from reports import Report, named, rows, warehouse

from indicators.words import words
from pipelines.errors import NothingToExport
from pipelines.facts.national_dialogue import national_dialogue
from pipelines.facts.open_campaign import campaign_to_open, campaigns
from pipelines.facts.sentences.message import message
from pipelines.outputs.workbook.edition import edition_of
from pipelines.outputs.workbook.national import write_annex, write_national
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl, which only reads here
CAMPAIGN, PREVIOUS = "2025-2026", "2024-2025"
FIRST_OF_JULY = datetime(2026, 7, 1, 9, tzinfo=UTC)
STATUS = words()["status"]
BANNER = words()["demonstration"]["banner"]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def national(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_national(demo_data, None, tmp_path_factory.mktemp("export") / "national.xlsx")


@pytest.fixture(scope="module")
def annex(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_annex(demo_data, None, tmp_path_factory.mktemp("export") / "annexe.xlsx")


@pytest.fixture(scope="module")
def book(annex: Path) -> Workbook:
    return load_workbook(annex)


@pytest.fixture(scope="module")
def printed(national: Path) -> Workbook:
    return load_workbook(national)


def lines(sheet: Worksheet) -> list[Row]:
    """The rows of the named table of a sheet: header → value."""
    (table,) = sheet.tables.values()
    header, *cells = sheet[table.ref]
    return [dict(zip([cell.value for cell in header], [cell.value for cell in row], strict=True)) for row in cells]


def test_the_first_of_a_month_is_written_as_everywhere_else(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    Archive(settings).receive([("59.xlsx", Report("DEPT-59", rows={"O04-1": (820, 1000)}).xlsx())], now=FIRST_OF_JULY)
    build(settings)
    cover = load_workbook(write_national(settings, None, tmp_path / "national.xlsx"))["Couverture"]
    assert "données reçues jusqu'au 1er juillet 2026" in {cell.value for row in cover.iter_rows() for cell in row}


def summary(sheet: Worksheet) -> Iterator[Row]:
    """The lines of the summary under its header: the whole, axes and objectives."""
    header: list[Any] = []
    for cells in sheet.iter_rows(values_only=True):
        if cells[0] == "N°":
            header = list(cells)
        elif header and (cells[0] is not None or cells[1]) and not str(cells[0] or "").startswith("Avancement de la"):
            yield dict(zip(header, cells, strict=True))
        elif header:
            return


def wrong(sheet_lines: list[Row], wanted: list[Row], columns: dict[str, str]) -> list[tuple[Any, ...]]:
    """What differs, line by line, between the cells and the marts; `columns` gives header → column."""
    assert len(sheet_lines) == len(wanted) > 0
    return [
        (line, header, cells[header], row[column])
        for line, (cells, row) in enumerate(zip(sheet_lines, wanted, strict=True))
        for header, column in columns.items()
        if not same(cells[header], row[column])
    ]


def same(cell: Any, value: Any) -> bool:
    if value is None or cell is None:
        return value is None and cell is None
    if isinstance(value, float):
        return isinstance(cell, int | float) and cell == pytest.approx(value, rel=1e-14, abs=1e-12)
    return cell == value


SCORED = {"Avancement": "progress", "Attendu": "expected_progress"}


@pytest.mark.parametrize("name", ["book", "printed"])
def test_summary_says_the_marts(name: str, demo_data: Settings, request: pytest.FixtureRequest) -> None:
    book: Workbook = request.getfixturevalue(name)
    where = "where campaign = $campaign and territory_code = 'NAT-FR'"
    strategy = rows(demo_data, f"from marts.strategy_progress {where}", campaign=CAMPAIGN)
    axes = rows(demo_data, f"from marts.axis_progress {where} order by axis_id", campaign=CAMPAIGN)
    objectives = rows(
        demo_data, f"from marts.objective_progress {where} order by axis_id, objective_id", campaign=CAMPAIGN
    )
    summary_lines = list(summary(book["Synthèse"]))
    totals = [line for line in summary_lines if line["N°"] is None]
    objective_lines = [line for line in summary_lines if line["N°"] is not None]
    assert wrong(totals, [*strategy, *axes], SCORED) == []
    assert wrong(objective_lines, objectives, {"N°": "objective_id", **SCORED}) == []
    assert [line["Statut"] for line in summary_lines if line["N°"] is not None] == [
        STATUS[row["status"]] for row in objectives
    ]


def test_axis_sheets_say_the_marts(book: Workbook, demo_data: Settings) -> None:
    wanted = rows(
        demo_data,
        """from marts.indicator_progress join marts.indicator using (indicator_id)
        where campaign = $campaign and territory_code = 'NAT-FR' order by indicator.axis_id, indicator.position""",
        campaign=CAMPAIGN,
    )
    sheet_lines = [line for sheet in book.worksheets if sheet.title.startswith("Axe ") for line in lines(sheet)]
    figures = {
        "Code indicateur": "indicator_id",
        "Valeur": "value",
        "Valeur initiale": "baseline",
        "Cible": "target",
        "Projection à la campagne cible": "projected_progress",
        "Territoires répondants": "territories_answered",
        "Territoires attendus": "territories_expected",
        "Couverture": "coverage",
        **SCORED,
    }
    assert wrong(sheet_lines, wanted, figures) == []
    assert [line["Statut"] for line in sheet_lines] == [STATUS[row["status"]] for row in wanted]


@pytest.mark.parametrize(("sheet", "level"), [("Régions", "region"), ("Départements", "department")])
def test_territory_sheets_say_the_marts(book: Workbook, demo_data: Settings, sheet: str, level: str) -> None:
    wanted = rows(
        demo_data,
        """select territory_code, progress.*, collection.errors
        from marts.territory
        left join marts.strategy_progress as progress using (territory_code)
        left join marts.collection
            on collection.territory_code = territory.territory_code and collection.campaign = $campaign
        where territory.level = $level and progress.campaign = $campaign order by position""",
        campaign=CAMPAIGN,
        level=level,
    )
    figures = {"Évolution (points)": "comparable_evolution", "Lignes écartées": "errors"}
    assert wrong(lines(book[sheet]), wanted, {"Code": "territory_code", **SCORED, **figures}) == []


def test_matrix_says_the_marts(book: Workbook, demo_data: Settings) -> None:
    sheet = book["Matrice"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "N°")
    names = [cell.value for cell in sheet[top][2:]]
    matrix = {
        (sheet.cell(row, 1).value, name): (sheet.cell(row, at).value, sheet.cell(row + 1, at).value)
        for row in range(top + 1, sheet.max_row + 1, 2)
        for at, name in enumerate(names, start=3)
    }
    wanted = rows(
        demo_data,
        """select objective_id, name, progress, shown_status from marts.objective_progress join marts.territory
        using (territory_code) where campaign = $campaign and level in ('national', 'region')""",
        campaign=CAMPAIGN,
    )
    assert len(matrix) == len(wanted) == 16 * 19
    for row in wanted:
        number, word = matrix[row["objective_id"], row["name"]]
        assert same(number, row["progress"]), row
        assert word == STATUS[row["shown_status"]]


def test_changes_and_trajectories_say_the_marts(book: Workbook, demo_data: Settings) -> None:
    wanted = rows(
        demo_data,
        """select now.*, before.value as value_before, before.progress as progress_before
        from marts.indicator_progress as now join marts.indicator using (indicator_id)
        left join marts.indicator_progress as before on before.indicator_id = now.indicator_id
            and before.territory_code = 'NAT-FR' and before.campaign = $previous
        where now.campaign = $campaign and now.territory_code = 'NAT-FR'
        order by indicator.axis_id, indicator.position""",
        campaign=CAMPAIGN,
        previous=PREVIOUS,
    )
    figures = {"Valeur": "value", "Valeur précédente": "value_before", "Avancement précédent": "progress_before"}
    assert wrong(lines(book["Évolutions"]), wanted, figures) == []
    trajectories = rows(
        demo_data,
        """pivot (select axis_id, objective_id, campaign, progress from marts.objective_progress
        where territory_code = 'NAT-FR' and campaign <= '2025-2026')
        on campaign in ('2022-2023', '2023-2024', '2024-2025', '2025-2026') using first(progress)
        order by axis_id, objective_id""",
    )
    campaigns = ("2022-2023", "2023-2024", "2024-2025", "2025-2026")
    assert wrong(lines(book["Trajectoires"]), trajectories, {campaign: campaign for campaign in campaigns}) == []


def test_what_is_absent_is_an_empty_cell_and_a_word(book: Workbook, demo_data: Settings) -> None:
    absent = [line for line in lines(book["Objectifs par département"]) if line["Avancement"] is None]
    assert absent, "the demonstration has départements that did not answer"
    assert {line["Statut"] for line in absent} <= {
        STATUS[status] for status in ("not_reported", "no_report", "not_applicable", "other_level")
    }


@pytest.mark.parametrize(
    ("sheet", "mart", "columns"),
    [
        (
            "Réunions",
            "meeting",
            {"Date": "meeting_date", "Participants État": "state_participants", "Décisions": "decisions"},
        ),
        ("Conventions", "agreement", {"Objectif": "objective_id", "Objet": "subject", "Échéance": "due_on"}),
        (
            "Appels à projets",
            "call_for_projects",
            {"Montant": "amount", "Financeur": "funder", "Date limite": "deadline"},
        ),
        ("Calendrier budgétaire", "budget_step", {"Date": "step_date", "Exercice": "fiscal_year"}),
        ("Écarts", "discrepancy", {"Numérateur retenu": "retained_numerator", "Autre numérateur": "other_numerator"}),
    ],
)
def test_sheets_of_the_committees_say_the_marts(
    book: Workbook, demo_data: Settings, sheet: str, mart: str, columns: dict[str, str]
) -> None:
    wanted = rows(demo_data, f"from marts.{mart} where campaign = $campaign", campaign=CAMPAIGN)
    sheet_lines = lines(book[sheet])
    assert len(sheet_lines) == len(wanted) > 0

    def bag(many: list[Row], names: Iterable[str]) -> list[list[str]]:
        return sorted([plain(row[name]) for name in ("Code", *names)] for row in many)

    mart_lines = [{"Code": row["territory_code"], **row} for row in wanted]
    assert bag(sheet_lines, columns) == bag(mart_lines, columns.values())


def plain(value: Any) -> str:
    """A cell and a column of a mart in the same words; an absent text is an empty cell."""
    if isinstance(value, date):
        return str(value)[:10]
    return "" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)


def test_governance_counts_the_marts(book: Workbook, demo_data: Settings) -> None:
    by_region = {line["Région académique"]: line for line in lines(book["Gouvernance"])}
    wanted = rows(
        demo_data,
        """select name, indicator_id, numerator, denominator from marts.indicator_progress
        join marts.territory using (territory_code)
        where campaign = $campaign and level in ('national', 'region') and indicator_id in ('O01-1', 'O01-2')""",
        campaign=CAMPAIGN,
    )
    assert len(wanted) == 2 * len(by_region) == 38
    headers = {
        "O01-1": ("Départements réunis en comité", "Départements attendus"),
        "O01-2": ("Régions académiques réunies en comité", "Régions académiques attendues"),
    }
    for row in wanted:
        met, expected = headers[row["indicator_id"]]
        assert (by_region[row["name"]][met], by_region[row["name"]][expected]) == (row["numerator"], row["denominator"])
    (meetings,) = rows(
        demo_data,
        """select count(*) filter (meeting_type not in ('groupe de travail', 'instance nationale')) as n
        from marts.meeting where campaign = $campaign and in_school_year""",
        campaign=CAMPAIGN,
    )
    assert by_region["France"]["Réunions de comité dans l'année"] == meetings["n"]


# ---- a reader who has nothing but the workbook


def national_objectives(book: Workbook) -> dict[int, float]:
    return {line["N°"]: line["Avancement"] for line in summary(book["Synthèse"]) if line["N°"] is not None}


def test_a_reader_with_both_workbooks_finds_the_worst_and_the_departement_behind_it(
    printed: Workbook, book: Workbook, demo_data: Settings
) -> None:
    objectives = national_objectives(printed)
    worst = min(objectives, key=lambda objective: objectives[objective])
    below = [line for line in lines(book["Objectifs par département"]) if line["Objectif"] == worst]
    behind = min((line for line in below if line["Avancement"] is not None), key=lambda line: line["Avancement"])

    wanted = rows(
        demo_data,
        "from marts.objective_progress where campaign = $campaign and territory_code = 'NAT-FR'",
        campaign=CAMPAIGN,
    )
    assert {row["objective_id"]: row["progress"] for row in wanted} == pytest.approx(objectives)
    assert len(objectives) == 16
    (lowest,) = rows(
        demo_data,
        """select min(progress) as progress from marts.objective_progress
        where campaign = $campaign and objective_id = $worst and territory_code like 'DEPT-%'""",
        campaign=CAMPAIGN,
        worst=worst,
    )
    assert behind["Avancement"] == pytest.approx(lowest["progress"])
    assert behind["Code"].startswith("DEPT-")


def test_sources_lead_to_the_cell_that_the_committee_typed(book: Workbook, demo_data: Settings) -> None:
    reported_lines = [line for line in lines(book["Sources"]) if line["Provenance"] == "Rapport du comité"]
    chosen = [line for line in reported_lines if line["Code indicateur"] in ("O01-3", "O04-1", "O06-1")][::25]
    assert len(chosen) > 5
    files = {row["source_file"]: row["source_sha256"] for row in rows(demo_data, "from marts.report")}
    for line in chosen:
        content = Archive(demo_data).read(files[line["Fichier"]])
        typed = load_workbook(io.BytesIO(content), data_only=True)[line["Feuille"]][line["Cellule"]].value
        text = re.sub(r"\s", "", str(typed)).replace(",", ".")
        assert float(text) == line["Numérateur"], line


def test_an_indicator_leads_to_its_first_source(book: Workbook, demo_data: Settings) -> None:
    with_sources = {line["Code indicateur"] for line in lines(book["Sources"])}
    links = {
        cell.value: book["Sources"][cell.hyperlink.location.split("!")[1]]
        for sheet in book.worksheets
        if sheet.title.startswith("Axe ")
        for cell in sheet["A"]
        if cell.hyperlink
    }
    assert set(links) == with_sources
    for code, target in links.items():
        assert (target.value, target.offset(-1).value == code) == (code, False)


def test_sources_that_add_up_give_the_national_figure(book: Workbook, demo_data: Settings) -> None:
    """The sum of the cells said to count is the numerator of France, for each ratio and count that is reported."""
    sums: dict[str, float] = {}
    for line in lines(book["Sources"]):
        if line["Compte dans le chiffre d'ensemble"] == "oui":
            sums[line["Code indicateur"]] = sums.get(line["Code indicateur"], 0) + (line["Numérateur"] or 0)
    wanted = rows(
        demo_data,
        """select indicator_id, numerator from marts.indicator_progress join marts.indicator using (indicator_id)
        where campaign = $campaign and territory_code = 'NAT-FR' and origin = 'reported'
            and kind in ('ratio', 'count')""",
        campaign=CAMPAIGN,
    )
    assert {row["indicator_id"]: sums[row["indicator_id"]] for row in wanted} == pytest.approx(
        {row["indicator_id"]: row["numerator"] for row in wanted}
    )


# ---- form


def test_every_number_is_a_number_and_no_cell_is_a_formula(national: Path, book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate}"
                number_as_text = re.fullmatch(r"[−-]?\d+,\d+\s?%?", str(cell.value))
                # what a committee typed wrong is shown as it typed it
                assert not number_as_text or sheet.title == "Réserves", f"{sheet.title}!{cell.coordinate}"


def test_every_sheet_says_that_the_data_are_for_demonstration(book: Workbook) -> None:
    for sheet in book.worksheets:
        head = [str(cell.value) for row in sheet["A1:A4"] for cell in row]
        assert any(text.startswith(BANNER) for text in head), sheet.title
        assert BANNER in sheet.oddFooter.left.text


PAPER = {"A4": 9, "A3": 8}  # as the file format numbers them


NINE_POINTS_ON_A4 = 814  # pixels of columns that hold across it in type of nine points, in a wide font too


def test_every_sheet_is_ready_to_print(book: Workbook) -> None:
    for sheet in book.worksheets:
        width = sum(
            round(column.width * 7) * (column.max - column.min + 1) for column in sheet.column_dimensions.values()
        )
        paper = "A4" if width <= NINE_POINTS_ON_A4 else "A3"
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", PAPER[paper]), sheet.title
        if sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert sheet.page_setup.fitToWidth in ((2,) if sheet.title == "Matrice" else (1, None)), sheet.title
        else:  # too wide for that: it goes on at the right, in type of nine points, beside what names its rows
            smallest = min(cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None)
            assert smallest * (setup.scale or 100) / 100 >= 9, sheet.title
            assert (setup.pageOrder, bool(sheet.print_title_cols)) == ("overThenDown", True), sheet.title
        assert sheet.print_area, sheet.title
        assert sheet.oddFooter.right.text.endswith(f"&P / &N — {paper}")
    for name in ("Synthèse", "Matrice", "Régions", "Départements", "Sources", "Définitions"):
        assert book[name].freeze_panes, name
    for name in ("Régions", "Départements", "Conventions", "Définitions"):
        assert book[name].print_title_rows, name
        assert all(table.autoFilter for table in book[name].tables.values())


MILLIMETRES = {9: (210.0, 297.0), 8: (297.0, 420.0)}  # A4 and A3, as the file format numbers them
POINTS_OF_AN_INCH, INCH = 72, 25.4


def printed_scale(sheet: Worksheet) -> float:
    """How far the sheet shrinks to come out on one page."""
    short, long = MILLIMETRES[int(sheet.page_setup.paperSize)]
    wide, high = (long, short) if sheet.page_setup.orientation == "landscape" else (short, long)
    margins = sheet.page_margins
    room = (
        (wide / INCH - margins.left - margins.right) * POINTS_OF_AN_INCH,
        (high / INCH - margins.top - margins.bottom) * POINTS_OF_AN_INCH,
    )
    (last,) = re.findall(r"\$(\d+)$", str(sheet.print_area))
    width = sum(7 * column.width * 0.75 * (column.max - column.min + 1) for column in sheet.column_dimensions.values())
    height = sum(sheet.row_dimensions[row].height or 15 for row in range(1, int(last) + 1))
    return min(1, room[0] / width, room[1] / height)


def test_the_summary_is_six_pages_of_type_of_nine_points_at_least(printed: Workbook) -> None:
    assert printed.sheetnames == ["Couverture", "Synthèse", "Axe 1", "Axe 2", "Axe 3", "Axe 4"]
    for sheet in printed.worksheets:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        scale = printed_scale(sheet)
        sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert scale * min(sizes) >= 9, (sheet.title, scale, sizes)


def test_the_cover_says_the_message_in_five_sentences(printed: Workbook, demo_data: Settings) -> None:
    national_edition = edition_of(demo_data, "NAT-FR", CAMPAIGN)
    sentences = message(national_edition.rows, national_edition.facts, None, national_dialogue(demo_data, CAMPAIGN))
    assert len(sentences) == 5
    assert set(sentences) <= {cell.value for cell in printed["Couverture"]["A"]}


def test_properties_name_the_licence_and_the_date_of_the_data(book: Workbook, demo_data: Settings) -> None:
    (build,) = rows(demo_data, "from marts.build")
    properties = book.properties
    assert "Licence Ouverte 2.0" in str(properties.description)
    assert properties.title == "Synthèse nationale — annexe"
    assert CAMPAIGN in str(properties.subject)
    assert properties.created == datetime.fromisoformat(str(build["built_at"])).replace(tzinfo=None, microsecond=0)


def test_every_chart_has_words(national: Path) -> None:
    with zipfile.ZipFile(national) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name]
    charts = [tag for drawing in drawings for tag in re.findall(r"<xdr:cNvPr [^>]*>", drawing)]
    assert len(charts) == 1 + 2 * 4, "the curves of the synthesis, the bars and the curves of each axis"
    assert all(re.search(r'descr="[^"]{40,}"', tag) for tag in charts)


def test_two_exports_of_the_same_state_are_the_same_bytes(national: Path, demo_data: Settings, tmp_path: Path) -> None:
    again = write_national(demo_data, CAMPAIGN, tmp_path / "again.xlsx")
    assert again.read_bytes() == national.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.xlsx"]


def test_the_library_that_writes_has_nothing_to_say(demo_data: Settings, tmp_path: Path) -> None:
    """XlsxWriter warns, and leaves a thing out, where Excel would have to repair the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_national(demo_data, None, tmp_path / "national.xlsx")
        write_territory(demo_data, "ACA-10", None, tmp_path / "dossier.xlsx")


def test_the_workbook_stays_light(national: Path) -> None:
    assert national.stat().st_size < 2_000_000


# ---- which campaign, which territory


def campaign_data(folder: Path, answered: dict[str, list[str]]) -> Settings:
    sent = [Report(code, campaign, {"O04-1": (50, 100)}) for campaign, codes in answered.items() for code in codes]
    return warehouse(folder, named(sent))


def test_the_campaign_shown_is_the_last_that_most_committees_answered(tmp_path: Path, demo_data: Settings) -> None:
    assert campaign_to_open(campaigns(demo_data)) == CAMPAIGN, "2026-2027 has begun, with few reports"
    few = campaign_data(tmp_path, {"2023-2024": ["DEPT-01", "DEPT-02"], "2024-2025": ["DEPT-01"]})
    assert campaign_to_open(campaigns(few)) == "2024-2025"


def test_nothing_to_export_is_said(tmp_path: Path, demo_data: Settings) -> None:
    with pytest.raises(NothingToExport, match="2031-2032"):
        write_national(demo_data, "2031-2032", tmp_path / "x.xlsx")
    with pytest.raises(NothingToExport, match="DEPT-00"):
        write_territory(demo_data, "DEPT-00", None, tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("code", ["REG-84", "ACA-10", "DEPT-38"])
def test_a_territory_s_file_says_the_marts(demo_data: Settings, tmp_path: Path, code: str) -> None:
    book = load_workbook(write_territory(demo_data, code, None, tmp_path / "dossier.xlsx"))
    where = "where campaign = $campaign and territory_code = $code order by axis_id, objective_id"
    wanted = rows(demo_data, f"from marts.objective_progress {where}", campaign=CAMPAIGN, code=code)
    summary_lines = [line for line in summary(book["Synthèse"]) if line["N°"] is not None]
    assert wrong(summary_lines, wanted, {"N°": "objective_id", **SCORED}) == []
    assert [line["Statut"] for line in summary_lines] == [STATUS[row["status"]] for row in wanted]
    figures = rows(
        demo_data,
        """from marts.indicator_progress join marts.indicator using (indicator_id)
        where campaign = $campaign and territory_code = $code and status <> 'other_level'
        order by indicator.axis_id, indicator.position""",
        campaign=CAMPAIGN,
        code=code,
    )
    cells = [line for sheet in book.worksheets if sheet.title.startswith("Axe ") for line in lines(sheet)]
    assert wrong(cells, figures, {"Code indicateur": "indicator_id", "Valeur": "value", "Cible": "target"}) == []


def test_a_first_campaign_has_nothing_before_it(tmp_path: Path) -> None:
    settings = campaign_data(tmp_path / "data", {"2022-2023": ["DEPT-01"]})
    book = load_workbook(write_national(settings, None, tmp_path / "first.xlsx"))
    assert all(line["Évolution (points)"] is None for line in summary(book["Synthèse"]))
    assert not any(BANNER in str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
