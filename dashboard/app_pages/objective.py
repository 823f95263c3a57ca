"""Objectif: its indicators and their definitions, the trajectory, every territory, and the chain behind a figure."""

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.charts import map as territory_map
from dashboard.charts import plotly_figure, spread, trajectory
from dashboard.components.committees import money
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.indicator import breakdown, chain, declared, indicators, outlook, performance, practices
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.components.links.address import COMPARE, choose, href, link
from dashboard.components.links.places import PLURAL, subject, title
from indicators.catalogue import catalogue
from pipelines.facts.rows.committees import BestPractice
from pipelines.facts.rows.indicators import ObjectiveIndicator, RealisedYear, TrajectoryYear
from pipelines.facts.rows.progress import Objective, ObjectiveTerritory
from pipelines.facts.rows.strategy import StrategyRules
from pipelines.facts.rows.territories import ListedTerritory, MapTerritory
from pipelines.facts.sentences import openings

FRANCE = "NAT-FR"


def sheet() -> Html:
    """What the objective is made of, before any choice of an indicator."""
    parts = [
        indicators.origin(objective),
        shell.section(
            f"Ses indicateurs, {'France entière' if territory == FRANCE else name}",
            indicators.summary(own, campaign, name, rows),
            indicators.elsewhere(here, code, campaign),
        ),
        shell.section(
            money.TITLE,
            *money.declared(data.rows, data.today(), campaign, territory, int(code)),
            note=None if data.who().rights.whole else money.OWN,
        ),
    ]
    if followed:
        title = f"Suivi déclaré{'' if territory == FRANCE else ', France entière'}"
        parts.append(shell.section(title, declared.follow_up(followed, campaign), note=declared.NOTE))
    definitions = (
        performance.definition(row, examples.get(row.indicator_id), strategy.coverage_threshold) for row in rows
    )
    realised = performance.realised(rows, data.rows(RealisedYear, objective=int(code)))
    parts.append(shell.section("Fiche de performance", realised, *definitions))
    return join([*parts, shell.heading(f"Un indicateur, {'France entière' if territory == FRANCE else name}")])


def followed_path(drawn: plotly_figure.Chart | None) -> Html:
    """The words and the table of the trajectory of an indicator; its picture comes after."""
    targets = data.rows("indicators/own_targets", campaign=campaign, indicator=wanted)
    return shell.section(
        f"Trajectoire : {name}",
        tag("p", drawn.alt if drawn else trajectory.NOTHING, class_="note"),
        indicators.own_targets(targets, indicator) if territory == FRANCE and data.who().rights.whole else "",
        outlook.gap(data.gaps(campaign, territory).get(wanted)),
        outlook.past_words(reworded, indicator.retired_since),
        "" if chosen.collecting else outlook.outlook(projected, indicator),
        tag("p", link(COMPARE, "comparer", territoires=territory, indicateurs=wanted, campagne=campaign)),
        indicators.trajectory(path, indicator, name),
    )


def behind_the_map() -> Html:
    """Every territory, what works well, and the chain of the figure of the one shown."""
    places = data.rows(ObjectiveTerritory, indicator=wanted, **among)
    ranked = not chosen.collecting
    parts = [
        shell.section(
            "Tableau des territoires",
            indicators.territories(places, indicator, level, campaign, code, ranked=ranked),
        )
    ]
    if ranked:
        good = data.rows(BestPractice, campaign=campaign, objective=int(code))
        parts.append(shell.section("Bonnes pratiques", practices.practices(good, campaign), note=practices.NOTE))
    note = f"{wanted}, {name}, {campaign} : d'où vient ce chiffre, jusqu'à la cellule du classeur reçu."
    parts.append(shell.section("La chaîne d'un chiffre", chain.behind(territory, indicator, campaign), note=note))
    return join(parts)


place = st.container()
top = st.container()  # the whole width: titles are long
left, right = st.columns([3, 1], vertical_alignment="bottom")
with right:
    chosen = choose_campaign()
with left:
    territories = {row.territory_code: row for row in data.rows(ListedTerritory)}
    territory = choose("Territoire", "territoire", indicators.territory_names(territories.values()), FRANCE)
campaign, previous = chosen.campaign, chosen.previous_campaign
objectives = {
    str(row.objective_id): row
    for row in data.rows(Objective, campaign=campaign, previous=previous, territory=territory)
}
with top:
    titles = {key: row.numbered for key, row in objectives.items()}
    code = choose("Objectif", "objectif", titles, next(iter(titles)), forgets=("indicateur",))
objective, strategy = objectives[code], data.sole(StrategyRules)
here, name = territories[territory], territories[territory].name
rows = data.rows(ObjectiveIndicator, campaign=campaign, objective=int(code), territory=FRANCE)
own = data.rows(ObjectiveIndicator, campaign=campaign, objective=int(code), territory=territory)
by_id = {row.indicator_id: row for row in rows}
followed = data.rows("progress/declared_follow_up", campaign=campaign, objective=int(code))
examples = {indicator.id: indicator.example for _, indicator in catalogue(data.shown().catalogue).indicators()}

with place:
    shell.opening(
        f"Objectif {code}{'' if territory == FRANCE else f', {title(here)}'} : {objective.title}",
        openings.objective(
            campaign, objective, None if territory == FRANCE else subject(here.level, here.name, here.number)
        ),
        chosen.collecting,
    )
shell.show(once("sheet", sheet))

wanted = choose(
    "Indicateur", "indicateur", {key: f"{key} {row.title}" for key, row in by_id.items()}, next(iter(by_id))
)
indicator = by_id[wanted]
path = data.rows(TrajectoryYear, indicator=wanted, territory=territory)
reworded = data.rows("strategy/rewordings", objective=int(code), indicator=wanted)
projected = data.row("indicators/projection", campaign=campaign, territory=territory, indicator=wanted)
since = [row["since"] for row in reworded if row["since"]]
picture = once("trajectory", lambda: trajectory.chart(path, indicator, name, campaign, since))
shell.show(once("path", lambda: followed_path(picture)))
if picture:
    plotly_figure.show(picture)

groups = data.rows("indicators/breakdown", campaign=campaign, territory=territory, indicator=wanted)
if groups:
    shell.show(
        shell.section(
            f"Ventilations : {name}",
            breakdown.of_indicator(groups, indicator, name, campaign),
            note=breakdown.NOTE,
        )
    )

shell.show(shell.heading("Tous les territoires"))
narrow, _rest = st.columns([1, 2])
with narrow:
    level = choose("Niveau de territoire", "niveau", territory_map.LEVELS, "region")
among = {"campaign": campaign, "objective": int(code), "level": level}
drawn = data.rows(MapTerritory, **among)


def leads(row: MapTerritory) -> str:
    """The page of this objective for a territory."""
    codes = {"objectif": code, "indicateur": wanted, "territoire": row.territory_code}
    return href("objectif", **codes, niveau=level, campagne=campaign)


if not chosen.collecting and data.who().rights.compares:
    summary = data.sole("territories/distribution", **among)
    caption = f"Objectif {code}, avancement des {PLURAL[level]}, {campaign}"
    strip = once("strip", lambda: spread.chart(drawn, summary, caption, PLURAL[level], leads, territory))
    shell.show(
        shell.section(
            f"Répartition des {PLURAL[level]}",
            spread.figures(summary, PLURAL[level]) if strip else "",
            note=strip.alt if strip else spread.NOTHING,
        )
    )
    if strip:
        plotly_figure.show(strip)
shell.show(shell.heading("Carte"))
territory_map.show(
    f"Objectif {code}, {PLURAL[level]}, {campaign}",
    level,
    drawn,
    leads,
)
shell.show(once("places", behind_the_map))
downloads.objective(code, campaign)
