"""Text typed by a committee leaves the tool as text: whatever it begins with, no cell becomes a formula."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from books import load_workbook
from reports import Report, rows, warehouse

from pipelines.outputs.workbook.national import write_annex
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl, which only reads here

HOSTILE = {
    "DEPT-59": "=1+1",
    "DEPT-02": "+cmd|' /C calc'!A0",
    "DEPT-60": "@SUM(A1:A9)",
    "DEPT-62": "-2+3",
    "DEPT-80": '=HYPERLINK("http://example.org";"x")',
    "DEPT-14": "\t=1+1",
    "DEPT-27": "{=1}",
}
ABOVE = {"NAT-FR": set(HOSTILE), "REG-28": {"DEPT-14", "DEPT-27"}, "REG-32": set(HOSTILE) - {"DEPT-14", "DEPT-27"}}
TYPED = re.compile(r"^\s*[=+@-]")
DAY = date(2026, 1, 15)


def report(territory: str, text: str) -> bytes:
    """A report with this text in every field where people are free to type."""
    say = f"{text} n°1"
    return Report(
        territory,
        rows=[("O04-1", 50, 100, "mesuré", say, say), (say, 1, 2, None, say, say), ("O11-1", say, 100, None, say, say)],
        labels={"Service rédacteur": say},
        sheets={
            "Réunions": [
                ("Date", "Type", "Groupe de travail", "Présidence", "Participants État", "Ordre du jour", "Décisions"),
                (DAY, "comité", say, say, say, say, say),
            ],
            "Actions": [
                ("Objectif", "Intitulé", "Pilote", "Partenaires", "État", "Budget (€)", "Commentaire"),
                (1, say, say, say, "en cours", say, say),
            ],
            "Conventions": [("Objet", "Parties", "Objectif", "État"), (say, say, 2, "signée")],
            "Appels à projets": [("Intitulé", "Financeur", "Montant (€)", "Bénéficiaires"), (say, say, 1000, say)],
            "Calendrier budgétaire": [
                ("Collectivité", "Étape", "Date", "Exercice", "Commentaire"),
                (say, "vote", DAY, say, say),
            ],
            "Établissements": [
                ("UAI", "Type", "Instance", "Date", "Volet numérique", "Commentaire"),
                ("0590001A", "collège", "conseil d'administration", DAY, "oui", say),
            ],
            "Synthèse": [
                ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes au niveau supérieur"),
                (1, "favorable", say, say, say),
            ],
            say.replace("/", "").replace(":", "").replace("*", "")[:20].strip("\t'"): [("=1", "+1"), ("@x", "-1")],
        },
    ).xlsx()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {}
    for number, (territory, text) in enumerate(HOSTILE.items()):
        name = f"{text.replace('/', '')}{number}.xlsx"
        files[name] = report(territory, text)
        files[f"+{name}"] = Report("DEPT-01", labels={"Territoire": text, "Année scolaire": text}).xlsx()
    return warehouse(tmp_path_factory.mktemp("hostile") / "data", files)


@pytest.mark.parametrize("territory", [*ABOVE, *HOSTILE])
def test_typed_text_arrives_as_text(hostile: Settings, territory: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    if territory == "NAT-FR":
        write_annex(hostile, None, path)
    else:
        write_territory(hostile, territory, None, path)
    with zipfile.ZipFile(path) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")}
        assert not [name for name in archive.namelist() if "externalLink" in name]
    assert not [name for name, xml in sheets.items() if re.search(r"<f[ >]", xml)]
    links = [name for name, xml in sheets.items() for link in re.findall(r"<hyperlink [^>]*>", xml) if "r:id" in link]
    assert not links, "a typed text became a link"
    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    typed = [cell for cell in cells if isinstance(cell.value, str) and TYPED.match(cell.value)]
    assert all(cell.data_type == "s" for cell in typed)
    # without it, a spreadsheet program makes a formula of such a text as soon as someone retypes it
    assert all(cell.quotePrefix for cell in typed)
    for author in ABOVE.get(territory, {territory}):
        texts = [cell for cell in typed if HOSTILE[author].strip() in cell.value]
        if TYPED.match(HOSTILE[author]):
            assert {"Conventions", "Appels à projets", "Calendrier budgétaire"} <= {cell.parent.title for cell in texts}


def test_the_texts_did_come_in(hostile: Settings) -> None:
    agreements = rows(hostile, "from marts.agreement")
    assert {row["territory_code"]: row["subject"] for row in agreements} == {
        territory: f"{text} n°1".strip() for territory, text in HOSTILE.items()
    }
    refused = rows(hostile, "select * from marts.report where outcome = 'refused'")
    assert len(refused) == len(HOSTILE)
