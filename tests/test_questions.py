"""More questions of readers, those of a meeting: beside whom, since when, in which order, where is it; each in at most
three clicks from the front page or from the page where one is.

One window goes from question to question, as a reader does: the program is loaded once. What is read is compared with
the marts. PILOTAGE_SCREENSHOTS keeps a picture of each answer."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import marks, until, wait
from reader import CAMPAIGN, MOST_CLICKS, Reader

from indicators import typography as french
from pipelines.settings import Settings

pytestmark = marks

OCCITANIE = f"region-academique?territoire=REG-76&campagne={CAMPAIGN}"


@pytest.fixture(scope="module")
def window(served: str, browser) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{served}/?campagne={CAMPAIGN}")
    wait(page)
    yield page
    page.close()


@pytest.fixture
def reader(window: Any, demo_data: Settings, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Somebody at the front page; where a question begins on another page, `at` leads there."""
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    reader = Reader(window, demo_data)
    yield reader
    if folder := os.environ.get("PILOTAGE_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.screenshot(path=Path(folder) / f"{request.node.name.removeprefix('test_')}.png")
    print(f"{reader.clicks} clic(s) : {' > '.join(reader.steps)}")
    assert faults == []
    assert reader.clicks <= MOST_CLICKS


def at(reader: Reader, address: str, title: str) -> None:
    """Where the question is asked: opened as a link of the page would, without loading the program again. A page of the
    same title is left first: what stands there would be taken for what is asked."""
    if not title.startswith("Mentions") and reader.page.locator("h1").first.inner_text().startswith(title):
        at(reader, "mentions", "Mentions")
    reader.page.evaluate(
        "address => { const link = document.createElement('a'), place = document.createElement('div');"
        " place.className = 'stHtml'; link.setAttribute('href', address); place.append(link);"
        " document.body.append(place); link.click(); place.remove(); }",
        f"./{address}",
    )
    headed(reader, title)


def headed(reader: Reader, title: str) -> None:
    """Waits for the page of this title, and for all of it."""
    until(reader.page, "title => document.querySelector('h1')?.innerText.startsWith(title)", title)
    wait(reader.page)


def codes(reader: Reader) -> dict[str, str]:
    """What the address says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(reader.page.url).query).items()}


def drawn(reader: Reader, key: str, lines: int) -> list[dict[str, Any]]:
    """The lines of a chart as plotly holds them, once it has drawn so many."""
    chart = f"document.querySelector('[class*=st-key-{key}] .js-plotly-plot')"
    until(reader.page, f"({chart}?.data ?? []).length === {lines}")
    return reader.page.evaluate(f"{chart}.data.map(one => ({{name: one.name, x: [...one.x], y: [...one.y]}}))")


def order(reader: Reader, table: str) -> list[str]:
    """The first cells of a table, from top to bottom."""
    return reader.page.locator(f"{table} tbody th").all_inner_texts()


def sorted_by(reader: Reader, table: str, header: str, way: str) -> None:
    """Waits for a table to say that it is sorted by a column."""
    script = "([table, header, way]) => [...document.querySelectorAll(`${table} thead th`)].some("
    until(
        reader.page,
        f"{script}one => one.innerText.startsWith(header) && one.getAttribute('aria-sort') === way)",
        [table, header, way],
    )


def progress(reader: Reader, table: str, territory: str, where: str = "true") -> dict[str, float | None]:
    """Campaign → progress of a territory, of the closed ones."""
    rows = reader.rows(
        f"select campaign, progress from marts.{table} where territory_code = '{territory}' and {where}"
        f" and campaign <= '{CAMPAIGN}' order by campaign"
    )
    return {row["campaign"]: row["progress"] for row in rows}


def test_my_region_beside_another_over_the_years(reader: Reader) -> None:
    at(reader, f"?campagne={CAMPAIGN}", "Vision nationale")
    reader.follow("Occitanie", exact=True)
    headed(reader, "Occitanie")
    reader.follow("Comparer à d'autres territoires")
    headed(reader, "Comparer")
    reader.follow("+ Nouvelle-Aquitaine")
    lines = {line["name"]: line for line in drawn(reader, "comparaison-courbes", 4)}
    for name, code in (("Occitanie", "REG-76"), ("Nouvelle-Aquitaine", "REG-75")):
        marts = progress(reader, "strategy_progress", code)
        assert dict(zip(lines[name]["x"], lines[name]["y"], strict=True)) == pytest.approx(marts, abs=0.051)
    assert codes(reader)["territoires"] == "REG-76,REG-75"


def test_three_departements_on_one_chart(reader: Reader) -> None:
    at(reader, f"departement?territoire=DEPT-31&campagne={CAMPAIGN}", "Haute-Garonne")
    reader.follow("Comparer à d'autres territoires")
    headed(reader, "Comparer")
    for count in (2, 3):
        reader.follow("+ ", inside=".facts")
        until(reader.page, f"new URL(location.href).searchParams.get('territoires').split(',').length === {count}")
        drawn(reader, "comparaison-courbes", count + 2)
    lines = {line["name"] for line in drawn(reader, "comparaison-courbes", 5)}
    chosen = codes(reader)["territoires"].split(",")
    names = reader.rows(f"select name from marts.territory where territory_code in {tuple(chosen)}")
    assert {row["name"] for row in names} <= lines
    assert len(names) == 3


def test_the_median_and_france_stand_beside_a_comparison(reader: Reader) -> None:
    at(reader, f"comparer?territoires=REG-76&indicateurs=O04-1&vue=tableau&campagne={CAMPAIGN}", "Comparer")
    reader.shows_row("^Médiane des régions académiques ")
    row = reader.rows(
        "select value from marts.indicator_progress where indicator_id = 'O04-1' and territory_code = 'NAT-FR'"
        f" and campaign = '{CAMPAIGN}'"
    )[0]
    reader.shows_row(f"^France .*{re.escape(french.percent(row['value']))}".replace("\u202f", " "))


def test_a_comparison_is_sorted_by_its_headers_and_its_address_is_that_order(reader: Reader) -> None:
    at(
        reader,
        f"comparer?territoires=REG-76,REG-84,REG-53&indicateurs=strategie&vue=tableau&campagne={CAMPAIGN}",
        "Comparer",
    )
    reader.follow("Territoire", inside="[data-testid=stMain] thead")
    sorted_by(reader, "[data-testid=stMain] table", "Territoire", "ascending")
    names = order(reader, "[data-testid=stMain] table")[:3]
    assert names == ["Auvergne-Rhône-Alpes", "Bretagne", "Occitanie"]
    assert codes(reader)["tri"] == "nom"


def test_bars_instead_of_curves(reader: Reader) -> None:
    at(reader, f"comparer?territoires=REG-76,REG-84&indicateurs=strategie&campagne={CAMPAIGN}", "Comparer")
    reader.pick("Vue", "Barres")
    until(reader.page, "document.querySelector('[class*=st-key-comparaison-barres] .js-plotly-plot')?.data?.length > 0")
    assert codes(reader)["vue"] == "barres"


def test_a_figure_of_an_objective_opens_its_comparison(reader: Reader) -> None:
    at(reader, f"objectif?objectif=4&territoire=REG-76&campagne={CAMPAIGN}", "Objectif 4")
    reader.follow("Comparer à d'autres territoires")
    headed(reader, "Comparer")
    assert (codes(reader)["territoires"], codes(reader)["indicateurs"]) == ("REG-76", "O04-1")
    reader.shows("Occitanie", "O04-1", inside="[data-testid=stMain] .lead")


def test_the_departements_of_france_in_the_order_of_objective_4(reader: Reader) -> None:
    at(reader, f"objectifs?niveau=department&campagne={CAMPAIGN}", "Axes et objectifs")
    reader.follow("Objectif 4 :", inside="table.matrix thead")
    sorted_by(reader, "table.matrix", "4", "ascending")
    last = reader.rows(
        "select name from marts.objective_progress join marts.territory using (territory_code) where objective_id = 4"
        f" and campaign = '{CAMPAIGN}' and level = 'department' and progress is not null"
        " and coalesce(shown_status, status) <> 'insufficient' order by progress, name collate fr limit 3"
    )
    assert order(reader, "table.matrix")[:3] == [row["name"] for row in last]


def test_a_number_of_the_matrix_keeps_the_territory_that_was_chosen(reader: Reader) -> None:
    at(reader, OCCITANIE, "Occitanie")
    reader.follow("Axes et objectifs", inside=".masthead")
    headed(reader, "Axes et objectifs")
    reader.follow("Objectif 4 :", inside="table.matrix thead")
    sorted_by(reader, "table.matrix", "4", "ascending")
    own = reader.rows("select name from marts.territory where region_code = 'REG-76' and level = 'department'")
    assert sorted(order(reader, "table.matrix")) == sorted(row["name"] for row in own)
    assert codes(reader)["territoire"] == "REG-76"


def test_a_cell_opens_the_objective_of_its_departement(reader: Reader) -> None:
    at(reader, f"objectifs?territoire=REG-76&campagne={CAMPAIGN}", "Axes et objectifs")
    row = reader.page.locator("table.matrix tr", has=reader.page.get_by_role("rowheader", name="Aude", exact=True))
    row.locator("a[href*='objectif=4&']").click()
    reader.counted(1, "Aude, 4")
    headed(reader, "Objectif 4, Aude (11)")
    here = progress(reader, "objective_progress", "DEPT-11", "objective_id = 4")[CAMPAIGN]
    reader.shows("Aude", french.percent(here), inside="[data-testid=stMain] .lead")
    assert reader.page.locator("[data-testid=stMain] h2").first.inner_text() == "Ses indicateurs, Aude"


def test_back_from_an_objective_leads_to_the_matrix_as_it_was_sorted(reader: Reader) -> None:
    at(reader, f"objectifs?territoire=REG-76&tri=4&sens=decroissant&campagne={CAMPAIGN}", "Axes et objectifs")
    sorted_by(reader, "table.matrix", "4", "descending")
    before = order(reader, "table.matrix")
    reader.page.locator("table.matrix a[href*='objectif=4&']").first.click()
    reader.counted(1, "la première case")
    headed(reader, "Objectif 4")
    reader.page.go_back()
    reader.counted(1, "Retour")
    headed(reader, "Axes et objectifs")
    sorted_by(reader, "table.matrix", "4", "descending")
    assert order(reader, "table.matrix") == before


def test_the_menu_keeps_the_territory_and_the_campaign(reader: Reader) -> None:
    at(reader, "region-academique?territoire=REG-76&campagne=2024-2025", "Occitanie")
    reader.follow("Revue annuelle", inside=".masthead")
    headed(reader, "Revue annuelle")
    reader.shows("Occitanie, 2024-2025", inside="[data-testid=stMain] .lead")
    reader.follow("Département", inside=".masthead")
    until(reader.page, "location.pathname.endsWith('/departement')")
    reader.shows("Région académique : Occitanie")
    assert codes(reader)["campagne"] == "2024-2025"


def test_ile_de_france_stands_at_i(reader: Reader) -> None:
    at(reader, OCCITANIE, "Occitanie")
    reader.page.get_by_role("combobox", name="Région académique").click()
    reader.counted(1, "Région académique")
    reader.page.get_by_role("option").first.wait_for()
    options = [re.sub(r"[\u0300-\u036f]", "", option) for option in reader.page.get_by_role("option").all_inner_texts()]
    place = options.index("Ile-de-France")
    assert options[place - 1 : place + 2] == ["Hauts-de-France", "Ile-de-France", "La Reunion"]
    reader.page.keyboard.press("Escape")


def test_what_an_address_asks_that_is_not_known_is_said(reader: Reader) -> None:
    at(reader, f"revue?teritoire=REG-76&campagne={CAMPAIGN}", "Revue annuelle")
    reader.shows("L'adresse porte « teritoire », que cette page ne connaît pas")


def test_an_address_of_before_is_that_of_today(reader: Reader) -> None:
    at(reader, f"region-academique?region=REG-76&campagne={CAMPAIGN}", "Occitanie")
    until(reader.page, "new URL(location.href).searchParams.get('territoire') === 'REG-76'")
    assert "region" not in codes(reader)


def searched(reader: Reader, text: str) -> None:
    """A search without a click: « / », the words, Enter."""
    reader.page.keyboard.press("/")
    until(reader.page, "document.activeElement.name === 'q'")
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type(text)
    reader.page.keyboard.press("Enter")
    headed(reader, "Rechercher")
    reader.shows(f"pour « {text} »")


def test_all_departements_are_found_without_accents(reader: Reader) -> None:
    at(reader, OCCITANIE, "Occitanie")
    searched(reader, "departements")
    count = len(reader.rows("select name from marts.territory where level = 'department'"))
    reader.shows(f"Les 10 premiers résultats sur {count}")


def test_a_departement_is_found_by_its_number(reader: Reader) -> None:
    at(reader, f"gouvernance?campagne={CAMPAIGN}", "Gouvernance")
    searched(reader, "31")
    reader.follow("Haute-Garonne (31)")
    headed(reader, "Haute-Garonne (31)")


def test_the_figures_of_a_chart_leave_as_they_are_drawn(reader: Reader) -> None:
    at(reader, f"objectif?objectif=4&indicateur=O04-1&territoire=DEPT-31&campagne={CAMPAIGN}", "Objectif 4")
    with reader.page.expect_download() as received:
        reader.page.get_by_role("link", name="Données (CSV)").first.click()
    reader.counted(1, "Données (CSV)")
    text = Path(received.value.path()).read_text(encoding="utf-8-sig")
    lines = [
        line for line in csv.reader(io.StringIO(text), delimiter=";") if line and re.match(r"\d{4}-\d{4}", line[0])
    ]
    marts = reader.rows(
        "select campaign, value from marts.indicator_progress where indicator_id = 'O04-1'"
        f" and territory_code = 'DEPT-31' and value is not null and campaign <= '{CAMPAIGN}'"
    )
    values = {line[0]: float(line[1].replace(",", ".")) for line in lines if line[1]}
    assert values == pytest.approx({row["campaign"]: row["value"] for row in marts}, abs=0.051)
    assert "Source" in text
    assert received.value.suggested_filename == "trajectoire-o04-1-dept-31.csv"


def test_a_chart_leaves_as_a_picture(reader: Reader) -> None:
    at(reader, f"objectif?objectif=4&indicateur=O04-1&territoire=DEPT-31&campagne={CAMPAIGN}", "Objectif 4")
    reader.page.wait_for_selector(".js-plotly-plot .main-svg")
    with reader.page.expect_download() as received:
        reader.page.get_by_role("button", name="Télécharger l'image PNG").first.click()
    reader.counted(1, "Image (PNG)")
    picture = Path(received.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 2000


def test_a_point_of_a_chart_opens_its_territory(reader: Reader) -> None:
    at(reader, OCCITANIE, "Occitanie")
    chart = reader.page.locator("[class*=st-key-repartition-strategie] .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    point = chart.locator(".trace .point").first
    point.wait_for()
    wanted = chart.evaluate("chart => chart.data[0].customdata[0]")
    box = point.bounding_box()
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(reader.page, "document.querySelector('.js-plotly-plot.leads') !== null")
    reader.page.mouse.down()
    reader.page.mouse.up()
    reader.counted(1, "un point")
    until(reader.page, "wanted => location.href.endsWith(wanted)", wanted)


def test_a_table_is_sorted_by_the_keyboard_and_back_gives_the_order_of_before(reader: Reader) -> None:
    at(reader, f"objectif?objectif=4&indicateur=O04-1&campagne={CAMPAIGN}", "Objectif 4")
    table = "#territoires table"
    before = order(reader, table)
    header = reader.page.locator(f"{table} thead a", has_text="Avancement").first
    header.focus()
    reader.page.keyboard.press("Enter")
    sorted_by(reader, table, "Avancement", "ascending")
    rows = reader.rows(
        "select name from marts.objective_progress join marts.territory using (territory_code) where objective_id = 4"
        f" and campaign = '{CAMPAIGN}' and level = 'region' and coalesce(shown_status, status) <> 'insufficient'"
    )
    assert sorted(order(reader, table)[: len(rows)]) == sorted(row["name"] for row in rows)
    assert (codes(reader)["tri"], order(reader, table) == before) == ("avancement", False)
    reader.page.go_back()
    until(reader.page, "!new URL(location.href).searchParams.has('tri')")
    until(
        reader.page,
        "([table, name]) => document.querySelector(`${table} tbody th`)?.innerText === name",
        [table, before[0]],
    )
    assert order(reader, table) == before


def test_the_head_of_a_region_says_whom_to_help(reader: Reader) -> None:
    at(reader, f"?campagne={CAMPAIGN}", "Vision nationale")
    reader.follow("Occitanie", exact=True)
    headed(reader, "Occitanie")
    helped = reader.page.locator(".digest li", has=reader.page.locator("a[href*='territoire=DEPT-']"))
    names = [name for row in helped.all() for name in row.locator("a").all_inner_texts()[:1]]
    silent = reader.rows(
        "select name from marts.collection join marts.territory using (territory_code)"
        f" where campaign = '{CAMPAIGN}' and state = 'missing' and region_code = 'REG-76'"
    )
    assert 0 < len(names) <= 3
    assert not {row["name"] for row in silent} & set(names)


def test_the_campaign_that_was_chosen_follows_from_page_to_page(reader: Reader) -> None:
    at(reader, f"?campagne={CAMPAIGN}", "Vision nationale")
    reader.pick("Campagne", "2024-2025")
    reader.follow("Gouvernance", inside=".masthead")
    headed(reader, "Gouvernance")
    reader.shows("2024-2025", inside="[data-testid=stMain] .lead")
    assert codes(reader)["campagne"] == "2024-2025"


def test_a_part_of_another_page_is_opened_without_loading_the_program_again(reader: Reader) -> None:
    at(reader, f"?campagne={CAMPAIGN}", "Vision nationale")
    reader.page.evaluate("window.sameProgram = true")
    at(reader, f"{OCCITANIE}#historique-des-statuts", "Occitanie")
    until(
        reader.page,
        "Math.abs(document.getElementById('historique-des-statuts')?.getBoundingClientRect().top ?? 999) < 60",
    )
    assert reader.page.evaluate("window.sameProgram") is True
    assert reader.page.url.endswith("#historique-des-statuts")


def test_a_part_of_a_page_has_an_address(reader: Reader) -> None:
    at(reader, OCCITANIE, "Occitanie")
    until(reader.page, "document.querySelectorAll('.contents li').length > 8")
    reader.page.get_by_text("Sur cette page").click()
    reader.page.locator(".contents").get_by_role("link", name="Lignes à corriger").click()
    reader.counted(2, "Sur cette page : Lignes à corriger")
    until(reader.page, "location.hash === '#lignes-a-corriger'")
    until(
        reader.page,
        "(({top}) => top > -40 && top < 900)(document.getElementById('lignes-a-corriger').getBoundingClientRect())",
    )


def test_a_table_that_has_no_order_of_its_own_is_sorted_in_the_page_and_its_address_keeps_it(reader: Reader) -> None:
    """A small table of figures, by the keyboard: what says nothing stays at the end, and the total below it."""
    at(reader, f"feuille-de-route?territoire=REG-76&campagne={CAMPAIGN}", "Feuille de route")
    table = "#" + reader.page.locator("table", has_text="Actions par objectif").first.evaluate(
        "one => { one.id = 'triee'; return one.id; }"
    )
    cells = f"{table} tbody tr td:nth-child(8) .content"

    def budgets() -> list[int | None]:
        texts = [text.splitlines()[0] for text in reader.page.locator(cells).all_inner_texts()]
        return [None if text == "—" else int(re.sub(r"\D", "", text)) for text in texts]

    before, came = budgets(), order(reader, table)
    header = reader.page.locator(f"{table} thead button", has_text="Budget")
    header.focus()
    reader.page.keyboard.press("Enter")
    sorted_by(reader, table, "Budget", "ascending")
    amounts = sorted(amount for amount in before[:-1] if amount is not None)
    assert budgets() == [*amounts, *[None] * before[:-1].count(None), before[-1]]
    reader.page.keyboard.press("Enter")
    sorted_by(reader, table, "Budget", "descending")
    falling = [*reversed(amounts), *[None] * before[:-1].count(None), before[-1]]
    assert budgets() == falling
    assert codes(reader)["rang"] == "actions-par-objectif-et.7.d"
    reader.page.reload()
    headed(reader, "Feuille de route")
    until(reader.page, "!!document.querySelector('th[aria-sort=descending] > .sort')")
    table = "table:has(th[aria-sort=descending] > .sort)"
    cells = f"{table} tbody tr td:nth-child(8) .content"
    assert budgets() == falling
    reader.page.locator(f"{table} thead button", has_text="Budget").press("Enter")
    until(reader.page, "!document.querySelector('th[aria-sort] > .sort')")
    assert order(reader, "table:has(.sort):has-text('Actions par objectif')") == came
    assert "rang" not in codes(reader)


@pytest.mark.parametrize("screen", [(1440, 900), (1920, 1080)], ids="{0[0]}".format)
def test_the_first_screen_holds_the_whole_strategy(reader: Reader, screen: tuple[int, int]) -> None:
    width, height = screen
    reader.page.set_viewport_size({"width": width, "height": height})
    at(reader, f"?campagne={CAMPAIGN}", "Vision nationale")
    reader.page.wait_for_selector(".map svg a")
    wanted = {".lead": 1, ".card .bar": 1, ".axis-lines li": 4, ".strip li": 16}
    counts = {}
    for selector in wanted:
        boxes = [box.bounding_box() for box in reader.page.locator(selector).all()]
        counts[selector] = sum(box["y"] >= 0 and box["y"] + box["height"] <= height for box in boxes)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert counts == wanted
    for selector in (".map svg", ".map .legend"):
        box = reader.page.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] <= height, selector
    deposit = reader.page.locator(".masthead a[href^=depot]").bounding_box()
    search = reader.page.locator(".masthead form button").bounding_box()
    assert search["x"] + search["width"] <= deposit["x"]
    reader.page.set_viewport_size({"width": 1440, "height": 900})


def test_a_choice_too_long_for_its_list_is_read_whole_on_a_telephone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    at(reader, f"objectif?objectif=4&campagne={CAMPAIGN}", "Objectif 4")
    title = reader.rows("select title from marts.objective where objective_id = 4")[0]["title"]
    whole = "document.querySelector('[data-testid=stSelectbox]').dataset.whole?.normalize('NFC')"
    until(reader.page, f"title => {whole} === title", f"4. {title}")
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    until(reader.page, f"!({whole})")
