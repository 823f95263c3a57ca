"""The page « Données »: what one may take away, each column told, and links that the door for programs answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from reading_pages import html, offered, open_page, tables, text
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.api import routes
from dashboard.components.datasets import addresses, dictionary, programs
from dashboard.components.datasets.published import megabytes
from dashboard.components.html import prose
from dashboard.identity.current import Identity
from pipelines.access.rights import Grant, Rights
from pipelines.outputs.open_data import served
from pipelines.outputs.open_data.served import ARCHIVE, Publication
from pipelines.settings import Settings
from pipelines.warehouse.mart_columns import marts

LINK = re.compile(r'<a href="\.(/api/v1/[^"]*)"')


def plain(app: AppTest) -> str:
    """The words of the page, with ordinary spaces and apostrophes."""
    return spaced(text(app)).replace("\u2019", "'")


def spaced(words: str) -> str:
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def links(page: str) -> list[str]:
    return [unescape(address) for address in LINK.findall(page)]


def test_every_column_is_told_and_every_link_answers(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, demo_data, "datasets")
    page, words = html(app), plain(app)
    for mart in marts().values():
        assert f"<code>{mart.name}</code>" in page
        assert all(f"<code>{column.name}</code>" in page for column in mart.columns)
    assert "Aucune publication n'a encore été faite" in words
    assert f"{len(marts())} tables" in words
    assert "axis_progress Avancement des axes, 3 000 lignes" in words
    assert "strategy Stratégie, 1 ligne" in words
    client = TestClient(Starlette(routes=routes.routes()))
    small = [address for address in links(page) if "/axis?" in address or "openapi" in address]
    assert len(small) == len(dictionary.FORMS) + 1
    assert [client.get(address).status_code for address in small] == [200] * len(small)
    assert len(links(page)) == len(marts()) * len(dictionary.FORMS) + len(dictionary.WHOLE) + 1
    assert {name for name in offered(app) if name.endswith(".ipynb")} == {
        path.name for path in (Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb")
    }
    examples = [block.value for block in app.code]
    assert all(
        "http://localhost/api/v1/tables" in example or "http://localhost:8501/api/v1/tables" in example
        for example in examples
    )
    assert "Sur cette machine, personne ne se connecte" in words


@pytest.mark.parametrize(
    ("typed", "table", "columns"),
    [("couverture", "strategy", ["coverage_threshold"]), ("ELEVES", "provenance", []), ("zzz", "", [])],
)
def test_a_table_or_a_column_is_found_by_its_words(typed: str, table: str, columns: list[str]) -> None:
    names = [mart.name for mart in dictionary.matching(typed)]
    listing = str(dictionary.listed(dictionary.matching(typed), {}, typed))
    if not table:
        assert (names, "Aucune table" in listing) == ([], True)
        return
    assert names
    assert len(names) < len(marts())
    for name in columns:
        assert table in names
        assert f"<dt><code>{name}</code></dt>" in listing
        assert "<code>on_track</code>" not in listing
    assert listing.count('open=""') == len(names), "what was searched is unfolded"


def test_the_search_of_the_address_is_on_the_page(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, demo_data, "datasets", {"recherche": "couverture"})
    assert app.text_input[0].value == "couverture"
    assert "<code>attendance</code>" not in html(app)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication of one table, and its workbook."""
    names = ("csv/demonstration_axis.csv", "csv-fr/demonstration_axis.csv", "parquet/demonstration_axis.parquet")
    for name in (*names, "xlsx/demonstration_donnees-ouvertes.xlsx", ARCHIVE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"0" * 1_234_567)
    fields = [{"name": "axis_id", "title": "Axe", "type": "integer", "description": "Numéro."}]
    resource = {"name": "demonstration-axis", "path": names[0], "title": "Axes <b>", "schema": {"fields": fields}}
    sums: dict[str, str] = dict.fromkeys((*names, "xlsx/demonstration_donnees-ouvertes.xlsx"), "0")
    return Publication(tmp_path, datetime(2026, 11, 3, 23, 30, tzinfo=UTC), {"resources": [resource]}, sums)


def test_the_last_publication_is_offered_in_all_its_forms(
    demo_data: Settings, monkeypatch: pytest.MonkeyPatch, publication: Publication
) -> None:
    monkeypatch.setattr(served, "last_publication", lambda settings: publication)
    app = open_page(monkeypatch, demo_data, "datasets")
    words = plain(app)
    assert "Publié le 4 novembre 2026 : 1 table, Licence Ouverte 2.0." in words, "the day is that of Paris"
    assert "Tout, en un fichier (zip, 1,2 Mo)" in words
    [[header, row]] = [rows for caption, rows in tables(app).items() if "dernière publication" in caption]
    assert (header[0], row[1]) == ("Table", "Axes <b>")
    files = [
        address.removeprefix("/api/v1/ouvertes/fichiers/") for address in links(html(app)) if "fichiers" in address
    ]
    assert set(files) >= {*publication.sums, ARCHIVE, "datapackage.json"}
    assert all("/api/v1/ouvertes/" in block.value for block in app.code)


def test_who_does_not_see_all_is_told_so(apart: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    region = Identity("a@exemple.fr", "a" * 20, Rights((Grant("region", "REG-76"),)), "session-a")
    monkeypatch.setattr(data, "current", lambda: region)
    app = open_page(monkeypatch, apart, "datasets")
    words = plain(app)
    assert "ne contiennent que ce que votre périmètre vous montre" in words
    assert "axis_progress Avancement des axes, 3 000 lignes" not in words


@pytest.mark.parametrize(
    ("variables", "phrase"),
    [
        ({}, "personne ne se connecte"),
        ({"IDENTITY": "header"}, "l'exploitant règle PILOTAGE_OPEN_DOOR"),
        ({"IDENTITY": "header", "OPEN_DOOR": "on"}, "sans se connecter"),
    ],
)
def test_how_a_program_signs_in_is_that_of_this_server(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], phrase: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"PILOTAGE_{name}", value)
    assert phrase in prose.read("datasets")["programs"][programs._who()]


def test_links_are_of_the_edition_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "edition", lambda: "novembre-2026")
    assert addresses.of_table("axis", format="csv") == "/api/v1/tables/axis?format=csv&edition=novembre-2026"
    assert addresses.of_all_tables("csv").endswith("tables.zip?format=csv&edition=novembre-2026")
    assert addresses.of_open_table("axis") == "/api/v1/ouvertes/axis", "what was published is of no edition"


def test_sizes_are_read_by_people(publication: Publication) -> None:
    assert [spaced(megabytes(size)) for size in (12, 46_000, 1_234_567)] == ["1 ko", "46 ko", "1,2 Mo"]
    assert replace(publication, folder=publication.folder / "gone").size(ARCHIVE) == 0
