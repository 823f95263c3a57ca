"""The charts: what they draw is what the marts hold, said in words and given as figures, in colours of both themes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from catalogue_rows import rate
from reading_pages import html, offered, open_page, tables
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.charts import statuses, trajectory, waterfall
from dashboard.charts.plotly_figure import Chart, figure
from indicators.palette import mark, palette
from indicators.typography import figure as written
from indicators.typography import percent
from indicators.words import words
from pipelines.facts.comparison.decomposition import EFFECTS
from pipelines.facts.rows.indicators import TrajectoryYear
from pipelines.outputs.workbook.screen_table import screen_csv
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

YEAR = "2025-2026"
YEARS = ["2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027"]
PAGES = Path(dashboard.__file__).parent
HEAVIEST = 60_000  # bytes of chart data on a page
RATE = rate("O01-1", title="Part", target_status="official", baseline_campaign="2022-2023")


def drawn(app: AppTest, start: str) -> tuple[dict[str, Any], Any]:
    """The figure of the chart whose words begin so, and what the page was sent of it."""
    [proto] = [element.proto for element in app.get("plotly_chart") if element.proto.alt.startswith(start)]
    return json.loads(proto.spec), proto


def traced(described: dict[str, Any], name: str) -> dict[str, Any]:
    [trace] = [curve for curve in described["data"] if curve.get("name") == name]
    return trace


def year(campaign: str, value: float | None, baseline: float, target: float, **more: Any) -> TrajectoryYear:
    usual: dict[str, Any] = {
        "campaign": campaign, "territory_code": "REG-32", "indicator_id": "O01-1", "value": value, "baseline": baseline,
        "target": target, "progress": None, "expected_progress": None, "projected_progress": None,
        "status": "late", "partial": False, "territories_answered": 3, "territories_expected": 4,
        "target_campaign": "2026-2027", "target_origin": "catalogue", "baseline_origin": "catalogue",
        "comparable_previous": None, "comparable_value": None, "comparable_territories": None,
    }  # fmt: skip
    return TrajectoryYear(**usual | more)


def chart(rows: list[TrajectoryYear], **indicator: Any) -> Chart:
    picture = trajectory.chart(rows, replace(RATE, **indicator), "Hauts-de-France")
    assert picture
    return picture


def named(picture: Chart, name: str) -> Any:
    return next((trace for trace in picture.traces if trace["name"] == name), None)


def test_a_year_without_data_breaks_the_line() -> None:
    values = [50.0, 55.0, None, 65.0, 70.0]
    picture = chart([year(campaign, value, 50.0, 100.0) for campaign, value in zip(YEARS, values, strict=True)])
    done = named(picture, "réalisé")
    assert (done["y"], done["connectgaps"]) == (values, False)
    assert [bool(address) for address in done["customdata"]] == [value is not None for value in values]
    assert "2024-2025" not in picture.alt


def test_a_target_that_is_due_before_the_last_year_is_a_step() -> None:
    rows = [year(campaign, 50.0 + place, 50.0, 100.0) for place, campaign in enumerate(YEARS)]
    due = [replace(row, target_campaign="2024-2025", target_origin="agreed") for row in rows]
    assert named(chart(rows), "chemin attendu")["x"] == ["2022-2023", "2026-2027"]
    assert named(chart(due), "chemin attendu")["x"] == ["2022-2023", "2024-2025", "2026-2027"]
    assert "Cible 100,0\u202f% (convenue), due en 2024-2025" in chart(due).alt


@pytest.mark.parametrize(("direction", "start", "target"), [("up", 97.7, 95.0), ("down", 3.0, 5.0)])
def test_a_start_past_its_target_has_no_way_to_draw(direction: str, start: float, target: float) -> None:
    rows = [year(campaign, start, start, target, projected_progress=50.0) for campaign in YEARS[:2]]
    picture = chart(rows, direction=direction)
    assert named(picture, "chemin attendu") is None
    assert named(picture, "projection au rythme actuel") is None
    assert named(picture, "réalisé")["y"] == [start, start]


def test_like_with_like_is_drawn_where_it_reads_otherwise() -> None:
    rows = [year(campaign, 50.0 + place, 50.0, 100.0) for place, campaign in enumerate(YEARS[:3])]
    rows[1] = replace(rows[1], comparable_previous=50.0, comparable_value=51.0, comparable_territories=3)
    assert named(chart(rows), "à champ comparable") is None
    rows[2] = replace(rows[2], comparable_previous=49.0, comparable_value=52.0, comparable_territories=2)
    alike = named(chart(rows), "à champ comparable")
    assert (alike["x"], alike["y"]) == (["2023-2024", "2024-2025", None], [49.0, 52.0, None])
    assert "2 territoires" in alike["hovertext"][0]


def test_the_pace_is_drawn_from_the_last_value_and_an_extreme_one_flattens_nothing() -> None:
    rows = [year(YEARS[0], 50.0, 50.0, 100.0), year(YEARS[1], 60.0, 50.0, 100.0, projected_progress=80.0)]
    assert named(chart(rows), "projection au rythme actuel")["y"] == [60.0, 90.0]
    far = [rows[0], replace(rows[1], projected_progress=900.0)]
    assert chart(far).layout["yaxis"]["range"][1] < 200
    assert trajectory.chart([year(YEARS[0], None, 50.0, 100.0)], RATE, "Hauts-de-France") is None


def test_a_trajectory_holds_the_marts(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"objectif": "4", "indicateur": "O04-1", "territoire": "REG-76", "campagne": YEAR}
    app = open_page(monkeypatch, demo_data, "objective", codes)
    described, sent = drawn(app, "Trajectoire de O04-1, Occitanie")
    sql = (
        "select campaign, value, target, baseline, projected_progress, status, territories_answered,"
        " territories_expected from marts.campaign left join (from marts.indicator_progress where"
        " indicator_id = 'O04-1' and territory_code = 'REG-76') using (campaign) where campaign <= $c order by position"
    )
    years = read(demo_data, sql, {"c": YEAR}).to_pylist()
    done = traced(described, "réalisé")
    assert (done["x"], done["y"]) == ([row["campaign"] for row in years], [row["value"] for row in years])
    for hover, to, row in zip(done["hovertext"], done["customdata"], years, strict=True):
        assert written(row["value"], RATE) in hover
        assert f"{row['territories_answered']} sur {row['territories_expected']}" in hover
        assert words()["status"][row["status"]] in hover
        assert f"campagne={row['campaign']}" in to
        assert written(row["value"], RATE) in sent.alt
    last = years[-1]
    reached = last["baseline"] + (last["target"] - last["baseline"]) * last["projected_progress"] / 100
    assert traced(described, "projection au rythme actuel")["y"] == pytest.approx([last["value"], reached])
    assert any("O04-1, Occitanie, par campagne" in caption for caption in tables(app))
    assert {"Données (CSV)", "Données (Excel)"} <= set(offered(app))


def test_a_distribution_holds_the_marts_and_leads_to_each_territory(
    demo_data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(monkeypatch, demo_data, "objective", {"objectif": "4", "niveau": "department", "campagne": YEAR})
    described, sent = drawn(app, "Avancement de ")
    sql = (
        "select territory_code, name, progress, coalesce(shown_status, status) as status from marts.objective_progress"
        " join marts.territory using (territory_code)"
        " where campaign = $c and objective_id = 4 and level = 'department' and progress is not null"
    )
    departments = read(demo_data, sql, {"c": YEAR}).to_pylist()
    points = {
        to.partition("territoire=")[2].partition("&")[0]: (x, trace["name"], hover)
        for trace in described["data"]
        for x, to, hover in zip(trace["x"], trace["customdata"], trace["hovertext"], strict=True)
    }
    assert len(points) == len(departments)
    for row in departments:
        x, name, hover = points[row["territory_code"]]
        assert (x, name) == (row["progress"], words()["status"][row["status"]].lower())
        assert percent(row["progress"]) in hover
        assert words()["status"][row["status"]] in hover
    assert f"{len(departments)} départements" in sent.alt
    assert sum(len(element.proto.spec) + len(element.proto.config) for element in app.get("plotly_chart")) <= HEAVIEST


def test_a_history_of_statuses_holds_the_marts(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"territoire": "DEPT-31", "departement": "DEPT-31", "campagne": YEAR}
    app = open_page(monkeypatch, demo_data, "department", codes)
    described, sent = drawn(app, "Statut des objectifs")
    sql = (
        "select objective_id, campaign, coalesce(shown_status, status) as status from marts.objective_progress"
        " where territory_code = 'DEPT-31' and campaign <= $c"
    )
    wanted = {
        (row["campaign"], f"Objectif {row['objective_id']:>2}", words()["status"][row["status"]].lower())
        for row in read(demo_data, sql, {"c": YEAR}).to_pylist()
    }
    points = {(x, y, trace["name"]) for trace in described["data"] for x, y in zip(trace["x"], trace["y"], strict=True)}
    assert points == wanted
    assert any("Statut des objectifs par campagne" in caption for caption in tables(app))
    assert "Haute-Garonne" in sent.alt
    assert sum(len(element.proto.spec) + len(element.proto.config) for element in app.get("plotly_chart")) <= HEAVIEST


def test_a_timeline_holds_the_actions_of_the_marts(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, demo_data, "roadmap", {"territoire": "REG-76", "campagne": YEAR})
    described, sent = drawn(app, "")
    sql = (
        "select objective_id, due_on from marts.action join marts.territory using (territory_code) where campaign = $c"
        " and 'REG-76' in (territory_code, region_code) and due_on is not null and state in ('prévue', 'en cours')"
    )
    wanted = Counter(
        (row["due_on"].isoformat(), f"Objectif {row['objective_id']:>2}" if row["objective_id"] else "Sans objectif")
        for row in read(demo_data, sql, {"c": YEAR}).to_pylist()
    )
    assert wanted
    assert Counter(pair for trace in described["data"] for pair in zip(trace["x"], trace["y"], strict=True)) == wanted
    assert sent.alt.startswith(f"{wanted.total()} actions à mener")


def test_a_decomposition_ends_at_the_figures_of_the_marts(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"de": "2024-2025", "a": YEAR, "territoire": "REG-76"}
    app = open_page(monkeypatch, demo_data, "changes", codes)
    described, _sent = drawn(app, "")
    [bars] = described["data"]
    figures = read(
        demo_data,
        "select progress from marts.strategy_progress where territory_code = 'REG-76' and campaign in $c"
        " order by campaign",
        {"c": ["2024-2025", YEAR]},
    ).to_pylist()
    ends = [bars["base"][place] + bars["x"][place] for place in (0, -1)]
    assert ends == pytest.approx([row["progress"] for row in figures])


# every page that draws: a test holds that there is no other
DRAWING = {
    "territory_page": ("academy", {"territoire": "ACA-16"}),
    "objective": ("objective", {"objectif": "4", "indicateur": "O04-1", "niveau": "department"}),
    "roadmap": ("roadmap", {"territoire": "NAT-FR"}),
    "changes": ("changes", {"territoire": "NAT-FR"}),
    "compare": ("compare", {"territoires": "REG-76,REG-84", "indicateurs": "O04-1,strategie"}),
}


def test_the_pages_that_draw_are_known_and_the_others_load_nothing() -> None:
    pages = [*PAGES.glob("app_pages/*.py"), *PAGES.glob("*.py"), *PAGES.glob("components/**/*.py")]
    assert {path.stem for path in pages if "plotly_figure" in path.read_text(encoding="utf-8")} == set(DRAWING)


@pytest.mark.parametrize("page", DRAWING)
def test_each_chart_of_each_page_has_its_words_its_table_and_its_files(
    page: str, demo_data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, codes = DRAWING[page]
    app = open_page(monkeypatch, demo_data, name, {**codes, "campagne": YEAR} if name != "changes" else codes)
    charts = [element.proto for element in app.get("plotly_chart")]
    assert charts
    assert sum(len(proto.spec) + len(proto.config) for proto in charts) <= HEAVIEST
    page_html, files = html(app), re.findall(r'download="([^"]+)"', html(app))
    assert len(tables(app)) >= len(charts)
    for proto in charts:
        assert len(proto.alt) > 20
        key = json.loads(proto.config)["toImageButtonOptions"]["filename"]
        assert {f"{key}.csv", f"{key}.xlsx"} <= set(files)
        for kind in ("png", "svg"):
            assert f'data-chart="{key}" data-picture="{kind}"' in page_html


def test_a_decomposition_goes_from_one_figure_to_the_other() -> None:
    parts = dict(zip(EFFECTS, (4.0, -1.0, 0.5, 0.0), strict=True))
    row = {"before": 40.0, "after": 43.5, **parts, "shown": {**parts, "movement": 3.5}}
    [trace] = waterfall.chart(row, "Stratégie", "mouvement", percent).traces
    ends = [base + size for base, size in zip(trace["base"], trace["x"], strict=True)]
    assert (ends[0], ends[-1]) == (40.0, 43.5)
    assert trace["base"][1:-1] == pytest.approx(ends[:-2])
    note = waterfall.cut(row, percent)
    assert note
    assert percent(min(trace["base"])) in note


def test_what_people_typed_is_no_tag_of_plotly() -> None:
    row = year(YEARS[0], 50.0, 50.0, 100.0)
    picture = trajectory.chart([row], replace(RATE, title="<b>gras</b> & co"), "Hauts-de-France")
    assert picture
    layout = figure(picture, (picture.title, "Source : nous", "État présent")).to_plotly_json()["layout"]
    assert "<b>" not in str(layout["annotations"])
    assert "&lt;b&gt;gras" in layout["annotations"][0]["text"]
    assert "Source : nous" in layout["annotations"][0]["text"]


def test_figures_leave_as_text_with_their_source_and_never_as_formulas() -> None:
    text = screen_csv(["Territoire", "Valeur"], [["=1+1", 4.5], ["Nord ; Pas", None]]).decode("utf-8-sig")
    assert text.splitlines() == ["Territoire;Valeur", "'=1+1;4,5", '"Nord ; Pas";']


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", palette()["chart"])
@pytest.mark.parametrize("paper", palette()["screen"]["paper"])
def test_a_colour_of_a_chart_stands_out_in_both_themes(name: str, paper: str) -> None:
    high, low = sorted((light(palette()["chart"][name]), light(paper)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 3


def test_each_status_that_is_a_progress_has_its_own_sign() -> None:
    signs = [mark(status)[0] for status in ("achieved", "on_track", "watch", "late", "regressing", "baseline")]
    assert len(set(signs)) == len(signs)
    assert statuses.history([], YEAR) == []


def test_what_shows_pages_draws_charts_and_never_loads_pandas() -> None:
    """It would take a tenth of its memory; and plotly asks whether it is loaded, not how much of it: where another
    thread is half-way, the page fails."""
    program = (
        "import sys; from dashboard import serve; serve._settle()\n"
        "import pyarrow as pa; pa.array([{'a': 1}]).to_pylist()\n"
        "from dashboard.charts.plotly_figure import _built; print(type(_built('{}')).__name__)\n"
        "print('pandas' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=PAGES.parent, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["Figure", "False"], run.stderr
