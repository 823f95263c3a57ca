"""The notebooks run as they are, on the data folder and on open data, and find the figures of the marts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from pyarrow import parquet

from dashboard.components.datasets.notebooks import notebooks
from pipelines.outputs.open_data.tables import MARTS, described
from pipelines.settings import Settings
from pipelines.warehouse.builds import mart, read

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
YEAR, REGION = "2025-2026", "REG-76"


def run(path: Path) -> dict[str, Any]:
    """Every cell of code, in order, as a notebook runs them; what they leave."""
    namespace: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), path.name, "exec"), namespace)
    namespace["base"].close()
    return namespace


@pytest.fixture(scope="module", params=["marts", "open data"])
def folder(request: pytest.FixtureRequest, demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder, or the files that a publication gives: some columns of some tables, under another name."""
    if request.param == "marts":
        return demo_data.data
    where = tmp_path_factory.mktemp("open") / "parquet"
    where.mkdir()
    for table in described()["table"]:
        if table["name"] in MARTS:
            rows = mart(demo_data, table["name"])
            columns = [name for name in table["columns"] if name in rows.column_names]
            parquet.write_table(rows.select(columns), where / f"demonstration_{table['name']}.parquet")
    return where.parent


def figure_of(settings: Settings, sql: str) -> Any:
    """The one value of a query on the marts."""
    [row] = read(settings, sql).to_pylist()
    [value] = row.values()
    return value


# What a notebook leaves → the same, asked of the marts another way.
FIGURES = {
    "avancement": f"select progress from marts.strategy_progress "
    f"where territory_code = '{REGION}' and campaign = '{YEAR}'",
    "mediane": "select median(progress) from marts.objective_progress join marts.territory using (territory_code) "
    f"where objective_id = 4 and campaign = '{YEAR}' and level = 'department'",
    "refait": "select value from marts.indicator_progress "
    f"where indicator_id = 'O14-2' and territory_code = '{REGION}' and campaign = '{YEAR}'",
}


@pytest.mark.parametrize(("path", "name"), list(zip(NOTEBOOKS, FIGURES, strict=True)), ids=FIGURES)
def test_a_notebook_finds_the_figure_of_the_marts(
    monkeypatch: pytest.MonkeyPatch, demo_data: Settings, folder: Path, path: Path, name: str
) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(folder))
    namespace = run(path)
    assert namespace[name] == pytest.approx(figure_of(demo_data, FIGURES[name]), rel=1e-12)
    assert isinstance(namespace["figure"], go.Figure)


def test_notebooks_are_kept_without_what_they_gave() -> None:
    for path in NOTEBOOKS:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        assert len(cells) >= 5
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells), path.name


def test_a_folder_without_data_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path))
    with pytest.raises(AssertionError, match="PILOTAGE_DATA"):
        run(NOTEBOOKS[0])


def test_the_page_knows_them_all_by_their_first_words() -> None:
    assert [notebook.path for notebook in notebooks()] == NOTEBOOKS
    assert all(notebook.title and notebook.about.startswith("Pour ") for notebook in notebooks())
