"""No e-mail address and no telephone number goes past the archive; who typed one is told where, and no figure moves."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Call
from hypothesis import given
from hypothesis import strategies as st
from in_memory import Ask
from reading_pages import html, open_page, text
from reports import DIRECTORY, OBSERVATIONS, SCHOOLS, Marts, Report, figure, rows, table, warehouse

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.access import sessions
from pipelines.settings import Settings
from pipelines.store.archive import Archive

ADDRESS, TELEPHONE = "prenom.nom@exemple.fr", "06 12 34 56 78"
MARK = "[coordonnée retirée]"
CONTACTS = [
    ADDRESS,
    "Prenom.NOM+bureau@sous.exemple.education",
    "prenom.nom @ exemple.fr",
    "prenom.nom (at) exemple.fr",
    "prenom.nom[arobase]exemple.fr",
    "éloïse.o'nom@exemple.fr",
    TELEPHONE,
    "06\u202f12\u202f34\u202f56\u202f78",
    "06\u00a012\u00a034\u00a056\u00a078",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "0262 12 34 56",
    "0800 123 456",
    "06 12 345 678",
    "+33 6 12 34 56 78",
    "+33612345678",
    "+33 (0)6 12 34 56 78",
    "(+33) 6.12.34.56.78",
    "0033 6 12 34 56 78",
    "00 33 612345678",
    "+262 262 12 34 56",
    *(f"+{code} 690 12 34 56" for code in (508, 590, 594, 596, 681, 687, 689)),
    "prenom.nom\u00a0@\u00a0exemple.fr",
    "prenom.nom\u00a0(at)\u00a0exemple.fr",
    "00\u00a033\u00a06 12 34 56 78",
    "+33\u00a0(0)\u00a06 12 34 56 78",
    "0262\u00a012\u00a034\u00a056",
    "0800\u00a0123\u00a0456",
    "06\u00a012\u00a0345\u00a0678",
]


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_contact_is_taken_out_of_its_sentence(macro: Call, contact: str) -> None:
    for before, after in [
        ("", ""),
        ("Voir le service, ", "."),
        ("(à joindre : ", ") ; merci"),
        ("à l'ENT : ", ", le matin"),
    ]:
        assert macro("without_contact", f"{before}{contact}{after}") == f"{before}{MARK}{after}"


def test_a_number_that_touches_a_word_is_taken_out(macro: Call) -> None:
    assert macro("without_contact", "Tél.0612345678bis") == f"Tél.{MARK}bis"


def test_a_no_break_space_ends_a_word(macro: Call) -> None:
    assert macro("without_contact", f"Écrire\u00a0à\u00a0{ADDRESS}") == f"Écrire\u00a0à\u00a0{MARK}"
    assert macro("without_contact", "vu@ici\u00a0service.fr") == "vu@ici\u00a0service.fr"


def test_in_a_figure_what_reads_as_a_number_is_left(macro: Call) -> None:
    """« 0612345678 » may be a count; « 06 12 34 56 78 » is none."""
    assert [macro("figure_without_contact", figure) for figure in ("0612345678", TELEPHONE)] == ["0612345678", MARK]


def test_two_that_touch_are_both_taken_out(macro: Call) -> None:
    assert macro("without_contact", f"{TELEPHONE} {TELEPHONE} {ADDRESS};{ADDRESS}") == f"{MARK} {MARK} {MARK};{MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "Les 12 345 678 élèves, 01/02/2026 14h30",
        "05/03/2026 09:30:00",
        "2026-06-20 10:30:00",
        "SIRET 13002526500013",
        "0.0612345678",
        "0,0612345678 %",
        "Num@ctif, 3 @ venir",
        "2023-2024, 2024-2025, 2025-2026",
        "départements 02, 59, 60, 62, 80",
        "O04-1 : 1 234,5 sur 20 000 ; 12 500 €",
    ],
)
def test_what_is_no_contact_is_left(macro: Call, text: str) -> None:
    assert macro("without_contact", text) == text


def written_numbers() -> st.SearchStrategy[str]:
    """Numbers as spreadsheets and people write them."""
    whole = st.integers(-(10**18), 10**18)
    decimals = st.decimals(-(10**12), 10**12, places=9).map(str)
    spaces = st.sampled_from([" ", "\u00a0", "\u202f"])
    grouped = st.builds(lambda n, space: f"{n:,}".replace(",", space), whole, spaces)
    return st.one_of(
        whole.map(str), decimals, decimals.map(lambda t: t.replace(".", ",")), grouped, whole.map("{}.0".format)
    )


@given(text=written_numbers())
def test_no_number_is_touched(macro: Call, text: str) -> None:
    assert macro("without_contact", text) == text


@given(text=st.text("0123456789 \u202f,.-+", max_size=24))
def test_what_reads_as_a_figure_is_never_touched(macro: Call, text: str) -> None:
    if macro("french_number", text) is not None:
        assert macro("figure_without_contact", text) == text


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001
def test_no_date_is_touched(macro: Call, moment: datetime) -> None:
    shapes = ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d-%m-%Y", "%d.%m.%Y")
    for shape in shapes:
        assert macro("without_contact", moment.strftime(shape)) == moment.strftime(shape)


@given(digits=st.integers(0, 9999999), letter=st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ"))
def test_no_school_code_is_touched(macro: Call, digits: int, letter: str) -> None:
    code = f"{digits:07d}{letter}"
    assert macro("without_contact", f"{code} {code}") == f"{code} {code}"


def test_no_code_nor_name_of_ours_is_touched(macro: Call) -> None:
    ours = [territory.code for territory in territories()] + [territory.name for territory in territories()]
    ours += [
        text
        for _, indicator in catalogue().indicators()
        for text in (indicator.id, indicator.title, indicator.source or "")
    ]
    assert macro("without_contact", " ; ".join(ours)) == " ; ".join(ours)


FREE = f"Voir {ADDRESS} ou le {TELEPHONE}"
DAY = date(2026, 1, 15)


def talkative() -> Report:
    """A report that gives an address and a number wherever text is free."""
    return Report(
        "DEPT-59",
        rows={"O04-1": (30, 100, "mesuré", FREE, FREE), "O16-1": (12, 100)},
        labels={"Service rédacteur": FREE},
        sheets={
            "Réunions": [
                ("Date", "Type", "Présidence", "Ordre du jour", "Décisions"),
                (DAY, "comité", FREE, FREE, FREE),
            ],
            "Actions": [("Intitulé", "Pilote", "Partenaires", "Commentaire"), (FREE, FREE, FREE, FREE)],
            "Conventions": [("Objet", "Parties"), (FREE, FREE)],
            "Appels à projets": [("Intitulé", "Financeur", "Bénéficiaires"), (FREE, FREE, FREE)],
            "Calendrier budgétaire": [("Collectivité", "Commentaire"), (FREE, FREE)],
            "Établissements": [("UAI", "Commentaire"), ("0590001A", FREE)],
            "Synthèse": [("Axe", "Faits marquants", "Difficultés"), (1, FREE, FREE)],
            f"Notes de {ADDRESS}": [("rien",)],
        },
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {
        f"rapport {ADDRESS}.xlsx": talkative().xlsx(),
        "table.csv": table(
            [
                ("2025-2026", "DEPT-62", "O04-1", 40, 100, "", FREE),
                ("2025-2026", "DEPT-80", "O04-1", ADDRESS, 100, "", ""),
            ],
            header=(*OBSERVATIONS, "situation", "commentaire"),
        ),
    }
    return warehouse(tmp_path_factory.mktemp("personal"), files)


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Tables of schools, whose lines do not go through the reader, with a contact in each column."""
    line = ["2025-2026", "0590001A", "O04-1", "5", "10"]
    talkative = [[*line[:place], contact, *line[place + 1 :]] for place in range(5) for contact in (ADDRESS, TELEPHONE)]
    directory = [("0590001A", f"École {ADDRESS}", "école", "59", TELEPHONE, "oui")]
    files = {"observations.csv": table([line, *talkative], SCHOOLS), "annuaire.csv": table(directory, DIRECTORY)}
    return warehouse(tmp_path_factory.mktemp("schools"), files)


def every_text(settings: Settings) -> list[str]:
    """Every row of every table of the warehouse, as text."""
    tables = rows(settings, "select schema_name || '.' || table_name as name from duckdb_tables()")
    assert len(tables) > 40
    return [
        json.dumps(row, default=str, ensure_ascii=False)
        for table in tables
        for row in rows(settings, f"from {table['name']}")
    ]


@pytest.mark.parametrize(("built", "marked"), [("reports", 40), ("schools", 15)])
def test_nothing_of_it_is_in_the_warehouse(built: str, marked: int, request: pytest.FixtureRequest) -> None:
    settings: Settings = request.getfixturevalue(built)
    texts = every_text(settings)
    assert sum(MARK in text for text in texts) > marked
    assert [text for text in texts if "exemple.fr" in text or "34 56 78" in text] == []
    bytes_kept = settings.warehouse.read_bytes()
    assert b"exemple.fr" not in bytes_kept
    assert b"34 56 78" not in bytes_kept


def test_the_archive_keeps_what_was_sent(reports: Settings) -> None:
    receipt = Archive(reports).receipts()[0]
    assert receipt.source_file == f"rapport {ADDRESS}.xlsx"
    assert Archive(reports).read(receipt.source_sha256) == talkative().xlsx()


def warned(settings: Settings | Marts, code: str) -> list[dict[str, Any]]:
    return rows(settings, "from marts.issue where code = $code order by sheet, cell", code=code)


def test_the_depositor_is_told_each_cell_once_and_the_message_repeats_nothing(reports: Settings) -> None:
    issues = warned(reports, "personal_data")
    cells = [(issue["sheet"], issue["cell"]) for issue in issues if issue["sheet"]]
    assert len(cells) == len(set(cells)) == 20
    assert {("Indicateurs", "E2"), ("Indicateurs", "F2"), ("Réunions", "C2"), ("Synthèse", "C2")} <= set(cells)
    assert [issue["cell"] for issue in issues if not issue["sheet"]] == ["D3", "G2"]
    assert {issue["severity"] for issue in issues} == {"warning"}
    assert {issue["value_read"] for issue in issues} == {MARK}
    [named] = warned(reports, "personal_data_name")
    assert named["value_read"] == f"rapport {MARK}.xlsx"


def test_the_figures_beside_it_count(reports: Settings) -> None:
    assert figure(reports, "DEPT-59", "O04-1")["value"] == 30
    assert figure(reports, "DEPT-62", "O04-1")["value"] == 40
    [unreadable] = warned(reports, "number_unreadable")
    assert (unreadable["cell"], unreadable["value_read"]) == ("D3", MARK)


def test_ten_figures_in_a_row_are_a_number_where_a_number_is_asked_for(marts_from: Ask) -> None:
    report = Report("DEPT-59", rows={"O04-1": ("0000000030", "0100000000")})
    built = marts_from({"a.xlsx": report.xlsx()}, "indicator_progress", "issue", "report")
    assert figure(built, "DEPT-59", "O04-1")["denominator"] == 100000000
    assert warned(built, "personal_data") == []


def test_the_page_says_what_the_program_does(macro: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The durations are those applied, and the mark the one that is put."""
    monkeypatch.setenv("PILOTAGE_JOURNAL_MONTHS", "7")
    monkeypatch.setattr(sessions, "IDLE_SECONDS", 45 * 60)
    page = open_page(monkeypatch, Settings(tmp_path), "privacy")
    page_text = text(page)
    for words in ("7 mois", "45 minutes", "12 heures", "10 minutes", "1 jour", f"« {macro('contact_mark')} »"):
        assert words in page_text
    assert 'href="donnees-personnelles' in html(page), "le pied de page n'y mène pas"


def test_a_report_without_any_is_told_nothing(demo_data: Settings) -> None:
    assert warned(demo_data, "personal_data") == []
