"""Decisions on screen: those of past meetings, overdue ones first, and the forms that record a new one or its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard import annual
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import ABSENT, day, number, typeset
from pipelines.errors import DecisionError
from pipelines.store.decision_log import STATES, Decision, Record, read_date

_SAID = "said_of_decision"
FOLDED = 6
NO_OBJECTIVE = "Aucun objectif en particulier"


def past(found: Sequence[Decision], titles: Mapping[int, str]) -> Html:
    """Every decision, in the order given; one that is overdue says so."""
    if not found:
        return tag("p", "Aucune décision n'est encore enregistrée.", class_="note")
    columns = [
        Column("Décision", lambda row: row["one"].last.text, "wide"),
        Column("État", lambda row: _state(row["one"])),
        Column("Échéance", lambda row: day(row["one"].due_on)),
        Column("Fonction responsable", lambda row: row["one"].last.owner),
        Column("Objectif", lambda row: titles.get(row["one"].last.objective_id, ABSENT), "wide"),
        Column("Réunion", lambda row: f"{row['one'].last.meeting} ({row['one'].last.id})"),
    ]
    return table("Décisions enregistrées, les échéances dépassées d'abord", columns, [{"one": one} for one in found])


def said(rows: Sequence[Row]) -> Html:
    """The decisions that the reports of the committee tell."""
    if not rows:
        return Html("")
    columns = [
        Column("Décision", lambda row: row["decisions"], "wide"),
        Column("Réunion", lambda row: row["working_group"] or row["meeting_type"] or ABSENT),
        Column("Date", lambda row: day(row["meeting_date"])),
    ]
    shown = table("Décisions lues dans les rapports du comité", columns, rows)
    if len(rows) <= FOLDED:
        return shown
    title = tag("summary", f"Les {number(len(rows))} décisions lues dans les rapports du comité")
    return tag("details", title, shown, class_="definition")


def recording(territory: str, titles: Mapping[int, str], found: Sequence[Decision]) -> None:
    """The two forms, where what is shown is the present state and the reader sits at this machine."""
    answer = st.session_state.pop(_SAID, None)
    if answer:
        (st.success if answer[0] else st.error)(typeset(answer[1]))
    refusal = annual.why_not_record(territory)
    if refusal:
        st.html(str(tag("p", refusal, class_="note")))
        return
    _new(territory, titles)
    pending = {one.last.id: f"{one.last.id} : {one.last.text[:80]}" for one in found if one.pending}
    if pending:
        _change(pending)


def _new(territory: str, titles: Mapping[int, str]) -> None:
    with st.form("decision", clear_on_submit=False):
        meeting = st.text_input("Réunion", placeholder="Comité des partenaires, novembre 2026", max_chars=200)
        text = st.text_area("Décision", max_chars=2000)
        left, middle, right = st.columns(3)
        with left:
            objective = st.selectbox(
                "Objectif",
                [None, *titles],
                format_func=lambda one: titles.get(one, NO_OBJECTIVE),
                key="decision_objective",
            )
        with middle:
            owner = st.text_input("Fonction responsable (jamais un nom)", max_chars=200)
        with right:
            due = st.text_input("Échéance (jj/mm/aaaa)", max_chars=10)
        if st.form_submit_button("Enregistrer la décision", type="primary"):
            _answer(lambda: annual.record_decision(meeting, text, owner, territory, objective, read_date(due)))


def _change(pending: Mapping[str, str]) -> None:
    with st.form("state"):
        left, right = st.columns([3, 1])
        with left:
            wanted = st.selectbox("Décision dont l'état change", list(pending), format_func=lambda one: pending[one])
        with right:
            state = st.selectbox("Nouvel état", STATES, index=STATES.index("tenue"))
        if st.form_submit_button("Enregistrer l'état"):
            _answer(lambda: annual.change_decision(wanted, state))


def _answer(write: Callable[[], Record]) -> None:
    """Writes, then shows the page again with what was written, or says what to type instead."""
    try:
        kept = write()
    except DecisionError as error:
        st.error(typeset(str(error)))
        return
    st.session_state[_SAID] = (True, f"Décision {kept.id} : {kept.state}. Elle reviendra à la prochaine revue.")
    st.rerun()


def _state(one: Decision) -> Html:
    late = tag("span", "en retard", class_="flag") if one.overdue else Html("")
    return join([one.last.state, " ", late])
