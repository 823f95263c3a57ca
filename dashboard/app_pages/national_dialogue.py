"""Instance nationale: what a session of the national dialogue opens on, and what became of what it decided."""

import streamlit as st

from dashboard import annual, data
from dashboard.campaigns import choose_campaign
from dashboard.components.committees import dialogue, money
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.components.links.address import keep, link
from dashboard.components.links.parameters import TERRITORY
from dashboard.components.territory import objectives
from indicators.territories import NATIONAL
from pipelines.facts.national_dialogue import opening

keep(TERRITORY, None)  # this page is France's: its links lead to nobody else's figures
place, choices = st.columns([3, 1], vertical_alignment="bottom")
with choices:
    chosen = choose_campaign()
campaign, previous = chosen.campaign, chosen.previous_campaign
agenda = annual.national_dialogue(campaign)
strategy = agenda.strategy
own = None if data.who().rights.whole else money.OWN

with place:
    shell.opening("Instance nationale", opening(agenda))
shell.show(
    shell.section(
        "Où en est la stratégie",
        objectives.summary("Stratégie, France entière", strategy, previous),
        objectives.axes(agenda.axes, previous),
        objectives.objectives(f"Avancement des objectifs en France, {campaign}", agenda.objectives, previous, campaign),
    )
    if strategy is not None and strategy.progress is not None
    else shell.notice("Où en est la stratégie", f"Pas encore de résultat pour {campaign}."),
    shell.section("Ce qui lui est adressé", dialogue.addressed(agenda), note=own),
    shell.section(
        "Demandes à trancher",
        dialogue.to_answer(agenda, data.today()),
        link("Toutes les demandes, et y répondre", "demandes", campagne=campaign),
        note=own or "Parvenues à la France, et ni acceptées, ni refusées, ni faites.",
    ),
    shell.section(
        "Budgets et conventions",
        *money.declared(data.rows, data.today(), campaign, NATIONAL),
        dialogue.financers(agenda),
        note=" ".join([*([own] if own else []), dialogue.PARTIES]),
    ),
    shell.section("Ce qui est décidé, et sa suite", dialogue.sessions(agenda), dialogue.taken(agenda), note=own),
)
downloads.national_dialogue(campaign)
