"""Text typed by a committee leaves the tool as text: whatever it begins with, no cell becomes a formula."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from reports import Report, rows, warehouse

from pipelines.export.national import write_national
from pipelines.export.territory import write_territory
from pipelines.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl, which only reads here

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    '=HYPERLINK("http://example.org";"x")',
    "\t=1+1",
    "{=1}",
)
TYPED = re.compile(r"^\s*[=+@-]")
DAY = date(2026, 1, 15)


def report(text: str, number: int) -> bytes:
    """A report with this text in every field where people are free to type."""
    say = f"{text} n°{number}"
    return Report(
        "DEPT-59",
        rows=[("O04-1", 50, 100, "mesuré", say, say), (say, 1, 2, None, say, say), ("O11-1", say, 100, None, say, say)],
        labels={"Service rédacteur": say},
        version=number,
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


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    text = request.param
    refused = Report("DEPT-62", labels={"Territoire": text, "Année scolaire": text})
    files = {
        f"{text.replace('/', '')}.xlsx": report(text, 1),
        f"+{text.replace('/', '')}.xlsx": refused.xlsx(),
    }
    return warehouse(tmp_path_factory.mktemp("hostile") / "data", files), text


@pytest.mark.parametrize("territory", ["NAT-FR", "REG-32", "DEPT-59"])
def test_typed_text_arrives_as_text(hostile: tuple[Settings, str], territory: str, tmp_path: Path) -> None:
    settings, text = hostile
    path = tmp_path / "export.xlsx"
    if territory == "NAT-FR":
        write_national(settings, None, path)
    else:
        write_territory(settings, territory, None, path)
    with zipfile.ZipFile(path) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")}
        assert not [name for name in archive.namelist() if "externalLink" in name]
    assert not [name for name, xml in sheets.items() if re.search(r"<f[ >]", xml)]
    links = [name for name, xml in sheets.items() for link in re.findall(r"<hyperlink [^>]*>", xml) if "r:id" in link]
    assert not links, "a typed text became a link"
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    typed = [cell for cell in cells if isinstance(cell.value, str) and TYPED.match(cell.value)]
    assert all(cell.data_type == "s" for cell in typed)
    # without it, a spreadsheet program makes a formula of such a text as soon as someone retypes it
    assert all(cell.quotePrefix for cell in typed)
    if TYPED.match(text):
        assert {"Conventions", "Appels à projets", "Calendrier budgétaire"} <= {cell.parent.title for cell in typed}


def test_the_texts_did_come_in(hostile: tuple[Settings, str]) -> None:
    settings, text = hostile
    (found,) = rows(settings, "from marts.agreement")
    assert found["subject"] == f"{text} n°1".strip()
    assert rows(settings, "select * from marts.report where outcome = 'refused'")
