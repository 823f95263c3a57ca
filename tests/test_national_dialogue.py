"""The instance nationale de dialogue: its sessions counted, what waits for it, on the page, in the workbook, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import load_workbook
from reading_pages import offered, open_page, tables, text
from reports import Report, copied, named, warehouse
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from indicators.governance import governance
from pipelines.cli.app import app as commands
from pipelines.facts.demands import demands
from pipelines.facts.national_dialogue import national_dialogue, opening
from pipelines.facts.rows.mapper import by_column
from pipelines.outputs.workbook.national import write_national_dialogue
from pipelines.queries import Row
from pipelines.releases.freeze import DIALOGUE_EXPORT, SUMS, freeze, kept_export, kept_sums
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store.decision_log import INSTANCE, Terms, change_state, record, withdraw
from pipelines.store.demand_log import Answer, answer, pass_on
from pipelines.warehouse import builds

Open = Callable[..., AppTest]
NOW, BEFORE = "2025-2026", "2024-2025"
MEETINGS = ("Date", "Type", "Ordre du jour", "Décisions")
DEMANDS = ("Axe", "Appréciation", "Demandes au niveau supérieur")
NATIONAL = Report(
    "NAT-FR",
    sheets={
        "Réunions": [
            MEETINGS,
            (date(2025, 8, 31), INSTANCE, None, "La veille de l'année scolaire"),
            (date(2025, 9, 1), INSTANCE, None, "Le premier jour"),
            (date(2026, 8, 31), INSTANCE, "Bilan", "=Le dernier jour"),
            (date(2026, 8, 31), INSTANCE, None, "Le même jour"),
            (date(2026, 9, 1), INSTANCE, None, "Le lendemain de l'année scolaire"),
            (date(2025, 10, 2), "comité", None, None),
        ]
    },
)
PAST = Report("NAT-FR", BEFORE, sheets={"Réunions": [MEETINGS, (date(2025, 3, 3), INSTANCE, None, "L'an passé")]})
REGION = Report(
    "REG-32",
    rows={"O04-1": (8000, 10000, "mesuré")},
    sheets={
        "Réunions": [MEETINGS, (date(2026, 3, 2), INSTANCE, None, "D'une région")],
        "Synthèse": [DEMANDS, (1, "bon", "Un cadre national"), (2, "bon", "Des crédits")],
        "Appels à projets": [
            ("Intitulé", "Financeur", "Montant (€)", "Date limite", "État"),
            ("A", "Banque", 1000, date(2027, 1, 1), "ouvert"),
            ("B", "BANQUE ", None, date(2026, 11, 27), "ouvert"),
            ("C", None, 5, None, "clos"),
        ],
        "Conventions": [
            ("Objet", "Parties", "Échéance", "État"),
            ("Une", "Région ; banque;Banque; ", date(2026, 11, 28), "signée"),
            ("Autre", " ;", None, "projet"),
            ("Échue", "Région", date(2026, 11, 27), "signée"),
        ],
        "Calendrier budgétaire": [
            ("Collectivité", "Étape", "Date", "Exercice", "Commentaire"),
            ("région", "vote", date(2026, 2, 1), 2026, "250 000 €"),
        ],
    },
)
NORTH = Report("DEPT-59", sheets={"Synthèse": [DEMANDS, (1, "bon", "Un poste de référent"), (2, "bon", "Une salle")]})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("built"), named([NATIONAL, PAST, REGION, NORTH]))


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    """Decisions, and demands in each state, on the same reports."""
    own = copied(built, tmp_path / "data")
    terms = Terms("Comité de mai", "Rendre la commande plus simple", "Direction", "NAT-FR", objective_id=4)
    proposed = record(own, replace(terms, kind="proposition", addressed_to=INSTANCE))
    record(own, replace(terms, text="Au comité seul"))
    gone = record(own, replace(terms, text="Retirée", kind="avis", addressed_to=INSTANCE))
    withdraw(own, gone.id, "Doublon")
    decided = record(own, replace(terms, text="=Un schéma commun", body=INSTANCE))
    change_state(own, decided.id, "tenue", follow_up="Publié en juin")
    change_state(own, proposed.id, "en cours")
    ids = {demand.text: demand.id for demand in demands(own)}
    answer(own, [ids["Un cadre national"]], "NAT-FR", Answer("à l'étude", "Direction", "On regarde."))
    answer(own, [ids["Des crédits"]], "NAT-FR", Answer("refusée", "Direction", "Non."))
    pass_on(own, [ids["Une salle"]], "REG-32")
    return own


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


def meetings_held(settings: Settings, campaign: str = NOW, **more: object) -> dict[str, Row]:
    parameters = {"department": 1, "region_asked": 1, "national": 12, "sessions": 2, "region": "NAT-FR"} | more
    meetings = builds.rows(settings, "committees", "meetings_held", campaign=campaign, **parameters)
    return {row["level"]: row for row in meetings}


# the sessions


def test_a_session_counts_once_a_day_within_the_school_year_and_only_as_one(built: Settings) -> None:
    """The first and the last day are in; two lines of one day are one session; that of a région is none."""
    levels = meetings_held(built)
    assert {level: (levels[level]["meetings"], levels[level]["met"]) for level in ("national", "instance")} == {
        "national": (1, False),
        "instance": (2, True),
    }
    assert levels["instance"]["last_meeting"] == date(2026, 8, 31)
    assert meetings_held(built, BEFORE)["instance"]["meetings"] == 1
    assert meetings_held(built, BEFORE)["national"]["meetings"] == 0
    assert "instance" not in meetings_held(built, sessions=None)
    assert "instance" not in meetings_held(built, region="REG-32")


def test_the_page_gouvernance_counts_them(opened: Open, built: Settings) -> None:
    table = next(
        table for caption, table in tables(opened(built, "governance", campagne=NOW)).items() if "instances" in caption
    )
    [line] = [line for line in table if line[0] == "Instance nationale"]
    assert line[1:3] == ["deux fois par an", "atteint 2 sur 2 séances demandées"]
    assert "instance nationale (1 sur 2)" in text(opened(built, "governance", campagne=BEFORE))


def test_a_catalogue_that_says_they_are_not_reported_is_still_read(tmp_path: Path) -> None:
    toml = Path(governance.__wrapped__.__code__.co_filename).with_name("governance.toml").read_text(encoding="utf-8")
    older = toml.replace('meeting_type = "instance nationale"', "reported = false")
    assert older != toml
    (tmp_path / "governance.toml").write_text(older, encoding="utf-8")
    assert governance(tmp_path).sessions_per_year is None
    assert (governance().sessions_per_year, governance().per_year("national")) == (2, 12)


# the facts


def test_what_waits_for_the_instance(settings: Settings) -> None:
    dialogue = national_dialogue(settings, NOW)
    assert (dialogue.held, dialogue.sessions_per_year) == (2, 2)
    assert [session.decisions for session in dialogue.last_sessions] == ["=Le dernier jour", "Le même jour"]
    assert [session.campaign for session in dialogue.sessions] == [NOW, NOW, NOW, BEFORE]
    assert [each.last.text for each in dialogue.addressed] == ["Rendre la commande plus simple"]
    assert [(each.last.text, each.last.state) for each in dialogue.taken] == [("=Un schéma commun", "tenue")]
    assert {demand.text: demand.state for theme in dialogue.to_answer for demand in theme.demands} == {
        "Un cadre national": "à l'étude",
        "Une salle": "transmise",
    }
    assert opening(dialogue).replace("\u202f", " ") == (
        "Instance nationale de dialogue, 2025-2026 : 2 sur 2 séances demandées ; "
        "1 proposition ou avis à examiner et 2 demandes à trancher."
    )


def test_who_finances_and_signs_is_gathered_by_name(settings: Settings) -> None:
    financers = {row.name: row for row in national_dialogue(settings, NOW).financers}
    counts = {name: (row.calls, row.open, row.steps, row.agreements, row.signed) for name, row in financers.items()}
    assert counts == {"BANQUE": (2, 1, 0, 1, 1), "Région": (0, 0, 1, 2, 1), None: (1, 0, 0, 1, 0)}
    assert (financers["BANQUE"].call_amount, financers["BANQUE"].calls_with_amount) == (1000, 1)
    assert (financers["Région"].step_amount, financers[None].call_amount) == (250000, 5)


# the page


def test_the_page_shows_each_part(opened: Open, settings: Settings) -> None:
    app = opened(settings, "national_dialogue", campagne=NOW)
    sections = {caption.partition(",")[0]: table for caption, table in tables(app).items()}
    assert "Avancement des objectifs en France" in sections
    [_, put] = sections["Propositions"]
    assert put[0].replace("\u202f", " ").startswith("proposition : Rendre la commande plus simple")
    assert put[3].strip() == "en cours"
    assert [line[0] for line in sections["Qui finance"][1:]] == ["BANQUE", "Non précisé", "Région"]
    assert [line[4] for line in sections["Dernière séance"][1:]] == ["=Le dernier jour", "Le même jour"]
    assert "tenue" in sections["Décisions de l'instance nationale et ce qu'elles deviennent"][1][3]
    assert len(sections["Demandes à trancher"]) == 3
    assert "Instance nationale (Excel)" in offered(app)


def test_the_page_is_calm_where_there_is_nothing(opened: Open, tmp_path: Path) -> None:
    app = opened(warehouse(tmp_path, {}), "national_dialogue", campagne=NOW)
    page = text(app)
    assert "0 sur 2 séances demandées ; rien ne l'attend." in page
    for words in ("Pas encore de résultat", "Aucune séance n'est déclarée", "Aucune demande n'attend la France"):
        assert words in page


def test_the_page_is_reached_from_three_others_and_not_from_the_header(opened: Open, settings: Settings) -> None:
    for page in ("national", "governance", "review"):
        html = "".join(block.proto.body for block in opened(settings, page, campagne=NOW).get("html"))
        assert html.count("instance-nationale") == 1, page


# the workbook


def lines(path: Path, sheet: str, first: str) -> list[dict[str, object]]:
    """The lines of the table of a sheet whose header begins so."""
    values = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    top = next(place for place, row in enumerate(values) if row[0] == first)
    return [dict(zip(values[top], row, strict=True)) for row in values[top + 1 :] if any(row)]


def test_the_workbook_holds_the_figures_of_the_page(settings: Settings, tmp_path: Path) -> None:
    path, dialogue = tmp_path / "instance.xlsx", national_dialogue(settings, NOW)
    write_national_dialogue(settings, NOW, path)
    financers = lines(path, "Financeurs", "Financeur ou signataire")
    assert [tuple(row.values()) for row in financers] == [
        tuple("" if name == "name" and value is None else value for name, value in by_column(row).items())
        for row in dialogue.financers
    ]
    [put] = lines(path, "Propositions et avis", "Nature")
    assert (put["Nature"], put["État"]) == ("proposition", "en cours")
    [taken] = lines(path, "Décisions de l'instance", "Nature")
    assert (taken["Texte"], taken["État"], taken["Suite donnée"]) == ("=Un schéma commun", "tenue", "Publié en juin")
    assert [row["Demande"] for row in lines(path, "Demandes à trancher", "Demande")] == [
        theme.name for theme in dialogue.to_answer
    ]
    assert [row["Séance"] for row in lines(path, "Séances", "Campagne")] == [
        datetime.combine(session.held_on, datetime.min.time()) for session in dialogue.sessions
    ]
    assert not [
        cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    strategy = {row["N°"]: row for row in lines(path, "Synthèse", "N°") if row["N°"]}
    assert set(strategy) == {row.objective_id for row in dialogue.objectives}


def exported(settings: Settings, path: Path, *arguments: str) -> bytes:
    answer = CliRunner().invoke(commands, ["export", "instance", *arguments, "--output", str(path)])
    assert answer.exit_code == 0, answer.output
    return path.read_bytes()


def test_an_edition_keeps_its_bytes_and_one_of_before_is_written_from_its_tables(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    path = tmp_path / "instance.xlsx"
    live = exported(settings, path, "--campaign", NOW)
    edition = freeze(settings, "Novembre", NOW, {}, datetime(2026, 11, 28, 9, tzinfo=UTC))
    record(settings, Terms("Comité", "Plus tard", "Direction", "NAT-FR", body=INSTANCE))
    assert exported(settings, path, "--campaign", NOW) != live
    assert exported(settings, path, "--edition", edition.slug) == live
    folder = settings.editions / edition.slug
    assert kept_export(settings, edition.slug, DIALOGUE_EXPORT) == live
    (folder / "exports" / DIALOGUE_EXPORT).unlink()
    sums = kept_sums(folder).encode()  # as a program of before sealed it
    (folder / SUMS).write_bytes(sums)
    folder.with_suffix(".sha256").write_text(hashlib.sha256(sums).hexdigest())
    assert kept_export(settings, edition.slug, DIALOGUE_EXPORT) is None
    exported(settings, path, "--edition", edition.slug)
    assert [row["Texte"] for row in lines(path, "Décisions de l'instance", "Nature")] == ["=Un schéma commun"]
    assert len(national_dialogue(open_edition(settings, edition.slug), NOW).taken) == 1
