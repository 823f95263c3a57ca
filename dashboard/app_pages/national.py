"""Vision nationale: the strategy, its axes and objectives, who answered and who is missing."""

from collections.abc import Callable

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.charts import map as territory_map
from dashboard.components.committees import collection
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.components.links.address import choose, keep, link
from dashboard.components.links.parameters import TERRITORY
from dashboard.components.links.places import PLURAL, territory_address
from dashboard.components.territory import changes, discussion, objectives
from pipelines.facts.rows.indicators import MovedIndicator
from pipelines.facts.rows.progress import Axis, Objective, StatusChange, Strategy
from pipelines.facts.rows.strategy import StrategyRules
from pipelines.facts.rows.territories import MapTerritory
from pipelines.facts.sentences import openings

FRANCE = "NAT-FR"


def figures(label: str, level: str, places: tuple[MapTerritory, ...], leads: Callable[[MapTerritory], str]) -> Html:
    """What there is to discuss, then the figures of the objectives and of the territories, and what moved."""
    discussed = data.rows("discussion/strongest", campaign=campaign, territory=FRANCE)
    expected = "" if collecting else " Le trait : l'avancement attendu cette année."
    parts = [
        shell.section("À discuter", discussion.things(discussed, campaign, policy), note=discussion.NOTE)
        if whole and not collecting
        else "",
        shell.section(
            "Les objectifs",
            objectives.objectives(f"Avancement des objectifs en France, {campaign}", rows, previous, campaign),
            note=f"La barre : le chemin parcouru jusqu'à la cible.{expected}",
        ),
        shell.section(f"Les territoires : {PLURAL[level]}", territory_map.figures(label, level, places, leads)),
    ]
    if not collecting:
        statuses, moved = data.rows(StatusChange, **at), data.rows(MovedIndicator, **at)
        since = changes.since(statuses, moved, campaign, previous, FRANCE)
        parts.append(shell.section(f"Ce qui a bougé depuis {previous}" if previous else "Ce qui a bougé", since))
    return join(parts)


def collected() -> Html:
    """Who answered, who is missing, what counts in part, what was refused."""
    states, missing = (data.rows(f"collection/{kind}", campaign=campaign) for kind in ("states", "missing"))
    partial, refused = (
        data.rows("indicators/partial", campaign=campaign),
        data.rows("collection/refused_files", campaign=campaign),
    )
    return join(
        [
            shell.section("Qui a répondu", collection.states(states, campaign)),
            shell.section("Qui manque", collection.missing(missing, campaign)),
            collection.partial(partial, campaign, policy.coverage_threshold),
            collection.refused(refused),
        ]
    )


keep(TERRITORY, None)  # this page is France's: its links lead to nobody else's figures
place, choices = st.columns([3, 1], vertical_alignment="bottom")
with choices:
    chosen = choose_campaign()
campaign, previous, collecting = chosen.campaign, chosen.previous_campaign, chosen.collecting
at = {"campaign": campaign, "previous": previous, "territory": FRANCE}
strategy = data.row(Strategy, **at)
axes, rows = data.rows(Axis, **at), data.rows(Objective, **at)
policy = data.sole(StrategyRules)
whole = data.who().rights.whole

with place:
    shell.opening("Vision nationale", openings.national(campaign, strategy, rows, axes), collecting)

if strategy is None or strategy.progress is None:
    shell.show(
        shell.notice(
            f"Pas encore de résultat pour {campaign}",
            "Un résultat apparaît dès qu'un premier rapport transmis ou validé est reçu pour cette année scolaire.",
        )
    )
else:
    shell.show(objectives.summary("Stratégie, France entière", strategy, previous))
    # The first screen: the strategy, its axes, its objectives, its territories. What there is to discuss comes after.
    means, drawn = st.columns([3, 2], gap="medium")
    with means:
        lines = ("Les axes", lambda: objectives.axes_in_lines(axes, previous))
        signs = ("Les objectifs, d'un coup d'œil", lambda: objectives.strip(rows, campaign))
        shell.show(once("means", lambda: join(shell.section(title, write()) for title, write in (lines, signs))))
    with drawn:
        shell.show(shell.heading("Carte de l'avancement"))
        level = choose("Niveau de territoire", "niveau", territory_map.LEVELS, "region", titled=False)
        map_arguments = (
            f"Avancement de la stratégie, {PLURAL[level]}, {campaign}",
            level,
            data.rows(MapTerritory, campaign=campaign, level=level, objective=None),
            lambda row: territory_address(row.level, row.territory_code, campaign),
        )
        territory_map.picture(*map_arguments)
    shell.show(once("figures", lambda: figures(*map_arguments)))

# Who answered and who did not is told to who follows every committee; the others find their own under Collecte.
if whole:
    shell.show(once("collected", collected))
shell.show(tag("p", link("Instance nationale de dialogue", "instance-nationale", campagne=campaign)))
if strategy is not None and strategy.progress is not None:
    downloads.territory(FRANCE, campaign)
