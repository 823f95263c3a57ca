"""Collecte et qualité: what was received, is missing, refused or late, what to correct, where two sources disagree."""

import streamlit as st

from dashboard import collected, data
from dashboard.campaigns import choose_campaign
from dashboard.components.committees import collection, quality, visas
from dashboard.components.layout import scope, shell

place = st.container()
left, right = st.columns([2, 1], vertical_alignment="bottom")
with left:
    region, name = scope.choose_region()
with right:
    chosen = choose_campaign()
campaign = chosen.campaign
at = {"campaign": campaign, "region": region}
with place:
    shell.opening("Collecte et qualité", collected.collection(campaign, name, data.sole("collection/summary", **at)))

missing = [
    row for row in data.rows("collection/missing", campaign=campaign) if region in ("NAT-FR", row["region_code"])
]
if region == scope.FRANCE:
    states = data.rows("collection/states", campaign=campaign)
    shell.show(shell.section("Reçu, manquant, refusé", collection.states(states, campaign)))
shell.show(
    shell.section("Qui manque", collection.missing(missing, campaign)),
    collection.refused(data.rows("collection/refused_files", campaign=campaign)) if region == scope.FRANCE else "",
    shell.section(
        "Messages par comité",
        quality.messages(data.rows("collection/messages", **at), campaign),
        note="Une ligne écartée ne compte pas, le reste du rapport compte. Un avertissement n'écarte rien.",
    ),
    shell.section(
        "Désaccords",
        quality.discrepancies(data.rows("collection/discrepancies", **at), campaign),
        note="Deux sources donnent deux chiffres pour le même territoire : ce qu'un comité déclare, ce que ses"
        " territoires additionnent, ou un système d'information. Les deux sont montrés ; un seul est retenu.",
    ),
)
if region != scope.FRANCE:
    visas.of_region(campaign, region)
shell.show(shell.heading("Relances prêtes à copier"))
quality.reminders(campaign, scope.codes(region))
