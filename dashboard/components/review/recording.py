"""The forms that record a decision, its state, its correction or its withdrawal; emptied once it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dashboard import annual
from dashboard.components.html.markup import tag
from dashboard.components.layout import shell
from dashboard.components.links.address import accents_apart
from pipelines.errors import DecisionError
from pipelines.store.decision_log import BODIES, INSTANCE, KINDS, STATES, Decision, RecordOutcome, Terms, usual_body

_SAID, _RECORDED = "said_of_decision", "decisions_recorded"
OWNER = "Fonction responsable (jamais un nom)"
NO_SUBJECT = "Aucun objectif en particulier"
Subject = tuple[str, int] | None


def forms(territory: str, objectives: Mapping[int, str], axes: Mapping[int, str], every: Sequence[Decision]) -> None:
    """The forms, where what is shown is the present state and the reader may record for this territory."""
    answer = st.session_state.pop(_SAID, None)
    if answer:
        shell.recorded(answer)
    refusal = annual.why_not_record(territory)
    if refusal:
        st.html(tag("p", refusal, class_="note"))
        return
    subjects: dict[Subject, str] = {None: NO_SUBJECT}
    subjects |= {("axis", number): f"Axe {title}" for number, title in axes.items()}
    subjects |= {("objective", number): f"Objectif {title}" for number, title in objectives.items()}
    _new(Terms("", "", "", territory), subjects)
    standing = {row.last.id: row for row in every if not row.withdrawn}
    if standing:
        _state({number: row for number, row in standing.items() if row.pending} or standing)
        with st.expander("Corriger ou retirer une décision"):
            _correction(standing, subjects)
            _withdrawal(standing)


def _new(empty: Terms, subjects: Mapping[Subject, str]) -> None:
    """Keyed by how many were recorded: what was typed stays after a refusal, and is gone once it is recorded."""
    key = f"new_{empty.territory_code}_{st.session_state.get(_RECORDED, 0)}"
    with st.form(f"decision_{key}", clear_on_submit=False):
        wanted = _fields(key, empty, subjects)
        if st.form_submit_button("Enregistrer la décision", type="primary"):
            _answer(lambda: annual.record_decision(wanted), "Elle reviendra à la prochaine revue.")


def _fields(key: str, terms: Terms, subjects: Mapping[Subject, str]) -> Terms:
    """The fields of a decision, filled with what it says so far; what they then hold."""
    body = terms.body or usual_body(terms.territory_code)
    here = ("objective", terms.objective_id) if terms.objective_id else ("axis", terms.axis_id or 0)
    left, right = st.columns([2, 1])
    with left:
        meeting = st.text_input(
            "Réunion",
            terms.meeting,
            placeholder="Comité des partenaires, novembre 2026",
            max_chars=200,
            key=f"{key}_meeting",
        )
    with right:
        body = st.selectbox("Instance", BODIES, BODIES.index(body), format_func=accents_apart, key=f"{key}_body")
    text = st.text_area("Décision", terms.text, max_chars=2000, key=f"{key}_text")
    left, middle, right = st.columns(3)
    with left:
        about = st.selectbox(
            "Objectif ou axe",
            list(subjects),
            list(subjects).index(here) if here in subjects else 0,
            format_func=lambda subject: accents_apart(subjects[subject]),
            key=f"{key}_subject",
        )
        kind = st.selectbox("Nature", KINDS, KINDS.index(terms.kind), format_func=accents_apart, key=f"{key}_kind")
    with middle:
        owner = st.text_input(OWNER, terms.owner, max_chars=200, key=f"{key}_owner")
        addressed = st.checkbox(
            "Adressée à l'instance nationale de dialogue", bool(terms.addressed_to), key=f"{key}_addressed"
        )
    with right:
        due = st.date_input("Échéance", terms.due_on, format="DD/MM/YYYY", key=f"{key}_due")
    subject = dict([about]) if about else {}
    return replace(
        terms, meeting=meeting, body=body, text=text, kind=kind, owner=owner, due_on=due,
        objective_id=subject.get("objective"), axis_id=subject.get("axis"), addressed_to=INSTANCE if addressed else "",
    )  # fmt: skip


def _state(standing: Mapping[str, Decision]) -> None:
    with st.form(f"state_{st.session_state.get(_RECORDED, 0)}"):
        left, right = st.columns([3, 1])
        with left:
            wanted = _choose("Décision dont l'état change", standing, "state")
        with right:
            state = st.selectbox("Nouvel état", STATES, index=STATES.index("tenue"), format_func=accents_apart)
        follow_up = st.text_input(
            "Suite donnée (facultatif)", max_chars=2000, key=f"follow_up_{st.session_state.get(_RECORDED, 0)}"
        )
        if st.form_submit_button("Enregistrer l'état"):
            _answer(lambda: annual.change_decision(wanted, state, follow_up))


def _correction(standing: Mapping[str, Decision], subjects: Mapping[Subject, str]) -> None:
    """The fields as they stand: what is typed over them is recorded beside them."""
    wanted = _choose("Décision à corriger", standing, "corrected")
    row = standing[wanted]
    with st.form("correction"):
        terms = _fields(f"correct_{wanted}_{len(row.history)}", row.last.terms, subjects)
        if st.form_submit_button("Enregistrer la correction"):
            _answer(lambda: annual.correct_decision(wanted, terms), "L'ancienne rédaction reste dans l'historique.")


def _withdrawal(standing: Mapping[str, Decision]) -> None:
    with st.form("withdrawal"):
        wanted = _choose("Décision à retirer", standing, "withdrawn")
        reason = st.text_input(
            "Pourquoi elle est retirée", max_chars=2000, key=f"reason_{st.session_state.get(_RECORDED, 0)}"
        )
        if st.form_submit_button("Retirer la décision"):
            _answer(lambda: annual.withdraw_decision(wanted, reason), "Elle reste dans l'historique.")


def _choose(label: str, standing: Mapping[str, Decision], key: str) -> str:
    names = {number: f"{number} : {row.last.text[:80]}" for number, row in standing.items()}
    return st.selectbox(
        label, list(names), format_func=lambda number: accents_apart(names[number]), key=f"decision_{key}"
    )


def _answer(write: Callable[[], RecordOutcome], more: str = "") -> None:
    """Writes, then shows the page again with what was written, or says what to type instead."""
    try:
        decision = write()
    except DecisionError as error:
        shell.refused(str(error))
        return
    state = "retirée" if decision.record.status != "active" else decision.record.state
    answer = (
        f"Décision {decision.id} : {state}. {more}"
        if decision.new
        else f"Déjà enregistré : décision {decision.id}, {state}."
    )
    st.session_state[_SAID] = answer.strip()
    st.session_state[_RECORDED] = st.session_state.get(_RECORDED, 0) + 1
    st.rerun()
