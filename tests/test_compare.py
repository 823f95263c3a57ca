"""The page « Comparer »: what it shows is what the marts hold, its address gives it again, and nobody sees further."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from books import load_workbook
from catalogue_rows import rate
from reading_pages import html, offered, open_page, tables, taken, text
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.components.comparison.choices import parse
from dashboard.identity.current import Identity
from indicators.typography import figure as written
from indicators.typography import points
from pipelines.access.rights import Comparisons, Grant, Rights
from pipelines.facts.comparison import sentences
from pipelines.facts.comparison.levels import (
    CHANGE,
    CHOSEN,
    LEVEL,
    NAME,
    PROGRESS,
    VALUE,
    Compared,
    Figure,
    Level,
    Median,
    Place,
    lines,
    places,
)
from pipelines.facts.rows.indicators import CatalogueIndicator
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

YEAR, BEFORE = "2025-2026", "2024-2025"
YEARS = ("2022-2023", "2023-2024", BEFORE, YEAR)
RATE = rate("O05-1")
NORTH, WEST, EAST = (Place(f"REG-{n}", name, "region") for n, name in (("1", "Nord"), ("2", "Ouest"), ("3", "Est")))
HEAVIEST = 60_000  # bytes of chart data on a page


@pytest.fixture
def opened(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda **codes: open_page(monkeypatch, demo_data, "compare", codes)


def drawn(app: AppTest) -> list[tuple[dict[str, Any], str]]:
    """Each figure of the page with its alternative text."""
    return [(json.loads(element.proto.spec), element.proto.alt) for element in app.get("plotly_chart")]


def content_of(app: AppTest, label: str) -> bytes:
    """What a link gives."""
    return taken(offered(app)[label].split("/")[-2])


def figures(settings: Settings, indicator: str, territory: str) -> dict[str, dict[str, Any]]:
    sql = "from marts.indicator_progress where indicator_id = $i and territory_code = $t"
    return {row["campaign"]: row for row in read(settings, sql, {"i": indicator, "t": territory}).to_pylist()}


def level(place: Place, value: float | None, campaign: str = YEAR, **more: Any) -> Level:
    usual: dict[str, Any] = {
        "code": "O05-1", "territory_code": place.territory_code, "campaign": campaign, "value": value,
        "progress": value, "expected_progress": 50.0, "status": "not_reported" if value is None else "late",
        "partial": False, "answered": 3, "expected": 4, "value_change": None, "progress_change": None,
    }  # fmt: skip
    return Level(**(usual | more))


def beside(*levels: Level, measure: str = VALUE, indicator: CatalogueIndicator | None = None) -> Compared:
    territories = {place.territory_code: place for place in (NORTH, WEST, EAST)}
    campaigns = tuple(sorted({level.campaign for level in levels}))
    compared_places = tuple(
        dict.fromkeys(territories[level.territory_code] for level in levels if level.territory_code in territories)
    )
    by_code = {(level.territory_code, level.campaign): level for level in levels}
    medians = (Median("O05-1", "region", YEAR, 55.0, 54.0, 18, 17),)
    return Compared(
        Figure("O05-1", "O05-1 Titre", indicator or RATE), measure, compared_places, campaigns, YEAR, by_code, medians
    )


def plain(sentence: str) -> str:
    return " ".join(sentence.split())


# What is said


def test_the_sentence_tells_both_ends_the_references_the_furthest_and_the_silent() -> None:
    france = level(Place("NAT-FR", "France", "national"), 50.0)
    compared = beside(
        level(NORTH, 40.0, value_change=1.0), level(WEST, 60.0, value_change=4.0),
        level(EAST, None, status="no_report"), france,
    )  # fmt: skip
    assert plain(sentences.lead(compared)) == (
        "O05-1 Titre, en 2025-2026 : de 40,0 % (Nord) à 60,0 % (Ouest) ; 1 sur 2 dépasse la France (France : 50,0 % ;"
        " médiane des régions académiques : 54,0 %). Ouest avance le plus depuis la campagne précédente : +4,0 points,"
        " à champ comparable. Sans chiffre : Est (rapport non reçu)."
    )


def test_what_must_fall_advances_by_falling() -> None:
    compared = beside(
        level(NORTH, 40.0, value_change=3.0),
        level(WEST, 60.0, value_change=-2.0),
        indicator=replace(RATE, direction="down"),
    )
    assert "Ouest avance le plus depuis la campagne précédente : −2,0 points" in plain(sentences.lead(compared))
    up = beside(level(NORTH, 40.0, value_change=-3.0), level(WEST, 60.0, value_change=-2.0))
    assert "Aucun n'avance" in sentences.lead(up)


def test_what_moves_by_hundredths_moves() -> None:
    levels = level(NORTH, 1.5, value_change=0.04), level(WEST, 1.2, value_change=-0.1)
    sentence = plain(sentences.lead(beside(*levels, indicator=replace(RATE, unit="élèves par poste"))))
    assert "Nord avance le plus depuis la campagne précédente : +0,04 élèves par poste" in sentence
    assert "Aucun n'avance" in sentences.lead(beside(*levels))  # in points, where a tenth is what is written


def test_points_agree_with_what_is_written() -> None:
    assert [points(change) for change in (1.94, 1.96, -0.04)] == ["1,9 point", "2,0 points", "0,0 point"]
    assert [points(change, signed=True) for change in (1.0, -2.5, 0.04)] == ["+1,0 point", "−2,5 points", "0,0 point"]


def test_what_rests_on_too_little_is_shown_and_not_ranked() -> None:
    compared = beside(level(NORTH, 90.0, status="insufficient"), level(WEST, 60.0), level(EAST, 20.0))
    sentence = plain(sentences.lead(compared))
    assert "de 20,0 % (Est) à 60,0 % (Ouest)" in sentence
    assert "Non classé : Nord (trop peu d'indicateurs)" in sentence
    both = beside(level(NORTH, 90.0, status="insufficient"), level(WEST, 60.0, status="insufficient"), level(EAST, 2.0))
    assert "Non classés : Nord et Ouest (trop peu d'indicateurs)" in plain(sentences.lead(both))
    assert [place.name for place in compared.ordered(LEVEL, True)] == ["Ouest", "Est", "Nord"]


def test_a_sum_of_territories_is_no_reference_for_them() -> None:
    france = level(Place("NAT-FR", "France", "national"), 500.0)
    count = replace(RATE, kind="count", unit="agents")
    compared = beside(level(NORTH, 40.0), level(WEST, 60.0), france, indicator=count)
    assert compared.france is None
    assert "France" not in sentences.lead(compared)
    assert beside(level(NORTH, 40.0), france, indicator=count, measure=PROGRESS).france is not None


def test_places_are_ordered_and_those_without_figure_come_last_either_way() -> None:
    compared = beside(level(NORTH, 40.0, value_change=5.0), level(EAST, None), level(WEST, 60.0, value_change=1.0))
    orders = {
        (LEVEL, True): "Ouest Nord Est", (LEVEL, False): "Nord Ouest Est", (CHANGE, True): "Nord Ouest Est",
        (NAME, False): "Est Nord Ouest", (CHOSEN, True): "Nord Est Ouest", (PROGRESS, False): "Nord Ouest Est",
    }  # fmt: skip
    assert {order: " ".join(place.name for place in compared.ordered(*order)) for order in orders} == orders


def test_two_territories_of_one_name_are_told_apart() -> None:
    rows = [
        ListedTerritory(code, "Paris", kind, parent_code=None, region_code=None, academy_code=None, number="75")
        for code, kind in (("A", "academy"), ("D", "department"))
    ]
    assert [place.name for place in places(rows)] == ["Paris (académie)", "Paris (département)"]


def test_a_file_has_a_line_a_territory_and_campaign_and_nothing_where_there_is_nothing() -> None:
    compared = beside(level(NORTH, 40.0), level(NORTH, None, BEFORE, status="no_report"))
    cells = {(line[2], line[5]): (line[6], line[14]) for line in lines(compared, compared.places)}
    assert cells == {
        ("Nord", YEAR): (40.0, "En retard"),
        ("Nord", BEFORE): (None, "Rapport non reçu"),
        ("Médiane des régions académiques", YEAR): (54.0, "médiane de 17 territoires"),
    }


# What is asked


def test_an_address_is_read_each_code_once_and_what_is_not_known_is_kept_apart() -> None:
    options = {code: code for code in "abcdefghij"}
    assert parse(["b,a", "b, ,z"], options, 8) == parse(["b,a,z"], options, 8)
    choice = parse(["b,a,z"], options, 8)
    assert (choice.codes, choice.unknown, choice.beyond) == (("b", "a"), ("z",), ())
    assert parse(["a,b,c,d,e,f,g,h,i"], options, 8).beyond == ("i",)


def test_the_address_of_a_choice_gives_it_again(opened: Any) -> None:
    app = opened(
        territoires="REG-76,DEPT-31", indicateurs="O05-1,axe-2", campagnes=f"{BEFORE},{YEAR}", vue="tableau",
        mesure="avancement", tri="evolution", sens="croissant",
    )  # fmt: skip
    address = (
        "comparer?territoires=REG-76,DEPT-31&amp;indicateurs=O05-1,axe-2&amp;campagnes=2024-2025,2025-2026"
        "&amp;vue=tableau&amp;mesure=avancement&amp;tri=evolution&amp;sens=croissant"
    )
    assert f'href="{address}"' in html(app)
    boxes = {box.label: box.value for box in app.multiselect}
    assert boxes == {
        "Territoires": ["REG-76", "DEPT-31"],
        "Indicateurs, objectifs, axes": ["O05-1", "axe-2"],
        "Campagnes": [BEFORE, YEAR],
    }
    app.multiselect(key="choice_territoires").set_value(["REG-76", "REG-84"]).run()
    assert app.query_params["territoires"] in ("REG-76,REG-84", ["REG-76,REG-84"])
    assert "Auvergne-Rhône-Alpes" in " ".join(line[0] for line in tables(app)["O05-1, avancement par campagne"])


def test_what_is_usual_is_every_closed_campaign_up_to_the_one_that_one_comes_from(opened: Any) -> None:
    assert opened().multiselect(key="choice_campagnes").value == list(YEARS)
    assert opened(campagne=BEFORE).multiselect(key="choice_campagnes").value == list(YEARS[:3])


def test_what_is_not_known_is_said_as_plain_text(opened: Any) -> None:
    app = opened(territoires="REG-76,[x](y)<b>,DEPT-99", indicateurs="O99-9", campagnes="1999-2000")
    page_text = text(app)
    for code in ("DEPT-99", "O99-9", "1999-2000"):
        assert f"« {code} »" in page_text.replace("\u202f", " ")
    assert "<b>" not in html(app)
    assert "&lt;b&gt;" in html(app)
    assert "Choisissez jusqu'à 8 territoires" in page_text
    assert not app.get("plotly_chart")


def test_nine_territories_are_refused_in_a_sentence(opened: Any) -> None:
    codes = ["REG-76", "REG-84", "REG-75", "REG-11", "REG-32", "REG-44", "REG-52", "REG-53", "REG-94"]
    app = opened(territoires=",".join(codes), indicateurs="O05-1")
    assert "8 au plus se comparent, l'adresse en demande 9. Laissé de côté : Corse" in text(app)
    assert app.multiselect(key="choice_territoires").value == codes[:8]
    [(described, _alt)] = drawn(app)
    assert len([curve for curve in described["data"] if curve["mode"] == "lines+markers"]) == 8


# What is shown


def test_curves_hold_the_marts(opened: Any, demo_data: Settings) -> None:
    app = opened(territoires="DEPT-31,DEPT-12", indicateurs="O05-1")
    [(described, alt)] = drawn(app)
    for code, name in (("DEPT-31", "Haute-Garonne"), ("DEPT-12", "Aveyron"), ("NAT-FR", "France")):
        [trace] = [curve for curve in described["data"] if curve["name"] == name]
        by_year = figures(demo_data, "O05-1", code)
        assert (trace["x"], trace["connectgaps"]) == (list(YEARS), False)
        assert trace["y"] == [by_year[year]["value"] for year in YEARS]
    [silent] = [curve for curve in described["data"] if curve["name"] == "Aveyron"]
    assert silent["y"][-1] is None
    assert "rapport non reçu" in silent["hovertext"][-1]
    assert "2025-2026 : rapport non reçu" in plain(alt)
    assert plain(written(figures(demo_data, "O05-1", "DEPT-31")[YEAR]["value"], RATE)) in plain(alt)
    assert "Rapport non reçu" in tables(app)["O05-1, valeur par campagne"][2]


def test_the_median_is_that_of_the_level(opened: Any, demo_data: Settings) -> None:
    sql = (
        "select median(value) as value from marts.indicator_progress join marts.territory using (territory_code)"
        " where indicator_id = 'O05-1' and campaign = $c and level = 'department'"
    )
    [(described, _)] = drawn(opened(territoires="DEPT-31", indicateurs="O05-1"))
    [trace] = [curve for curve in described["data"] if curve["name"] == "Médiane des départements"]
    assert trace["y"][-1] == read(demo_data, sql, {"c": YEAR}).to_pylist()[0]["value"]
    sql = (
        "select progress from marts.peer_median where kind = 'objective' and id = '4' and campaign = $c"
        " and level = 'department'"
    )
    [(described, _)] = drawn(opened(territoires="DEPT-31", indicateurs="objectif-4"))
    [trace] = [curve for curve in described["data"] if curve["name"] == "Médiane des départements"]
    assert trace["y"][-1] == read(demo_data, sql, {"c": YEAR}).to_pylist()[0]["progress"]


def test_bars_are_in_the_order_asked_and_hold_the_marts(opened: Any, demo_data: Settings) -> None:
    codes = {"Occitanie": "REG-76", "Auvergne-Rhône-Alpes": "REG-84", "Île-de-France": "REG-11"}
    choice = {"territoires": ",".join(codes.values()), "indicateurs": "O05-1", "vue": "barres", "campagnes": YEAR}
    [(described, _)] = drawn(opened(**choice))
    [trace] = described["data"]
    values = {name: figures(demo_data, "O05-1", code)[YEAR]["value"] for name, code in codes.items()}
    bars = dict(zip(trace["y"], trace["x"], strict=True))
    assert {name: bars[name] for name in codes} == values
    assert trace["y"][:3] == sorted(values, key=lambda name: -values[name])
    [(described, _)] = drawn(opened(**choice, sens="croissant"))
    assert described["data"][0]["y"][:3] == sorted(values, key=lambda name: values[name])


@pytest.mark.parametrize("across", ["taille", "avancement", "evolution"])
def test_a_scatter_holds_the_marts(across: str, opened: Any, demo_data: Settings) -> None:
    app = opened(territoires="DEPT-31,DEPT-12", indicateurs="O05-1", vue="nuage", croise=across)
    [(described, alt)] = drawn(app)
    sql = (
        "select figure.territory_code, figure.value, figure.progress, sized.denominator as size,"
        " figure.comparable_value - figure.comparable_previous as change from marts.indicator_progress as figure"
        " join marts.territory using (territory_code) left join marts.indicator_progress as sized on"
        " sized.territory_code = figure.territory_code and sized.campaign = figure.campaign and sized.indicator_id ="
        " (select indicator_id from marts.indicator_progress join marts.indicator using (indicator_id) where"
        " territory_code = 'NAT-FR' and campaign = $c and kind = 'ratio' and level = 'department' order by denominator"
        " desc limit 1) where figure.indicator_id = 'O05-1' and figure.campaign = $c and territory.level = 'department'"
    )
    column = {"taille": "size", "avancement": "progress", "evolution": "change"}[across]
    wanted = {
        row["territory_code"]: (row[column], row["value"])
        for row in read(demo_data, sql, {"c": YEAR}).to_pylist()
        if row[column] is not None and row["value"] is not None
    }
    points = {
        to.partition("territoire=")[2].partition("&")[0]: (x, y)
        for trace in described["data"]
        for x, y, to in zip(trace["x"], trace["y"], trace["customdata"], strict=True)
    }
    assert points == wanted
    assert f"{len(wanted)} territoires placés" in alt
    assert "Sans place, faute de chiffre : Aveyron" in plain(alt)


def test_the_progress_of_a_mean_is_its_level_and_makes_no_scatter(opened: Any) -> None:
    app = opened(territoires="REG-76", indicateurs="axe-2", vue="nuage", croise="avancement")
    assert not app.get("plotly_chart")
    assert "le niveau lui-même" in text(app)


def test_files_hold_the_marts_their_source_and_their_state(opened: Any, demo_data: Settings) -> None:
    for view in ("courbes", "tableau"):
        app = opened(territoires="DEPT-31,DEPT-12", indicateurs="O05-1", vue=view)
        assert "etat-du-2026-" in offered(app)["Données (CSV)"]
        file_lines = list(
            csv.DictReader(io.StringIO(content_of(app, "Données (CSV)").decode("utf-8-sig")), delimiter=";")
        )
        values = {
            (line["Code"], line["Campagne"]): (line["Valeur"], line["Statut"])
            for line in file_lines
            if line["Code"].startswith("DEPT")
        }
        assert len(values) == 8
        for (code, campaign), (value, status) in values.items():
            figure = figures(demo_data, "O05-1", code)[campaign]["value"]
            assert value == ("" if figure is None else str(figure).replace(".", ","))
            assert (status == "Rapport non reçu") == (figure is None)
        assert all("Pilotage du numérique éducatif" in line["Source"] for line in file_lines)
        book = load_workbook(io.BytesIO(content_of(app, "Données (Excel)")), read_only=True)
        cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]  # type: ignore[union-attr]
        assert figures(demo_data, "O05-1", "DEPT-31")[YEAR]["value"] in cells


def test_a_header_of_the_table_sorts_it(opened: Any) -> None:
    choice = {"territoires": "REG-76,REG-84,REG-11", "indicateurs": "O05-1", "vue": "tableau"}
    app = opened(**choice, tri="nom")
    names = [line[0] for line in tables(app)["O05-1, valeur par campagne"][1:4]]
    assert names == ["Auvergne-Rhône-Alpes", "Île-de-France", "Occitanie"]
    assert 'aria-sort="ascending"' in html(app)
    assert "tri=evolution&amp;sens=croissant" in html(app)


def test_an_open_campaign_is_shown_without_ranks_or_medians(opened: Any) -> None:
    app = opened(territoires="REG-76,REG-84", indicateurs="O05-1", campagnes="2026-2027", vue="barres")
    assert "Collecte en cours" in text(app)
    [(described, _)] = drawn(app)
    assert described["data"][0]["y"][:2] == ["Occitanie", "Auvergne-Rhône-Alpes"]
    assert not [name for name in described["data"][0]["y"] if name.startswith("Médiane")]
    assert "avance le plus" not in text(app)


def test_like_territories_are_proposed_each_a_link_that_adds_it(opened: Any) -> None:
    app = opened(territoires="REG-01", indicateurs="O05-1")
    assert "Comparables à Guadeloupe" in text(app)
    assert "territoires=REG-01,REG-02" in html(app)


def test_chart_data_stays_light(opened: Any) -> None:
    codes = "DEPT-31,DEPT-12,DEPT-48,DEPT-11,DEPT-59,DEPT-13,DEPT-75,DEPT-2A"
    for view in ("courbes", "barres", "nuage"):
        app = opened(territoires=codes, indicateurs="O05-1,O04-1,objectif-4,axe-2", vue=view)
        sent = sum(len(element.proto.spec) + len(element.proto.config) for element in app.get("plotly_chart"))
        assert 0 < sent <= HEAVIEST, (view, sent)


def test_other_pages_lead_here_with_their_figure(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    codes_of_page = {
        "objective": {"objectif": "4", "indicateur": "O04-1", "territoire": "REG-76", "campagne": YEAR},
        "figure": {"indicateur": "objectif-4", "territoire": "REG-76", "campagne": YEAR},
        "region": {"region": "REG-76", "campagne": YEAR},
    }
    wanted = {"objective": "O04-1", "figure": "objectif-4", "region": "strategie"}
    for page, codes in codes_of_page.items():
        page_html = html(open_page(monkeypatch, demo_data, page, codes))
        assert f"comparer?territoires=REG-76&amp;indicateurs={wanted[page]}&amp;campagne={YEAR}" in page_html


# Who sees what


@pytest.mark.parametrize("comparisons", ["toutes", "médianes", "aucune"])
def test_an_account_compares_what_its_rights_hold(
    comparisons: Comparisons, apart: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = Rights((Grant("region", "REG-32"),), comparisons)
    monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", "1" * 20, rights, "session"))
    codes = {"territoires": "REG-32,REG-84", "indicateurs": "O05-1,objectif-4", "vue": "tableau"}
    app = open_page(monkeypatch, apart, "compare", codes)
    page_tables = tables(app)
    lines = {line[0] for line in page_tables["O05-1, valeur par campagne"]}
    means = {line[0] for line in page_tables["Objectif 4, avancement par campagne"]}
    refused = "« REG-84 »" in text(app).replace("\u202f", " ")
    assert refused == (comparisons != "toutes")
    assert ("Auvergne-Rhône-Alpes" in lines) == (comparisons == "toutes")
    assert ("Auvergne-Rhône-Alpes" in text(app)) == (comparisons == "toutes")
    # the value of others is not told by a median; their progress, a whole point, is where medians are
    assert ("Médiane des régions académiques" in lines) == (comparisons == "toutes")
    assert ("Médiane des régions académiques" in means) == (comparisons != "aucune")
    offered_codes = app.multiselect(key="choice_territoires").options
    assert any("Auvergne" in option for option in offered_codes) == (comparisons == "toutes")
    assert "France" in lines
