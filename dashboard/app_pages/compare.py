"""Comparer: up to eight territories beside each other, over the years, for a few figures, all of it in the address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import streamlit as st

from dashboard import data, figures, outputs
from dashboard.charts import compared as charts
from dashboard.charts import plotly_figure
from dashboard.components.comparison import choices, tables
from dashboard.components.comparison.choices import BARS, CLOUD, CURVES, TABLE, Chosen
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from indicators.territories import NATIONAL
from indicators.typography import number
from pipelines.facts.comparison import levels, sentences
from pipelines.facts.comparison.levels import CHOSEN, HEADER, PROGRESS, Compared, Figure, Place
from pipelines.facts.open_campaign import collecting

TITLE = "Comparer"
NOTHING = (
    f"Choisissez jusqu'à {number(levels.MOST_TERRITORIES)} territoires, jusqu'à {number(levels.MOST_FIGURES)} chiffres"
    " et au moins une campagne."
)
NOTE = (
    "Évolution : depuis la campagne précédente, sur les seuls territoires qui ont répondu les deux fois. La médiane"
    " est celle de tous les territoires du niveau, si cinq au moins ont un chiffre ;"
    " en avancement, elle est arrondie au point."
)
OWN = (
    "Les valeurs des autres territoires ne sont pas dans votre périmètre : leur médiane n'est donnée qu'en avancement."
)
EMPTY = "Aucun de ces territoires n'a de chiffre dans ces campagnes : il n'y a rien à dessiner."
ALONE = "Les territoires qui ne sont pas choisis ne sont dessinés que pour les premiers chiffres, pour une page légère."
MOST_POINTS = 250  # of all the scatters of a page: each carries what it says and where it leads
UNPLACED = "Aucun territoire n'a les deux chiffres qu'il faut pour être placé."
SAME = "L'avancement est ici le niveau lui-même : choisissez la taille ou l'évolution en abscisse."


def show() -> None:
    """The page of what the address asks for."""
    place = st.container()
    campaigns, known = data.rows("strategy/campaigns"), choices.territories()
    chosen = choices.choose_all(known, campaigns)
    if not (chosen.territories and chosen.figures and chosen.campaigns):
        with place:
            shell.opening(TITLE, NOTHING)
        return
    found = _compared(chosen, known, campaigns)
    with place:
        shell.opening(TITLE, sentences.lead(found[0]), found[0].collecting)
    shell.show(once("around", lambda: _around(found[0], chosen)))
    if chosen.view == TABLE:
        _tables(found, chosen)
        return
    for one in found:
        shell.show(shell.heading(one.figure.title))
        if one is not found[0] and not one.collecting:
            shell.show(tag("p", sentences.lead(one)))
        if one.collecting:
            shell.show(tag("p", sentences.collected(one)))
        _picture(one, chosen, known)


def _compared(chosen: Chosen, known: dict[str, data.Row], campaigns: tuple[data.Row, ...]) -> list[Compared]:
    """What is compared, a figure each."""
    places = levels.places(known[code] for code in chosen.territories)
    asked = tuple(dict.fromkeys([*chosen.territories, *([NATIONAL] if NATIONAL in known else [])]))
    rows = data.rows("comparison/levels", figures=chosen.figures, territories=asked, campaigns=chosen.campaigns)
    every = levels.levels(rows)
    medians = levels.medians(
        data.rows(
            "comparison/medians",
            figures=chosen.figures,
            levels=_levels(places),
            campaigns=chosen.campaigns,
            every=data.who().rights.compares,
        )
    )
    state = {row["campaign"]: collecting(row) for row in campaigns}
    closed = [campaign for campaign in chosen.campaigns if not state[campaign]]
    at = (closed or chosen.campaigns)[-1]
    return [
        Compared(
            figure,
            figure.measure(chosen.measure),
            places,
            chosen.campaigns,
            at,
            levels.of_figure(every, figure.code),
            tuple(one for one in medians if one.code == figure.code),
            state[at],
        )
        for figure in map(_figure, chosen.figures)
    ]


def _levels(places: tuple[Place, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.level for place in places if place.level != "national"))


def _figure(code: str) -> Figure:
    titles = figures.names()
    if figures.parse(code)[0] != "indicator":
        return Figure(code, titles[code])
    row = next(row for row in data.rows("indicators/catalogue") if row["indicator_id"] == code)
    return Figure(code, titles[code], row)


def _around(found: Compared, chosen: Chosen) -> Html:
    """The territories alike the first one chosen, and the address that gives the same page whatever comes."""
    parts: list[object] = []
    first = next(iter(found.territories), None)
    if first:
        rows = data.rows("territories/alike", campaign=found.at, territory=first.territory_code)
        room = len(chosen.territories) < levels.MOST_TERRITORIES
        parts.append(tables.alike(rows, chosen, first.name, room))
    parts.append(tag("p", tag("a", "Adresse permanente de cette comparaison", href=chosen.address()), class_="facts"))
    return join(parts)


def _note(found: Compared) -> Html:
    own = found.measure != PROGRESS and not data.who().rights.compares
    return tag("p", NOTE, f" {OWN}" if own else "", class_="note")


def _order(found: Compared, chosen: Chosen) -> list[Place]:
    """Nothing is ranked before a campaign is closed."""
    return found.ordered(CHOSEN if found.collecting else chosen.order, chosen.falling)


def _tables(found: list[Compared], chosen: Chosen) -> None:
    for one in found:
        shell.show(shell.section(one.figure.title, tables.compared(one, _order(one, chosen), chosen)))
    told = [line for one in found for line in levels.lines(one, _order(one, chosen))]
    name, said = _key(TABLE, found[0], chosen), outputs.source()
    title = f"Comparaison : {', '.join(place.name for place in found[0].places)}"
    text, book = outputs.table_csv((title, *said), HEADER, told), outputs.table(title, said, HEADER, told)
    files = [
        ("Données (CSV)", text, f"{name}.csv", downloads.CSV),
        ("Données (Excel)", book, f"{name}.xlsx", downloads.XLSX),
    ]
    shell.show(_note(found[0]), downloads.files(files, of=title))


def _picture(found: Compared, chosen: Chosen, known: dict[str, data.Row]) -> None:
    """The words and the table of a figure, then its picture."""
    ordered = _order(found, chosen)
    of = found.figure.code
    shown = once(f"compared {of}", lambda: tables.compared(found, ordered, chosen))
    drawn = once(f"drawn {of}", lambda: _drawn(found, ordered, chosen, known))
    if isinstance(drawn, str):
        shell.show(tag("p", drawn, class_="note"))
    else:
        shell.show(tag("p", drawn.alt, class_="note"))
    shell.show(
        tag("details", tag("summary", "Les chiffres en tableau"), shown, _note(found), class_="definition"),
    )
    if not isinstance(drawn, str):
        plotly_figure.show(drawn)


def _drawn(
    found: Compared, ordered: list[Place], chosen: Chosen, known: dict[str, data.Row]
) -> plotly_figure.Chart | str:
    """The picture of the view, or why there is none."""
    key = _key(chosen.view, found, chosen)
    if not found.measured:
        return EMPTY
    if chosen.view == CURVES:
        return charts.curves(found, key)
    if chosen.view == BARS:
        return charts.bars(found, ordered, key)
    assert chosen.view == CLOUD, "the table has no picture"
    if chosen.across == PROGRESS and found.measure == PROGRESS:
        return SAME
    return _cloud(found, chosen, known, key)


def _cloud(found: Compared, chosen: Chosen, known: dict[str, data.Row], key: str) -> plotly_figure.Chart | str:
    """Every territory of the levels chosen, that the reader sees, in the campaign that is ranked."""
    at = _levels(found.places)
    own = {place.territory_code: place for place in found.places}
    rows = [row for row in known.values() if row["level"] in at]
    if _alone(found, chosen, len(rows)):
        rows = [row for row in rows if row["territory_code"] in own]
        shell.show(tag("p", ALONE, class_="note"))
    around = tuple(own.get(place.territory_code, place) for place in levels.places(rows))
    codes = tuple(place.territory_code for place in around)
    rows = data.rows("comparison/levels", figures=(found.figure.code,), territories=codes, campaigns=(found.at,))
    wide = levels.of_figure(levels.levels(rows), found.figure.code)
    sizes = {row["territory_code"]: row for row in data.rows("comparison/sizes", campaign=found.at, levels=at)}
    whole = replace(found, campaigns=(found.at,), levels={**found.levels, **wide}, medians=())
    return charts.cloud(whole, chosen.across, around, sizes, key) or UNPLACED


def _alone(found: Compared, chosen: Chosen, count: int) -> bool:
    """Whether the page has as many points as it may before this figure."""
    return chosen.figures.index(found.figure.code) >= max(1, MOST_POINTS // max(1, count))


def _key(view: str, found: Compared, chosen: Chosen) -> str:
    """The name of the picture and of its files: the figure, the campaigns, and the state that they are of."""
    shown = data.edition()
    built: datetime = data.sole("strategy/build")["built_at"]
    state = shown.slug if shown else f"etat-du-{built:%Y-%m-%d}"
    what = found.figure.code if view != TABLE else "-".join(chosen.figures)
    return re.sub(r"[^a-z0-9-]+", "-", f"comparaison-{view}-{what}-{found.campaigns[-1]}-{state}".lower())


show()
