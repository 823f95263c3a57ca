"""Écoles et établissements: those of a département, spread, counted and listed, a page of fifty at a time."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import data, schools
from dashboard.campaigns import choose_campaign
from dashboard.charts import schools_spread
from dashboard.components.html.markup import tag
from dashboard.components.layout import scope, shell
from dashboard.components.links import address, downloads
from dashboard.components.links.address import PRESENT, choose, link, typed
from dashboard.components.links.parameters import TERRITORY
from dashboard.components.links.places import label
from dashboard.components.schools import lists as tables
from indicators.territories import fold
from indicators.typography import plural
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.facts.school_lists import PAGE, Filters

ALL = "tous"
KINDS = {"ecole": "école", "college": "collège", "lycee": "lycée"}
ANSWERS = {
    ALL: "Toutes",
    "answered": "Ont répondu",
    "silent": "Ouverts, sans réponse",
    "masked": "Valeur masquée",
    "closed": "Fermés",
}
ORDERS = {
    "name": "Par nom",
    "commune": "Par commune",
    "highest": "Valeur la plus haute d'abord",
    "lowest": "Valeur la plus basse d'abord",
}


def show() -> None:
    """The page, or why it has nothing to show."""
    departments = {row.territory_code: row for row in schools.departments()}
    territory = address.parameter(TERRITORY)
    if data.edition():
        shell.opening("Écoles et établissements", "Le détail par établissement n'est pas gardé par les éditions.")
        shell.show(tag("p", link("Voir l'état présent", "ecoles", territoire=territory, edition=PRESENT)))
    elif not departments or (territory and territory.startswith("DEPT-") and territory not in departments):
        shell.opening(
            "Hors de votre périmètre", "Les écoles et établissements de ce département ne vous sont pas ouverts."
        )
    else:
        _department(departments)


def _department(departments: dict[str, ListedTerritory]) -> None:
    place = st.container()
    left, middle, right = st.columns([4, 10, 3], vertical_alignment="bottom")
    with left:
        names = {code: label(row) for code, row in departments.items()}
        first = next((code for code in names if code in data.who().rights.followed), "")
        here = departments[scope.choose_territory("Département", names, first, ("page", "indicateur"))]
    indicators = {row["indicator_id"]: row for row in schools.rows("indicator", territory=here.territory_code)}
    with middle:
        indicator = indicators[_choose_indicator(indicators)] if indicators else None
    with right:
        campaign = choose_campaign().campaign
    _results(place, here, indicator, campaign)
    _list(here, indicator, campaign)
    shell.show(shell.heading("Tout le département"), tag("p", downloads.NOTE, class_="facts"))
    name = f"etablissements-{here.territory_code.lower()}-{campaign}.xlsx"
    workbook = schools.department_file(here.territory_code, campaign)
    shell.show(downloads.files([("Annuaire, valeurs et instances (Excel)", workbook, name, downloads.XLSX)]))


def _choose_indicator(indicators: dict[str, data.Row]) -> str:
    names = {code: f"{code} {row['title']}" for code, row in indicators.items()}
    return choose("Indicateur", "indicateur", names, next(iter(names)), ("page",))


def _results(place: DeltaGenerator, here: ListedTerritory, indicator: data.Row | None, campaign: str) -> None:
    code = indicator["indicator_id"] if indicator else ""
    of = (here.territory_code, campaign, code)
    [summary] = schools.rows("summary", of, indicator=code)
    kinds = schools.rows("kinds", of, indicator=code, territory=here.territory_code, campaign=campaign)
    follow_up = schools.rows("follow_up", territory=here.territory_code, campaign=campaign)
    title = f"Écoles et établissements, {here.name} ({here.number})"
    with place:
        if indicator:
            sentence = tables.sentence(here.name, campaign, indicator["title"], kinds, summary, indicator)
        else:
            sentence = "Aucune valeur par établissement n'a été reçue pour ce département."
        shell.opening(title, sentence)
    if indicator and summary["told"]:
        drawn = schools_spread.scale(summary, indicator)
        at = {"lowest": drawn.lowest, "width": drawn.width, "bars": schools_spread.BARS}
        bars = schools.rows("bars", of, indicator=code, **at)
        picture = schools_spread.histogram(bars, summary, drawn, indicator)
        shell.show(
            shell.section("Répartition", picture, schools_spread.figures(summary, indicator), note=tables.SECRECY)
        )
    shell.show(
        shell.section("Complétude", tables.completeness(kinds, campaign)),
        shell.section("Instances et volet numérique", tables.follow_up(follow_up, campaign)),
    )


def _list(here: ListedTerritory, indicator: data.Row | None, campaign: str) -> None:
    shell.show(shell.heading("La liste"))
    first, second, third, fourth = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    with first:
        searched = typed("Chercher un nom, une commune, un UAI", "recherche", ("page",))
    with second:
        kinds = {ALL: "Tous les types"} | {code: kind.capitalize() for code, kind in KINDS.items()}
        kind = choose("Type", "type", kinds, ALL, ("page",))
    with third:
        answer = choose("Réponse", "reponse", ANSWERS, ALL, ("page",))
    with fourth:
        order = choose("Ordre", "ordre", ORDERS, "name", ("page",))
    code = indicator["indicator_id"] if indicator else ""
    criteria = [f"« {searched} »"] if searched else []
    criteria += [KINDS[kind]] if kind != ALL else []
    criteria += [ANSWERS[answer].lower()] if answer != ALL else []
    filters = Filters(
        here.territory_code,
        campaign,
        code,
        tuple(fold(searched).split()),
        KINDS.get(kind),
        answer,
        order,
        " ; ".join(
            [
                f"{code} {indicator['title']} ({indicator['unit']})" if indicator else "",
                *criteria,
                ORDERS[order].lower(),
            ]
        ),
    )
    _page(filters, here, indicator)


def _page(filters: Filters, here: ListedTerritory, indicator: data.Row | None) -> None:
    text = address.parameter("page") or "1"
    page = int(text) if text.isdecimal() and 0 < int(text) < 10_000 else 1
    of = (filters.territory, filters.campaign, filters.indicator)
    rows = schools.rows("listing", of, **filters.query(PAGE, PAGE * (page - 1)))
    if not rows and page > 1:
        page, rows = 1, schools.rows("listing", of, **filters.query(PAGE))
    if not rows:
        shell.show(shell.notice("Aucun établissement", "Aucun ne répond à ces choix : élargissez la recherche."))
        return
    count = rows[0]["found"]
    parameters = (TERRITORY, "indicateur", "campagne", "recherche", "type", "reponse", "ordre")
    ways = tables.pages(page, -(-count // PAGE), {name: address.parameter(name) for name in parameters})
    caption = f"{plural(count, 'établissement')}, {here.name}, {filters.campaign}"
    shell.show(ways, tables.listed(rows, caption, indicator, filters.campaign), ways)
    name = f"liste-{here.territory_code.lower()}-{filters.campaign}.xlsx"
    shell.show(downloads.files([("Cette liste entière (Excel)", schools.list_file(filters), name, downloads.XLSX)]))


show()
