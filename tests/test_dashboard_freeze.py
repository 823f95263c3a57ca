"""The page « Figer une édition »: who may, one sentence for each kind, and the same edition as the command line's."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reading_pages import answered, html, open_page, tables, text
from reports import Report, copied, table, warehouse
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import data
from dashboard.identity.current import Identity
from pipelines.access.rights import Grant, Rights
from pipelines.cli.app import app as command_line
from pipelines.releases import freeze as releases
from pipelines.settings import Settings
from pipelines.store import audit_log

YEAR = "2025-2026"
SENTENCES = {"écarts entre deux sources": "Le tableau est retenu.", "fichiers refusés": "Relancés le <b>5</b> juin."}
OF_KIND = {"écart": SENTENCES["écarts entre deux sources"], "refus": SENTENCES["fichiers refusés"]}
ACCOUNT = "1" * 20
DATED = ("frozen_at",)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two tables that disagree with their report, one file that is refused."""
    files = {
        "nord.xlsx": Report("DEPT-59", rows={"O04-1": (600, 1000), "O10-1": (40, 50)}).xlsx(),
        "pas de calais.xlsx": Report("DEPT-62", rows={"O04-1": (500, 1000)}).xlsx(),
        "ile.xlsx": Report("REG-01", meetings=[(date(2026, 1, 15), "comité unique")]).xlsx(),
        "pix.csv": table([(YEAR, "DEPT-59", "O04-1", 700, 1000), (YEAR, "DEPT-62", "O04-1", 400, 1000)]),
        "abîmé.xlsx": b"PK\x03\x04 rien",
    }
    return warehouse(tmp_path_factory.mktemp("built") / "data", files)


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    return copied(built, tmp_path / "page" / "data")


@pytest.fixture(scope="module")
def in_march(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same with an edition, frozen once: what tests begin from is a copy of it."""
    settings = copied(built, tmp_path_factory.mktemp("march") / "data")
    releases.freeze(settings, "Mars", YEAR, {row["key"]: "Vu." for row in releases.reserves(settings, YEAR)})
    return settings


@pytest.fixture
def with_march(in_march: Settings, tmp_path: Path) -> Settings:
    return copied(in_march, tmp_path / "page" / "data")


@pytest.fixture
def as_account(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    def grant(role: str, territory: str) -> None:
        rights = Rights((Grant(role, territory),), "toutes")  # type: ignore[arg-type]
        monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", ACCOUNT, rights, "session"))

    return grant


def field(app: AppTest, label: str) -> Any:
    boxes = [*app.text_input, *app.text_area, *app.button]
    return next(box for box in boxes if box.label.lower().endswith(label))


def freeze(app: AppTest, name: str, **left_out: str) -> None:
    field(app, "nom de l'édition").set_value(name)
    for kind, sentence in (SENTENCES | left_out).items():
        field(app, kind).set_value(sentence)
    field(app, "figer l'édition").click()
    app.run()
    assert not app.exception


def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings, **codes: str) -> AppTest:
    return open_page(monkeypatch, settings, "freeze", {"campagne": YEAR, **codes})


def frozen_lines(settings: Settings) -> list[dict[str, Any]]:
    lines = [json.loads(line) for path in audit_log.files(settings) for line in path.read_text().splitlines()]
    return [line for line in lines if line["event"] == "freeze"]


def kept_files(settings: Settings, slug: str) -> dict[str, str]:
    """The sums of an edition but of its manifest, which is dated."""
    sums = (settings.editions / slug / releases.SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in sums) if name != releases.MANIFEST}


def manifest(settings: Settings, slug: str) -> dict[str, Any]:
    facts = json.loads((settings.editions / slug / releases.MANIFEST).read_text(encoding="utf-8"))
    return {name: value for name, value in facts.items() if name not in DATED}


@pytest.mark.parametrize(
    ("role", "territory"), [("region", "REG-32"), ("department", "DEPT-59"), ("reader", "NAT-FR"), ("reader", "REG-32")]
)
def test_who_may_not_reads_why_and_sees_no_form(
    monkeypatch: pytest.MonkeyPatch, with_march: Settings, as_account: Callable[..., None], role: str, territory: str
) -> None:
    as_account(role, territory)
    app = opened(monkeypatch, with_march, figee="mars")
    assert "un administrateur national le fait" in text(app)
    assert "abîmé" not in text(app)
    assert "Empreinte" not in text(app)
    assert not [*app.text_input, *app.text_area, *app.button]
    assert 'href="figer' not in html(open_page(monkeypatch, with_march, "review", {"campagne": YEAR}))


def test_an_administrator_comes_from_the_review(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, as_account: Callable[..., None]
) -> None:
    as_account("national", "NAT-FR")
    review = open_page(monkeypatch, settings, "review", {"campagne": YEAR})
    assert f'href="figer?campagne={YEAR}"' in html(review)
    app = opened(monkeypatch, settings)
    assert "2 écarts entre deux sources et 1 fichier refusé" in text(app)
    assert len(tables(app)[f"Écarts entre deux sources, {YEAR}"]) == 3
    assert [box.value for box in app.text_area] == ["", ""]


def test_a_missing_sentence_is_refused_and_named(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = opened(monkeypatch, settings)
    freeze(app, "Novembre", **{"fichiers refusés": "  "})
    message = answered(app, "refused")[0].replace("\u202f", " ")
    assert "1 refus ou écarts n'ont pas encore leur phrase ; le premier : abîmé.xlsx" in message
    assert "Il manque la phrase de : Fichiers refusés" in message
    assert field(app, "écarts entre deux sources").value == OF_KIND["écart"]
    assert releases.editions(settings) == []
    assert frozen_lines(settings) == []
    freeze(app, " ")
    assert "son nom est vide" in answered(app, "refused")[0]


def test_the_page_freezes_what_the_command_line_freezes(
    monkeypatch: pytest.MonkeyPatch,
    built: Settings,
    settings: Settings,
    tmp_path: Path,
    as_account: Callable[..., None],
) -> None:
    by_command = copied(built, tmp_path / "command" / "data")
    monkeypatch.setenv("PILOTAGE_DATA", str(by_command.data))
    monkeypatch.chdir(tmp_path)
    command = ["freeze", "Comité de novembre", "--campaign", YEAR]
    assert CliRunner().invoke(command_line, command).exit_code == 1
    with Path("reserves.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with Path("reserves.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(row | {"phrase": OF_KIND[row["type"]]} for row in rows)
    assert CliRunner().invoke(command_line, command).exit_code == 0
    as_account("national", "NAT-FR")
    app = opened(monkeypatch, settings)
    freeze(app, "Comité de novembre")
    slug = "comite-de-novembre"
    assert manifest(settings, slug) == manifest(by_command, slug)
    assert [row["sentence"] for row in manifest(settings, slug)["acknowledgements"]] == [
        OF_KIND["écart"], OF_KIND["écart"], OF_KIND["refus"],
    ]  # fmt: skip
    assert kept_files(settings, slug) == kept_files(by_command, slug)
    assert releases.damages(settings) == []
    [page], [line] = frozen_lines(settings), frozen_lines(by_command)
    assert (page["who"], page["scope"]) == (ACCOUNT, "national:NAT-FR")
    same = ("event", "fingerprint", "outcome", "edition", "campaign", "reserves")
    assert [page[name] for name in same] == [line[name] for name in same]


def test_what_is_frozen_is_shown_verified_and_leads_to_the_edition(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    app = opened(monkeypatch, settings)
    freeze(app, "Novembre")
    assert "est figée et vérifiée" in text(app)
    assert f"Empreinte de l'édition {releases.seal_of(settings, 'novembre')}" in text(app)
    assert 'href="./?edition=novembre"' in html(app)
    assert "Relancés le &lt;b&gt;5&lt;/b&gt; juin." in html(app)
    assert not app.text_area, "a second click has no form to send"
    victim = next((settings.editions / "novembre" / "marts").glob("*.parquet"))
    victim.write_bytes(victim.read_bytes() + b"x")
    app.run()
    assert "n'est plus comme elle a été figée" in text(app)
    assert victim.name in text(app)


def test_twice_is_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """A second click that comes before the page is shown again, then another tab: the same words, the same edition."""
    tabs = opened(monkeypatch, settings), opened(monkeypatch, settings)
    for app in tabs:
        freeze(app, "Novembre")
        assert "est figée et vérifiée" in text(app)
    assert len(releases.editions(settings)) == 1
    assert len(frozen_lines(settings)) == 1
    other = opened(monkeypatch, settings)
    freeze(other, "Novembre", **{"fichiers refusés": "Autre chose."})
    assert "existe déjà" in answered(other, "refused")[0]


def test_a_reserve_that_nobody_has_read_is_not_acknowledged(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """It came between the page and the click: it is told and shown, and the next click takes it."""
    app = opened(monkeypatch, settings)
    warehouse(settings.data, {"tardif.xlsx": b"PK\x03\x04 rien non plus"})
    freeze(app, "Novembre")
    assert "tardif.xlsx" in answered(app, "refused")[0]
    assert "2 fichiers refusés" in text(app)
    freeze(app, "Novembre")
    assert len(releases.editions(settings)[0].acknowledgements) == 4


def test_on_an_edition_the_page_leads_back_to_the_present(
    monkeypatch: pytest.MonkeyPatch, with_march: Settings
) -> None:
    app = opened(monkeypatch, with_march, edition="mars")
    assert "revenez à l'état présent" in text(app)
    assert 'href="figer?edition=present"' in html(app)
    assert not app.text_area
    here = opened(monkeypatch, with_march)
    assert html(here).count(f'href="figer?campagne={YEAR}"') == 1, "beside the list of editions"
