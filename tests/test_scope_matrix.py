"""21 people × every page, parameter, file and link: nothing outside one's scope is ever sent, byte by byte.

One region and the nation go everywhere; each other region, a département and a reader to a third of the places, so that
six regions go to each, and each takes one file of a kind. `make proof` sends everyone everywhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import canary
import portal
import pytest
from canary import Marks, leaks, region_of
from websockets.exceptions import ConnectionClosed, InvalidStatus
from wire import Session, Shown

from dashboard.components.layout.shell import ALL_PAGES
from indicators.territories import territories
from pipelines.settings import Settings

pytestmark = pytest.mark.proof

REGIONS = [territory.code for territory in territories() if territory.level == "region"]
LONG = os.environ.get("PROOF") == "long"
NORTH = "REG-32"
NATIONAL, REVOKED, UNKNOWN = "NAT-FR", "revoque@exemple.fr", "inconnu@exemple.fr"
FILE = re.compile(r'href="\./(telecharger/[^"]+)"')
# A page and its parameters: what a tab shows offers files, what it showed long before does no more.
Place = tuple[str, dict[str, str]]
# A region to ask for that is not one's own: its neighbour in the list.
OTHER = dict(zip(REGIONS, [*REGIONS[1:], REGIONS[0]], strict=True))
# PDF and slides take seconds to make and say what the same sheet says in Word: made for a few people only.
SLOW = (".pdf", ".pptx")
COUNTED = {"objectif": "13", "indicateur": canary.COUNTED, "niveau": "region", "campagne": canary.CAMPAIGNS[1]}
EVERYWHERE = slice(None)
Served = tuple[str, dict[str, Marks]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Marks]]:
    settings, marks = canary.build(tmp_path_factory.mktemp("canary") / "data")
    roles = [(portal.account_of(code), "region", code) for code in REGIONS]
    portal.give_rights(
        settings, *roles, (portal.account_of(NATIONAL), "national", NATIONAL), (REVOKED, "region", "REG-11")
    )
    portal.give_rights(settings, (portal.account_of("DEPT-59"), "department", "DEPT-59"))
    portal.give_rights(settings, ("lecture@exemple.fr", "reader", "REG-32"))
    portal.withdraw(settings, REVOKED)
    return settings, marks


@pytest.fixture(scope="module")
def served(warehouse: tuple[Settings, dict[str, Marks]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings, marks = warehouse
    with portal.behind_portal(settings, tmp_path_factory.mktemp("at"), PILOTAGE_COMPARAISONS="médianes") as address:
        yield address, marks


def addresses(region: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each page that has parameters, with the codes of a region and of what it holds in each of them."""
    inside = [code for code in canary.committees() if region_of(code) == region]
    department = inside[-1]
    academy = next(str(territory.parent_code) for territory in territories() if territory.code == department)
    yield "region-academique", {"region": region}
    yield "academie", {"academie": academy}
    yield "departement", {"departement": department}
    yield "ecoles", {"departement": department, "campagne": canary.CAMPAIGNS[1]}
    yield "ecole", {"uai": canary.school_of(department), "campagne": canary.CAMPAIGNS[1]}
    yield "comprendre", {"indicateur": canary.OF_SCHOOLS, "territoire": department, "campagne": canary.CAMPAIGNS[1]}
    yield "objectifs", {"territoires": region}
    for code in (region, department):
        yield "objectif", {"objectif": "4", "indicateur": "O04-1", "territoire": code, "niveau": "department"}
        yield "comprendre", {"indicateur": "O04-1", "territoire": code, "campagne": canary.CAMPAIGNS[0]}
    for view in ("courbes", "barres", "nuage", "tableau"):
        yield "comparer", {"territoires": f"{region},{department}", "indicateurs": "O04-1,objectif-4", "vue": view}
    yield "objectif", COUNTED | {"territoire": region}
    yield from (("recherche", {"q": words, "campagne": canary.CAMPAIGNS[0]}) for words in ("e", "2", "canari"))
    yield "comprendre", {"indicateur": "O06-3", "territoire": region}
    yield "comprendre", {"indicateur": "strategie", "territoire": region}
    for code in (region, academy, department):
        yield "feuille-de-route", {"territoire": code, "campagne": canary.CAMPAIGNS[0]}
    yield "instance-nationale", {"campagne": canary.CAMPAIGNS[0]}
    for page in ("gouvernance", "collecte", "revue", "demandes"):
        yield page, {"region": region, "campagne": canary.CAMPAIGNS[0]}
    yield "changements", {"territoire": region, "de": canary.CAMPAIGNS[0], "a": canary.CAMPAIGNS[1]}


def everything(
    tab: Session, regions: tuple[str, ...], part: slice, kinds: bool, slow: dict[str, Place]
) -> Iterator[tuple[str, bytes]]:
    """All that one can get: each page at each address, and each file that any of them offers, once, or one of each of
    its `kinds`; of all these places, a `part`. Files that are slow to make are put in `slow`, name → what offers it."""
    fetched: set[str] = set()
    as_they_open = [(page, dict[str, str]()) for page in ALL_PAGES]
    places = [*as_they_open, *(address for region in regions for address in addresses(region))]
    for page, codes in places[part]:
        view = tab.open(page, **codes)
        assert view.status == 0, (page, codes)
        assert "n'a pas pu être affichée" not in view.text(), (page, codes)
        yield f"{page} {codes}", view.sent
        yield from _files(tab, view, fetched, not kinds)
        slow.update({name: (page, codes) for name in offered(view) if name.endswith(SLOW) and name not in slow})


def offered(view: Shown) -> dict[str, str]:
    """The files that a page offers: name → address."""
    return {address.rpartition("/")[2]: address for address in FILE.findall(view.text())}


def _files(tab: Session, view: Shown, fetched: set[str], whole: bool) -> Iterator[tuple[str, bytes]]:
    for name, address in offered(view).items():
        kind = name if whole else name.partition("-")[0] + name[-5:]
        if not name.endswith(SLOW) and kind not in fetched:
            fetched.add(kind)
            yield f"file {name}", file_of(tab, address)


def file_of(tab: Session, address: str) -> bytes:
    """The file that a link of a page leads to."""
    status, content = tab.get(unescape(address))
    assert status == 200, address
    return content


def leaks_of(
    tab: Session,
    marks: dict[str, Marks],
    own: frozenset[str],
    regions: tuple[str, ...],
    part: slice = EVERYWHERE,
    slow: dict[str, Place] | None = None,
    **how: bool,
) -> dict[str, set[str]]:
    """Where something outside `own` stands: place → committees."""
    kinds = how.pop("kinds", part != EVERYWHERE)
    contents = everything(tab, regions, part, kinds, {} if slow is None else slow)
    all_leaks = {place: leaks(content, marks, own, **how) for place, content in contents}
    return {place: committees for place, committees in all_leaks.items() if committees}


@dataclass(frozen=True)
class Visit:
    """All the pages and files of a region, where something of another stands, and the files that are slow to make."""

    tab: Session
    own: frozenset[str]
    everywhere: str
    leaks: dict[str, set[str]]
    slow: dict[str, Place]


def visit(tab: Session, marks: dict[str, Marks], region: str, regions: tuple[str, ...], part: slice) -> Visit:
    own, slow = frozenset(code for code in marks if region_of(code) == region), dict[str, Place]()
    everywhere = tab.open("region-academique").text()
    return Visit(tab, own, everywhere, leaks_of(tab, marks, own, regions, part, slow), slow)


@pytest.fixture(scope="module")
def of_the_north(served: Served) -> Iterator[Visit]:
    """The one region that goes everywhere, with the codes of its own and of another's: its tab stays open."""
    address, marks = served
    with portal.sign_in(address, portal.account_of(NORTH)) as tab:
        yield visit(tab, marks, NORTH, (NORTH, OTHER[NORTH]), EVERYWHERE)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_gets_nothing_of_another(served: Served, region: str, request: pytest.FixtureRequest) -> None:
    address, marks = served
    if region == NORTH:
        visited = request.getfixturevalue("of_the_north")
    else:
        # pages that open by themselves show one's own; the codes of one's own region are given for one region
        part = EVERYWHERE if LONG else slice(REGIONS.index(region) % 3, None, 3)
        with portal.sign_in(address, portal.account_of(region)) as tab:
            visited = visit(tab, marks, region, (OTHER[region],), part)
    assert marks[region].word in visited.everywhere, "one's own report is read, or the search would prove nothing"
    assert visited.leaks == {}


def test_a_document_that_is_slow_to_make_holds_nothing_of_another_either(
    served: Served, of_the_north: Visit, pdf_ready: None
) -> None:
    _, marks = served
    assert {name.rpartition(".")[2] for name in of_the_north.slow} == {ending[1:] for ending in SLOW}
    # each is fetched while the page that offers it is shown
    files = {
        name: file_of(of_the_north.tab, offered(of_the_north.tab.open(page, **codes))[name])
        for name, (page, codes) in of_the_north.slow.items()
    }
    assert {name: out for name, content in files.items() if (out := leaks(content, marks, of_the_north.own))} == {}


def test_the_nation_gets_everything_so_that_the_search_has_something_to_find(served: Served) -> None:
    address, marks = served
    with portal.sign_in(address, portal.account_of(NATIONAL)) as tab:
        places = leaks_of(tab, marks, frozenset(), ("REG-32",), kinds=not LONG)
    assert set().union(*places.values()) == set(marks)
    kinds = {place.split()[0] for place in places}
    assert {
        "collecte",
        "comprendre",
        "demandes",
        "departement",
        "ecole",
        "ecoles",
        "feuille-de-route",
        "file",
        "gouvernance",
        "region-academique",
        "revue",
    } <= kinds


@pytest.mark.parametrize("account", [UNKNOWN, REVOKED])
def test_who_has_no_right_gets_nothing(served: Served, account: str) -> None:
    address, marks = served
    with pytest.raises((ConnectionClosed, InvalidStatus)), portal.sign_in(address, account) as tab:
        tab.open()
    tab = object.__new__(Session)
    Session.prepare(tab, address, portal.headers(account))
    for page in ALL_PAGES:
        status, content = tab.get(f"/{page}", Accept="text/html")
        assert status == 403, page
        assert leaks(content, marks, frozenset()) == set()


def test_a_committee_alone_and_a_reader_get_no_more(served: Served) -> None:
    address, marks = served
    with portal.sign_in(address, portal.account_of("DEPT-59")) as tab:
        own = frozenset({"DEPT-59"})
        # the region that holds it is seen by its own figures, never by what its reports say, nor by the sum of two
        # départements, which less one's own is the other's
        above = {"REG-32": Marks(marks["REG-32"].sums, marks["REG-32"].word)}
        assert leaks_of(tab, marks | above, own, ("REG-32", "REG-84"), EVERYWHERE if LONG else slice(0, None, 3)) == {}
        inside = dict(next(codes for page, codes in addresses("REG-32") if page == "region-academique"))
        assert "Chiffres non montrés" in tab.open("region-academique", **inside).text()
    with portal.sign_in(address, "lecture@exemple.fr") as tab:
        numbers = frozenset(code for code in marks if region_of(code) == "REG-32")
        assert leaks_of(tab, marks, numbers, ("REG-32", "REG-84"), EVERYWHERE if LONG else slice(1, None, 3)) == {}
        page = tab.open("region-academique", region="REG-32").text()
        assert f"Commentaire {marks['DEPT-59'].word}" not in page
        assert f"Fait {marks['REG-32'].word}" not in page


def by_program(tab: Session) -> Iterator[tuple[str, bytes]]:
    """Every table that a program can have, at once and one by one, and what lies outside asked for by its code."""
    for address in ("tables.zip?format=csv", "tables/provenance", "tables/action?format=parquet", "tables/school"):
        status, content = tab.get(f"/api/v1/{address}")
        assert status == 200, address
        yield address, content
    for code in ("REG-84", "DEPT-75"):
        yield code, tab.get(f"/api/v1/tables/provenance?territoire={code}")[1]


def test_a_program_gets_no_more_than_pages(served: Served) -> None:
    address, marks = served
    above = {"REG-32": Marks(marks["REG-32"].sums, marks["REG-32"].word)}
    north = frozenset(code for code in marks if region_of(code) == "REG-32")
    own = {portal.account_of("REG-32"): north, portal.account_of("DEPT-59"): frozenset({"DEPT-59"}),
           "lecture@exemple.fr": north}  # fmt: skip
    for account, codes in own.items():
        with portal.sign_in(address, account) as tab:
            marks_sought = marks | (above if "dept" in account else {})
            files = dict(by_program(tab))
            assert {
                name: out for name, content in files.items() if (out := leaks(content, marks_sought, codes))
            } == {}, account
            texts = [f"Commentaire {marks[code].word}" for code in north] if account.startswith("lecture") else []
            assert not [text for text in texts if any(text.encode() in content for content in files.values())]
    with portal.sign_in(address, portal.account_of(NATIONAL)) as tab:
        committees = set().union(*(leaks(content, marks, frozenset()) for _, content in by_program(tab)))
    assert committees == set(marks)


def test_files_of_one_are_worth_nothing_to_another(served: Served) -> None:
    address, _ = served
    with (
        portal.sign_in(address, portal.account_of("REG-32")) as mine,
        portal.sign_in(address, portal.account_of("REG-84")) as other,
    ):
        [first, *_] = FILE.findall(mine.open("region-academique").text())
        assert mine.get(first)[0] == 200
        assert other.get(first)[0] == 404


def test_everyone_s_figures_are_compared_where_it_is_allowed_and_nothing_more(
    warehouse: tuple[Settings, dict[str, Marks]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings, marks = warehouse
    own = frozenset(code for code in marks if region_of(code) == "REG-32")
    place = tmp_path_factory.mktemp("at")
    with (
        portal.behind_portal(settings, place, PILOTAGE_COMPARAISONS="toutes") as address,
        portal.sign_in(address, portal.account_of("REG-32")) as tab,
    ):
        assert leaks_of(tab, marks, own, ("REG-84",), numbers=False, kinds=not LONG) == {}
        figures = tab.open("objectif", objectif="4", indicateur="O04-1", territoire="REG-84", niveau="region")
        assert "Auvergne-Rhône-Alpes" in figures.text()


@pytest.mark.parametrize("mutant", ["shared_connection", "cache_without_scope"])
def test_the_search_catches_a_deliberate_fault(
    warehouse: tuple[Settings, dict[str, Marks]], tmp_path_factory: pytest.TempPathFactory, mutant: str
) -> None:
    settings, marks = warehouse
    command = [sys.executable, str(Path(__file__).parents[1] / "proofs" / "mutants" / f"{mutant}.py")]
    place = tmp_path_factory.mktemp("at")
    with portal.behind_portal(settings, place, command, PILOTAGE_COMPARAISONS="médianes") as address:
        caught = _one_after_the_other(address, marks)
    assert caught


def _one_after_the_other(address: str, marks: dict[str, Marks]) -> set[str]:
    """What the first of several regions to get something of others gets, on pages that the nation has looked at before
    them: the other way round, what is remembered of a region leaves the next one without a territory to choose, and
    pages stop before they leak."""
    for person in (NATIONAL, "REG-32", "REG-84", "REG-76"):
        own = frozenset(code for code in marks if person == NATIONAL or region_of(code) == person)
        # a fault may also stop a run for good: that is not what is looked for
        with suppress(TimeoutError), portal.sign_in(address, portal.account_of(person)) as tab:
            tab.patience = 8.0
            for page, codes in (("collecte", {}), ("gouvernance", {}), ("objectif", COUNTED)):
                if caught := leaks(tab.open(page, **codes).sent, marks, own):
                    return caught
    return set()
