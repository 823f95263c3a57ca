"""What a committee is told: each check on a small file that breaks one rule; its address, words and effect."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from in_memory import Ask, marts_of
from reports import (
    DIRECTORY,
    INDICATORS,
    OBSERVATIONS,
    SCHOOLS,
    Formula,
    Marts,
    Report,
    Row,
    rows,
    table,
    warehouse,
    workbook,
)

import pipelines
from indicators.catalogue import PACKAGED
from indicators.territories import territories
from indicators.words import words
from pipelines.demo.gatherings import school_code
from pipelines.settings import Settings
from pipelines.warehouse.reference import messages

SQL_CHECKS = {path.stem for path in (Path(pipelines.__file__).parent / "sql" / "checks").glob("*.sql")}
READER = Path(pipelines.__file__).parent / "ingest"
NOW = "2025-2026"
GOOD = ("O16-1", 30, 100)
DEPARTMENTS = iter([territory.code for territory in territories() if territory.level == "department"])
EXCEL = "Indicateurs"


@dataclass(frozen=True)
class Case:
    """A file that breaks one rule: what must be said of it, and where. `rows_kept`: how many good rows still count."""

    code: str
    content: bytes
    sheet: str | None = None
    cell: str | None = None
    read: str | None = None
    phrases: tuple[str, ...] = ()
    rows_kept: int | None = 1


def line(code: str, row: Row, cell: str, read: str | None, *phrases: str, **more: Any) -> Case:
    """A report whose row 2 is good and whose row 3 breaks a rule."""
    territory = more.pop("territory", None) or next(DEPARTMENTS)
    good = {"DEPT": GOOD, "REG": ("O11-3", 30, 100), "NAT": ("O15-1", 30, 100)}[territory.split("-")[0]]
    return Case(code, Report(territory, rows=[good, row], **more).xlsx(), EXCEL, cell, read, phrases)


def lines(code: str, broken: list[Row], cell: str, read: str | None, *phrases: str) -> Case:
    return Case(code, Report(next(DEPARTMENTS), rows=[GOOD, *broken]).xlsx(), EXCEL, cell, read, phrases)


def label(code: str, cell: str, read: str | None, *phrases: str, **labels: Any) -> Case:
    """A report whose Identification breaks a rule; `_` stands for a space in a label."""
    changed = {name.replace("_", " "): value for name, value in labels.items()}
    report = Report(next(DEPARTMENTS), rows=[GOOD], labels=changed)
    severity = messages()[code]["severity"]
    return Case(code, report.xlsx(), "Identification", cell, read, phrases, 0 if severity == "refusal" else 1)


def sheet(code: str, name: str, content: list[Row], cell: str | None, read: str | None, *phrases: str) -> Case:
    report = Report(next(DEPARTMENTS), rows=[GOOD], sheets={name: content})
    return Case(code, report.xlsx(), name, cell, read, phrases)


def hidden(code: str, cell: str | None, read: str, *phrases: str, sheet: bool) -> Case:
    """A report whose sheet, or whose one good row, is hidden: it counts all the same."""
    book = load_workbook(io.BytesIO(Report(next(DEPARTMENTS), rows=[GOOD]).xlsx()))
    if sheet:
        book[EXCEL].sheet_state = "hidden"
    else:
        book[EXCEL].row_dimensions[2].hidden = True
    content = io.BytesIO()
    book.save(content)
    return Case(code, content.getvalue(), EXCEL, cell, read, phrases)


def file(code: str, content: bytes, *phrases: str, read: str | None = None) -> Case:
    return Case(code, content, read=read, phrases=phrases, rows_kept=0)


def tabled(code: str, broken: Row, cell: str, read: str | None, *phrases: str, header: Row | None = None) -> Case:
    territory = next(DEPARTMENTS)
    if header:
        prefix = next(place.school_prefix for place in territories() if place.code == territory)
        content = table([(NOW, school_code(prefix or "", 1), *GOOD), broken], header)
    else:
        content = table([(NOW, territory, *GOOD), broken])
    return Case(code, content, None, cell, read, phrases)


def directed(code: str, column: str, value: str, read: str, *phrases: str) -> Case:
    """A directory of one school, with one more column."""
    content = table([("0590001F", "École A", "école", "59", "Lille", "oui", value)], (*DIRECTORY, column))
    return Case(code, content, None, "G2", read, phrases, 0)


def schools(code: str, lines: list[Row], cell: str, read: str, *phrases: str) -> Case:
    """A directory of these schools: code, name, kind, département, commune, open."""
    return Case(code, table(lines, DIRECTORY), None, cell, read, phrases, 0)


def package(members: dict[str, bytes]) -> bytes:
    """A zip file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def plain() -> bytes:
    return Report("DEPT-59", rows=[GOOD]).xlsx()


MEETINGS = ("Date", "Type", "Participants État")
ACTIONS = ("Intitulé", "État", "Avancement", "Objectif")

CASES: dict[str, Case] = {
    # the file
    "empty": file("file_empty", b"", "vide"),
    "nothing but zeros": file("file_empty", b"\0\0\0\n", "vide"),
    "protected, or of before 2007": file(
        "file_encrypted_or_old", bytes.fromhex("d0cf11e0a1b11ae1") + b"a" * 600, "mot de passe"
    ),
    "truncated": file("file_damaged", plain()[:2000], "endommagé"),
    "too many parts": file("file_too_heavy", package({f"xl/{n}.xml": b"" for n in range(2100)}), "trop lourd"),
    "a definition in the XML": file(
        "file_unsafe", package({"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "XML"
    ),
    "an archive": file("file_is_archive", package({"notes.txt": b"Bonjour"}), "archive .zip"),
    "a binary workbook": file("file_binary_workbook", package({"xl/workbook.bin": b"Bonjour"}), ".xlsb"),
    "a quotation mark never closed": file(
        "csv_quotes", table([(NOW, "DEPT-59", *GOOD)]) + b'2025-2026;"DEPT-62;O04-1;1;2\r\n', "guillemet"
    ),
    "letters that an encoding lost": file(
        "csv_encoding",
        table([("0590001F", "Coll\ufffdge A", "collège", "59", "Lille", "oui")], DIRECTORY),
        "enregistrez au format CSV UTF-8",
        read="ligne 2\u202f: Coll\ufffdge",
    ),
    "letters of another encoding": Case(
        "csv_encoding_guessed",
        table([(NOW, "DEPT-14", *GOOD, "estimé")], (*OBSERVATIONS, "situation"), encoding="cp850"),
        phrases=("CP850", "1 ligne"),
        read="CP850 (CSV MS-DOS), 1 ligne",
    ),
    "letters that no encoding gives back": Case(
        "text_spoiled",
        Report("DEPT-03", rows=[GOOD], sheets={"Actions": [("Intitulé",), ("Coll\ufffdge",)]}, version=2).xlsx(),
        "Actions",
        "A2",
        "Coll\ufffdge, 1 cellule\u202f: A2",
    ),
    "neither workbook nor table": file("file_not_recognised", b"Bonjour, voici nos chiffres.", "ni un classeur"),
    "a table without the columns": file(
        "table_unknown", b"nom;prenom\r\na;b\r\n", "le plus proche", read="nom, prenom"
    ),
    "a sheet of a report alone": file(
        "report_sheet_alone",
        "Code;Numérateur;Dénominateur\r\nO04-1;12;20\r\n".encode(),
        "enregistrée seule",
        "classeur entier",
        read="Indicateurs",
    ),
    "no Identification": file(
        "no_identification", workbook({"Feuil1": [("Code", "x")]}), "« Identification »", read="«\u202fFeuil1\u202f»"
    ),
    "no Indicateurs": file(
        "indicators_missing",
        Report("DEPT-59", version=2, without=(EXCEL,)).xlsx(),
        "feuille « Indicateurs »",
        read="«\u202fIdentification\u202f»",
    ),
    "Indicateurs without headers": Case(
        "indicators_header_missing",
        Report("DEPT-59", version=3, headers=("a", "b"), rows=[GOOD]).xlsx(),
        EXCEL,
        "A1",
        phrases=("vingt premières lignes", "« Code »"),
        rows_kept=0,
    ),
    # Identification
    "no school year": label("identification_missing", None, None, "« Année scolaire »", Année_scolaire=None),  # type: ignore[arg-type]
    "an empty status": label("identification_missing", "B5", None, "« Statut »", Statut=""),
    "unknown level": label("level_unknown", "B1", "communal", "« départemental »", Niveau="communal"),
    "unknown territory": label("territory_unknown", "B2", "Atlantide", "DEPT-59", Territoire="Atlantide"),
    "level that does not fit": label(
        "territory_level_mismatch", "B2", "Bretagne", "départemental", Territoire="Bretagne"
    ),
    "unknown school year": label("campaign_unknown", "B3", "2019-2020", "2022-2023", Année_scolaire="2019-2020"),
    "version 0": label("version_invalid", "B4", "0", "à partir de 1", Version=0),
    "half a version": label("version_invalid", "B4", "1.5", Version=1.5),
    "version in letters": label("version_invalid", "B4", "finale", Version="finale"),
    "a version that is a day": label("version_dated", "B4", "20260620", "ressemble à une date", Version=20260620),
    "a version that is a school year": label("version_dated", "B4", "20252026", Version=20252026),
    "unknown status": label("report_status_unknown", "B5", "fini", "« transmis »", Statut="fini"),
    "unreadable date": label("submission_date_unreadable", "B6", "juin", "20/06/2026", Date_de_transmission="juin"),
    # sheets and columns
    "unknown sheet": sheet("sheet_unknown", "Brouillon", [("note",)], None, "Brouillon", "n'est pas lue"),
    "a sheet without its headers": sheet(
        "header_missing", "Réunions", [("le 5 mai", "comité")], "A1", None, "en-têtes"
    ),
    "a hidden sheet": hidden("sheet_hidden", None, "Indicateurs", "est masquée", sheet=True),
    "a hidden row": hidden("rows_hidden", "A2", "1 (2)", "lignes masquées", sheet=False),
    "a text longer than a cell holds": Case(
        "cell_too_long",
        table([(NOW, "DEPT-08", *GOOD, "a" * 32_768)], (*OBSERVATIONS, "commentaire")),
        cell="F2",
        read="F2",
        phrases=("32", "coupé"),
    ),
    "a table of two sheets": Case(
        "table_sheet_unread",
        workbook({"Données": [OBSERVATIONS, (NOW, "DEPT-06", *GOOD)], "Suite": [("note",)]}),
        read="«\u202fSuite\u202f»",
        phrases=("une seule feuille",),
    ),
    "two sheets of one name": Case(
        "sheet_twice",
        Report(
            "DEPT-01", rows=[GOOD], version=2, sheets={"Actions": [("Intitulé",)], "ACTIONS.": [("Intitulé",)]}
        ).xlsx(),
        "ACTIONS.",
        None,
        "ACTIONS.",
        ("seule la première",),
    ),
    "unknown column": sheet("column_unknown", "Actions", [("Intitulé", "Couleur"), ("a", "b")], "B1", "Couleur"),
    "unknown columns": sheet(
        "columns_unknown",
        "Actions",
        [("Intitulé", "Couleur", "Taille"), ("a", "b")],
        "B1",
        "Couleur, Taille",
        "nombre de 2",
    ),
    "a column twice": sheet(
        "column_twice", "Actions", [("Intitulé", "État", "Etat"), ("a",)], "C1", "Etat", "deux fois"
    ),
    "a total under the table": line("total_ignored", ("Total", 60, 200), "A3", "Total", "total"),
    # rows of Indicateurs
    "a figure without a code": line("indicator_code_missing", (None, 12, 20), "A3", "12", "O04-1"),
    "unknown code": line("indicator_unknown", ("O99-1", 12, 20), "A3", "O99-1", "n'existe pas"),
    "indicator of another level": line("indicator_other_level", ("O04-3", 1, 2), "A3", "O04-3", "régional"),
    "not yet collected": line(
        "indicator_not_collected", ("O04-2", 1, 2), "A3", "O04-2", "2024-2025", campaign="2022-2023"
    ),
    "computed by the tool": line("indicator_computed", ("O02-1", 20, 24), "A3", "O02-1", "calculé par l'outil"),
    "formula in error": line("formula_error", ("O04-1", Formula("=1/0", "#DIV/0!"), 20), "B3", "#DIV/0!", "formule"),
    "formula never calculated": line("formula_error", ("O04-1", 1, Formula("=10+10")), "C3", "=10+10", "formule"),
    "text for a number": line("number_unreadable", ("O04-1", "beaucoup", 20), "B3", "beaucoup", "n'est pas un nombre"),
    "a percentage": line("number_unreadable", ("O04-1", "45 %", 100), "B3", "45 %", "pourcentage"),
    "an amount": line("number_unreadable", ("O04-1", 12, "100 €"), "C3", "100 €", "monétaire"),
    "a boolean": line("number_unreadable", ("O04-1", True, 100), "B3", "VRAI"),
    "two decimal marks": line("number_unreadable", ("O04-1", "1.234,56", 2000), "B3", "1.234,56"),
    "a point before three figures": line(
        "number_ambiguous", ("O04-1", "1.200", 1500), "B3", "1.200", "« 1 200 »", "« 1,2 »"
    ),
    "a comma before three figures": line(
        "number_ambiguous", ("O04-1", 12, "12,450"), "C3", "12,450", "« 12 450 »", "« 12,45 »"
    ),
    "a count that is not whole": line("count_decimal", ("O04-1", "12,5", 20), "B3", "12,5", "nombre entier"),
    "an error that nobody lists": line("formula_error", ("O04-1", "#VALEUR !", 20), "B3", "#VALEUR !", "formule"),
    "a cell too narrow": line("formula_error", ("O04-1", 12, "####"), "C3", "####"),
    "a formula on two lines": line("formula_error", ("O04-1", "=SUM(A1,\nA2)", 20), "B3", "=SUM(A1,\nA2)"),
    "an error for an answer": line("formula_error", ("O02-2", "#NOM ?"), "B3", "#NOM ?"),
    "not available as an error shows it": line("formula_error", ("O04-1", "#N/D", 20), "B3", "#N/D"),
    "a word of the situation for a number": line("number_unreadable", ("O04-1", "mesuré", 20), "B3", "mesuré"),
    "infinite": line("number_unreadable", ("O04-1", "∞", 2000), "B3", "∞"),
    "a question mark": line("number_unreadable", ("O04-1", "?", 2000), "B3", "?"),
    "neither yes nor no": line("share_answer_unknown", ("O02-2", "peut-être"), "B3", "peut-être", "« oui »", "« non »"),
    "unknown stage": line(
        "stage_unknown",
        ("O07-3", "fini"),
        "B3",
        "fini",
        "« prévu »",
        "« déployé »",
        territory="NAT-FR",
        campaign="2023-2024",
    ),
    "no denominator": line("denominator_missing", ("O04-1", 12, None), "C3", None, "dénominateur"),
    "negative": line("number_negative", ("O04-1", -12, 20), "B3", "-12", "négatif"),
    "a rate for a count": line("looks_like_rate", ("O04-1", "0,85", 100), "B3", "0,85", "100", "effectif"),
    "zero denominator": line("denominator_zero", ("O08-2", 12, 0), "C3", "0", "12", "« sans objet »"),
    "more than a hundred percent": line("numerator_above_denominator", ("O04-1", 21, 20), "B3", "21", "(20)", "100 %"),
    "above the upper bound": line("above_upper_bound", ("O01-4", 50, 10), "B3", "50", "(4)"),
    "twice with different values": lines(
        "duplicate_conflicting", [("O04-1", 12, 20), ("O04-1", 13, 20)], "A3", "O04-1", "valeurs différentes"
    ),
    "twice with the same values": lines(
        "duplicate_same", [("O04-1", 12, 20), ("O04-1", 12, 20)], "A4", "O04-1", "mêmes valeurs"
    ),
    "unknown situation": line("situation_unknown", ("O04-1", 12, 20, "à peu près"), "D3", "à peu près", "« estimé »"),
    "sans objet beside a value": line(
        "situation_contradicts", ("O04-1", 12, 20, "sans objet"), "D3", "sans objet", "« 12 »"
    ),
    "measured, and nothing": line("situation_contradicts", ("O04-1", None, None, "mesuré"), "D3", "mesuré", "vide"),
    "measured, and n.d.": line("situation_contradicts", ("O04-1", "n.d.", 20, "mesuré"), "D3", "mesuré", "« n.d. »"),
    "no numerator": line("numerator_missing", ("O04-1", None, 20), "B3", None, "(20)", "non disponible"),
    "a value alone": line(
        "value_alone",
        ("O04-1", None, None, None, None, None, "75 %"),
        "G3",
        "75 %",
        "sans numérateur",
        "deux effectifs",
        headers=(*INDICATORS, "Valeur"),
    ),
    "a denominator that is not asked for": line(
        "denominator_ignored", ("O02-2", "oui", 20), "C3", "20", "n'est pas repris"
    ),
    "nothing over nothing": line("zero_over_zero", ("O04-1", 0, 0), "C3", "0", "0 sur 0", "« sans objet »"),
    # tables
    "a name in a table": tabled(
        "table_territory_unknown", (NOW, "Atlantide", "O04-1", 1, 2), "B3", "Atlantide", "DEPT-59"
    ),
    "a year of another strategy": tabled(
        "table_campaign_unknown", ("2019-2020", "DEPT-59", "O04-1", 1, 2), "A3", "2019-2020"
    ),
    "other headers below": Case(
        "header_otherwise",
        table(
            [(NOW, "DEPT-88", *GOOD), ("annee_scolaire", *reversed(OBSERVATIONS[1:])), (NOW, *GOOD[::-1], "DEPT-87")]
        ),
        cell="A3",
        read=" | ".join(("annee_scolaire", *reversed(OBSERVATIONS[1:]))),
        phrases=("dans un autre ordre", "au nombre de 1,"),
    ),
    "a line above the headers": Case(
        "rows_above_header",
        table([OBSERVATIONS, (NOW, "DEPT-88", *GOOD)], (NOW, "DEPT-87", *GOOD)),
        cell="A1",
        read=f"{NOW} | DEPT-87 | {' | '.join(map(str, GOOD))}",
        phrases=("au nombre de 1 :", "au-dessus des valeurs"),
    ),
    "a line too long": tabled(
        "row_too_long", (NOW, "DEPT-59", "O04-1", 5, 12, 100), "F3", f"{NOW} | DEPT-59 | O04-1 | 5 | 12 | 100"
    ),
    "a decimal comma between commas": Case(
        "row_shifted",
        table([(NOW, "DEPT-88", *GOOD, ""), (NOW, "DEPT-87", "O04-1", 12, 5, 40)], (*OBSERVATIONS, "situation"), ","),
        cell="F3",
        read=f"{NOW} | DEPT-87 | O04-1 | 12 | 5 | 40",
        phrases=("décalées", "guillemets"),
    ),
    "text in a table": tabled("number_unreadable", (NOW, "DEPT-59", "O04-1", "x", 2), "D3", "x"),
    "a school that is not one": tabled(
        "school_unknown", (NOW, "059ABC", "O04-1", 1, 2), "B3", "059ABC", "UAI", header=SCHOOLS
    ),
    "a school's text": tabled(
        "school_number_unreadable", (NOW, "0590001F", "O04-1", "x", 2), "D3", "x", header=SCHOOLS
    ),
    "a school's answer to a share": tabled(
        "school_indicator_impossible", (NOW, "0590001F", "O02-2", 1, ""), "C3", "O02-2", header=SCHOOLS
    ),
    "a school with another letter": tabled(
        "school_letter_wrong", (NOW, "0590001A", "O04-1", 1, 2), "B3", "0590001A", "0590001F", header=SCHOOLS
    ),
    "a school's number with two meanings": tabled(
        "number_ambiguous", (NOW, "0590001F", "O04-1", "1.200", 1500), "D3", "1.200", "« 1 200 »", header=SCHOOLS
    ),
    "a school's error": tabled("formula_error", (NOW, "0590001F", "O04-1", 1, "#N/D"), "E3", "#N/D", header=SCHOOLS),
    "half a pupil": tabled(
        "school_count_decimal", (NOW, "0590001F", "O04-1", "1,5", 2), "D3", "1,5", "1 ligne : 3", header=SCHOOLS
    ),
    "a school of no known kind": schools(
        "school_kind_unknown",
        [
            ("0590001F", "A", "école", "59", "Lille", "oui"),
            ("0590002G", "B", "EREA", "59", "Lille", "oui"),
            ("0590003H", "C", "EREA", "59", "Lille", "oui"),
        ],
        "C3",
        "EREA",
        "2 lignes : « EREA » (2)",
    ),
    "a school half open": schools(
        "school_open_unknown",
        [("0590001F", "A", "école", "59", "Lille", "en travaux")],
        "F2",
        "en travaux",
        "1 ligne : « en travaux » (1)",
    ),
    "a school without a name": schools(
        "school_cell_unreadable", [("0590001F", "#N/A", "école", "59", "Lille", "oui")], "B2", "#N/A"
    ),
    "the same school twice": schools(
        "school_twice",
        [("0590001F", "A", "école", "59", "Lille", "oui"), ("0590001F", "B", "école", "59", "Lille", "oui")],
        "A3",
        "0590001F",
        "1 établissement : « 0590001F »",
    ),
    "a school closed one day": directed("school_date_unreadable", "date_fermeture", "bientôt", "bientôt", "31/08/2025"),
    "a school taken over by none": directed("school_successor_unknown", "uai_successeur", "0590002", "0590002", "UAI"),
    "a school above the upper bound": tabled(
        "above_upper_bound", (NOW, "0590001F", "O01-4", 50, 10), "D3", "50", "(4)", header=SCHOOLS
    ),
    "a school's answer for another level": tabled(
        "indicator_other_level", (NOW, "0590001F", "O04-3", 1, 2), "C3", "O04-3", "régional", header=SCHOOLS
    ),
    "a school's answer too early": tabled(
        "indicator_not_collected", ("2022-2023", "0590001F", "O04-2", 1, 2), "C3", "O04-2", "2024-2025", header=SCHOOLS
    ),
    # the other sheets
    "a school that is not one in a sheet": sheet(
        "school_body_unknown",
        "Établissements",
        [("UAI", "Type", "Instance"), ("0590001A", "école", "conseil d'école")],
        "A2",
        "0590001A",
        "« 0590001F »",
    ),
    "a meeting without a date": sheet(
        "sheet_key_unreadable",
        "Réunions",
        [MEETINGS, ("au printemps", "comité", 3)],
        "A2",
        "au printemps",
        "31/12/2025",
    ),
    "a meeting that gives no date": sheet(
        "sheet_key_missing", "Réunions", [MEETINGS, (None, "comité", 3)], "A2", None, "« Date »"
    ),
    "a meeting of no known type": sheet(
        "sheet_key_unreadable", "Réunions", [MEETINGS, (date(2026, 1, 5), "café", 3)], "B2", "café", "« comité unique »"
    ),
    "an action without a title": sheet(
        "sheet_key_missing", "Actions", [ACTIONS, (None, "en cours")], "A2", None, "« Intitulé »"
    ),
    "an action in no known state": sheet(
        "sheet_cell_unreadable", "Actions", [ACTIONS, ("Prêt de tablettes", "bientôt")], "B2", "bientôt", "« en cours »"
    ),
    "more than done": sheet("sheet_cell_unreadable", "Actions", [ACTIONS, ("Prêt", None, "150 %")], "C2", "150 %"),
    "done, without a sign": sheet(
        "sheet_cell_ambiguous", "Actions", [ACTIONS, ("Prêt", None, 1)], "C2", "1", "« 1 % »", "« 100 % »"
    ),
    "an amount with two meanings": sheet(
        "sheet_cell_ambiguous",
        "Actions",
        [("Intitulé", "Budget (€)"), ("Prêt", "12.000 €")],
        "B2",
        "12.000 €",
        "« 12 000 »",
        "« 12 »",
    ),
    "an action whose title is an error": sheet(
        "sheet_key_unreadable", "Actions", [ACTIONS, ("#REF!", "en cours")], "A2", "#REF!", "un texte"
    ),
    "a partner never calculated": sheet(
        "sheet_cell_unreadable",
        "Actions",
        [("Intitulé", "Partenaires"), ("Prêt", "=IF(A1,\nB1)")],
        "B2",
        "=IF(A1,\nB1)",
        "un texte",
    ),
    "a comment in error": line(
        "sheet_cell_unreadable", ("O04-1", 12, 20, None, None, "#N/A"), "F3", "#N/A", "un texte"
    ),
    "no such objective": sheet("sheet_cell_unreadable", "Actions", [ACTIONS, ("Prêt", None, None, 17)], "D2", "17"),
    "a telephone number": sheet(
        "personal_data",
        "Actions",
        [("Intitulé", "Pilote"), ("Prêt", "Bureau 12, 06 12 34 56 78")],
        "B2",
        "[coordonnée retirée]",
        "une fonction",
    ),
    "a meeting outside the year": sheet(
        "date_outside_school_year", "Réunions", [MEETINGS, (date(2026, 9, 1), "comité", 3)], "A2", "2026-09-01", NOW
    ),
}


def moving() -> dict[str, Case]:
    """Two years of one département: what moved is said of the second."""
    before = Report("DEPT-974", "2024-2025", rows=[GOOD, ("O04-1", 20, 100), ("O11-1", 50, 100)])
    after = Report("DEPT-974", rows=[GOOD, ("O04-1", 31, 100), ("O11-1", 61, 121)])
    return {
        "the year before": Case("", before.xlsx()),
        "moved by more than half": Case("value_moved", after.xlsx(), EXCEL, "B3", "31", ("20,0", "31,0")),
        "denominator moved": Case("denominator_moved", after.xlsx(), EXCEL, "C4", "121", ("100",)),
    }


def succeeding() -> dict[str, Case]:
    """What a committee sends after it has sent something already."""
    first = [GOOD, ("O04-1", 20, 100), ("O11-1", "n.d."), ("O11-2", 5, 10)]
    second = [GOOD, ("O04-1", "n.d."), ("O11-1", None, None)]
    place = "Identification"
    return {
        "the version before": Case("", Report("DEPT-973", rows=first).xlsx()),
        "answers left out": Case(
            "answers_dropped",
            Report("DEPT-973", rows=second, version=2).xlsx(),
            place,
            "B4",
            "2",
            ("une réponse de la version 1 disparaît : O11-2",),
        ),
        "a first content": Case("", Report("DEPT-976", rows=[GOOD]).xlsx()),
        "the same version again": Case(
            "version_repeated",
            Report("DEPT-976", rows=[(GOOD[0], 31, 100)]).xlsx(),
            place,
            "B4",
            "1",
            ("c'est le présent envoi qui compte", "version suivante"),
        ),
    }


CASES |= moving() | succeeding()
BROKEN = {name: case for name, case in CASES.items() if case.code}


def name_of(case: str) -> str:
    return f"{case}.csv" if CASES[case].content[:2] != b"PK" else f"{case}.xlsx"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("checks"), {name_of(name): case.content for name, case in CASES.items()})


@pytest.fixture(scope="module")
def issues(checked: Settings) -> dict[str, list[dict[str, Any]]]:
    """File name → what is said of it (the same bytes under two names are one file: known by its first name)."""
    query = "select source_file, issue.* from marts.issue as issue join marts.report using (source_sha256)"
    by_file: dict[str, list[dict[str, Any]]] = {}
    for row in rows(checked, query):
        by_file.setdefault(row["source_file"], []).append(row)
    return by_file


def file_name(checked: Settings, case: Case) -> str:
    same = next(name for name, other in CASES.items() if other.content == case.content)
    return name_of(same)


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_said(checked: Settings, issues: dict[str, list[dict[str, Any]]], case: Case) -> None:
    name = file_name(checked, case)
    file_issues = issues.get(name, [])
    where = [
        row for row in file_issues if (row["code"], row["sheet"], row["cell"]) == (case.code, case.sheet, case.cell)
    ]
    assert len(where) == 1, [(row["code"], row["sheet"], row["cell"], row["value_read"]) for row in file_issues]
    issue = where[0]
    assert issue["value_read"] == case.read
    assert issue["severity"] == messages()[case.code]["severity"]
    message = issue["message"].replace("\u202f", " ")
    assert message.startswith(name)
    assert (f"feuille « {case.sheet} »" in message) == (case.sheet is not None)
    assert (f"cellule {case.cell} " in message) == (case.cell is not None)
    assert [phrase for phrase in case.phrases if phrase not in message] == [], message


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_nothing_else_is_said_of_it(checked: Settings, issues: dict[str, list[dict[str, Any]]], case: Case) -> None:
    """One slip gives one message, or a person corrects the wrong thing."""
    together = {
        frozenset(("value_moved", "denominator_moved")),  # two slips in one file
        frozenset(("duplicate_conflicting",)),  # both rows are shown
    }
    file_issues = issues[file_name(checked, case)]
    codes = frozenset(row["code"] for row in file_issues)
    assert codes == {case.code} or codes in together
    assert len(file_issues) == 1 or codes in together


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_the_other_rows_still_count(checked: Settings, case: Case) -> None:
    counted = rows(
        checked,
        """select count(distinct row_number) as n from marts.provenance join marts.report using (source_sha256)
        where counts and report.source_file = $file and indicator_id in ('O16-1', 'O11-3', 'O15-1')""",
        file=file_name(checked, case),
    )
    assert counted == [{"n": case.rows_kept}]


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_the_outcome_of_the_file(checked: Settings, case: Case) -> None:
    reports = rows(checked, "from marts.report where source_file = $file", file=file_name(checked, case))
    assert len(reports) == 1
    severity = messages()[case.code]["severity"]
    outcome = {"refusal": "refused", "error": "accepted_with_reserves", "warning": "accepted"}[severity]
    assert reports[0]["outcome"] == outcome
    assert reports[0]["counts"] == (severity != "refusal")
    assert (reports[0]["errors"] > 0, reports[0]["warnings"] > 0) == (severity == "error", severity == "warning")
    assert bool(reports[0]["reason"]) == (severity == "refusal")


def test_every_row_set_aside_leaves_no_figure(checked: Settings) -> None:
    figures = rows(
        checked,
        """select source_file, issue.code from marts.issue as issue join marts.provenance as cell
        using (source_sha256, row_number)
        where issue.severity = 'error' and issue.sheet is not distinct from cell.sheet""",
    )
    assert figures == []


def test_a_doubt_leaves_the_value(checked: Settings) -> None:
    wanted = {
        "sans objet beside a value": 12,
        "unknown situation": 12,
        "twice with the same values": 12,
        "moved by more than half": 31,
    }
    for case, numerator in wanted.items():
        cells = rows(
            checked,
            "from marts.provenance where source_file = $file and indicator_id = 'O04-1' and retained",
            file=name_of(case),
        )
        assert [row["numerator"] for row in cells] == [numerator], case


def test_a_meeting_outside_the_school_year_is_shown_and_not_counted(checked: Settings) -> None:
    met = rows(checked, "from marts.meeting where meeting_date = date '2026-09-01'")
    assert [row["in_school_year"] for row in met] == [False]
    figures = rows(
        checked,
        "from marts.indicator_progress where indicator_id = 'O01-1' and campaign = $now and territory_code = $here",
        now=NOW,
        here=met[0]["territory_code"],
    )
    assert [row["value"] for row in figures] == [0]


OFFICIAL = {
    *("official_read", "official_waiting", "official_other_years", "school_left_out", "schools_out_of_scope"),
    *("territories_disagree", "table_territories_disagree", "table_territory_ambiguous", "territories_out_of_scope"),
    *("table_year_bare", "secret_marks", "denominator_reference", "official_lines_unread", "official_lines_nameless"),
    *("official_territories_unknown", "official_groups_unread", "official_lines_twice", "official_lines_added"),
}


def test_every_check_has_a_file_that_breaks_it() -> None:
    # files are told here by their names, and break one rule alone: see test_personal_data.py, test_schools.py,
    # test_official_tables.py and test_declared_follow_up.py
    elsewhere = {"personal_data_name", "school_closed", "school_lines_more"} | OFFICIAL
    elsewhere |= {"follow_up_quarter_unknown", "follow_up_twice"}
    assert {case.code for case in BROKEN.values()} | elsewhere == set(messages())


def test_every_message_has_a_check_and_every_check_a_message() -> None:
    """The reader's own findings are told by their codes, as its sources name them."""
    sources = "".join(path.read_text(encoding="utf-8") for path in READER.rglob("*.py"))
    said_by_reader = {code for code in messages() if f'"{code}"' in sources}
    assert set(messages()) >= SQL_CHECKS
    assert set(messages()) == SQL_CHECKS | said_by_reader
    assert not SQL_CHECKS & said_by_reader


@pytest.mark.parametrize(("code", "message"), messages().items(), ids=messages())
def test_a_message_says_what_is_wrong_and_what_to_do(code: str, message: dict[str, str]) -> None:
    assert message["severity"] in words()["severity"]
    assert set(message) == {"severity", "problem", "advice", "example"}
    for sentence in (message["problem"], message["advice"]):
        assert sentence[0].isupper() or sentence.startswith(("«", "0"))
        assert sentence.endswith((".", "»."))


def test_messages_are_typeset(issues: dict[str, list[dict[str, Any]]]) -> None:
    """French signs keep their narrow no-break space, in what the tool writes by itself."""
    ours = [
        row["message"].replace(row["value_read"] or "\0", "") for file_issues in issues.values() for row in file_issues
    ]
    wrong = re.compile(r"[ \u00a0][;:!?%»]|«[ \u00a0]")
    assert [message for message in ours if wrong.search(message)] == []
    assert [message for message in ours if re.search(r"\b(à le|de le|à les|de les)\b", message)] == []


def test_a_directory_and_a_clean_report_raise_nothing(marts_from: Ask) -> None:
    clean = Report("DEPT-59", rows={"O04-1": (812, 1000), "O16-3": ("s.o.",), "O11-1": ("n.d.",), "O02-2": ("oui",)})
    directory = table([("0590001F", "École A", "école", "59", "Lille", "oui")], DIRECTORY)
    settings = marts_from({"clean.xlsx": clean.xlsx(), "directory.csv": directory}, "issue", "report")
    assert rows(settings, "from marts.issue") == []
    assert rows(settings, "select kind, outcome from marts.report") == [
        {"kind": "report", "outcome": "accepted"},
        {"kind": "table", "outcome": "accepted"},
    ]


def test_a_header_in_any_of_the_first_twenty_rows_and_columns_in_any_order(marts_from: Ask) -> None:
    identity = [
        ("", ""),
        ("niveau ", "DEPARTEMENTAL"),
        ("TERRITOIRE", "59"),
        ("Annee  scolaire", "2025/26"),
        ("Version", 1),
        ("STATUT", "Transmis"),
    ]
    header = ("Situation", " DENOMINATEUR", "Unité", "numérateur", "Code")
    good = ("", 1000, "%", 812, "o04-1")
    above: list[Row] = [("Comité du Nord",), *[()] * 17]
    files = {
        "twentieth.xlsx": workbook({"IDENTIFICATION": identity, " indicateurs": [*above, (), header, good]}),
        "after.xlsx": workbook({"Identification": identity, "Indicateurs": [*above, (), (), header, good]}),
    }
    settings = marts_from(files, "issue", "provenance")
    read = rows(settings, "select cell, numerator, denominator from marts.provenance where indicator_id = 'O04-1'")
    assert [tuple(row.values()) for row in read] == [("D21", 812, 1000)]
    issue_rows = rows(settings, "select code, cell from marts.issue")
    assert issue_rows == [{"code": "indicators_header_missing", "cell": "A1"}]


def issues_of(folder: Path, files: dict[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    """File name → all that is said of it: code and cell."""
    with marts_of(folder, files, "issue", "report") as marts:
        return issues_in(files, marts)


def issues_in(files: dict[str, bytes], where: Marts) -> dict[str, list[tuple[str, str]]]:
    by_file: dict[str, list[tuple[str, str]]] = {name: [] for name in files}
    query = "select source_file, code, cell from marts.issue join marts.report using (source_sha256) order by all"
    for row in rows(where, query):
        by_file[row["source_file"]].append((row["code"], row["cell"]))
    return by_file


def test_a_rule_holds_exactly_at_its_edge(tmp_path: Path) -> None:
    """Nothing is said of what stands on a threshold, something of what is just past it, and of that alone."""
    before = [("O04-1", 20, 100), ("O11-1", 50, 100), ("O11-2", 0, 0), ("O01-4", 40, 10), GOOD]
    edge = [("O04-1", 30, 100), ("O11-1", 50, 120), ("O11-2", 5, 10), ("O01-4", 39, 10), GOOD]
    past = [("O04-1", 9, 100), ("O11-1", 50, 79), ("O11-2", 0, 0), ("O01-4", 41, 10), GOOD]
    by_file = issues_of(
        tmp_path,
        {
            "a.xlsx": Report("DEPT-01", "2024-2025", rows=before).xlsx(),
            "b.xlsx": Report("DEPT-01", rows=edge).xlsx(),
            "c.xlsx": Report("DEPT-02", "2024-2025", rows=before[:2]).xlsx(),
            "d.xlsx": Report("DEPT-02", rows=past).xlsx(),
            # two years before is not the year before
            "e.xlsx": Report("DEPT-03", "2023-2024", rows=before[:2]).xlsx(),
            "f.xlsx": Report("DEPT-03", rows=past[:2]).xlsx(),
        },
    )
    nothing_over_nothing = ("zero_over_zero", "C4")
    assert by_file == {
        "a.xlsx": [nothing_over_nothing],
        "b.xlsx": [],
        "c.xlsx": [],
        "d.xlsx": [
            ("above_upper_bound", "B5"),
            ("denominator_moved", "C3"),
            ("value_moved", "B2"),
            nothing_over_nothing,
        ],
        "e.xlsx": [],
        "f.xlsx": [],
    }


def test_a_situation_that_says_what_the_value_says(tmp_path: Path) -> None:
    """« sans objet » and « non disponible », beside each other and beside a cell that says nothing."""
    lines = [
        ("O04-1", "s.o.", None, "sans objet"),
        ("O11-1", None, None, "sans objet"),
        ("O11-2", "n.d.", None, "non disponible"),
        ("O16-1", None, None, "non disponible"),
        ("O16-2", "n.d.", None, "sans objet"),
        ("O16-3", "s.o.", None, "non disponible"),
        ("O10-1", "n.d.", None, None),
        ("O10-2", "s.o.", None, None),
    ]
    by_file = issues_of(tmp_path, {"a.xlsx": Report("DEPT-01", rows=lines).xlsx()})
    assert by_file["a.xlsx"] == [("situation_contradicts", "D6"), ("situation_contradicts", "D7")]


def test_a_contact_in_a_table_is_told_at_its_cell(tmp_path: Path) -> None:
    header = (*OBSERVATIONS, "commentaire", "source")
    line = (NOW, "DEPT-01", *GOOD)
    content = [(*line, "appeler le 06 12 34 56 78", "enquête"), (NOW, "DEPT-02", *GOOD, "rien", "service@exemple.fr")]
    schools = [("0590001F", "École A, 06 12 34 56 78", "école", "59", "Lille", "oui")]
    by_file = issues_of(tmp_path, {"a.csv": table(content, header), "b.csv": table(schools, DIRECTORY)})
    assert by_file == {"a.csv": [("personal_data", "F2"), ("personal_data", "G3")], "b.csv": [("personal_data", "B2")]}


def test_what_is_said_of_a_directory(tmp_path: Path) -> None:
    """Each fault at its cell; of a line set aside, its fault alone; of dates that are read, nothing."""
    header = (*DIRECTORY, "date_ouverture", "date_fermeture", "uai_successeur", "date_effet")
    named = ("École A", "école", "59", "Lille", "oui")
    lines = [
        ("0590001F", *named, "2020-09-01", "", "", "2021-09-01"),
        ("0590002G", *named, "un jour", "", "", ""),
        ("0590003H", *named, "", "", "", "plus tard"),
        ("0590004A", *named, "un jour", "", "x", ""),
        ("059ABC", *named, "un jour", "", "x", ""),
        ("0590005K", *named, "", "2025-08-31", "0590001F", ""),
    ]
    by_file = issues_of(tmp_path, {"a.csv": table(lines, header)})
    assert by_file["a.csv"] == [
        ("school_date_unreadable", "G3"),
        ("school_date_unreadable", "J4"),
        ("school_letter_wrong", "A5"),
        ("school_unknown", "A6"),
    ]


def test_what_is_said_of_a_school_in_a_sheet(tmp_path: Path) -> None:
    body = [
        ("UAI", "Type", "Instance"),
        *((code, "école", "conseil d'école") for code in ("0590001F", "abc", " 0590002g")),
    ]
    by_file = issues_of(tmp_path, {"a.xlsx": Report("DEPT-59", rows=[GOOD], sheets={"Établissements": body}).xlsx()})
    assert by_file["a.xlsx"] == [("school_body_unknown", "A3")]


def test_a_bound_of_a_count_and_stages_of_a_milestone_are_those_of_the_catalogue(
    tmp_path: Path, marts_from: Ask
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(PACKAGED / "objectives", folder / "objectives")
    shutil.copy(PACKAGED / "strategie.toml", folder)
    number = folder / "objectives" / "objective_13.toml"
    text = number.read_text(encoding="utf-8")
    number.write_text(text.replace('kind = "count"\n', 'kind = "count"\nupper_bound = 1000\n'), encoding="utf-8")
    with (folder / "objectives" / "objective_07.toml").open("a", encoding="utf-8") as file:
        file.write(SECOND_MILESTONE)
    reports = {
        "a.xlsx": Report("REG-53", rows=[("O13-2", 1000)]).xlsx(),
        "b.xlsx": Report("REG-52", rows=[("O13-2", 1001)]).xlsx(),
        "c.xlsx": Report("NAT-FR", rows=[("O07-9", "fini")]).xlsx(),
    }
    marts = marts_from(reports, "issue", "report", catalogue=folder)
    assert issues_in(reports, marts) == {
        "a.xlsx": [],
        "b.xlsx": [("above_upper_bound", "B2")],
        "c.xlsx": [("stage_unknown", "B2")],
    }
    message = rows(marts, "select message from marts.issue where code = 'stage_unknown'")[0]["message"]
    assert ("écrit" in message, "relu" in message, "investigation" in message) == (True, True, False)


SECOND_MILESTONE = """
[[indicator]]
id = "O07-9"
title = "Un texte"
kind = "milestone"
level = "national"
origin = "reported"
stages = ["écrit", "relu"]
unit = ""
scale = 1
direction = "up"
source = "Exemple"
"""


def test_of_a_file_nobody_can_place_only_that_is_said(tmp_path: Path) -> None:
    """Its lines are not looked at: whose they are, or of which year, decides what they may say."""
    wrong = [("O99-1", 1, 2)]
    files = {
        "a.xlsx": Report("DEPT-01", rows=wrong, labels={"Territoire": "Atlantide"}).xlsx(),
        "b.xlsx": Report("DEPT-01", rows=wrong, labels={"Année scolaire": "2019-2020"}).xlsx(),
    }
    assert issues_of(tmp_path, files) == {
        "a.xlsx": [("territory_unknown", "B2")],
        "b.xlsx": [("campaign_unknown", "B3")],
    }


def test_a_denominator_that_is_not_available(marts_from: Ask) -> None:
    lines = [
        ("O04-1", 12, "n.d.", "non disponible"),
        ("O11-1", 12, "n.d.", "mesuré"),
        ("O11-2", 12, "n.d.", None),
        ("O02-2", "oui", None, "non disponible"),
    ]
    files = {"a.xlsx": Report("DEPT-01", rows=lines).xlsx()}
    marts = marts_from(files, "issue", "report", "provenance")
    by_file = issues_in(files, marts)
    contradicted = [("situation_contradicts", "D2"), ("situation_contradicts", "D5")]
    assert by_file["a.xlsx"] == [("denominator_missing", "C3"), ("denominator_missing", "C4"), *contradicted]
    situations = rows(
        marts,
        "select indicator_id, situation from marts.provenance where indicator_id <> 'O02-1' order by all",
    )
    assert [tuple(row.values()) for row in situations] == [("O02-2", "mesuré"), ("O04-1", "non disponible")]


def test_tables_of_schools_in_a_workbook_and_a_school_that_was_closed(tmp_path: Path) -> None:
    named = ("École A", "école", "59", "Lille", "oui")
    directory = [("0590001F", *named, ""), ("0590002G", *named, "2025-08-31")]
    lines = [(NOW, "0590001F", "O04-1", 1, 2), (NOW, "0590002G", "O04-1", 1, 2)]
    files = {
        "a.csv": table(directory, (*DIRECTORY, "date_fermeture")),
        "b.xlsx": workbook({"Feuil1": [SCHOOLS, *lines]}),
        "c.csv": table([(NOW, "DEPT-62", *GOOD)]),
    }
    assert issues_of(tmp_path, files) == {"a.csv": [], "b.xlsx": [("school_closed", "B3")], "c.csv": []}


def test_values_of_the_other_sheets_at_their_edges(marts_from: Ask) -> None:
    """Nothing, everything, the first objective and the last axis are read; what is beyond is told."""
    actions = [("Intitulé", "Objectif", "Avancement", "Budget (€)"), ("A", 3, "0 %", 0), ("B", 16, "100 %", 12.5)]
    actions += [("C", 17, "101 %", -1)]
    sheets = {
        "Actions": actions,
        "Réunions": [MEETINGS, (date(2026, 1, 5), "comité", 0), (date(2026, 1, 6), "café", 3)],
        "Synthèse": [("Axe", "Appréciation"), (4, "favorable"), (9, "favorable")],
    }
    files = {"a.xlsx": Report("DEPT-01", rows=[GOOD], sheets=sheets).xlsx()}
    marts = marts_from(files, "issue", "report", "assessment", "meeting")
    by_file = issues_in(files, marts)
    beyond = [("sheet_cell_unreadable", cell) for cell in ("B4", "C4", "D4")]
    assert by_file["a.xlsx"] == [*beyond, ("sheet_key_unreadable", "A3"), ("sheet_key_unreadable", "B3")]
    assert [row["axis_id"] for row in rows(marts, "from marts.assessment")] == [4]
    assert len(rows(marts, "from marts.meeting")) == 1


def test_a_rate_or_too_much_is_told_beside_a_denominator_that_can_hold_it(tmp_path: Path) -> None:
    """A half of one is a figure, a half of two is a rate that was typed; what is above zero has zero to be told of."""
    typed = {"a.xlsx": ("O04-1", "0,5", 1), "b.xlsx": ("O04-1", "0,5", 2), "c.xlsx": ("O04-1", 21, 0)}
    typed |= {"d.xlsx": ("O04-1", 0, 2), "e.xlsx": ("O04-1", 1, 2), "f.xlsx": ("O04-1", "1,5", 2)}
    reports = {name: Report(f"DEPT-0{n}", rows=[row]).xlsx() for n, (name, row) in enumerate(typed.items(), start=1)}
    codes = {name: {code for code, _ in issues} for name, issues in issues_of(tmp_path, reports).items()}
    assert [("looks_like_rate" in codes[name]) for name in typed] == [False, True, False, False, False, False]
    assert codes["c.xlsx"] == {"denominator_zero"}


def test_of_a_file_nobody_can_place_no_sheet_is_shown(marts_from: Ask) -> None:
    meetings = [(date(2026, 1, 5), "comité")]
    files = {
        "a.xlsx": Report("DEPT-01", rows=[GOOD], meetings=meetings, labels={"Territoire": "Atlantide"}).xlsx(),
        "b.xlsx": Report("DEPT-02", rows=[GOOD], meetings=meetings, labels={"Année scolaire": "2019-2020"}).xlsx(),
        "c.xlsx": Report("DEPT-03", rows=[GOOD], meetings=meetings).xlsx(),
    }
    assert [row["territory_code"] for row in rows(marts_from(files, "meeting"), "from marts.meeting")] == ["DEPT-03"]


def test_a_line_that_says_nothing_is_no_line(marts_from: Ask) -> None:
    """The template's own lines, left empty, and a word left alone at the side."""
    lines = [GOOD, ("O04-1", None, None), (None, None, None, "mesuré", None, "à compléter")]
    files = {"a.xlsx": Report("DEPT-01", rows=lines).xlsx()}
    marts = marts_from(files, "issue", "report", "provenance")
    assert issues_in(files, marts)["a.xlsx"] == []
    indicators = rows(marts, "select distinct indicator_id from marts.provenance order by all")
    assert [row["indicator_id"] for row in indicators] == ["O02-1", "O16-1"]


def test_the_department_of_a_school_is_the_one_that_is_said_or_the_one_of_its_code(marts_from: Ask) -> None:
    directory = [
        ("9720001U", "A", "collège", "inconnu", "", ""),
        (school_code("999", 1), "B", "collège", "59", "", "oui"),
        (school_code("999", 2), "C", "collège", "inconnu", "", "oui"),
    ]
    files = {"a.csv": table(directory, DIRECTORY), "b.csv": table([(NOW, "9720001U", "O04-2", 1, 2)], SCHOOLS)}
    marts = marts_from(files, "issue", "report", "indicator_progress")
    assert issues_in(files, marts)["a.csv"] == [("schools_out_of_scope", None)]
    query = "select basis from marts.indicator_progress where territory_code = 'DEPT-972' and indicator_id = 'O04-2'"
    assert [row["basis"] for row in rows(marts, query)] == ["rollup_complete"]


def test_of_very_many_lines_with_one_fault_the_rest_is_counted(marts_from: Ask) -> None:
    """Five hundred are told one by one, each other fault apart; what is left is said once, with how many."""
    faulty = [(NOW, "0590001F", "O04-1", "x", 2)] * 503 + [(NOW, "abc", "O04-1", 1, 2)] * 500
    files = {"a.csv": table(faulty, SCHOOLS)}
    marts = marts_from(files, "issue", "report")
    by_file = issues_in(files, marts)
    codes = [code for code, _ in by_file["a.csv"]]
    assert [codes.count(code) for code in ("school_number_unreadable", "school_unknown", "school_lines_more")] == [
        500,
        500,
        1,
    ]
    issue = rows(marts, "select value_read, message from marts.issue where code = 'school_lines_more'")[0]
    assert (issue["value_read"], "3" in issue["message"]) == ("D501", True)
