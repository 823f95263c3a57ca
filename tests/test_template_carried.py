"""A template begins with what last year's report left unfinished, and comes back as the same actions."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from books import Workbook, load_workbook
from reports import Report, named, rows, warehouse

from indicators.territories import territories
from indicators.typography import typeset
from pipelines.outputs.template.write import write_template
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

BEFORE, LAST, NEXT = "2023-2024", "2024-2025", "2025-2026"
WHO = "DEPT-59"
LONG = os.environ.get("PROOF") == "long"
ACTIONS = (
    "Référence", "Objectif", "Intitulé", "Pilote", "Partenaires", "Début", "Échéance", "État", "Avancement",
    "Budget (€)", "Action régionale", "Dispositif", "Commentaire",
)  # fmt: skip
AGREEMENTS = ("Objet", "Parties", "Objectif", "Date de signature", "Échéance", "État")
CALLS = ("Intitulé", "Financeur", "Objectif", "Montant (€)", "Date limite", "État", "Bénéficiaires")
START, DUE = date(2024, 9, 1), date(2026, 6, 30)


def action(reference: str | None, title: str, state: str | None, **more: Any) -> tuple[Any, ...]:
    values = {"Référence": reference, "Objectif": 4, "Intitulé": title, "État": state} | more
    return tuple(values.get(name) for name in ACTIONS)


LEFT: dict[str, list[tuple[Any, ...]]] = {
    "Actions": [
        ACTIONS,
        ("A-03", 4, "=1+1", "DSDEN", "+Ville", START, DUE, "en cours", 45, 1250.5, "R 1", "Édu-up", "@suivre"),
        action(None, "Prêt de matériel", "prévue", Avancement="1 %"),
        action(None, "Charte", "réalisée"),
        action("x 7", "Finie", "abandonnée"),
        action(None, "Écrire à bureau@exemple.fr", None, Avancement="0,5 %"),
        action(None, "Formation des élus", "suspendue"),
        action(None, "PRÊT de matériel", "en cours"),
        action("-", "Salon_x0041_ du numérique", "en cours", Échéance="01/02/1850"),
    ],
    "Conventions": [
        AGREEMENTS,
        ("ENT commun", "État, Région", 11, START, date(2025, 9, 1), "signée"),
        ("Expire la veille", "État", 11, START, date(2025, 8, 31), "signée"),
        ("Échue", "État", 11, START, None, "échue"),
        ("Sans échéance", "=État", None, None, None, "projet"),
    ],
    "Appels à projets": [
        CALLS,
        ("Classes mobiles", "Région", 3, 250_000, date(2026, 3, 1), "ouvert", "12 collèges"),
        ("Trop tard", "Région", 3, 250_000, date(2025, 3, 1), "ouvert", None),
        ("Attribué", "Région", 3, None, date(2026, 3, 1), "attribué", None),
        ("Bientôt", None, None, None, None, "à venir", None),
    ],
}
OLDER = {"Actions": [ACTIONS, action("f-9", "Formation  des élus", "en cours"), action("A-01", "Oubliée", "en cours")]}


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    reports = [
        Report(WHO, BEFORE, sheets=OLDER),
        Report(WHO, LAST, sheets=LEFT),
        Report(WHO, LAST, version=2, status="brouillon", sheets={"Actions": [ACTIONS, action(None, "X", "prévue")]}),
        Report("DEPT-62", LAST, sheets={"Actions": [ACTIONS, action("A-90", "Ailleurs", "prévue")]}),
    ]
    return warehouse(tmp_path_factory.mktemp("carried"), named(reports))


@pytest.fixture(scope="module")
def path(received: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(received, WHO, NEXT, tmp_path_factory.mktemp("template") / "a.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


@pytest.fixture(scope="module")
def returned(received: Settings, path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The template sent back: only the states of its actions were changed."""
    filled = load_workbook(path)
    filled["Identification"]["B8"] = "validé"
    states = ACTIONS.index("État") + 1
    for row in lines(filled, "Actions"):
        filled["Actions"].cell(row, states).value = "réalisée"
    name = tmp_path_factory.mktemp("filled") / "rempli.xlsx"
    filled.save(name)
    Archive(received).receive([(name.name, name.read_bytes())])
    build(received)
    return received


def lines(book: Workbook, sheet: str) -> dict[int, tuple[Any, ...]]:
    """The lines that hold something, by row."""
    rows = {row: tuple(cell.value for cell in book[sheet][row]) for row in range(5, book[sheet].max_row + 1)}
    return {row: values for row, values in rows.items() if any(value is not None for value in values)}


def test_what_is_not_finished_is_there_with_a_reference(book: Workbook) -> None:
    actions = [(line[0], line[2], line[7]) for line in lines(book, "Actions").values()]
    assert actions == [
        ("A-03", "=1+1", "en cours"),
        ("A-04", "Prêt de matériel", "prévue"),  # after the last that the committee gave
        ("A-05", "Écrire à …", None),
        ("f-9", "Formation des élus", "suspendue"),  # what an older report called it
        ("A-04", "PRÊT de matériel", "en cours"),  # the same action, told twice
        ("A-06", "Salon_x005F_x0041_ du numérique", "en cours"),
    ]
    first = next(iter(lines(book, "Actions").values()))
    day = [datetime(day.year, day.month, day.day) for day in (START, DUE)]  # noqa: DTZ001
    assert first == (*("A-03", 4, "=1+1", "DSDEN", "+Ville", *day, "en cours", 45, 1250.5, "R 1", "Édu-up", "@suivre"),)


def test_agreements_and_calls_that_go_on_are_there(book: Workbook) -> None:
    assert [line[0] for line in lines(book, "Conventions").values()] == ["ENT commun", "Sans échéance"]
    assert [line[0] for line in lines(book, "Appels à projets").values()] == ["Classes mobiles", "Bientôt"]


def test_a_text_is_never_a_formula(book: Workbook) -> None:
    for name in LEFT:
        typed = [cell for line in book[name].iter_rows(min_row=5) for cell in line if isinstance(cell.value, str)]
        assert all(cell.data_type == "s" for cell in typed)
        assert all(cell.quotePrefix for cell in typed if cell.value.startswith(("=", "+", "-", "@")))


def test_it_says_what_was_carried_over(book: Workbook) -> None:
    cells = [str(cell.value) for line in book["Mode d'emploi"].iter_rows() for cell in line if cell.value]
    sentence = typeset(
        f"Ce que votre rapport {LAST} laissait à suivre est repris : 6 actions, 2 conventions et 2 appels"
    )
    assert any(text.startswith(sentence) for text in cells), cells[:14]
    assert str(book["Actions"]["A3"].value).startswith(typeset(f"6 lignes reprises de votre rapport {LAST} :"))


def test_it_comes_back_as_the_same_actions_without_a_word(returned: Settings) -> None:
    [report] = rows(returned, "from marts.report where campaign = $campaign", campaign=NEXT)
    assert (report["outcome"], report["counts"], report["warnings"]) == ("accepted", True, 0)
    assert rows(returned, "from marts.issue where source_sha256 = $it", it=report["source_sha256"]) == []
    query = """select action_id, objective_id, lead, partners, starts_on, due_on, completion, budget, regional_action,
        program, comment from marts.action where territory_code = $who and campaign = $campaign
        and ($campaign = '2025-2026' or state is null or state not in ('réalisée', 'abandonnée')) order by row_number"""
    assert rows(returned, query, who=WHO, campaign=NEXT) == rows(returned, query, who=WHO, campaign=LAST)
    changes = rows(
        returned,
        """select change, count(*) as n from marts.action_change
        where campaign = $it and territory_code = $who group by change""",
        it=NEXT,
        who=WHO,
    )
    assert changes == [{"change": "finished", "n": 5}]


def test_agreements_and_calls_come_back_as_they_were(returned: Settings) -> None:
    for table, titles in (
        ("agreement", ["ENT commun", "Sans échéance"]),
        ("call_for_projects", ["Classes mobiles", "Bientôt"]),
    ):
        name = "subject" if table == "agreement" else "title"
        sql = f"""select * exclude (campaign, source_sha256, sheet, row_number) from marts.{table}
            where campaign = $campaign and list_contains($titles, {name}) order by row_number"""
        now = rows(returned, sql, campaign=NEXT, titles=titles)
        assert [row[name] for row in now] == titles
        assert now == rows(returned, sql, campaign=LAST, titles=titles)


def test_a_template_asked_again_gives_the_same_references(returned: Settings, book: Workbook, tmp_path: Path) -> None:
    again = load_workbook(write_template(returned, WHO, NEXT, tmp_path / "again.xlsx"))
    assert lines(again, "Actions") == lines(book, "Actions")


def test_more_actions_than_rows_offered_all_stand_there(tmp_path: Path) -> None:
    many = [action(None, f"Action {number}", "en cours") for number in range(60)]
    settings = warehouse(tmp_path / "data", named([Report("REG-32", LAST, sheets={"Actions": [ACTIONS, *many]})]))
    book = load_workbook(write_template(settings, "REG-32", NEXT, tmp_path / "a.xlsx"))
    actions = list(lines(book, "Actions").values())
    assert [line[0] for line in actions] == [f"R-{number:02d}" for number in range(1, 61)]
    assert not book["Actions"].cell(5 + 79, 1).protection.locked
    assert lines(load_workbook(write_template(settings, "REG-32", LAST, tmp_path / "b.xlsx")), "Actions") == {}


# One département each; what is typed may be anything that a cell holds.
WHERE = [territory.code for territory in territories() if territory.level == "department"][:: 1 if LONG else 12]
TEXTS = (
    *("=A1", "'=1", "_x0009_", "[coordonnée retirée]", "…", "n.d.", "01", "1-2", "#REF!", "#1", "a@b.fr", "VRAI", "-"),
    *("\t=", "a\u200bb", "É", "e", "line\nline", "\u00a0x", "0,5 %", "1.200", "2025-2026", "  ", "«"),
    *("06 12 34 56 78", "A-1", "a-02", "A 1", "\ufeff", "x" * 300, "😀", "1e5", "31/12/2025", "_x005F_x0041_", "+33"),
)


def anything(chance: Random) -> tuple[Any, ...]:
    def text() -> str:
        return "".join(chance.sample(TEXTS, chance.choice([1, 1, 1, 2])))

    return (
        chance.choice([None, None, text()]),
        chance.choice([4, None]),
        text(),
        chance.choice([None, text()]),
        chance.choice([None, START, "01/02/1850", date(9999, 12, 31)]),
        chance.choice([None, "en cours", "prévue"]),
        chance.choice([None, "1 %", "0,7 %", 45, "12,345", 100, 0, 0.4, 1]),
        chance.choice([None, 0, 1250.5, "1,2340", 10**13, "12,45", "99999999999999999"]),
        chance.choice([None, text()]),
    )


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(10 if LONG else 1))
def test_whatever_was_typed_comes_back_as_the_same_actions(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    header = ("Référence", "Objectif", "Intitulé", "Pilote", "Échéance", "État", "Avancement", "Budget", "Commentaire")
    reports = [
        Report(code, campaign, sheets={"Actions": [header, *(anything(chance) for _ in range(12))]})
        for code in WHERE
        for campaign in (BEFORE, LAST)
    ]
    settings = warehouse(tmp_path / "data", named(reports))
    for code in WHERE:
        filled = write_template(settings, code, NEXT, tmp_path / f"{code}.xlsx")
        book = load_workbook(filled)
        book["Identification"]["B8"] = "transmis"
        book.save(filled)
        Archive(settings).receive([(filled.name, filled.read_bytes())])
    build(settings)
    faults_sql = """select code, issue.sheet, cell, value_read from marts.issue as issue
        join marts.report using (source_sha256) where campaign = $it"""
    assert rows(settings, faults_sql, it=NEXT) == []
    lines_sql = """select territory_code, action_id, objective_id, due_on, state, completion, round(budget, 2) as budget
        from marts.action where campaign = $it order by territory_code, sheet, row_number"""
    now, before = rows(settings, lines_sql, it=NEXT), rows(settings, lines_sql, it=LAST)
    assert len(before) > 60
    assert now == before
    assert rows(settings, "from marts.action_change where campaign = $it", it=NEXT) == []
