"""Members, attendance and dispositifs: what is typed, matched, counted and shown, France and région by région."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from in_memory import Ask, marts_of
from reading_pages import open_page, tables, text
from reports import Report, named, rows, warehouse
from streamlit.testing.v1 import AppTest

from indicators.catalogue import PACKAGED, CatalogueError, catalogue, catalogue_digest
from indicators.governance import FILE, governance
from indicators.territories import fold
from pipelines.settings import Settings

Open = Callable[..., AppTest]
NOW = "2025-2026"
MEETINGS = ("Date", "Type", "Organisations présentes")
AMF = "Association des maires de France et des présidents d'intercommunalité"
BANK = "Banque des Territoires, Caisse des dépôts"
NATIONAL = Report(
    "NAT-FR",
    sheets={
        "Réunions": [
            MEETINGS,
            (date(2025, 10, 2), "comité", "AMF ; amf; Regions de France;  réseau  canopé"),
            (date(2025, 11, 6), "comité", f"{AMF.upper()} (AMF); Réseau Canopé; caisse des dépôts ;;-"),
            (date(2025, 12, 4), "comité", None),
            (date(2026, 1, 8), "comité", "-"),
            (date(2026, 2, 5), "groupe de travail", "AMF"),
            (date(2026, 3, 5), "instance nationale", "AMF"),
            (date(2024, 3, 5), "comité", "AMF"),
        ],
    },
)
REGION = Report(
    "REG-32",
    sheets={
        "Réunions": [MEETINGS, (date(2026, 3, 2), "comité", "DRANE; Conseil régional")],
        "Conventions": [("Objet", "Échéance"), ("Convention TNE n° 2", date(2027, 1, 1)), ("Partenariat", None)],
        "Appels à projets": [
            ("Intitulé", "Montant (€)"),
            ("Édu-Up, vague 3 (TNE)", 120000),
            ("Territoires numériques éducatifs", None),
            ("Formation P2IA2", 5000),
        ],
    },
)
NORTH = Report(
    "DEPT-59",
    sheets={
        "Actions": [
            ("Intitulé", "Dispositif", "État", "Échéance"),
            ("Classes mobiles", "territoires numeriques educatifs", "en cours", date(2026, 1, 15)),
            ("Édu-up au collège", None, "prévue", None),
            ("Fablab", "Cités éducatives", "réalisée", None),
        ]
    },
    submitted_on=date(2026, 6, 30),
)
ELSEWHERE = Report("DEPT-31", sheets={"Actions": [("Intitulé", "Dispositif"), ("Tablettes", "TNE")]})


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("few"), named([NATIONAL, REGION, NORTH, ELSEWHERE]))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


def lines(app: AppTest, beginning: str) -> dict[str, list[str]]:
    """The lines of the table whose caption begins so, by their first cell."""
    table_lines = next(candidate for caption, candidate in tables(app).items() if caption.startswith(beginning))
    return {line[0]: line[1:] for line in table_lines[1:]}


# what is typed


TYPED = [
    ("AMF", AMF, True),
    ("amf", AMF, True),
    (f"{AMF} (AMF)", AMF, True),
    (f"AMF - {AMF}", AMF, True),
    ("Association des maires de france", AMF, True),
    ("Caisse des depots", BANK, True),
    ("Banque des\u00a0Territoires", BANK, True),
    ("Réseau Canopé", "Réseau Canopé", False),
    ("AMF 59", "AMF 59", False),
]


@pytest.fixture(scope="module")
def attended(tmp_path_factory: pytest.TempPathFactory) -> dict[date, list[tuple[str, bool]]]:
    """Meetings of the nation, the first of October and the days after it, each with what one typed of who came."""
    meetings = [(date(2025, 10, day), "comité", typed) for day, (typed, *_) in enumerate(TYPED, start=1)]
    report = Report("NAT-FR", sheets={"Réunions": [MEETINGS, *meetings]})
    by_day: dict[date, list[tuple[str, bool]]] = {day: [] for day, *_ in meetings}
    with marts_of(tmp_path_factory.mktemp("attended"), named([report]), "attendance") as marts:
        for row in rows(marts, "from marts.attendance"):
            by_day[row["meeting_date"]].append((row["organisation"], row["is_member"]))
    return by_day


@pytest.mark.parametrize(("day", "typed"), [*enumerate(TYPED, start=1)], ids=[typed for typed, *_ in TYPED])
def test_an_organisation_is_a_member_by_any_of_its_names(
    attended: dict[date, list[tuple[str, bool]]], day: int, typed: tuple[str, str, bool]
) -> None:
    _, name, is_member = typed
    assert attended[date(2025, 10, day)] == [(name, is_member)]


def test_an_organisation_counts_once_a_meeting_and_nothing_typed_is_nobody(marts_from: Ask) -> None:
    marts = marts_from(named([NATIONAL]), "attendance")
    presences = rows(marts, "from marts.attendance where meeting_type = 'comité' and in_school_year order by all")
    assert [(row["meeting_date"], row["organisation"]) for row in presences] == [
        (date(2025, 10, 2), AMF),
        (date(2025, 10, 2), "Régions de France"),
        (date(2025, 10, 2), "Réseau Canopé"),  # as one of those who typed it did, the same for all
        (date(2025, 11, 6), AMF),
        (date(2025, 11, 6), BANK),
        (date(2025, 11, 6), "Réseau Canopé"),
    ]


def test_a_line_belongs_to_a_dispositif_by_its_column_or_by_the_words_of_its_title(marts_from: Ask) -> None:
    program_lines = rows(marts_from(named([REGION, NORTH]), "program_line"), "from marts.program_line")
    assert {(row["program"], row["kind"], row["title"], row["amount"], row["late"]) for row in program_lines} == {
        ("TNE", "action", "Classes mobiles", None, True),
        ("Cités éducatives", "action", "Fablab", None, False),  # as it was typed
        ("TNE", "agreement", "Convention TNE n° 2", None, None),
        ("TNE", "call", "Édu-Up, vague 3 (TNE)", 120000, None),
        ("Édu-up", "call", "Édu-Up, vague 3 (TNE)", 120000, None),
        ("TNE", "call", "Territoires numériques éducatifs", None, None),
    }  # « P2IA2 » is another word; an action without « Dispositif » has none, whatever its title


def test_the_words_of_dispositif_are_those_of_the_promised_format() -> None:
    assert [program.name for program in governance().programs] == [
        *("TNE", "Édu-up", "P2IA", "Comité de filière", "Compte ressources")
    ]


# the file


def own_catalogue(folder: Path, governing: str) -> Path:
    shutil.copytree(PACKAGED / "objectives", folder / "objectives")
    shutil.copyfile(PACKAGED / "strategie.toml", folder / "strategie.toml")
    (folder / FILE).write_text(governing, encoding="utf-8")
    return folder


BODIES = (PACKAGED / FILE).read_text(encoding="utf-8").partition("[[member]]")[0]


def test_a_catalogue_that_names_no_member_has_those_of_the_package(tmp_path: Path) -> None:
    own = governance(own_catalogue(tmp_path / "own", BODIES))
    assert (own.members, own.programs) == (governance().members, governance().programs)


def test_a_dispositif_of_governance_toml_is_read_in_reports_and_makes_other_definitions(
    tmp_path: Path, marts_from: Ask
) -> None:
    more = '[[program]]\nname = "Cités éducatives"\ntitle = "Cités éducatives"\nabout = "Un label."\nwords = ["CE"]\n'
    folder = own_catalogue(tmp_path / "own", BODIES + more)
    marts = marts_from(named([NORTH, ELSEWHERE]), "action", catalogue=folder)
    actions = rows(marts, "select title, program from marts.action where program is not null order by title")
    assert [row["program"] for row in actions] == ["territoires numeriques educatifs", "Cités éducatives", "TNE"]
    before = catalogue_digest(folder)
    (folder / FILE).write_text(BODIES, encoding="utf-8")
    assert catalogue_digest(folder) != before


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (
            '[[member]]\nname = "A"\ngroup = "g"\nshort = "X"\n[[member]]\nname = "x"\ngroup = "g"\n',
            "désigne à la fois",
        ),
        ('[[member]]\nname = "A"\ngroup = "g"\nsince = 2015\n', "clé inconnue « since »"),
        ('[[program]]\nname = "A"\ntitle = "A"\nabout = "A"\nwords = []\n', "words"),
        ("[[member\n", "n'est pas un fichier TOML lisible"),
    ],
)
def test_a_mistake_in_governance_toml_is_told_with_its_name(tmp_path: Path, more: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=f"governance.toml.*{complaint}"):
        catalogue(own_catalogue(tmp_path / "own", BODIES + more))


def test_no_name_of_the_packaged_list_is_another_one_folded() -> None:
    spellings = [spelling for member in governance().members for spelling in member.spellings()]
    assert len(spellings) == len(set(spellings))
    assert sum(member.group == "Associations d'élus" for member in governance().members) == 12
    assert fold("drane") in spellings
    assert fold("drasi") in spellings


# the page


def test_the_page_of_france_shows_every_member_and_who_was_present(opened: Open, few: Settings) -> None:
    app = opened(few, "governance", campagne=NOW)
    members = lines(app, "Membres du comité")
    assert len(members) == len(governance().members)
    assert members[f"{AMF} (AMF)"] == ["Associations d'élus", "2 sur 2", "6 novembre 2025"]
    assert members["France urbaine"] == ["Associations d'élus", "0 sur 2", "—"]
    assert lines(app, "Autres organisations")["Réseau Canopé"] == ["non", "2 sur 2", "6 novembre 2025"]
    assert "2 sur 4 réunions de comité disent qui était présent" in text(app)


def test_what_no_public_source_names_is_to_be_confirmed_on_the_page(opened: Open, few: Settings) -> None:
    app = opened(few, "governance", campagne=NOW)
    doubtful = [member for member in governance().members if not member.confirmed]
    assert "Liste à confirmer" in text(app)
    assert [name for name in lines(app, "Membres du comité") if name.endswith("à confirmer")] == [
        f"{member.name}{f' ({member.short})' if member.short else ''} à confirmer" for member in doubtful
    ]


def test_a_region_sees_who_came_to_its_own_committees(opened: Open, few: Settings) -> None:
    app = opened(few, "governance", campagne=NOW, region="REG-32")
    assert lines(app, "Organisations présentes aux comités") == {
        "Conseil régional": ["non", "1 sur 1", "2 mars 2026"],
        "Délégations de région académique au numérique éducatif": ["oui", "1 sur 1", "2 mars 2026"],
    }
    assert "Membres du comité des partenaires et" not in text(app)
    assert "aucune présence ne peut être comptée" in text(opened(few, "governance", campagne=NOW, region="REG-94"))


def test_each_dispositif_gathers_what_all_the_committees_of_the_scope_do(opened: Open, few: Settings) -> None:
    def counted(**codes: str) -> dict[str, list[str]]:
        programs = lines(opened(few, "governance", campagne=NOW, **codes), "Dispositifs")
        return {name.split("\u202f:")[0]: line for name, line in programs.items()}

    france, region = counted(), counted(region="REG-32")
    sums = "120\u202f000\u202f€ sur 1 appel, 1 sans montant"
    assert france["TNE"] == ["2", "1", "2", sums, "1", "3", "—"]
    assert region["TNE"] == ["1", "1", "2", sums, "1", "2", "—"]
    assert region["P2IA"] == ["0", "0", "0", "—", "0", "0", "—"]
    assert region["Cités éducatives (nommé par les comités)"][0] == "1"
    assert region["Compte ressources"][-1].startswith("O07-3")
