"""Axes et objectifs: every objective in every territory of a level, sorted and filtered, each cell a link."""

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.charts.map import LEVELS
from dashboard.components.html.markup import tag
from dashboard.components.html.table import Sorting
from dashboard.components.indicator.status import word
from dashboard.components.layout import scope, shell
from dashboard.components.links import downloads
from dashboard.components.links.address import choose, href
from dashboard.components.links.parameters import FALLING, RISING
from dashboard.components.territory import matrix, objectives
from indicators.territories import fold
from pipelines.facts.rows.progress import Axis, Objective
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.facts.sentences import openings

FRANCE, ALL = "NAT-FR", "tous"
WAYS = {RISING: "Croissant", FALLING: "Décroissant"}
STATUSES = (
    "achieved", "on_track", "watch", "late", "regressing", "baseline", "collecting", "insufficient",
    "not_reported", "no_report", "suspended",
)  # fmt: skip

place = st.container()
first, second, third = st.columns([3, 2, 2], vertical_alignment="bottom")
cards = st.container()
left, right, fourth, fifth = st.columns([3, 4, 13, 3], vertical_alignment="bottom")
regions = sorted((row for row in data.rows(ListedTerritory) if row.level == "region"), key=lambda row: fold(row.name))
with first:
    places = {FRANCE: "France entière"} | {row.territory_code: row.name for row in regions}
    territory = scope.choose_territory("Territoire", places, FRANCE)
with second:
    level = choose("Niveau de territoire", "niveau", LEVELS, "region" if territory == FRANCE else "department")
with third:
    chosen = choose_campaign()
with left:
    axes = {str(row["axis_id"]): f"Axe {row['axis_id']}" for row in data.rows("progress/axis_titles")}
    axis = choose("Axe", "axe", {ALL: "Tous les axes"} | axes, ALL, forgets=("tri", "sens"))
with right:
    status = choose(
        "Statut", "statut", {ALL: "Tous les statuts"} | {code: word("status", code) for code in STATUSES}, ALL
    )

campaign, previous = chosen.campaign, chosen.previous_campaign
picked, only_status = None if axis == ALL else int(axis), None if status == ALL else status
at = {"campaign": campaign, "previous": previous, "territory": FRANCE}
national = [row for row in data.rows(Objective, **at) if picked in (None, row.axis_id)]
with fourth:
    # until a campaign is closed nobody is ranked
    ranked = {} if chosen.collecting else matrix.orders(national)
    unranked = matrix.NAME if chosen.collecting else None
    order = choose("Trier par", "tri", {matrix.NAME: "Nom"} | ranked, matrix.NAME, instead=unranked)
with fifth:
    falling = choose("Ordre", "sens", WAYS, RISING) == FALLING
cells = data.rows(
    "progress/matrix",
    campaign=campaign,
    level=level,
    region=None if territory == FRANCE else territory,
    axis=picked,
    status=only_status,
)
lines = matrix.ordered(cells, order, falling)
of_axes = data.rows(Axis, **at)
with place:
    shell.opening("Axes et objectifs", openings.matrix(campaign, national, of_axes), chosen.collecting)
with cards:
    shell.show(
        shell.section("Les axes, France entière", objectives.axes(of_axes, previous)),
        tag("h2", "La matrice", id="matrice"),
    )


def sorted_by(by: str, down: bool) -> str:
    """The same matrix in another order."""
    codes = {"territoire": territory, "niveau": level, "axe": picked, "statut": only_status, "campagne": campaign}
    return f"{href('objectifs', **codes, tri=by, sens=FALLING if down else None)}#matrice"


caption = f"Avancement en % de chaque objectif, {LEVELS[level].lower()}, {places[territory]}, {campaign}"
if lines:
    sorting = None if chosen.collecting else Sorting(order, falling, sorted_by)
    table = matrix.matrix(caption, lines, national, campaign, only_status, sorting)
else:
    table = shell.notice("Aucun territoire", "Aucun territoire n'a d'objectif à ce statut : choisissez-en un autre.")
note = (
    "Chaque case : le statut, puis l'avancement en %. Elle mène à l'objectif dans ce territoire. Un numéro en tête de"
    " colonne trie par cet objectif."
)
shell.show(
    tag("p", note, class_="note"),
    matrix.signs(),
    table,
    shell.section("Les objectifs", matrix.key(national, campaign)),
)
if lines:
    which_axes = f"Axe {axis}" if picked else "Tous les axes"
    which_statuses = word("status", only_status) if only_status else "tous les statuts"
    downloads.table(caption, [f"{which_axes} ; {which_statuses}"], *matrix.plain(lines, national))
