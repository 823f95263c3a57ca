"""Pages that explain and follow up: a figure down to its cell, collection, governance, method; in every state."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from reading_pages import html, offered, open_page, said_of_address, tables, text
from reports import Report, named, rewritten, rows, table, warehouse
from streamlit.testing.v1 import AppTest

from indicators import typography as french
from indicators.governance import governance
from indicators.words import words
from pipelines.facts.reminders import reminders
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

Open = Callable[..., AppTest]
NOW, BEFORE = "2025-2026", "2024-2025"
FOLLOWING = ["figure", "quality", "governance", "method"]
WORDS_ALONE = {"accessibility": "non conforme", "legal": "Les rapports demandent une fonction"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A corrected report with a row set aside, a national table that disagrees, the only département of a region."""
    first = Report("DEPT-59", rows={"O04-1": (8000, 10000, "mesuré")})
    second = Report(
        "DEPT-59",
        version=2,
        rows={"O04-1": (8200, 10000, "mesuré"), "O01-3": ("environ 45", 60, "mesuré")},
        meetings=[(date(2026, 3, 2), "comité"), (date(2027, 3, 2), "comité")],
    )
    island = Report("REG-01", meetings=[(date(2026, 1, 15), "comité unique"), (date(2026, 2, 1), "groupe de travail")])
    files = named([first, second, island]) | {
        "pix.csv": table([(NOW, "DEPT-59", "O04-1", 7000, 10000)]),
        "<b>vide.xlsx": b"",
    }
    return warehouse(tmp_path_factory.mktemp("few"), files)


def lines(app: AppTest, beginning: str) -> list[list[str]]:
    """The lines of the table whose caption begins so, without its header."""
    by_caption = {caption.replace("\u202f", " "): table_lines for caption, table_lines in tables(app).items()}
    return next(table_lines[1:] for caption, table_lines in by_caption.items() if caption.startswith(beginning))


@pytest.mark.parametrize("page", FOLLOWING)
def test_nothing_was_built_yet(page: str, opened: Open, tmp_path: Path) -> None:
    assert "Aucune donnée pour l'instant" in text(opened(Settings(tmp_path), page))


@pytest.mark.parametrize("page", WORDS_ALONE)
def test_words_need_no_data(page: str, opened: Open, tmp_path: Path) -> None:
    assert WORDS_ALONE[page] in text(opened(Settings(tmp_path), page))


@pytest.mark.parametrize(
    ("page", "phrase"),
    [
        ("figure", "Pas de chiffre"),
        ("quality", "0 rapport sur 120 attendus"),
        ("governance", "Aucune date déclarée pour cette année scolaire"),
    ],
)
def test_a_campaign_without_results_looks_intended(page: str, phrase: str, opened: Open, few: Settings) -> None:
    assert phrase in text(opened(few, page, campagne="2023-2024"))


def test_a_figure_says_what_was_retained_and_why(opened: Open, few: Settings) -> None:
    app = opened(few, "figure", indicateur="O04-1", territoire="DEPT-59", campagne=NOW)
    page_text = text(app)
    assert "8 200 ÷ 10 000 × 100 = 82,0 %" in page_text
    assert "le chiffre que son comité déclare dans son rapport : retenu" in page_text
    assert "le chiffre d'un système d'information national : reçu, non retenu" in page_text
    assert "la somme de ses écoles et établissements, quand tous ceux de l'annuaire ont répondu : non reçu" in page_text
    cells = lines(app, "Les cellules retenues")
    assert [line[:2] for line in cells] == [["DEPT-59_2025-2026_v2_002.xlsx", "Indicateurs, B2"]]
    aside = {line[0]: line[-1] for line in lines(app, "Lu mais non retenu")}
    reasons = words()["provenance_reason"]
    assert aside == {"DEPT-59_2025-2026_v1_001.xlsx": reasons["superseded"], "pix.csv": reasons["other_basis"]}


def test_a_disagreement_shows_both_figures(opened: Open, few: Settings) -> None:
    narrow = "\u202f"
    pairs = [f"8{narrow}200 ÷ 10{narrow}000", f"7{narrow}000 ÷ 10{narrow}000"]
    app = opened(few, "figure", indicateur="O04-1", territoire="DEPT-59", campagne=NOW)
    line = lines(app, "Désaccords")[0]
    assert [line[1], line[3]] == pairs
    line = lines(opened(few, "quality", campagne=NOW), "Désaccords")[0]
    assert line[0] == "Nord"
    assert line[2] == pairs[0] + words()["basis"]["report"]
    assert line[3] == pairs[1] + words()["basis"]["table"]


def test_the_files_behind_a_figure_can_be_downloaded(opened: Open, few: Settings) -> None:
    app = opened(few, "figure", indicateur="O04-1", territoire="DEPT-59", campagne=NOW)
    expected = {"DEPT-59_2025-2026_v2_002.xlsx", "DEPT-59_2025-2026_v1_001.xlsx", "pix.csv"}
    assert set(offered(app)) == {f"Télécharger « {name} »" for name in expected}


def test_a_sum_shows_its_children_and_each_leads_to_its_own_chain(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "figure", indicateur="O04-1", territoire="REG-76", campagne=NOW)
    expected = rows(
        demo_data,
        "select name, numerator from marts.indicator_progress join marts.territory using (territory_code)"
        f" where region_code = 'REG-76' and level = 'department' and indicator_id = 'O04-1' and campaign = '{NOW}'"
        " order by position",
    )
    children = lines(app, "Les territoires dont on fait la somme")
    assert [line[:2] for line in children] == [[row["name"], french.quantity(row["numerator"])] for row in expected]
    assert "comprendre?territoire=DEPT-31&indicateur=O04-1" in unescape(html(app))
    assert "la somme de ses territoires, quand tous les territoires attendus ont répondu : retenu" in text(app)


@pytest.mark.parametrize(
    ("code", "mart", "where", "terms"),
    [
        ("objectif-4", "objective_progress", "objective_id = 4", "indicator_progress where objective_id = 4 and"),
        ("axe-2", "axis_progress", "axis_id = 2", "objective_progress where axis_id = 2 and"),
        ("strategie", "strategy_progress", "true", "objective_progress where"),
    ],
)
def test_a_mean_shows_its_terms(
    code: str, mart: str, where: str, terms: str, opened: Open, demo_data: Settings
) -> None:
    place = f"campaign = '{NOW}' and territory_code = 'REG-76'"
    mean = rows(demo_data, f"select progress from marts.{mart} where {where} and {place}")[0]["progress"]
    parts = rows(demo_data, f"select progress from marts.{terms} {place} and progress is not null")
    app = opened(demo_data, "figure", indicateur=code, territoire="REG-76", campagne=NOW)
    page_text = text(app)
    assert f"÷ {len(parts)} = {french.percent(mean)}".replace("\u202f", " ") in page_text
    assert all(french.number(row["progress"], 1) in page_text for row in parts)
    assert len(lines(app, "Occitanie : ses territoires")) == 13


def test_every_figure_of_every_page_leads_to_its_explanation(opened: Open, demo_data: Settings) -> None:
    indicator_ids = {row["indicator_id"] for row in rows(demo_data, "select indicator_id from marts.indicator")}
    every_address = set()
    for page, codes in {
        "national": {},
        "region": {"region": "REG-76"},
        "objective": {"objectif": "4", "territoire": "REG-76"},
        "figure": {"indicateur": "strategie"},
        "quality": {},
    }.items():
        addresses = re.findall(r'href="(comprendre\?[^"]+)"', html(opened(demo_data, page, campagne=NOW, **codes)))
        assert addresses, page
        every_address |= {unescape(address) for address in addresses}
    queries = [
        {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()} for address in every_address
    ]
    assert all(set(query) == {"territoire", "indicateur", "campagne"} for query in queries)
    means = {"strategie"} | {f"axe-{n}" for n in range(1, 5)} | {f"objectif-{n}" for n in range(1, 17)}
    assert {query["indicateur"] for query in queries} <= indicator_ids | means
    assert means <= {query["indicateur"] for query in queries}


@pytest.mark.parametrize(
    ("name", "code"),
    [("indicateur", "O99-1"), ("indicateur", "axe-9"), ("territoire", "DEPT-20"), ("campagne", "1999")],
)
def test_an_unknown_code_says_so(name: str, code: str, opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "figure", **{name: code})
    assert [code in sentence for sentence in said_of_address(app)] == [True]


def test_suspended_silent_and_not_followed_are_explained(opened: Open, few: Settings, demo_data: Settings) -> None:
    assert "Cet indicateur est suspendu" in text(opened(demo_data, "figure", indicateur="O07-3", campagne=NOW))
    assert "Une absence n'est jamais comptée comme un zéro" in text(
        opened(few, "figure", indicateur="O04-1", territoire="REG-94", campagne=NOW)
    )
    assert "n'est pas suivi à ce niveau" in text(
        opened(few, "figure", indicateur="O04-3", territoire="DEPT-59", campagne=NOW)
    )


def test_collection_counts_names_and_corrects(opened: Open, few: Settings) -> None:
    app = opened(few, "quality", campagne=NOW)
    page_text = text(app)
    assert "2 rapports sur 120 attendus" in page_text
    message = next(line for line in lines(app, "Messages par comité") if "environ 45" in line[3])
    assert message[0] == "Nord"
    assert message[1] == words()["severity"]["error"]
    assert message[2].endswith("Indicateurs, B3")
    assert message[5]
    assert "<b>vide" not in html(app)
    assert "&lt;b&gt;vide" in html(app)


def test_late_committees_are_counted_by_level(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "quality", campagne=NOW)
    for line, level in zip(lines(app, "Rapports attendus"), ("department", "region", "national"), strict=True):
        row = rows(
            demo_data,
            "select count(*) as expected, count(*) filter (state = 'received') as received,"
            f" count(*) filter (late) as late from marts.collection where campaign = '{NOW}' and level = '{level}'",
        )[0]
        assert [line[1], line[2], line[-1]] == [str(row["expected"]), str(row["received"]), str(row["late"])]


def test_a_reminder_is_ready_to_copy(opened: Open, demo_data: Settings) -> None:
    written = reminders(demo_data, NOW)[-1]
    app = opened(demo_data, "quality", campagne=NOW, comite=written.territory_code)
    assert app.code[0].value == written.text
    assert written.subject.replace("\u202f", " ") in text(app)


def test_a_region_keeps_to_itself(opened: Open, few: Settings) -> None:
    app = opened(few, "quality", campagne=NOW, region="REG-94")
    assert "Nord" not in text(app)
    assert "Aucun message" in text(app)


def test_who_met_stands_against_what_is_asked(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "governance", campagne=NOW)
    bodies = {line[0]: line for line in lines(app, "Les instances")}
    met = rows(
        demo_data,
        "select count(*) filter (numerator = 1) as met from marts.indicator_progress join marts.territory"
        f" using (territory_code) where indicator_id = 'O01-1' and campaign = '{NOW}' and level = 'department'",
    )[0]["met"]
    assert f"{met} sur 101 réunis une fois par an" in bodies["Comités départementaux"][2]
    assert "sur 12 réunions demandées" in bodies["Comité national des partenaires"][2]
    assert "sur 2 séances demandées" in bodies["Instance nationale"][2]
    frequencies = {body.name: body.asked for body in governance().bodies}
    assert {name: line[1] for name, line in bodies.items()} == frequencies


def test_the_comite_unique_of_a_region_of_one_departement_counts_for_both(opened: Open, few: Settings) -> None:
    app = opened(few, "governance", campagne=NOW, region="REG-01")
    assert "1 sur 1 comités départementaux se sont réunis" in text(app)
    assert "le comité régional s'est réuni" in text(app)
    assert "Toutes les instances ont déclaré" in text(app)


def test_the_meetings_that_count_are_those_of_the_marts(opened: Open, few: Settings, tmp_path: Path) -> None:
    """Which meeting counts for whom is a rule of the calculation: the page holds no other."""
    marts = rewritten(few, tmp_path / "data", "delete from marts.committee_meeting where territory_code = 'DEPT-971'")
    page_text = text(opened(marts, "governance", campagne=NOW, region="REG-01"))
    assert "0 sur 1 comités départementaux se sont réunis" in page_text
    assert "le comité régional s'est réuni" in page_text


def test_a_meeting_outside_the_school_year_is_not_counted(opened: Open, few: Settings) -> None:
    app = opened(few, "governance", campagne=NOW, region="REG-32")
    assert {line[0]: line[3] for line in lines(app, "Les instances")}["Comités départementaux"] == "1"


def test_the_calendar_and_the_table_of_bodies_agree(opened: Open, demo_data: Settings) -> None:
    """Each date once; the meeting of a « comité unique » counts for each committee that it stands for: it is said."""
    app = opened(demo_data, "governance", campagne="2025-2026")
    meetings = {line[0]: line[3] for line in lines(app, "Les instances")}
    dated = {line[0]: line[-1] for line in lines(app, "Calendrier")}
    assert dated["Instance nationale"] == meetings["Instance nationale"] == "2"
    assert dated["Comité national"] == meetings["Comité national des partenaires"] == "9"
    departments = next(counted for body, counted in meetings.items() if "départementa" in body)
    once = dated["Comités départementaux"]
    assert int(departments) > int(once)
    assert f"{once} réunions à leur date ici, {departments} dans le premier tableau" in text(app)


def test_the_calendar_adds_up(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "governance", campagne=NOW, region="REG-53")
    votes = next(line for line in lines(app, "Calendrier") if "vote" in line[0])
    dates = rows(
        demo_data,
        "select month(step_date) as month from marts.budget_step join marts.territory using (territory_code)"
        f" where step = 'vote' and campaign = '{NOW}' and region_code = 'REG-53'",
    )
    by_month = [sum(row["month"] == (n + 8) % 12 + 1 for row in dates) for n in range(12)]
    assert votes[1:] == [str(count) for count in [*by_month, len(dates)]]
    assert len(lines(app, "Dates déclarées")) > len(dates)


def test_the_method_reads_its_thresholds_and_defines_every_indicator(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "method")
    strategy = rows(demo_data, "select * from marts.strategy")[0]
    page_text = text(app)
    assert f"au moins {french.quantity(strategy['watch'])} fois l'avancement attendu" in page_text
    assert f"sous {french.share(strategy['coverage_threshold'])}".replace("\u202f", " ") in page_text
    catalogue = rows(demo_data, "select * from marts.indicator")
    assert len(catalogue) == html(app).count("<details") == 46
    assert all(row["title"].replace("\u202f", " ") in page_text for row in catalogue)
    assert page_text.count("soit") + page_text.count("à l'étape") >= 45


def test_a_new_build_shows_at_the_next_run(opened: Open, tmp_path: Path) -> None:
    settings = warehouse(tmp_path, named([Report("DEPT-59", rows={"O04-1": (8000, 10000, "mesuré")})]))
    app = opened(settings, "figure", indicateur="O04-1", territoire="DEPT-59", campagne=NOW)
    assert "80,0 %" in text(app)
    corrected = Report("DEPT-59", version=2, rows={"O04-1": (8500, 10000, "mesuré")})
    Archive(settings).receive(named([corrected]).items())
    build(settings)
    app.run()
    assert not app.exception
    assert "85,0 %" in text(app)
    assert words()["provenance_reason"]["superseded"] in text(app)


def test_a_figure_that_nobody_gave_has_no_value_to_trace(opened: Open, few: Settings) -> None:
    """A value of « — » came from somewhere, the page said."""
    page_text = text(opened(few, "figure", indicateur="O04-1", territoire="DEPT-62", campagne=NOW))
    assert "il n'y a pas de chiffre, et voici pourquoi" in page_text
    assert "Voici d'où vient ce chiffre" not in page_text


def test_what_no_campaign_asked_for_yet_has_one_word_everywhere(opened: Open, few: Settings, tmp_path: Path) -> None:
    """O04-2 is collected from 2024-2025 on: in 2023-2024 nobody was asked, so nobody is silent. A page said « Non
    renseigné » where the workbook said « Pas encore suivi », and its explanation that the campaign has no result."""
    at = {"campagne": "2023-2024", "territoire": "DEPT-59"}
    word = words()["status"]["not_yet"]
    page = opened(few, "objective", objectif="4", indicateur="O04-2", niveau="department", **at)
    own = lines(page, "Indicateurs de l'objectif")
    assert [line[6] for line in own if line[0].startswith("O04-2")] == [word]
    years = {line[0]: line[-1] for line in lines(page, "O04-2, Nord, par campagne")}
    assert [years[year] for year in ("2022-2023", "2023-2024", BEFORE)] == [word, word, "Pas de résultat"]
    assert {line[-1] for line in lines(page, "Avancement de l'objectif par territoire")} == {word}
    page_text = text(opened(few, "figure", indicateur="O04-2", **at))
    assert f"{word} Cet indicateur est suivi depuis 2024-2025." in page_text
    assert "n'a pas de résultat" not in page_text
    compared = opened(few, "compare", territoires="DEPT-59", indicateurs="O04-2", campagnes="2023-2024", vue="tableau")
    assert [line[1] for line in lines(compared, "O04-2") if line[0] == "Nord"] == [word]
    book = load_workbook(write_territory(few, "DEPT-59", "2023-2024", tmp_path / "nord.xlsx"))
    assert [row[-1] for row in exported_statuses(book["Axe 2"]) if row[0] == "O04-2"] == [word]


def exported_statuses(sheet: Worksheet) -> list[tuple[object, object]]:
    """The code and the status of each indicator of the sheet of an axis."""
    every = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [header] = [row for row in every if "Code indicateur" in row]
    return [(row[0], row[header.index("Statut")]) for row in every]
