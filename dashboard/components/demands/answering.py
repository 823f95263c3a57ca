"""The forms that answer the demands of a theme, pass them on, or gather several under one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard import demands
from dashboard.components.html.markup import tag
from indicators.territories import NATIONAL
from indicators.typography import typeset
from pipelines.errors import DecisionError
from pipelines.facts.demands import Demand, Theme
from pipelines.store.demand_log import STATES, Answer

_SAID, _RECORDED = "said_of_demand", "demands_recorded"
ALREADY = "Déjà enregistré : rien n'a été ajouté."


def forms(territory: str, to_answer: Sequence[Theme], every: Sequence[Theme]) -> None:
    """The forms, where what is shown is the present state and the reader answers for this territory."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(typeset(said))
    refusal = demands.why_not_answer(territory)
    if refusal:
        st.html(str(tag("p", refusal, class_="note")))
        return
    if to_answer:
        _answer(territory, to_answer)
        if territory != NATIONAL:
            _pass_on(territory, to_answer)
    if len(every) > 1:
        _gather(territory, every)


def _key(name: str) -> str:
    """Of a field that is empty again once something was recorded; after a refusal, what was typed stays."""
    return f"demand_{name}_{st.session_state.get(_RECORDED, 0)}"


def _answer(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_key("answer")):
        wanted = _choose("Demande à laquelle répondre", themes, "answered")
        left, middle, right = st.columns(3)
        with left:
            state = st.selectbox("État", STATES, index=STATES.index("à l'étude"), key=_key("state"))
        with middle:
            owner = st.text_input("Fonction responsable (jamais un nom)", max_chars=200, key=_key("owner"))
        with right:
            due = st.date_input("Échéance", None, format="DD/MM/YYYY", key=_key("due"))
        text = st.text_area("Réponse", max_chars=2000, key=_key("text"))
        if st.form_submit_button("Enregistrer la réponse", type="primary"):
            said = Answer(state, owner, text, due)
            _write(lambda: demands.answer(wanted, territory, said), f"Réponse enregistrée : {state}.")


def _pass_on(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_key("pass_on")):
        wanted = _choose("Demande à transmettre à la France", themes, "passed")
        text = st.text_input("Ce que la région académique en dit (facultatif)", max_chars=2000, key=_key("comment"))
        if st.form_submit_button("Transmettre"):
            _write(lambda: demands.pass_on(wanted, territory, text), "Demande transmise à la France.")


def _gather(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_key("gather")):
        names = dict(enumerate(themes))
        wanted = st.multiselect(
            "Demandes à réunir", list(names), format_func=lambda place: names[place].name[:80], key=_key("gathered")
        )
        theme = st.text_input("Nom du thème", max_chars=200, key=_key("theme"))
        if st.form_submit_button("Réunir sous ce thème"):
            every = [demand for place in wanted for demand in names[place].demands]
            _write(lambda: demands.gather(every, territory, theme), "Demandes réunies.")


def _choose(label: str, themes: Sequence[Theme], key: str) -> Sequence[Demand]:
    names: Mapping[int, Theme] = dict(enumerate(themes))
    place = st.selectbox(label, list(names), format_func=lambda place: names[place].name[:80], key=_key(key))
    return names[place].demands


def _write(write: Callable[[], bool], done: str) -> None:
    """Writes, then shows the page again with what was written, or says what to type instead."""
    try:
        new = write()
    except DecisionError as error:
        st.error(typeset(str(error)))
        return
    st.session_state[_SAID] = done if new else ALREADY
    st.session_state[_RECORDED] = st.session_state.get(_RECORDED, 0) + 1
    st.rerun()
