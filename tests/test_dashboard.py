"""The three pages in every state: what they show is what the marts say, and no state shows a fault."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from reading_pages import APP, chosen, html, open_page, said_of_address, tables, text
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.identity.current import Identity
from indicators import typography as french
from indicators.words import words
from pipelines.access.rights import Grant, Rights
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse import builds
from pipelines.warehouse.build import build

PAGES = ("national", "region", "objective")
Open = Callable[..., AppTest]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of the dashboard on some data, at some address."""
    return lambda settings, page="national", **codes: open_page(monkeypatch, settings, page, codes)


def report(numerator: int, version: int = 1) -> bytes:
    """A workbook of the département du Nord for 2025-2026, with one figure."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        identity = [
            ("Niveau", "départemental"),
            ("Territoire", "DEPT-59"),
            ("Année scolaire", "2025-2026"),
            ("Version", version),
            ("Statut", "transmis"),
        ]
        sheet = book.add_worksheet("Identification")
        for number, (label, value) in enumerate(identity):
            sheet.write_row(number, 0, [label, value])
        sheet = book.add_worksheet("Indicateurs")
        sheet.write_row(0, 0, ["Code", "Numérateur", "Dénominateur", "Situation"])
        sheet.write_row(1, 0, ["O04-1", numerator, 20000, "mesuré"])
        sheet.write_row(2, 0, ["O01-3", "environ 45", 60, "mesuré"])
    return content.getvalue()


def received(settings: Settings, *files: tuple[str, bytes]) -> Settings:
    Archive(settings).receive(files)
    build(settings)
    return settings


@pytest.fixture(scope="module")
def one_report(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return received(Settings(tmp_path_factory.mktemp("one")), ("nord.xlsx", report(16400)), ("vide.xlsx", b""))


def rows(settings: Settings, sql: str) -> list[dict]:
    return builds.read(settings, sql).to_pylist()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_was_built_yet(page: str, opened: Open, tmp_path: Path) -> None:
    page_text = text(opened(Settings(tmp_path), page))
    assert "Aucune donnée pour l'instant" in page_text
    assert "pilotage ingest" in page_text
    assert "Accessibilité : non conforme" in page_text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_the_data_are(page: str, opened: Open, demo_data: Settings) -> None:
    page_text = text(opened(demo_data, page))
    assert words()["demonstration"]["banner"] in page_text
    assert words()["demonstration"]["explanation"] in page_text
    assert "Licence Ouverte 2.0" in page_text
    assert "licence MIT" in page_text


def test_real_data_have_no_demonstration_banner(opened: Open, one_report: Settings) -> None:
    assert words()["demonstration"]["banner"] not in text(opened(one_report))


def test_national_objectives_are_those_of_the_marts(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, campagne="2025-2026")
    table_lines = tables(app)["Avancement des objectifs en France, 2025-2026"][1:]
    expected = rows(
        demo_data,
        "select o.*, p.progress as before from marts.objective_progress o left join marts.objective_progress p"
        " on p.objective_id = o.objective_id and p.territory_code = o.territory_code and p.campaign = '2024-2025'"
        " where o.campaign = '2025-2026' and o.territory_code = 'NAT-FR' order by o.axis_id, o.objective_id",
    )
    assert len(table_lines) == len(expected) == 16
    for line, row in zip(table_lines, expected, strict=True):
        assert line[0].startswith(str(row["objective_id"]))
        assert line[1] == french.percent(row["progress"])
        assert line[2] == french.percent(row["expected_progress"])
        assert line[3] == words()["status"][row["status"]]
        assert line[4] == french.out_of(row["indicators_scored"], row["indicators_followed"])
        assert line[5].startswith(french.percent(row["before"]))


def test_who_is_missing_is_named(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, campagne="2025-2026")
    missing = rows(
        demo_data,
        "select t.name from marts.collection c join marts.territory t using (territory_code)"
        " where c.campaign = '2025-2026' and c.level = 'department' and c.state in ('missing', 'draft', 'refused')",
    )
    named = " ".join(line[1] for line in tables(app)["Comités sans rapport qui compte, 2025-2026"][1:])
    assert missing
    assert all(row["name"] in named for row in missing)


def test_a_region_stands_beside_france(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "region", region="REG-32", campagne="2025-2026")
    table_lines = tables(app)["Avancement des objectifs, Hauts-de-France, 2025-2026"][1:]
    sql = "select progress from marts.objective_progress where campaign = '2025-2026' and territory_code = '{}'"
    by_axis = " order by axis_id, objective_id"
    own, france = (rows(demo_data, sql.format(code) + by_axis) for code in ("REG-32", "NAT-FR"))
    assert [line[1] for line in table_lines] == [french.percent(row["progress"]) for row in own]
    assert [line[3] for line in table_lines] == [french.percent(row["progress"]) for row in france]
    territories = [line[0] for line in tables(app)["Académies et départements, Hauts-de-France, 2025-2026"][1:]]
    assert territories == [
        *("Académie\u202f: Amiens", "Aisne", "Oise", "Somme"),
        *("Académie\u202f: Lille", "Nord", "Pas-de-Calais"),
    ]


def test_what_to_look_at_first_is_what_is_late(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "region", region="REG-32", campagne="2025-2026")
    late = rows(
        demo_data,
        "select indicator_id from marts.indicator_progress where campaign = '2025-2026'"
        " and territory_code = 'REG-32' and status in ('late', 'regressing')",
    )
    table_lines = tables(app).get("Indicateurs en recul ou en retard", [[]])[1:]
    assert sorted(line[0].split()[0] for line in table_lines) == sorted(row["indicator_id"] for row in late)


@pytest.mark.parametrize(("level", "count"), [("region", 18), ("department", 101)])
def test_every_territory_is_in_the_table_of_an_objective(
    level: str, count: int, opened: Open, demo_data: Settings
) -> None:
    app = opened(demo_data, "objective", objectif="4", campagne="2025-2026", niveau=level)
    caption = next(name for name in tables(app) if name.startswith("Avancement de l'objectif par territoire"))
    table_lines = tables(app)[caption][1:]
    assert len(table_lines) == count
    expected = rows(
        demo_data,
        "select t.name from marts.objective_progress o join marts.territory t using (territory_code)"
        f" where objective_id = 4 and campaign = '2025-2026' and t.level = '{level}' and progress is not null"
        " order by progress desc, t.position",
    )
    assert [line[0] for line in table_lines][: len(expected)] == [row["name"] for row in expected]


def test_the_trajectory_has_its_table_and_its_words(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "objective", objectif="4", indicateur="O04-1", territoire="REG-32", campagne="2025-2026")
    table_lines = tables(app)["O04-1, Hauts-de-France, par campagne"][1:]
    indicator = french.Unit("ratio", "%")
    expected = rows(
        demo_data,
        "select campaign, value, projected_progress from marts.campaign left join"
        " (select * from marts.indicator_progress where indicator_id = 'O04-1' and territory_code = 'REG-32')"
        " using (campaign) order by position",
    )
    assert [line[0] for line in table_lines] == [row["campaign"] for row in expected]
    for line, row in zip(table_lines, expected, strict=True):
        assert line[1].startswith(french.figure(row["value"], indicator))
        assert line[6] == french.percent(row["projected_progress"])
    [picture, *_] = app.get("plotly_chart")
    assert french.figure(expected[2]["value"], indicator) in picture.proto.alt


def test_demonstration_targets_are_labelled_wherever_they_are(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "objective", objectif="4", indicateur="O04-1", campagne="2025-2026")
    assert "démonstration" in tables(app)["Indicateurs de l'objectif, France, 2025-2026"][1][2]
    assert "démonstration" not in tables(app)["Indicateurs de l'objectif, France, 2025-2026"][2][2]
    assert words()["value_status"]["demonstration"] in text(app)
    assert "(démonstration)" in text(app)


def test_a_suspended_indicator_looks_intended(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "objective", objectif="7", indicateur="O07-3", campagne="2025-2026")
    assert "Cet indicateur est suspendu" in text(app)
    assert "suspendu depuis la campagne 2024-2025" in text(app)


def test_the_chain_goes_down_to_the_cell(opened: Open, one_report: Settings) -> None:
    app = opened(one_report, "objective", objectif="4", indicateur="O04-1", territoire="DEPT-59", campagne="2025-2026")
    page_text = text(app)
    assert "82,0 %" in page_text
    assert words()["basis"]["report"] in page_text
    assert "nord.xlsx" in page_text
    assert "16400" in page_text.replace(" ", "")


def test_one_report_alone_gives_partial_figures_and_names_the_silent(opened: Open, one_report: Settings) -> None:
    app = opened(one_report)
    page_text = text(app)
    assert chosen(app)["campagne"] == "2025-2026"
    assert "Chiffres partiels" in page_text
    assert "vide.xlsx" in page_text
    assert "1 sur 101" in page_text
    assert "environ 45" in text(opened(one_report, "region", region="REG-32"))
    corse = opened(one_report, "region", region="REG-94")
    assert "Aucun rapport du comité régional" in text(corse)
    assert sorted({line[-1] for line in tables(corse)["Académies et départements, Corse, 2025-2026"][2:]}) == [
        "Manquant"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_campaign_without_results_looks_intended(page: str, opened: Open, one_report: Settings) -> None:
    app = opened(one_report, page, campagne="2023-2024")
    assert chosen(app)["campagne"] == "2023-2024"
    assert "résultat" in text(app) or "n'est pas mesuré" in text(app)


@pytest.mark.parametrize(
    ("page", "name", "code"),
    [
        ("national", "campagne", "1999-2000"),
        ("region", "region", "REG-999"),
        ("region", "region", "<script>"),
        ("objective", "objectif", "99"),
        ("objective", "territoire", "DEPT-20"),
        ("objective", "indicateur", "O05-1"),
    ],
)
def test_an_unknown_code_says_so(page: str, name: str, code: str, opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, page, **{name: code})
    [sentence] = said_of_address(app)
    assert code in sentence
    assert chosen(app)["territoire" if name == "region" else name] != code


def test_a_choice_is_written_in_the_address_by_its_code(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "region", region="REG-32")
    app.selectbox(key="choice_territoire").select("REG-76").run()
    assert app.query_params["territoire"] in ("REG-76", ["REG-76"])
    assert "Occitanie" in text(app)


def test_another_objective_forgets_the_indicator(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "objective", objectif="4", indicateur="O04-3")
    app.selectbox(key="choice_objectif").select("5").run()
    assert chosen(app)["indicateur"].startswith("O05-")
    assert not said_of_address(app)


def test_a_new_build_shows_at_the_next_run(opened: Open, one_report: Settings, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data")
    shutil.copytree(one_report.raw, settings.raw)
    received(settings)
    app = opened(settings, "objective", objectif="4", indicateur="O04-1", territoire="DEPT-59")
    assert "82,0 %" in text(app)
    received(settings, ("nord_v2.xlsx", report(17000, version=2)))
    app.run()
    assert not app.exception
    assert "85,0 %" in text(app)


def test_no_page_lets_the_text_of_a_report_become_code(opened: Open, one_report: Settings, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data")
    shutil.copytree(one_report.raw, settings.raw)
    received(settings, ("<img src=x onerror=alert(1)>.xlsx", b"not a workbook"))
    page_html = html(opened(settings))
    assert "<img src=x" not in page_html
    assert "&lt;img src=x" in page_html


@pytest.mark.parametrize(
    ("page", "codes", "territory"),
    [
        ("review", {"territoire": "REG-76"}, "REG-76"),
        ("review", {"region": "REG-76"}, "REG-76"),
        ("department", {"departement": "DEPT-11"}, "DEPT-11"),
        ("department", {"territoire": "REG-76"}, "DEPT-09"),
        ("region", {"territoire": "DEPT-11"}, "REG-76"),
        ("matrix", {"territoires": "REG-76"}, "REG-76"),
        ("matrix", {"territoires": "regions"}, "NAT-FR"),
    ],
)
def test_one_territory_is_asked_the_same_way_of_every_page(
    page: str, codes: dict[str, str], territory: str, opened: Open, demo_data: Settings
) -> None:
    assert chosen(opened(demo_data, page, **codes))["territoire"] == territory


def test_the_menu_keeps_territory_and_campaign(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "region", territoire="REG-76", campagne="2025-2026")
    assert 'href="departement?territoire=REG-76&amp;campagne=2025-2026"' in html(app)


def test_a_parameter_nobody_knows_is_said_as_text(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "review", **{"<b>teritoire</b>": "**REG-76**"})
    assert "« <b>teritoire</b> »".replace(" ", "\u00a0") in said_of_address(app)[0].replace("\u202f", "\u00a0")


def test_links_of_a_page_keep_what_one_looks_at(opened: Open, demo_data: Settings) -> None:
    app = opened(demo_data, "roadmap", territoire="DEPT-11", campagne="2024-2025")
    inside = re.findall(r'href="(objectif\?[^"]+)"', html(app))
    assert len(inside) > 1, "the menu, then the page"
    assert all("territoire=DEPT-11" in address and "campagne=2024-2025" in address for address in inside)


def test_links_of_the_front_page_are_france_s_whatever_the_menu_keeps(opened: Open, demo_data: Settings) -> None:
    page_html = html(opened(demo_data, territoire="REG-76", campagne="2025-2026"))
    inside = re.findall(r'href="(objectif\?objectif=[^"]+)"', page_html)
    assert inside
    assert not [address for address in inside if "REG-76" in address]
    assert 'href="departement?territoire=REG-76&amp;campagne=2025-2026"' in page_html


def test_who_follows_one_territory_starts_there_and_may_open_france(
    demo_data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = Rights((Grant("region", "REG-76"),))
    monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", "1" * 20, rights, "session"))
    app = open_page(monkeypatch, demo_data)
    assert "<h1>Occitanie</h1>" in html(app)
    assert 'href="./?territoire=NAT-FR"' in html(app)
    assert '<a href="region-academique?territoire=REG-76">Occitanie</a> (' in html(app)
    app.switch_page("app_pages/national.py").run()
    assert "<h1>Vision nationale</h1>" in html(app), "only the first page of a visit"


def test_an_address_that_asks_for_something_is_followed(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    rights = Rights((Grant("department", "DEPT-11"),))
    monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", "1" * 20, rights, "session"))
    monkeypatch.setenv("PILOTAGE_DATA", str(demo_data.data))
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["territoire"] = "NAT-FR"
    assert "<h1>Vision nationale</h1>" in html(app.run())
