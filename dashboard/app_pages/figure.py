"""Comprendre un chiffre: one figure of one territory, explained down to the cell and the file that was received."""

import streamlit as st

from dashboard import data, figures
from dashboard.campaigns import choose_campaign
from dashboard.components.html.markup import tag
from dashboard.components.indicator import chain, indicators, means, received
from dashboard.components.layout import scope, shell
from dashboard.components.links.address import COMPARE, choose, link
from indicators.typography import figure, percent
from pipelines.facts.rows.indicators import CatalogueIndicator
from pipelines.facts.rows.progress import MeanCampaign, MeanTerritory
from pipelines.facts.rows.territories import ListedTerritory

place = st.container()
top = st.container()  # the whole width: titles are long
left, right = st.columns([3, 1], vertical_alignment="bottom")
with top:
    code = choose("Chiffre", "indicateur", figures.names(), figures.STRATEGY)
with left:
    territories = {row.territory_code: row for row in data.rows(ListedTerritory)}
    territory = scope.choose_territory(
        "Territoire", indicators.territory_names(territories.values()), data.who().rights.home
    )
with right:
    chosen = choose_campaign()
campaign, name = chosen.campaign, territories[territory].name
kind, number = figures.parse(code)

if kind == "indicator":
    indicator = next(row for row in data.rows(CatalogueIndicator) if row.indicator_id == code)
    explanation = data.explain(territory, code, campaign)
    level = explanation.figure.value if explanation else None
    value = None if level is None else figure(level, indicator)
    with place:
        shell.opening("Comprendre un chiffre", figures.sentence(indicator.title, name, campaign, value))
    shell.show(
        shell.section(f"{code}, {name}, {campaign}", chain.behind(territory, indicator, campaign)),
        link(
            f"Voir l'objectif {indicator.objective_id}, ses définitions et sa trajectoire",
            "objectif",
            objectif=indicator.objective_id,
            indicateur=code,
            territoire=territory,
            campagne=campaign,
        ),
    )
    if explanation and explanation.cells:
        received.files(explanation.cells)
else:
    mean, terms, objectives = figures.mean(kind, number, campaign, chosen.previous_campaign, territory)
    title = figures.names()[code]
    value = percent(mean.progress) if mean and mean.progress is not None else None
    with place:
        shell.opening("Comprendre un chiffre", figures.sentence(f"Avancement de « {title} »", name, campaign, value))
    explained = means.explained(kind, mean, terms, objectives, territory, campaign)
    shell.show(shell.section(f"{title}, {name}, {campaign}", explained))
    children = data.rows(MeanTerritory, code=code, territory=territory, campaign=campaign)
    if children:
        shell.show(shell.section("Dans ses territoires", means.beneath(children, name, campaign)))
    past = data.rows(MeanCampaign, code=code, territory=territory)
    shell.show(shell.section("D'une campagne à l'autre", means.history(past, name)))
shell.show(tag("p", link(COMPARE, "comparer", territoires=territory, indicateurs=code, campagne=campaign)))
