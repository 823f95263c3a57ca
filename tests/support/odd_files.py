"""The corpus of odd files: what a committee, a careless program or an ill-meaning person can send, and what we answer.

Each function that `@odd` marks gives files with their verdict, their messages and, where it matters, the figures."""

from __future__ import annotations

import io
import itertools
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import openpyxl
import pyarrow as pa
import xlsxwriter
from books import load_workbook
from odd_packages import (
    GOOD,
    HEAD,
    IDENTIFICATION,
    INDICATOR_HEADER,
    INDICATORS,
    LINKS,
    MAIN,
    SHARED,
    WORKBOOK,
    WORKBOOK_LINKS,
    cell,
    identification,
    lying_about_size,
    members,
    ods,
    ods_report,
    ods_sheet,
    report_members,
    rows_xml,
    sheet_xml,
    zipped,
)
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from pyarrow import parquet
from reports import DIRECTORY, OBSERVATIONS, SCHOOLS, Formula, Report, table, workbook

Row = Sequence[Any]
Figure = tuple[Any, Any] | str  # numerator and denominator, or a situation
ACCEPTED, RESERVES, REFUSED = "accepted", "accepted_with_reserves", "refused"
USUAL: dict[str, Figure] = {"O04-1": (812, 2000)}
Content = bytes | Callable[[], bytes]
BEYOND = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Odd:
    """One file. `codes` gives the code of each message and, where it matters, its cell; `figures` what is kept."""

    name: str
    source: Content
    verdict: str = ACCEPTED
    codes: dict[str, str | None] = field(default_factory=dict)
    figures: dict[str, Figure] | None = None
    hostile: bool = False

    @cached_property
    def content(self) -> bytes:
        """Its bytes: those that take long are made when asked for, since every worker draws up the tests of all."""
        return self.source() if callable(self.source) else self.source


MAKERS: list[Callable[[], Iterator[Odd]]] = []
_versions = itertools.count(1)


def odd(maker: Callable[[], Iterator[Odd]]) -> Callable[[], Iterator[Odd]]:
    """Marks a function that gives odd files."""
    MAKERS.append(maker)
    return maker


@cache
def odd_files() -> list[Odd]:
    """The whole corpus, the same at each call within a run."""
    return [file for maker in MAKERS for file in maker()]


def refused(name: str, content: Content, code: str, cell: str | None = None) -> Odd:
    return Odd(name, content, REFUSED, {code: cell}, {})


def hostile(name: str, content: Content, code: str) -> Odd:
    return Odd(name, content, REFUSED, {code: None}, {}, hostile=True)


def harmless(name: str, content: Content) -> Odd:
    """A file that would take the machine down where room is made for what it claims; read as it is, it takes little."""
    return Odd(name, content, ACCEPTED, {}, USUAL, hostile=True)


def report(*rows: Row, **more: Any) -> bytes:
    """A report of Nord for 2025-2026 in a version of its own, so that no two files of the corpus are the same."""
    return Report("DEPT-59", **{"rows": list(rows) or [GOOD], "version": next(_versions)} | more).xlsx()


def usual(name: str, content: Content, **codes: str | None) -> Odd:
    """A file read in full, whatever its form; `codes` are warnings."""
    return Odd(name, content, ACCEPTED, codes, USUAL)


SPACES = {
    "space": " ", "no-break space": "\u00a0", "narrow no-break space": "\u202f", "thin space": "\u2009",
    "figure space": "\u2007", "ideographic space": "\u3000", "tab": "\t", "line break": "\n",
}  # fmt: skip


@odd
def spaces_in_numbers() -> Iterator[Odd]:
    for name, space in SPACES.items():
        row = ("O04-1", f"{space}1{space}234{space}", f"12{space}345,50")
        figures: dict[str, Figure] = {"O04-1": (1234, Decimal("12345.5"))}
        yield Odd(f"thousands with a {name}.xlsx", report(row), codes={"count_decimal": "C2"}, figures=figures)


@odd
def numbers_spelled() -> Iterator[Odd]:
    spelled = {
        "decimal comma": ("812,0", "2 000,00"), "decimal point": ("812.0", "2000.00"), "plus sign": ("+812", 2000),
        "leading zeros": ("0812", "002000"), "number cells with decimals": (812.0, 2000.0), "text": ("812", "2000"),
    }  # fmt: skip
    for name, values in spelled.items():
        yield usual(f"numbers as {name}.xlsx", report(("O04-1", *values)))
    yield usual("a code spelled otherwise.xlsx", report((" o04 - 1 ", 812, 2000)))


@odd
def no_numbers() -> Iterator[Odd]:
    texts = [
        "~45", "1O", "l2", "½", "²", "(12)", "1.234,56", "1,234.56", "45 %", "45%", "12 €", "€ 12", "12 élèves",
        "environ 45", "1e5", "0x1F", "1'234", "12 34", "+33 1 23", "@SUM(A1)", "٣", "１２", "?", "∞", "812\u200b",
        "oui", "31/12/2025",
    ]  # fmt: skip
    for number, text in enumerate(texts):
        content = report(("O04-1", text, 2000), ("O11-1", 40, 100))
        yield Odd(f"not a number {number}.xlsx", content, RESERVES, {"number_unreadable": "B2"}, {"O11-1": (40, 100)})
    for name, value in {"true": True, "a date": date(2025, 12, 31), "too great": 1e300}.items():
        content = report(("O04-1", value, 2000))
        yield Odd(f"a numerator that is {name}.xlsx", content, RESERVES, {"number_unreadable": "B2"}, {})
    for name, text in {
        "= sign": "=1+1",
        "+ and a formula": "+A1",
        "- and a formula": "-2+3",
        "cmd": "=cmd|' /C x'!A0",
    }.items():
        code = "formula_error" if text.startswith("=") else "number_unreadable"
        yield Odd(f"text that begins with {name}.xlsx", report(("O04-1", text, 2000)), RESERVES, {code: "B2"}, {})


@odd
def impossible_values() -> Iterator[Odd]:
    for name, row, code, where in (
        ("negative", ("O04-1", -812, 2000), "number_negative", "B2"),
        ("negative with a true minus", ("O04-1", "−812", 2000), "number_negative", "B2"),
        ("above one hundred", ("O04-1", 2001, 2000), "numerator_above_denominator", "B2"),
        ("above the upper bound", ("O01-4", 41, 10), "above_upper_bound", "B2"),
        ("over zero", ("O04-1", 812, 0), "denominator_zero", "C2"),
        ("without denominator", ("O04-1", 812), "denominator_missing", "C2"),
        ("code unknown", ("O99-9", 812, 2000), "indicator_unknown", "A2"),
        ("code missing", (None, 812, 2000), "indicator_code_missing", "A2"),
        ("another level's", ("O02-3", 812, 2000), "indicator_other_level", "A2"),
        ("a share that says perhaps", ("O02-2", "peut-être"), "share_answer_unknown", "B2"),
    ):
        yield Odd(f"row {name}.xlsx", report(row), RESERVES, {code: where}, {})
    for name, row, code, where, figure in (
        ("zero over zero", ("O04-1", 0, 0), "zero_over_zero", "C2", (0, 0)),
        ("a rate for a count", ("O04-1", 0.455, 2000), "looks_like_rate", "B2", (Decimal("0.455"), 2000)),
        ("a denominator alone", ("O04-1", None, 2000), "numerator_missing", "B2", "non disponible"),
        ("a situation unknown", ("O04-1", 812, 2000, "à peu près"), "situation_unknown", "D2", (812, 2000)),
        ("measured and empty", ("O04-1", None, None, "mesuré"), "situation_contradicts", "D2", "non disponible"),
        (
            "not available with a value",
            ("O04-1", 812, 2000, "non disponible"),
            "situation_contradicts",
            "D2",
            (812, 2000),
        ),
        ("not applicable with a value", ("O04-1", 812, 2000, "sans objet"), "situation_contradicts", "D2", (812, 2000)),
        ("a share with a denominator", ("O02-2", "oui", 12), "denominator_ignored", "C2", (1, 1)),
    ):
        yield Odd(f"row {name}.xlsx", report(row), ACCEPTED, {code: where}, {row[0]: figure})
    rate: dict[str, Any] = {"O04-1": (Decimal("0.5"), 1)}
    yield Odd("the rate of one.xlsx", report(("O04-1", 0.5, 1)), codes={"count_decimal": "B2"}, figures=rate)
    yield Odd(
        "an indicator that is computed.xlsx",
        report(("O01-1", "oui"), GOOD),
        ACCEPTED,
        {"indicator_computed": "A2"},
        USUAL,
    )


@odd
def nothing_to_say() -> Iterator[Odd]:
    for number, text in enumerate(["n.d.", "nd", "ND", "n. d.", "nc", "N.C.", "-", "–", "—", "non disponible"]):
        yield Odd(f"not available {number}.xlsx", report(("O04-1", text, text)), figures={"O04-1": "non disponible"})
    for number, text in enumerate(["s.o.", "S.O.", "so", "Sans  objet"]):
        yield Odd(f"not applicable {number}.xlsx", report(("O04-1", text, text)), figures={"O04-1": "sans objet"})
    yield Odd(
        "not applicable by situation.xlsx", report(("O04-1", None, None, "SANS OBJET")), figures={"O04-1": "sans objet"}
    )
    yield Odd(
        "rows left empty.xlsx", report(("O04-1",), ("O11-1", None, None), ("O12-2", "oui")), figures={"O12-2": (1, 1)}
    )


@odd
def shares() -> Iterator[Odd]:
    for number, (answer, is_yes) in enumerate(
        [("oui", 1), ("OUI ", 1), (1, 1), ("1", 1), (True, 1), ("VRAI", 1), ("non", 0), (0, 0), (False, 0), ("Non", 0)]
    ):
        yield Odd(f"yes or no {number}.xlsx", report(("O02-2", answer)), figures={"O02-2": (is_yes, 1)})
    nation = {"rows": {"O07-3": (" Investigation ",)}, "version": next(_versions)}
    yield Odd("a stage.xlsx", Report("NAT-FR", **nation).xlsx(), figures={"O07-3": (1, 3)})


@odd
def duplicates() -> Iterator[Odd]:
    yield usual("the same row twice.xlsx", report(GOOD, GOOD), duplicate_same="A3")
    twice = report(("O04-1", 812, 2000), ("O04-1", 813, 2000), ("O11-1", 40, 100))
    yield Odd("two values for one code.xlsx", twice, RESERVES, {"duplicate_conflicting": None}, {"O11-1": (40, 100)})
    yield Odd(
        "a wrong row is no duplicate.xlsx", report(GOOD, ("O04-1", "beaucoup", 2000)), RESERVES,
        {"number_unreadable": "B3"}, USUAL,
    )  # fmt: skip


@odd
def territories_spelled() -> Iterator[Odd]:
    for level, spellings in {
        "départemental": ["059", "59", 59, 59.0, "DEPT-59", "dept 59", "Dept_59", "NORD", " nord ", "01", 1, "1", "001",
                          "2a", "2A", "02A", "Corse du Sud", "COTES D’ARMOR", "cotes-d'armor", "974", "La Réunion"],
        "régional": ["32", 32, "REG-32", "hauts de france", "HAUTS-DE-FRANCE", 1, "01", "Île-de-France",
                     "ILE DE FRANCE"],
        "national": ["NAT-FR", "France", "FR", "national"],
    }.items():  # fmt: skip
        for number, territory in enumerate(spellings):
            labels = {"Niveau": level, "Territoire": territory}
            row = ("O12-1", 812, 2000) if level == "national" else ("O04-3", 812, 2000) if level == "régional" else GOOD
            figures: dict[str, Figure] = {row[0]: (812, 2000)}
            yield Odd(f"territory {level} {number}.xlsx", report(row, labels=labels), figures=figures)
    for number, (level, territory) in enumerate(
        [("régional", "DEPT-59"), ("départemental", "REG-32"), ("national", "59"), ("départemental", "France")]
    ):
        content = report(labels={"Niveau": level, "Territoire": territory})
        yield refused(f"level and territory that do not fit {number}.xlsx", content, "territory_level_mismatch", "B2")
    for number, territory in enumerate(["Atlantide", "DEPT-96", "19 bis", "DEPT-59 et DEPT-62", "ACA", "5 9"]):
        content = report(labels={"Territoire": territory})
        yield refused(f"territory unknown {number}.xlsx", content, "territory_unknown", "B2")


@odd
def identification_spelled() -> Iterator[Odd]:
    for number, level in enumerate(["DÉPARTEMENTAL", "departemental", "  Départemental "]):
        yield usual(f"level spelled {number}.xlsx", report(labels={"Niveau": level}))
    for number, year in enumerate(["2025/2026", "2025-26", " 2025 - 2026 ", "2025–2026", "2025\u00a0-\u00a02026"]):
        yield usual(f"year spelled {number}.xlsx", report(campaign=year))
    for number, year in enumerate(
        ["2025-2027", "2026-2025", 2025, "2031-2032", "2018-2019", "année 2025", "2025-2026 (prov.)"]
    ):
        yield refused(f"year {number}.xlsx", report(campaign=year), "campaign_unknown", "B3")
    for number, version in enumerate([0, 1.5, "deux", -1, "v2", "1.2.3", True, 1e20, "0"]):
        yield refused(f"version {number}.xlsx", report(version=version), "version_invalid", "B4")
    for number, version in enumerate(["900,0", "901", 902.0, "1 003"]):
        yield usual(f"version spelled {number}.xlsx", report(version=version))
    yield refused("level unknown.xlsx", report(labels={"Niveau": "communal"}), "level_unknown", "B1")
    yield refused("status unknown.xlsx", report(status="envoyé"), "report_status_unknown", "B5")
    yield usual("a draft.xlsx", report(status="Brouillon"))
    yield usual("validated.xlsx", report(status="VALIDE"))
    yield usual("a date of submission that is none.xlsx", report(submitted_on="hier"), submission_date_unreadable="B6")
    for label in ("Niveau", "Territoire", "Année scolaire", "Version", "Statut"):
        yield refused(f"without {label}.xlsx", report(labels={label: None}), "identification_missing")
        others = [line for line in identification(next(_versions)) if line[0] != label]
        value = next(line[1] for line in identification(1) if line[0] == label)
        sheets = {"Identification": [*others, (label, None, value)], "Indicateurs": [INDICATOR_HEADER, GOOD]}
        yield refused(f"{label} in column C.xlsx", workbook(sheets), "identification_missing", "B5")
    yield refused("an Identification with nothing in it.xlsx", workbook(
        {"Identification": [("rien",), (None, "Nord")], "Indicateurs": [INDICATOR_HEADER, GOOD]}
    ), "identification_missing")  # fmt: skip


@odd
def identification_laid_out() -> Iterator[Odd]:
    lines = identification(next(_versions))
    indicators = [INDICATOR_HEADER, GOOD]
    shuffled = [("Compte rendu du comité",), (), *reversed(lines), ("Service rédacteur", "DSDEN"), ("Téléphone", "03")]
    yield usual("labels in another order.xlsx", workbook({"Identification": shuffled, "Indicateurs": indicators}))
    spelled = [(f"  {label.upper()}  ", value, "← à remplir") for label, value in identification(next(_versions))]
    yield usual("labels in capitals.xlsx", workbook({"IDENTIFICATION ": spelled, "indicateurs": indicators}))
    twice = [*identification(next(_versions)), ("Territoire", "DEPT-75")]
    yield usual("a label twice.xlsx", workbook({"Identification": twice, "Indicateurs": indicators}))
    far = [(), *[()] * 40, *identification(next(_versions))]
    yield usual("labels far down.xlsx", workbook({"Identification": far, "Indicateurs": indicators}))


def with_indicators(lines: Sequence[Row], **sheets: Sequence[Row]) -> bytes:
    identified = identification(next(_versions))
    return workbook(
        {"Identification": identified, "Indicateurs": list(lines)} | {n: list(s) for n, s in sheets.items()}
    )


@odd
def layout() -> Iterator[Odd]:
    for number in (1, 2, 5, 19, 20):
        title = [("Remontée du comité",)] * (number - 1)
        yield usual(f"header in row {number}.xlsx", with_indicators([*title, INDICATOR_HEADER, GOOD]))
    late = with_indicators([*[("Remontée",)] * 20, INDICATOR_HEADER, GOOD])
    yield refused("header in row 21.xlsx", late, "indicators_header_missing", "A1")
    backwards = [tuple(reversed(INDICATOR_HEADER)), (None, 2000, 812, "O04-1")]
    yield usual("columns in another order.xlsx", with_indicators(backwards))
    yield usual(
        "headers in capitals.xlsx", with_indicators([(" CODE", "NUMERATEUR", "dénominateur ", "Situation"), GOOD])
    )
    yield usual("an old template.xlsx", with_indicators([("Code", "Numérateur", "Dénominateur"), GOOD]))
    unknown = with_indicators([(*INDICATOR_HEADER, "Responsable"), (*GOOD, None, "le service")])
    yield usual("a column unknown.xlsx", unknown, column_unknown="E1")
    twice = with_indicators([(*INDICATOR_HEADER, "Code"), (*GOOD, None, "O11-1")])
    yield usual("a column twice.xlsx", twice, column_twice="E1")
    yield usual("blank rows.xlsx", with_indicators([(), (), INDICATOR_HEADER, (), (), (" ", None, " "), GOOD, (), ()]))
    yield usual("totals.xlsx", with_indicators([INDICATOR_HEADER, GOOD, ("Total", 812, 2000)]), total_ignored="A3")
    shifted = [INDICATOR_HEADER, GOOD, (None, "TOTAL GÉNÉRAL", 2000)]
    yield usual("a total shifted.xlsx", with_indicators(shifted), total_ignored="B3")
    yield usual("the header again.xlsx", with_indicators([INDICATOR_HEADER, GOOD, INDICATOR_HEADER, ("O11-1", None)]))
    yield Odd("Indicateurs with a header alone.xlsx", with_indicators([INDICATOR_HEADER]), figures={})
    yield Odd("Indicateurs without anything.xlsx", with_indicators([]), figures={})
    others = {"Notes": [("à revoir",)], "Feuil2": [("brouillon", 12)]}
    yield usual("sheets unknown.xlsx", with_indicators([INDICATOR_HEADER, GOOD], **others), sheet_unknown=None)
    yield usual("an empty sheet unknown.xlsx", with_indicators([INDICATOR_HEADER, GOOD], Feuil1=[]))
    second = with_indicators([INDICATOR_HEADER, GOOD], **{"Indicateurs ": [INDICATOR_HEADER, ("O11-1", 40, 100)]})
    yield usual("two sheets for one section.xlsx", second, sheet_twice=None)
    names = {"« À & <b> ' » 🎓": [("x",)], "=1+1": [("x",)], "A" * 31: [("x",)]}
    yield usual("sheets with odd names.xlsx", with_indicators([INDICATOR_HEADER, GOOD], **names), sheet_unknown=None)
    many = {f"Feuille {n}": [("x",)] for n in range(300)}
    yield usual("three hundred sheets.xlsx", with_indicators([INDICATOR_HEADER, GOOD], **many), sheet_unknown=None)
    yield refused("no Indicateurs.xlsx", report(without=("Indicateurs",)), "indicators_missing")
    yield refused("no Identification.xlsx", report(without=("Identification",)), "no_identification")
    wide = [(*INDICATOR_HEADER, *[None] * 40), (*GOOD, *[None] * 30, "loin")]
    yield usual("a note far to the right.xlsx", with_indicators(wide))


@odd
def other_sheets() -> Iterator[Odd]:
    meetings = ("Date", "Type", "Participants État")
    for name, lines, code, where in (
        ("a meeting outside the year", [meetings, (date(2024, 1, 1), "comité", 4)], "date_outside_school_year", "A2"),
        ("participants in words", [meetings, (date(2026, 1, 1), "comité", "quatre")], "sheet_cell_unreadable", "C2"),
        ("half a participant", [meetings, (date(2026, 1, 1), "comité", 4.5)], "sheet_cell_unreadable", "C2"),
        ("headers that are not ours", [("Quand", "Quoi"), ("hier", "comité")], "header_missing", "A1"),
    ):
        content = with_indicators([INDICATOR_HEADER, GOOD], Réunions=lines)
        yield usual(f"Réunions with {name}.xlsx", content, **{code: where})
    for name, lines, code, where in (
        ("a date that is none", [meetings, ("30/02/2026", "comité")], "sheet_key_unreadable", "A2"),
        ("no date", [meetings, (None, "comité")], "sheet_key_missing", "A2"),
        ("a type of its own", [meetings, (date(2026, 1, 1), "pot de départ")], "sheet_key_unreadable", "B2"),
    ):
        content = with_indicators([INDICATOR_HEADER, GOOD], Réunions=lines)
        yield Odd(f"Réunions with {name}.xlsx", content, RESERVES, {code: where}, USUAL)
    texts = [
        '=HYPERLINK("http://x")',
        "+33",
        "-",
        "@x",
        "🎓" * 200,
        "é" * 32_767,
        "ligne 1\nligne 2",
        "'",
        "<b>",
        "[/b]",
    ]
    actions = [("Intitulé", "Commentaire"), *[(f"Action {n}", text) for n, text in enumerate(texts)]]
    yield usual("actions with odd texts.xlsx", with_indicators([INDICATOR_HEADER, GOOD], Actions=actions))
    full = {
        "Actions": [("Objectif", "Intitulé", "Avancement", "Budget"), ("Objectif 4", "Plan", "45 %", "12 500 €")],
        "Conventions": [("Objet", "Date de signature", "État"), ("ENT", "01/09/2025", "SIGNEE")],
        "Appels à projets": [("Intitulé", "Montant (€)", "État"), ("TNE", 1000, "à venir")],
        "Calendrier budgétaire": [("Collectivité", "Étape", "Date"), ("Nord", "vote", "2026-03-31")],
        "Etablissements": [("UAI", "Type", "Volet numérique"), ("0590001F", "collège", "oui")],
        "SYNTHESE": [("Axe", "Appréciation"), ("Axe 1", "mitigée")],
    }  # fmt: skip
    yield usual("every sheet.xlsx", with_indicators([INDICATOR_HEADER, GOOD], **full))


@odd
def formulas() -> Iterator[Odd]:
    yield usual("formulas calculated.xlsx", report(("O04-1", Formula("=400+412", 812), Formula("=2*1000", 2000))))
    yield usual("a formula that gives text.xlsx", report(("O04-1", Formula('="8"&"12"', "812"), 2000)))
    for error in ("#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"):
        content = report(("O04-1", Formula("=1/0", error), 2000), ("O11-1", 40, 100))
        name = f"formula in error {error.strip('#!?').replace('/', '')}.xlsx"
        yield Odd(name, content, RESERVES, {"formula_error": "B2"}, {"O11-1": (40, 100)})
    book: Any = openpyxl.Workbook()
    book.active.title = "Identification"
    for line in identification(next(_versions)):
        book.active.append(line)
    sheet = book.create_sheet("Indicateurs")
    sheet.append((*INDICATOR_HEADER, "Valeur"))
    sheet.append(("O04-1", "=SUM(1,2)", 2000))
    sheet.append(("O11-1", 40, 100, None, "=B3/C3"))
    yield Odd("never calculated.xlsx", saved(book), RESERVES, {"formula_error": "B2"}, {"O11-1": (40, 100)})
    content = report(("O04-1", 812, 2000), labels={"Territoire": Formula("=REF!A1", "#REF!")})
    yield refused("a territory in error.xlsx", content, "territory_unknown", "B2")
    observations = [OBSERVATIONS, ("2025-2026", "DEPT-59", "O04-1", Formula("=1/0", "#DIV/0!"), 2000)]
    yield Odd("a table in error.xlsx", workbook({"Feuil1": observations}), RESERVES, {"formula_error": "D2"}, {})
    link = "='[budget.xlsx]Feuil1'!$A$1"
    yield usual("a link to another workbook.xlsx", report(("O04-1", Formula(link, 812), 2000)))


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def opened(*rows: Row) -> tuple[openpyxl.Workbook, Any]:
    """A report in the hands of openpyxl, and its sheet Indicateurs."""
    book = load_workbook(io.BytesIO(report(*rows)))
    return book, book["Indicateurs"]


@odd
def formats() -> Iterator[Odd]:
    for name, value, number_format in (
        ("a percentage", 0.455, "0.0%"), ("a percentage of one hundred", 1, "0%"),
        ("a percentage of ours", 0.4, "0.0\\ %"),
    ):  # fmt: skip
        book, sheet = opened(GOOD, ("O11-1", 40, 100))
        sheet["B2"].value, sheet["B2"].number_format = value, number_format
        yield Odd(f"{name}.xlsx", saved(book), RESERVES, {"number_unreadable": "B2"}, {"O11-1": (40, 100)})
    book, sheet = opened(GOOD)
    sheet["B2"].number_format, sheet["C2"].number_format = '#,##0.00\\ "€"', "#\\ ##0"
    yield Odd("a number shown as euros.xlsx", saved(book), RESERVES, {"number_unreadable": "B2"}, {})
    book, sheet = opened(GOOD)
    sheet["E1"], sheet["E2"] = "Valeur", "=B2/C2"
    sheet["E2"].number_format = "0.0%"
    yield usual("a percentage where one is expected.xlsx", saved(book))
    book, sheet = opened(GOOD)
    sheet.merge_cells("D2:D5")
    sheet.merge_cells("A8:F9")
    yield usual("merged cells.xlsx", saved(book))
    book, sheet = opened(GOOD)
    book["Identification"].merge_cells("B2:E2")
    yield usual("a merged value.xlsx", saved(book))
    book, sheet = opened(GOOD)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.auto_filter.ref = "A1:C2"
    yield usual("hidden row and column.xlsx", saved(book), rows_hidden="A2")
    for state in ("hidden", "veryHidden"):
        book, sheet = opened(GOOD)
        sheet.sheet_state = state
        yield usual(f"a sheet {state}.xlsx", saved(book), sheet_hidden=None)
    book, sheet = opened(GOOD)
    sheet["A2"].font = Font(strike=True)
    sheet["B2"].comment = Comment("à vérifier", "service")
    book.defined_names["total"] = DefinedName("total", attr_text="Indicateurs!$B$2")
    yield usual("comments, names and struck text.xlsx", saved(book))
    book, sheet = opened(GOOD)
    book.security = WorkbookProtection(lockStructure=True)
    sheet.protection.sheet = True
    yield usual("protected sheets.xlsx", saved(book))


@odd
def calendars() -> Iterator[Odd]:
    for name, is_1904 in (("1900", False), ("1904", True)):
        book, _ = opened(GOOD)
        if is_1904:
            book.epoch = CALENDAR_MAC_1904
        sheet = book.create_sheet("Réunions")
        sheet.append(("Date", "Type"))
        sheet.append((datetime(2026, 1, 15), "comité"))  # noqa: DTZ001
        sheet.append((datetime(2023, 1, 15, 14, 30), "comité"))  # noqa: DTZ001
        yield usual(f"dates since {name}.xlsx", saved(book), date_outside_school_year="A3")
    lines = [("Date", "Type"), *[(day, "comité") for day in ("15/01/2026", "2026-01-15", "1/9/2025", "31/08/2026")]]
    yield usual("dates as text.xlsx", with_indicators([INDICATOR_HEADER, GOOD], Réunions=lines))
    lines = [("Date", "Type"), ("15 janvier", "comité"), (45_000, "comité"), (time(10, 30), "comité")]
    content = with_indicators(
        [INDICATOR_HEADER, GOOD], Réunions=[[str(v) if isinstance(v, time) else v for v in line] for line in lines]
    )
    yield Odd("dates that are none.xlsx", content, RESERVES, {"sheet_key_unreadable": None}, USUAL)


@odd
def charts_and_macros() -> Iterator[Odd]:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, lines in {
            "Identification": identification(next(_versions)),
            "Indicateurs": [INDICATOR_HEADER, GOOD],
        }.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
        drawn = book.add_chartsheet("Graphique")
        chart: Any = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Indicateurs!$B$2:$C$2"})
        drawn.set_chart(chart)
    yield usual("a chart on its own sheet.xlsx", file.getvalue())
    parts = report_members(next(_versions)) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 a macro that never runs"}
    yield usual("with macros.xlsm", zipped(parts))
    yield usual("stored, not compressed.xlsx", zipped(report_members(next(_versions)), zipfile.ZIP_STORED))
    yield usual("a workbook named otherwise.pdf", report())
    yield usual("../../etc/passwd.xlsx", report())
    yield usual("C:\\Users\\x\\..\\y.xlsx", report())
    yield usual("a name\nin two lines\x1b[31m.xlsx", report())
    yield usual("é" * 300 + ".xlsx", report())


@odd
def raw_sheets() -> Iterator[Odd]:
    def raw(name: str, rows: str, before: str = "", after: str = "", **more: Any) -> Odd:
        return usual(name, zipped(report_members(next(_versions), rows, before, after)), **more)

    lines = [INDICATOR_HEADER, GOOD]
    plain = rows_xml(lines)
    yield raw("a dimension that lies.xlsx", plain, before='<dimension ref="A1:XFD1048576"/>')
    yield raw("a dimension too small.xlsx", plain, before='<dimension ref="A1"/>')
    yield raw("rows and cells without addresses.xlsx", without_addresses(plain))
    yield raw("addresses in small letters and quotes.xlsx", plain.replace('r="A2"', "r = 'a2'"))
    rows = [
        f'<row r="{n}">{cell(n - 1, 0, line[0])}{"".join(cell(n - 1, i, v) for i, v in enumerate(line) if i)}</row>'
        for n, line in enumerate(lines, 1)
    ]
    yield raw(
        "cells out of order.xlsx",
        rows[0] + f'<row r="2">{cell(1, 2, 2000)}{cell(1, 1, 812)}{cell(1, 0, "O04-1")}</row>',
    )
    yield raw("rows out of order.xlsx", rows[1] + rows[0])
    yield raw("rows that repeat.xlsx", rows[0] + rows[1] + '<row r="9"/><row r="9"/>')
    yield raw(
        "a value in the last row.xlsx",
        plain + '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Total</t></is></c></row>',
        total_ignored="A1048576",
    )
    styled = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 20_000))
    yield raw("styled blanks far down.xlsx", plain + styled)
    yield raw(
        "comments and spaces in the XML.xlsx", plain.replace("<row", "<!-- x -->\n  <row").replace("</row>", "\n</row>")
    )
    yield raw(
        "conditional formats, validations and links.xlsx",
        plain,
        after=f'<hyperlinks><hyperlink ref="A2" r:id="rId9" xmlns:r="{LINKS}"/></hyperlinks>',
    )
    prefixed = report_members(next(_versions))
    prefixed[INDICATORS] = with_prefix(prefixed[INDICATORS])
    yield usual("a prefix on every tag.xlsx", zipped(prefixed))
    absolute = report_members(next(_versions))
    absolute[WORKBOOK_LINKS] = absolute[WORKBOOK_LINKS].replace(b'Target="', b'Target="/xl/')
    yield usual("absolute links.xlsx", zipped(absolute))
    renamed = report_members(next(_versions))
    renamed["xl/worksheets/données.xml"] = renamed.pop(INDICATORS)
    renamed[WORKBOOK_LINKS] = renamed[WORKBOOK_LINKS].replace(b"sheet2.xml", "données.xml".encode())
    yield usual("a part with an accent.xlsx", zipped(renamed))
    hidden = report_members(next(_versions))
    hidden["xl/theme/theme1.xml"] = hidden.pop(INDICATORS)
    hidden[WORKBOOK_LINKS] = hidden[WORKBOOK_LINKS].replace(b"worksheets/sheet2.xml", b"theme/theme1.xml")
    yield usual("a sheet where a theme should be.xlsx", zipped(hidden))
    shared = report_members(
        next(_versions),
        rows_xml([INDICATOR_HEADER])
        + '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>812</v></c><c r="C2"><v>2000</v></c></row>',
    )
    shared[SHARED] = (
        f'{HEAD}<sst xmlns="{MAIN}"><si><r><t>O0</t></r><r><t>4-1</t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'.encode()
    )
    linked = f'<Relationship Id="rId9" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    shared[WORKBOOK_LINKS] = shared[WORKBOOK_LINKS].replace(b"</Relationships>", linked.encode())
    yield usual("a text in pieces.xlsx", zipped(shared))
    beyond = dict(shared)
    beyond[IDENTIFICATION] = sheet_xml(rows_xml(identification(next(_versions))))
    beyond[INDICATORS] = beyond[INDICATORS].replace(b"<v>0</v>", b"<v>4000000</v>")
    yield Odd("a shared text that is not there.xlsx", zipped(beyond), RESERVES, {"indicator_unknown": "A2"}, {})
    negative = zipped(report_members(next(_versions), '<row r="-3"><c r="A-3"><v>1</v></c></row>'))
    yield refused("rows with negative numbers.xlsx", negative, "indicators_header_missing", "A1")


def without_addresses(rows: str) -> str:
    return re.sub(r' r="[A-Z]*\d+"', "", rows)


def with_prefix(sheet: bytes) -> bytes:
    named = re.sub(rb"<(/?)(worksheet|sheetData|row|c|v|is|t)\b", rb"<\1x:\2", sheet)
    return named.replace(b"xmlns=", b"xmlns:x=")


@odd
def styled_to_the_last_row() -> Iterator[Odd]:
    def content() -> bytes:
        rows = rows_xml([INDICATOR_HEADER, GOOD])
        styled = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 1_048_577))
        return zipped(report_members(next(_versions), rows + styled))

    yield Odd("blanks styled to row 1048576.xlsx", content, ACCEPTED, {}, USUAL, hostile=True)


def ods_value(attributes: str, text: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


@odd
def open_documents() -> Iterator[Odd]:
    yield usual("a report.ods", ods_report(next(_versions), [GOOD]))
    yield usual("numbers as text.ods", ods_report(next(_versions), [("O04-1", "812", "2\u202f000")]))
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row>'
    yield usual("blank to the last row.ods", ods_report(next(_versions), [GOOD], rows))
    repeated = '<table:table-cell office:value-type="float" office:value="40" table:number-columns-repeated="2"/>'
    figures: dict[str, Figure] = {"O11-1": (40, 40)}
    yield Odd("a value repeated.ods", ods_report(next(_versions), [("O11-1", repeated)]), figures=figures)
    percentage = ods_value('office:value-type="percentage" office:value="0.455"', "45,5 %")
    in_error = 'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"'
    error = ods_value(in_error, "#DIV/0!")
    never = '<table:table-cell table:formula="of:=1+1"/>'
    for name, wrong, code in (
        ("a percentage", percentage, "number_unreadable"),
        ("an error", error, "formula_error"),
        ("never calculated", never, "formula_error"),
    ):
        content = ods_report(next(_versions), [("O04-1", wrong, 2000), ("O11-1", 40, 100)])
        yield Odd(f"{name}.ods", content, RESERVES, {code: "B2"}, {"O11-1": (40, 100)})
    formula = ods_value('table:formula="of:=400+412" office:value-type="float" office:value="812"', "812")
    yield usual("a formula calculated.ods", ods_report(next(_versions), [("O04-1", formula, 2000)]))
    day = ods_value('office:value-type="date" office:date-value="2026-01-15"', "15/01/26")
    sheets = [
        ods_sheet("Identification", identification(next(_versions))),
        ods_sheet("Indicateurs", [INDICATOR_HEADER, GOOD]),
    ]
    yield usual("a date.ods", ods("".join([*sheets, ods_sheet("Réunions", [("Date", "Type"), (day, "comité")])])))
    yield refused("a letter.odt", ods("<text:p/>", f"{BEYOND}.text"), "file_not_recognised")


CSV_LINE = ("2025-2026", "DEPT-62", "O04-1", 812, 2000)


@odd
def delimited() -> Iterator[Odd]:
    for n, (encoding, delimiter) in enumerate(
        itertools.product(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"], ";,\t")
    ):
        line = (*CSV_LINE[:3], 812, 2000, f"Enquête « Élèves » {n}")
        content = table([line], (*OBSERVATIONS, "commentaire"), delimiter, encoding)
        yield usual(f"table {encoding} {delimiter!r}.csv", content)
    for name, text in {
        "quoted fields with line breaks": '{h};commentaire\r\n{l};"ligne 1\r\nligne ""2"""\r\n',
        "a delimiter at the end of each line": "{h};\r\n{l};\r\n",
        "a title and an empty line first": "Export du 12 mars, provisoire, à relire\r\n\r\n{h}\r\n{l}\r\n",
        "line feeds alone": "{h}\n{l}\n\n\n",
        "carriage returns alone": "{h}\r{l}\r",
        "no end of line": "{h}\n{l}",
        "blank lines": "\n\n{h}\n\n;;;;\n{l}\n \n",
        "a footer": "{h}\n{l}\nSource : enquête du ministère\n",
        "lines too short": "{h}\n{l}\n2025-2026\n2025-2026;DEPT-62\n",
        "every field quoted": '"{hq}"\n"{lq}"\n',
        "the header again": "{h}\n{l}\n{h}\n",
        "figures in French": "{h}\n2025/2026;dept-62;o04-1; 812,0 ;2\u202f000\n",
    }.items():
        line = ";".join(map(str, CSV_LINE))
        header = ";".join(OBSERVATIONS)
        content = text.format(h=header, l=line, hq=header.replace(";", '";"'), lq=line.replace(";", '";"'))
        yield usual(f"table with {name}.csv", content.encode())
    total = table([CSV_LINE, ("Total", "", "", 812, 2000)])
    yield usual("table with a total.csv", total, total_ignored="A3")
    capitals = [name.upper().replace("_", " ") for name in OBSERVATIONS]
    yield usual("table with a territory by its name.csv", table([(CSV_LINE[0], "Pas-de-Calais", *CSV_LINE[2:])]))
    yield usual("table with spaced headers.csv", table([CSV_LINE], capitals))
    yield usual(
        "table with a column unknown.csv", table([(*CSV_LINE, "x")], (*OBSERVATIONS, "note")), column_unknown="F1"
    )


@odd
def wrong_tables() -> Iterator[Odd]:
    lines = [("2025-2026", "DEPT-62", "O04-1", "45,5", "100"), ("2025-2026", "DEPT-62", "O11-1", "40", "100")]
    text = "\n".join(",".join(map(str, line)) for line in (OBSERVATIONS, *lines))
    wrong: dict[str, Figure] = {"O11-1": (40, 100)}
    yield Odd("a decimal comma between commas.csv", text.encode(), RESERVES, {"row_too_long": "F2"}, wrong)
    good = ("2025-2026", "DEPT-62", "O11-1", 40, 100)
    for name, line, code, where in (
        ("a territory unknown", ("2025-2026", "Atlantide", "O04-1", 812, 2000), "table_territory_unknown", "B3"),
        ("a year unknown", ("2031-2032", "DEPT-62", "O04-1", 812, 2000), "table_campaign_unknown", "A3"),
        ("a code unknown", ("2025-2026", "DEPT-62", "X", 812, 2000), "indicator_unknown", "C3"),
        ("a percentage", ("2025-2026", "DEPT-62", "O04-1", "45 %", 2000), "number_unreadable", "D3"),
        ("a command", ("2025-2026", "DEPT-62", "O04-1", "\x1b[2J812", 2000), "number_unreadable", "D3"),
    ):
        yield Odd(f"table with {name}.csv", table([good, line]), RESERVES, {code: where}, wrong)
    open_quote = f'{";".join(OBSERVATIONS)}\n2025-2026;DEPT-62;O04-1;812;"2000\n2025-2026;DEPT-62;O11-1;40;100\n'
    yield refused("a quotation mark never closed.csv", open_quote.encode(), "csv_quotes")
    for name, content in {
        "a page.csv": b"<!DOCTYPE html><html><body>Erreur 404, page introuvable ; retour</body></html>",
        "an object.csv": b'{"annee": "2025-2026", "valeurs": [1, 2, 3]}',
        "other columns.csv": b"nom;prenom;age\r\nA;B;12\r\nC;D;13\r\n",
        "three uneven lines.csv": b"a,b\nc\nd,e,f,g\n",
        "one column.csv": b"annee\n2025\n",
        "zeros.csv": b"annee_scolaire;territoire;\0\0\0;code_indicateur;numerateur\n" * 3,
        "a picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "a document.xlsx": b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" * 20,
        "noise.xlsx": bytes((n * 7919) % 251 for n in range(4000)),
        "one byte.xlsx": b"P",
        "two bytes.csv": b"\xff\xfe",
    }.items():
        unlike = ("other columns.csv", "three uneven lines.csv")
        codes = {"two bytes.csv": "file_empty"} | dict.fromkeys(unlike, "table_unknown")
        yield refused(name, content, codes.get(name, "file_not_recognised"))
    for number, content in enumerate([b"", b"\r\n \n", b"\0" * 5000, b"\xef\xbb\xbf"]):
        yield refused(f"nothing at all {number}.csv", content, "file_empty")


@odd
def other_tables() -> Iterator[Odd]:
    columns = {name: [value] for name, value in zip(OBSERVATIONS, CSV_LINE, strict=True)}
    yield usual("observations.parquet", parquet_file(columns))
    yield usual(
        "observations as text.parquet", parquet_file({name: [str(value[0])] for name, value in columns.items()})
    )
    yield usual("observations in another order.parquet", parquet_file(dict(reversed(columns.items()))))
    other = parquet_file({"nom": ["a"], "valeur": [1.5]})
    yield refused("other columns.parquet", other, "table_unknown")
    yield refused("truncated.parquet", parquet_file(columns)[:-40], "file_damaged")
    yield refused("magic alone.parquet", b"PAR1", "file_damaged")
    yield usual("observations.xlsx", workbook({"Feuil1": [OBSERVATIONS, CSV_LINE]}))
    yield usual("observations under a title.xlsx", workbook({"Feuil1": [("Export",), (), OBSERVATIONS, CSV_LINE]}))
    yield usual("observations.ods", ods(ods_sheet("Feuille1", [OBSERVATIONS, CSV_LINE])))
    schools = [("2025-2026", "0590001F", "O04-1", 12, 40), ("2025-2026", "0590002g", "O04-1", "1 234", 2000)]
    yield Odd("schools.csv", table(schools, SCHOOLS), figures={})
    wrong = [("2025-2026", "059001A", "O04-1", 12, 40)]
    yield Odd("schools with a code that is none.csv", table(wrong, SCHOOLS), RESERVES, {"school_unknown": "B2"}, {})
    yield Odd("directory.csv", table([("0590001F", "Collège", "collège", "59", "Lille", "oui")], DIRECTORY), figures={})


def parquet_file(columns: dict[str, list[Any]]) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@odd
def closed_files() -> Iterator[Odd]:
    yield refused("protected.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "file_encrypted_or_old")
    yield refused("of before 2007.xls", OLE + "Workbook".encode("utf-16-le") + bytes(700), "file_encrypted_or_old")
    whole = report()
    yield refused("truncated at the end.xlsx", whole[:-200], "file_damaged")
    yield refused("truncated at the half.xlsx", report()[: len(whole) // 2], "file_damaged")
    yield refused("the beginning alone.xlsx", report()[:30], "file_damaged")
    flipped = bytearray(zipped(report_members(next(_versions)), zipfile.ZIP_STORED))
    flipped[flipped.find(b"O04-1")] ^= 1
    yield refused("one wrong bit.xlsx", bytes(flipped), "file_damaged")
    encrypted = bytearray(report())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = encrypted.find(mark)
        struct.pack_into("<H", encrypted, at + place, 1)
    yield refused("an encrypted member.xlsx", bytes(encrypted), "file_encrypted_or_old")
    letter = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    yield refused("a letter.xlsx", zipped(letter), "file_not_recognised")
    yield refused(
        "a binary workbook.xlsx",
        zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01"}),
        "file_binary_workbook",
    )
    yield refused("an empty archive.zip", zipped({}), "file_is_archive")
    yield refused("without a workbook.xlsx", zipped({"xl/worksheets/sheet1.xml": sheet_xml("")}), "file_damaged")
    parts = report_members(next(_versions))
    del parts[INDICATORS]
    yield refused("a part missing.xlsx", zipped(parts), "file_damaged")
    parts = report_members(next(_versions))
    parts[INDICATORS] = parts[INDICATORS][:-30]
    yield refused("a part cut.xlsx", zipped(parts), "file_damaged")
    yield refused("a part in bzip2.xlsx", zipped(report_members(next(_versions)), zipfile.ZIP_BZIP2), "file_damaged")


def laughs(name: str) -> str:
    """Ten entities, each ten times the one before."""
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE {name} [<!ENTITY l0 "ha">{entities}]>'


@odd
def entities() -> Iterator[Odd]:
    for part, root in (
        (INDICATORS, "worksheet"),
        (WORKBOOK, "workbook"),
        (SHARED, "sst"),
        (WORKBOOK_LINKS, "Relationships"),
    ):
        parts = report_members(next(_versions)) | {SHARED: f'<sst xmlns="{MAIN}"/>'.encode()}
        content = parts[part].decode().removeprefix(HEAD)
        parts[part] = (HEAD + laughs(root) + content.replace("O04-1", "&l9;")).encode()
        yield hostile(f"a billion laughs in {root}.xlsx", zipped(parts), "file_unsafe")
    for name, system in (("a file", "file:///etc/passwd"), ("the network", "http://192.0.2.1/x")):
        parts = report_members(next(_versions))
        doctype = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{system}">]>'
        parts[INDICATORS] = (
            parts[INDICATORS].replace(b"<worksheet", doctype.encode() + b"<worksheet").replace(b"O04-1", b"&x;")
        )
        yield hostile(f"an entity that reads {name}.xlsx", zipped(parts), "file_unsafe")
    parts = report_members(next(_versions))
    parts[INDICATORS] = (laughs("worksheet") + parts[INDICATORS].decode().removeprefix(HEAD)).encode("utf-16")
    yield hostile("a billion laughs in UTF-16.xlsx", zipped(parts), "file_unsafe")
    yield hostile(
        "a billion laughs.ods",
        ods(ods_sheet("Identification", [("&l9;",)]).replace("&amp;", "&"), before=laughs("x")),
        "file_unsafe",
    )
    parts = report_members(next(_versions))
    relation = (
        f'<Relationship Id="rId8" Type="{LINKS}/externalLink" Target="http://192.0.2.1/x" TargetMode="External"/>'
        "</Relationships>"
    )
    parts[WORKBOOK_LINKS] = parts[WORKBOOK_LINKS].replace(b"</Relationships>", relation.encode())
    yield usual("a relation to the network.xlsx", zipped(parts))


@odd
def bombs() -> Iterator[Odd]:
    blank = b" " * (60 << 20)

    def spaces() -> bytes:
        return zipped(report_members(next(_versions), rows_xml([INDICATOR_HEADER, GOOD]) + blank.decode()))

    def with_parts(parts: dict[str, bytes]) -> bytes:
        return zipped(report_members(next(_versions)) | parts)

    def doubled() -> bytes:
        parts = report_members(next(_versions))
        parts["xl/worksheets/sheetX.xml"] = sheet_xml(rows_xml([INDICATOR_HEADER, ("O04-1", 1, 2000)]))
        return zipped(parts, zipfile.ZIP_STORED).replace(b"sheetX", b"sheet2")

    yield Odd("sixty megabytes of spaces.xlsx", spaces, ACCEPTED, {}, USUAL, hostile=True)
    heavy = {f"xl/media/{n}.xml": blank for n in range(8)}
    yield hostile("half a gigabyte of parts.xlsx", lambda: with_parts(heavy), "file_too_heavy")
    many = {f"xl/{n}.xml": b"" for n in range(3000)}
    yield hostile("three thousand parts.xlsx", lambda: with_parts(many), "file_too_heavy")
    yield hostile(
        "a size that lies.xlsx",
        lambda: lying_about_size(zipped(report_members(next(_versions), blank.decode())), INDICATORS, 1000),
        "file_damaged",
    )
    yield hostile(
        "shared texts whose size lies.xlsx",
        lambda: lying_about_size(with_parts({SHARED: blank}), SHARED, 1000),
        "file_damaged",
    )
    yield hostile(
        "a size that lies upwards.xlsx",
        lambda: lying_about_size(zipped(report_members(next(_versions))), INDICATORS, 1 << 24),
        "file_damaged",
    )
    yield hostile("two parts of one name.xlsx", doubled, "file_damaged")


@odd
def absurd_sheets() -> Iterator[Odd]:
    plain = rows_xml([INDICATOR_HEADER, GOOD])

    def package(rows: str) -> Callable[[], bytes]:
        return lambda: zipped(report_members(next(_versions), rows))

    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for number, count in enumerate(['"4294967296"', "'99999999999'"]):
        texts = f'<sst xmlns="{MAIN}" uniqueCount={count}><si><t>x</t></si></sst>'.encode()
        content = zipped(report_members(next(_versions)) | {SHARED: texts})
        yield harmless(f"four thousand million texts {number}.xlsx", content)
    yield harmless("a cell in XFD1048576.xlsx", package(plain + far))
    yield harmless("the same in quotes.xlsx", package(plain + far.replace('"', "'")))
    yield harmless("the same in small letters.xlsx", package(plain + far.replace("XFD", "xfd")))
    yield harmless("a cell in ZZ99999.xlsx", package(plain + '<row r="99999"><c r="ZZ99999"><v>1</v></c></row>'))
    wide = '<row r="9999">' + "<c/>" * 500_000 + "<c><v>1</v></c></row>"
    yield hostile("half a million cells without address in a row.xlsx", package(plain + wide), "file_too_heavy")
    sheets = {f"Feuille {n}": sheet_xml('<row r="9999"><c r="Z9999"><v>1</v></c></row>') for n in range(400)}
    named = {"Identification": sheet_xml(rows_xml(identification(next(_versions)))), "Indicateurs": sheet_xml(plain)}
    yield Odd(
        "four hundred sheets with a far cell.xlsx",
        lambda: zipped(members(named | sheets)),
        ACCEPTED,
        {"sheet_unknown": None},
        USUAL,
        hostile=True,
    )
    deep = "<a>" * 100_000 + "</a>" * 100_000
    yield Odd("tags a hundred thousand deep.xlsx", package(plain + deep), ACCEPTED, {}, USUAL, hostile=True)
    huge = f'<row r="3" spans="{"9" * 5_000_000}"/>'
    yield Odd("an attribute of five megabytes.xlsx", package(plain + huge), ACCEPTED, {}, USUAL, hostile=True)
    long = [(*INDICATOR_HEADER, "Commentaire"), (*GOOD, None, "x" * 6_000_000)]
    yield Odd(
        "a text of six megabytes.xlsx", package(rows_xml(long)), ACCEPTED, {"cell_too_long": "E2"}, USUAL, hostile=True
    )
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    repeated = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    yield hostile("sixteen thousand million cells.ods", ods_report(next(_versions), [GOOD], repeated), "file_too_heavy")
    head = ";".join(OBSERVATIONS).encode()
    yield hostile("twenty million delimiters.csv", lambda: head + b"\n" + b";" * 20_000_000, "file_too_heavy")
    yield hostile("twenty million lines.csv", lambda: head + b"\n" * 20_000_000, "file_too_heavy")

    def lines() -> bytes:
        same = pa.array([1.0]).take(pa.array([0] * 3_000_000))
        return parquet_file(dict.fromkeys(OBSERVATIONS, same))

    yield hostile("three million lines.parquet", lines, "file_too_heavy")
    yield hostile("more than fifty megabytes.csv", lambda: bytes(51 << 20) + b"x", "file_too_heavy")
