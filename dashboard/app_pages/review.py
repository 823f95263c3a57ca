"""Revue annuelle: what a chair follows item by item, from the state of past decisions to the new ones."""

from functools import partial

import streamlit as st

from dashboard import annual, editions
from dashboard.campaigns import choose_campaign
from dashboard.charts import waterfall
from dashboard.components.html.markup import tag
from dashboard.components.html.remembered import once
from dashboard.components.layout import scope, shell
from dashboard.components.links import downloads
from dashboard.components.links.address import link
from dashboard.components.projection import mode
from dashboard.components.review import agenda, decisions, recording
from indicators.territories import NATIONAL
from indicators.typography import percent
from pipelines.facts.review import opening
from pipelines.outputs.downloads import review_document
from pipelines.releases.compare import lines

place = st.container()
left, right = st.columns([2, 1], vertical_alignment="bottom")
with left:
    territory, name = scope.choose_followed()
with right:
    chosen = choose_campaign()
campaign = chosen.campaign
review = annual.review(campaign, territory)
if mode.projected():
    mode.show("revue", territory, campaign, opening(review), reviewed=True)
    st.stop()
titles = {row.objective_id: f"{row.objective_id}. {row.title}" for item in review.items for row in item.objectives}
axes = {item.axis.axis_id: f"{item.axis.axis_id}. {item.axis.title}" for item in review.items}

with place:
    shell.opening("Revue annuelle", opening(review))
shell.show(mode.way("revue"))
printed, editable = (f"revue-{territory.lower()}-{campaign}{suffix}" for suffix in (".pdf", ".docx"))
offered = [
    ("La revue à imprimer (PDF)", partial(review_document, review, printed), printed, downloads.PDF),
    ("La même, modifiable (Word)", partial(review_document, review, editable), editable, downloads.DOCX),
]
shell.show(downloads.files(offered))

before, after = annual.usual_sides(campaign)
changed = annual.changes(before, after)
whole = next((row for row in lines(changed, territory) if row["kind"] == "strategy"), None)
moved = waterfall.in_words(whole, percent) if whole else "Rien de comparable."
if changed.collecting:
    moved = f"{changed.collecting}."
shell.show(
    shell.section(
        "1. Décisions des réunions précédentes",
        decisions.past(review.decisions, titles, axes),
        decisions.of_reports(review.meetings),
        link("Ce qui attend l'instance nationale de dialogue", "instance-nationale", campagne=campaign)
        if territory == NATIONAL
        else "",
    ),
    shell.section(
        "2. Ce qui a changé",
        tag("p", f"De « {changed.before.name} » à « {changed.after.name} ». {moved}"),
        link("Voir qui a contribué, et les valeurs révisées", "changements", de=before, a=after, territoire=territory),
    ),
    once("agenda", lambda: agenda.whole(review)),  # nothing of the decisions, which are recorded between two builds
    shell.heading("4. Décisions de la séance"),
)
recording.forms(territory, titles, axes, review.decisions)
if editions.why_not_freeze() is None:
    shell.show(tag("p", link("Figer une édition", "figer", campagne=campaign)))
