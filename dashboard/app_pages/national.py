"""Vision nationale: the strategy, its axes and objectives, who answered and who is missing."""

import streamlit as st

from dashboard import data, sentences
from dashboard.campaigns import choose_campaign
from dashboard.components import collection, objectives, shell

FRANCE = "NAT-FR"

place, choices = st.columns([3, 1], vertical_alignment="bottom")
with choices:
    chosen = choose_campaign()
campaign, previous = chosen["campaign"], chosen["previous_campaign"]
at = {"campaign": campaign, "previous": previous, "territory": FRANCE}
strategy = data.one("strategy_progress", **at)
axes, rows = data.rows("axes", **at), data.rows("objectives", **at)
threshold = data.one("strategy")["coverage_threshold"]

with place:
    shell.opening("Vision nationale", sentences.national(campaign, strategy, rows, axes))

if strategy is None or strategy["progress"] is None:
    shell.show(
        shell.notice(
            f"Pas encore de résultat pour {campaign}",
            "Un résultat apparaît dès qu'un premier rapport transmis ou validé est reçu pour cette année scolaire.",
        )
    )
else:
    shell.show(
        objectives.summary("Stratégie, France entière", strategy, previous),
        shell.section("Les axes", objectives.axes(axes, previous)),
        shell.section(
            "Les objectifs",
            objectives.objectives(f"Avancement des objectifs en France, {campaign}", rows, previous, campaign),
            note="La barre : le chemin parcouru jusqu'à la cible. Le trait : l'avancement attendu cette année.",
        ),
    )

shell.show(
    shell.section("Qui a répondu", collection.states(data.rows("collection_states", campaign=campaign), campaign)),
    shell.section("Qui manque", collection.missing(data.rows("collection_missing", campaign=campaign), campaign)),
    collection.partial(data.rows("partial_indicators", campaign=campaign), campaign, threshold),
    collection.refused(data.rows("refused_files", campaign=campaign)),
)
