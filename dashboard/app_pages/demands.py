"""Demandes: what committees ask of the level above, by theme, since when, and what it answers."""

import streamlit as st

from dashboard import data, demands
from dashboard.campaigns import choose_campaign
from dashboard.components.demands import answering, themes
from dashboard.components.layout import scope, shell
from indicators.territories import NATIONAL
from pipelines.facts.demands import gathered, opening

place = st.container()
left, right = st.columns([2, 1], vertical_alignment="bottom")
with left:
    territory, name = scope.choose_followed()
with right:
    campaign = choose_campaign().campaign
every, today = demands.demands(campaign, territory), data.today()
with place:
    shell.opening("Demandes", opening(every, name, campaign, today))

to_answer = gathered([demand for demand in every if demand.addressee == territory], territory)
above = gathered([demand for demand in every if demand.addressee == NATIONAL != territory], territory)
below = gathered([demand for demand in every if demand.addressee not in (territory, NATIONAL)], territory)
own = "Adressées à la France" if territory == NATIONAL else "Adressées à la région académique"
sections = [(own, to_answer), ("Adressées à la France", above), ("Adressées aux régions académiques", below)]
parts = [shell.section(title, themes.themes(f"{title}, {campaign}", rows, today)) for title, rows in sections if rows]
unseen = "Les demandes se lisent dans les rapports des comités que votre rôle permet de lire en détail."
shell.show(*(parts or [shell.notice("Aucune demande à lire", unseen)]))
if every and (to_answer or territory == NATIONAL):
    shell.show(shell.heading("Répondre"))
    answering.forms(territory, to_answer, [*to_answer, *above, *below])
