"""Comparer: up to eight territories beside each other, over the years, for a few figures, all of it in the address."""

from __future__ import annotations

import re
from dataclasses import replace

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
from pipelines.facts.comparison.levels import CHOSEN, HEADER, PROGRESS, Compared, Figure, Level, Median, Place
from pipelines.facts.open_campaign import ListedCampaign, collecting
from pipelines.facts.rows.indicators import CatalogueIndicator
from pipelines.facts.rows.strategy import ShownBuild
from pipelines.facts.rows.territories import AlikeTerritory, ListedTerritory

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
    campaigns, territories = data.rows(ListedCampaign), choices.territories()
    chosen = choices.choose_all(territories, campaigns)
    if not (chosen.territories and chosen.figures and chosen.campaigns):
        with place:
            shell.opening(TITLE, NOTHING)
        return
    comparisons = _compared(chosen, territories, campaigns)
    with place:
        shell.opening(TITLE, sentences.lead(comparisons[0]), comparisons[0].collecting)
    shell.show(once("around", lambda: _around(comparisons[0], chosen)))
    if chosen.view == TABLE:
        _tables(comparisons, chosen)
        return
    for comparison in comparisons:
        shell.show(shell.heading(comparison.figure.title))
        if comparison is not comparisons[0] and not comparison.collecting:
            shell.show(tag("p", sentences.lead(comparison)))
        if comparison.collecting:
            shell.show(tag("p", sentences.collected(comparison)))
        _picture(comparison, chosen, territories)


def _compared(
    chosen: Chosen, territories: dict[str, ListedTerritory], campaigns: tuple[ListedCampaign, ...]
) -> list[Compared]:
    """The comparisons, one for each figure chosen."""
    places = levels.places(territories[code] for code in chosen.territories)
    codes = tuple(dict.fromkeys([*chosen.territories, *([NATIONAL] if NATIONAL in territories else [])]))
    every = data.rows(Level, figures=chosen.figures, territories=codes, campaigns=chosen.campaigns)
    medians = data.rows(
        Median,
        figures=chosen.figures,
        levels=_levels(places),
        campaigns=chosen.campaigns,
        every=data.who().rights.compares,
    )
    state = {row.campaign: collecting(row, data.today()) for row in campaigns}
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
            tuple(median for median in medians if median.code == figure.code),
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
    row = next(row for row in data.rows(CatalogueIndicator) if row.indicator_id == code)
    return Figure(code, titles[code], row)


def _around(comparison: Compared, chosen: Chosen) -> Html:
    """The territories alike the first one chosen, and the address that gives the same page whatever comes."""
    parts: list[object] = []
    first = next(iter(comparison.territories), None)
    if first:
        rows = data.rows(AlikeTerritory, campaign=comparison.at, territory=first.territory_code)
        room = len(chosen.territories) < levels.MOST_TERRITORIES
        parts.append(tables.alike(rows, chosen, first.name, room))
    parts.append(tag("p", tag("a", "Adresse permanente de cette comparaison", href=chosen.address()), class_="facts"))
    return join(parts)


def _note(comparison: Compared) -> Html:
    own = comparison.measure != PROGRESS and not data.who().rights.compares
    return tag("p", NOTE, f" {OWN}" if own else "", class_="note")


def _order(comparison: Compared, chosen: Chosen) -> list[Place]:
    """Nothing is ranked before a campaign is closed."""
    return comparison.ordered(CHOSEN if comparison.collecting else chosen.order, chosen.falling)


def _tables(comparisons: list[Compared], chosen: Chosen) -> None:
    for comparison in comparisons:
        shell.show(
            shell.section(comparison.figure.title, tables.compared(comparison, _order(comparison, chosen), chosen))
        )
    lines = [line for comparison in comparisons for line in levels.lines(comparison, _order(comparison, chosen))]
    name, source = _key(TABLE, comparisons[0], chosen), outputs.source()
    title = f"Comparaison : {', '.join(place.name for place in comparisons[0].places)}"
    text, book = outputs.table_csv((title, *source), HEADER, lines), outputs.table(title, source, HEADER, lines)
    files = [
        ("Données (CSV)", text, f"{name}.csv", downloads.CSV),
        ("Données (Excel)", book, f"{name}.xlsx", downloads.XLSX),
    ]
    shell.show(_note(comparisons[0]), downloads.files(files, of=title))


def _picture(comparison: Compared, chosen: Chosen, territories: dict[str, ListedTerritory]) -> None:
    """The words and the table of a figure, then its picture."""
    ordered = _order(comparison, chosen)
    of = comparison.figure.code
    compared = once(f"compared {of}", lambda: tables.compared(comparison, ordered, chosen))
    drawn = once(f"drawn {of}", lambda: _drawn(comparison, ordered, chosen, territories))
    if isinstance(drawn, str):
        shell.show(tag("p", drawn, class_="note"))
    else:
        shell.show(tag("p", drawn.alt, class_="note"))
    shell.show(
        tag("details", tag("summary", "Les chiffres en tableau"), compared, _note(comparison), class_="definition"),
    )
    if not isinstance(drawn, str):
        plotly_figure.show(drawn)


def _drawn(
    comparison: Compared, ordered: list[Place], chosen: Chosen, territories: dict[str, ListedTerritory]
) -> plotly_figure.Chart | str:
    """The picture of the view, or why there is none."""
    key = _key(chosen.view, comparison, chosen)
    if not comparison.measured:
        return EMPTY
    if chosen.view == CURVES:
        return charts.curves(comparison, key)
    if chosen.view == BARS:
        return charts.bars(comparison, ordered, key)
    assert chosen.view == CLOUD, "the table has no picture"
    if chosen.across == PROGRESS and comparison.measure == PROGRESS:
        return SAME
    return _cloud(comparison, chosen, territories, key)


def _cloud(
    comparison: Compared, chosen: Chosen, territories: dict[str, ListedTerritory], key: str
) -> plotly_figure.Chart | str:
    """Every territory of the levels chosen, that the reader sees, in the campaign that is ranked."""
    at = _levels(comparison.places)
    own = {place.territory_code: place for place in comparison.places}
    rows = [row for row in territories.values() if row.level in at]
    if _alone(comparison, chosen, len(rows)):
        rows = [row for row in rows if row.territory_code in own]
        shell.show(tag("p", ALONE, class_="note"))
    around = tuple(own.get(place.territory_code, place) for place in levels.places(rows))
    codes = tuple(place.territory_code for place in around)
    every = data.rows(Level, figures=(comparison.figure.code,), territories=codes, campaigns=(comparison.at,))
    wide = levels.of_figure(every, comparison.figure.code)
    sizes = {row["territory_code"]: row for row in data.rows("comparison/sizes", campaign=comparison.at, levels=at)}
    whole = replace(comparison, campaigns=(comparison.at,), levels={**comparison.levels, **wide}, medians=())
    return charts.cloud(whole, chosen.across, around, sizes, key) or UNPLACED


def _alone(comparison: Compared, chosen: Chosen, count: int) -> bool:
    """Whether the page has as many points as it may before this figure."""
    return chosen.figures.index(comparison.figure.code) >= max(1, MOST_POINTS // max(1, count))


def _key(view: str, comparison: Compared, chosen: Chosen) -> str:
    """The name of the picture and of its files: the figure, the campaigns, and the state that they are of."""
    edition = data.edition()
    built = data.sole(ShownBuild).built_at
    state = edition.slug if edition else f"etat-du-{built:%Y-%m-%d}"
    what = comparison.figure.code if view != TABLE else "-".join(chosen.figures)
    return re.sub(r"[^a-z0-9-]+", "-", f"comparaison-{view}-{what}-{comparison.campaigns[-1]}-{state}".lower())


show()
