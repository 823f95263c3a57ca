"""The forms that answer the demands of a theme, pass them on, or gather several under one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import demands
from dashboard.components.html.markup import tag
from dashboard.components.layout.recording import Recording
from dashboard.components.links.address import accents_apart
from indicators.territories import NATIONAL
from pipelines.facts.demands import Demand, Theme
from pipelines.store.demand_log import STATES, Answer

_FORM = Recording("demand")


def forms(territory: str, to_answer: Sequence[Theme], every: Sequence[Theme]) -> None:
    """The forms, where what is shown is the present state and the reader answers for this territory."""
    _FORM.show_message()
    refusal = demands.why_not_answer(territory)
    if refusal:
        st.html(tag("p", refusal, class_="note"))
        return
    if to_answer:
        _answer(territory, to_answer)
        if territory != NATIONAL:
            _pass_on(territory, to_answer)
    if len(every) > 1:
        _gather(territory, every)


def _answer(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_FORM.key("answer")):
        wanted = _choose("Demande à laquelle répondre", themes, "answered")
        left, middle, right = st.columns(3)
        with left:
            state = st.selectbox(
                "État", STATES, index=STATES.index("à l'étude"), format_func=accents_apart, key=_FORM.key("state")
            )
        with middle:
            owner = st.text_input("Fonction responsable (jamais un nom)", max_chars=200, key=_FORM.key("owner"))
        with right:
            due = st.date_input("Échéance", None, format="DD/MM/YYYY", key=_FORM.key("due"))
        text = st.text_area("Réponse", max_chars=2000, key=_FORM.key("text"))
        if st.form_submit_button("Enregistrer la réponse", type="primary"):
            answer = Answer(state, owner, text, due)
            _FORM.write(lambda: demands.answer(wanted, territory, answer), f"Réponse enregistrée : {state}.")


def _pass_on(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_FORM.key("pass_on")):
        wanted = _choose("Demande à transmettre à la France", themes, "passed")
        text = st.text_input(
            "Ce que la région académique en dit (facultatif)", max_chars=2000, key=_FORM.key("comment")
        )
        if st.form_submit_button("Transmettre"):
            _FORM.write(lambda: demands.pass_on(wanted, territory, text), "Demande transmise à la France.")


def _gather(territory: str, themes: Sequence[Theme]) -> None:
    with st.form(_FORM.key("gather")):
        names = dict(enumerate(themes))
        wanted = st.multiselect(
            "Demandes à réunir",
            list(names),
            format_func=lambda place: accents_apart(names[place].name[:80]),
            key=_FORM.key("gathered"),
        )
        theme = st.text_input("Nom du thème", max_chars=200, key=_FORM.key("theme"))
        if st.form_submit_button("Réunir sous ce thème"):
            every = [demand for place in wanted for demand in names[place].demands]
            _FORM.write(lambda: demands.gather(every, territory, theme), "Demandes réunies.")


def _choose(label: str, themes: Sequence[Theme], key: str) -> Sequence[Demand]:
    names: Mapping[int, Theme] = dict(enumerate(themes))
    place = st.selectbox(
        label, list(names), format_func=lambda place: accents_apart(names[place].name[:80]), key=_FORM.key(key)
    )
    return names[place].demands
