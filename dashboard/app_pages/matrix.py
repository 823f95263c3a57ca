"""Axes et objectifs: every objective in every territory of a level, sorted and filtered, each cell a link."""

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.components.indicator.status import word
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.components.links.address import choose
from dashboard.components.territory import matrix, objectives
from pipelines.facts.sentences import openings

FRANCE, EVERYWHERE, ALL = "NAT-FR", "regions", "tous"
RANKED = {"last": "Les moins avancés d'abord", "first": "Les plus avancés d'abord"}
STATUSES = (
    "achieved", "on_track", "watch", "late", "regressing", "baseline", "collecting", "insufficient",
    "not_reported", "no_report", "suspended",
)  # fmt: skip

place = st.container()
first, second, third, fourth, fifth = st.columns([3, 2, 2, 2, 2], vertical_alignment="bottom")
regions = sorted(
    (row for row in data.rows("territories/territories") if row["level"] == "region"), key=lambda row: row["name"]
)
with first:
    whole = {EVERYWHERE: "Les 18 régions académiques" if len(regions) == 18 else "Les régions académiques"}
    inside = {row["territory_code"]: f"Départements : {row['name']}" for row in regions}
    where = choose("Territoires", "territoires", whole | inside, EVERYWHERE)
with second:
    axes = {str(row["axis_id"]): f"Axe {row['axis_id']}" for row in data.rows("progress/axis_titles")}
    axis = choose("Axe", "axe", {ALL: "Tous les axes"} | axes, ALL)
with third:
    status = choose("Statut", "statut", {ALL: "Tous les statuts"} | {one: word("status", one) for one in STATUSES}, ALL)
with fifth:
    chosen = choose_campaign()
with fourth:
    ranked = {} if chosen["collecting"] else RANKED
    order = choose("Ordre", "ordre", {"name": "Par nom"} | ranked, "name")

campaign, previous = chosen["campaign"], chosen["previous_campaign"]
level = "region" if where == EVERYWHERE else "department"
picked, asked = None if axis == ALL else int(axis), None if status == ALL else status
at = {"campaign": campaign, "previous": previous, "territory": FRANCE}
national = [row for row in data.rows("progress/objectives", **at) if picked in (None, row["axis_id"])]
cells = data.rows(
    "progress/matrix",
    campaign=campaign,
    level=level,
    region=None if where == EVERYWHERE else where,
    axis=picked,
    status=asked,
    order=order,
)
with place:
    shell.opening(
        "Axes et objectifs",
        openings.matrix(campaign, national, data.rows("progress/axes", **at)),
        chosen["collecting"],
    )

names = "départements" if level == "department" else "régions académiques"
if cells:
    table = matrix.matrix(f"Avancement en % de chaque objectif, {names}, {campaign}", cells, national, campaign, asked)
else:
    table = shell.notice("Aucun territoire", "Aucun territoire n'a d'objectif à ce statut : choisissez-en un autre.")
note = "Chaque case : le statut, puis l'avancement en %. Elle mène à l'objectif dans ce territoire."
shell.show(
    shell.section("Les axes, France entière", objectives.axes(data.rows("progress/axes", **at), previous)),
    shell.section("La matrice", matrix.signs(), table, note=note),
    shell.section("Les objectifs", matrix.key(national, campaign)),
)
if cells:
    filters = (
        f"{f'Axe {axis}' if picked else 'Tous les axes'} ; {word('status', asked) if asked else 'tous les statuts'}"
    )
    downloads.table(
        f"Avancement en % de chaque objectif, {names}, {campaign}", [filters], *matrix.plain(cells, national)
    )
