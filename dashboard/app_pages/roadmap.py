"""Feuille de route: the actions of a territory and of those beneath it, counted, dated, listed, and what changed."""

from collections.abc import Sequence

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.charts import plotly_figure, timeline
from dashboard.components.committees import roadmap as tables
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.html.table import Sorting
from dashboard.components.layout import scope, shell
from dashboard.components.links import address, downloads
from dashboard.components.links.address import choose, typed
from dashboard.components.links.parameters import FALLING
from indicators.territories import fold
from indicators.typography import plural, typeset
from pipelines.facts import roadmap

ALL, YES, USUAL = "tous", "oui", "urgence"
LINES = 50
# what a new choice of each list makes meaningless
NARROWED = ("page",)


def show() -> None:
    """The page of the territory that the address asks for."""
    place = st.container()
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        code, name = scope.choose_any()
    with right:
        campaign = choose_campaign().campaign
    at = {"campaign": campaign, "territory": code}
    counts = data.rows(roadmap.Count, **at)
    actions = data.rows(roadmap.Action, **at)
    with place:
        committees = data.sole("roadmap/committees", **at)
        shell.opening("Feuille de route", roadmap.sentence(campaign, name, counts, committees))
    codes = {
        parameter: address.parameter(parameter)
        for parameter in ("objectif", "etat", "dispositif", "retard", "recherche")
    }
    here = tables.Here(code, campaign, codes)
    changes = data.rows(roadmap.Change, **at)
    moved = roadmap.moved(changes)
    since = f"Depuis le rapport précédent de chaque comité{': ' + moved if moved else ''}."
    shell.show(
        once(
            "counted", lambda: shell.section("Objectif par objectif", tables.counted(counts, here), note=tables.BUDGETS)
        ),
        once(
            "changed",
            lambda: shell.section("Ce qui a changé", tag("p", since) if moved else "", tables.changed(changes, here)),
        ),
    )
    if not actions:
        why = "Aucune action n'est déclarée ici, ou votre rôle n'ouvre que leurs nombres."
        shell.show(shell.notice("Aucune action à lister", why))
        return
    _list(actions, counts, here)
    _timeline(actions, code, campaign)


def _list(actions: Sequence[roadmap.Action], counts: Sequence[roadmap.Count], here: tables.Here) -> None:
    shell.show(tag("h2", "Les actions", id="liste"))
    filters, criteria = _filters(actions, counts)
    text = address.parameter("tri") or USUAL
    order, falling = (text if text in roadmap.ORDERS else USUAL), address.parameter("sens") == FALLING
    here.codes |= {"tri": order if order != USUAL else None, "sens": FALLING if falling else None}
    filtered = roadmap.ordered((action for action in actions if filters.keep(action)), order, falling)
    if not filtered:
        shell.show(shell.notice("Aucune action", "Aucune ne répond à ces choix : élargissez la recherche."))
        return
    last = -(-len(filtered) // LINES)
    text = address.parameter("page") or "1"
    page = int(text) if text.isdecimal() and 0 < int(text) <= last else 1
    sorting = Sorting(order, falling, lambda by, down: f"{here.sorted_by(by, down)}#liste")
    beneath = roadmap.gathered(actions)
    listed = once("list", lambda: tables.listed(filtered[LINES * (page - 1) : LINES * page], beneath, here, sorting))
    ways = tables.pages(page, last, here)
    shell.show(tag("p", plural(len(filtered), "action"), " ; ", criteria, class_="facts"), ways, listed, ways)
    downloads.table(f"Feuille de route, {here.campaign}", [criteria], *plain(filtered))


def _filters(actions: Sequence[roadmap.Action], counts: Sequence[roadmap.Count]) -> tuple[roadmap.Filters, str]:
    """The filters of the list, as the address says them, and the same in words."""
    first, second = st.columns([1, 2], vertical_alignment="bottom")
    third, fourth, fifth = st.columns([1, 1, 1], vertical_alignment="bottom")
    with first:
        searched = typed("Chercher un mot, un pilote, un comité", "recherche", NARROWED)
    with second:
        objectives = {ALL: "Tous les objectifs"} | tables.objective_options(counts)
        objectives.setdefault(roadmap.WITHOUT_OBJECTIVE, "Sans objectif")
        objective = choose("Objectif", "objectif", objectives, ALL, NARROWED)
    with third:
        states = {ALL: "Tous les états"} | {state: state.capitalize() for state in roadmap.STATES}
        states[roadmap.NOTHING_SAID] = "Sans état"
        state = choose("État", "etat", states, ALL, NARROWED)
    with fourth:
        programs = sorted({action.program for action in actions if action.program}, key=fold)
        program = choose("Dispositif", "dispositif", {ALL: "Tous"} | {name: name for name in programs}, ALL, NARROWED)
    with fifth:
        late = choose("Échéance", "retard", {ALL: "Toutes", YES: "En retard"}, ALL, NARROWED)
    filters = roadmap.Filters(
        tuple(fold(searched).split()),
        None if objective == ALL else objective,
        None if state == ALL else state,
        None if program == ALL else program,
        late == YES,
    )
    chosen = [f"« {searched} »"] if searched else []
    chosen += [objectives[objective]] if objective != ALL else []
    chosen += [states[state].lower()] if state != ALL else []
    chosen += [program] if program != ALL else []
    chosen += ["en retard"] if late == YES else []
    return filters, typeset(" ; ".join(chosen) or "toutes les actions")


def plain(actions: Sequence[roadmap.Action]) -> tuple[list[str], list[list[str | float | int | None]]]:
    """The whole list for a workbook: its header and its lines."""
    header = [
        "Comité", "Référence", "Objectif", "Action", "Pilote", "Partenaires", "Échéance", "État", "En retard",
        "Fait (%)", "Budget (€)", "Dispositif", "Action régionale", "Suivie depuis", "Reports", "Fichier", "Ligne",
    ]  # fmt: skip
    lines = [
        [
            action.territory_name, action.reference, action.objective_id, action.title, action.lead, action.partners,
            action.due_on.strftime("%d/%m/%Y") if action.due_on else None, action.state, "oui" if action.late else None,
            action.completion, action.budget, action.program, action.regional_title, action.first_campaign,
            action.postponements or None, action.source_file, action.row_number,
        ]
        for action in actions
    ]  # fmt: skip
    return header, lines


def _timeline(actions: Sequence[roadmap.Action], code: str, campaign: str) -> None:
    dated = timeline.dated(actions)
    if not dated:
        return

    def words() -> Html:
        sentence = tag("p", timeline.words(dated, data.today()), class_="facts")
        return join([shell.heading("Le calendrier des échéances"), sentence, timeline.by_quarter(dated, campaign)])

    shell.show(once("calendar", words))
    plotly_figure.show(once("calendar drawn", lambda: timeline.chart(dated, data.today(), code, campaign)))


show()
