"""Visas of the région: the reports of its départements with where each stands, the form that approves or returns."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import visas
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.layout import shell
from dashboard.components.layout.recording import Recording
from dashboard.components.links.address import accents_apart
from dashboard.components.links.places import territory_link
from indicators.typography import day, number
from pipelines.errors import DecisionError
from pipelines.facts.visas import Report, opening, visa_text
from pipelines.store.visa_log import APPROVED, DECISIONS, RETURNED

_FORM = Recording("visa")
_SHOWN = "contents_of_visas_shown"
_CHOICES = {APPROVED: "Viser le rapport", RETURNED: "Renvoyer le rapport"}
NOTE = "Un rapport compte dès qu'il est reçu, visé ou non. Une nouvelle version attend un nouveau visa."
RENEWED = "Une nouvelle version de ce rapport vient d'arriver : relisez-la avant d'enregistrer."


def of_department(campaign: str, department: str) -> Html:
    """Where the report of a département stands, in a line."""
    return join(
        tag("p", f"Visa de la région académique : {visa_text(each.visa)}.", class_="facts")
        for each in visas.reports(campaign, department) or ()
    )


def of_region(campaign: str, region: str) -> None:
    """The reports of the départements of a région, and the form for who gives its visas."""
    every = visas.reports(campaign, region)
    if every is None:
        return
    reports = _table(every, campaign) if every else ""
    shell.show(shell.section("Visa des rapports départementaux", tag("p", opening(every)), reports, note=NOTE))
    _FORM.show_message()
    refusal = visas.why_not(region)
    if refusal:
        shell.show(tag("p", refusal, class_="note"))
    elif every:
        _form({each.territory_code: each for each in every})


def _table(every: Sequence[Report], campaign: str) -> Html:
    columns = [
        Column("Comité", lambda row: territory_link(row["name"], row["level"], row["territory_code"], campaign)),
        Column("Version", lambda row: number(row["report"].version), "number"),
        Column("Transmis le", lambda row: day(row["report"].submitted_on)),
        Column("Visa", lambda row: visa_text(row["report"].visa), "wide"),
    ]
    rows = [
        {"name": each.territory_name, "territory_code": each.territory_code, "level": "department", "report": each}
        for each in every
    ]
    return table(f"Rapports des départements et leur visa, {campaign}", columns, rows)


def _form(every: dict[str, Report]) -> None:
    """`before`: the contents that were on screen when the button was pressed; a visa is of what was read."""
    before: dict[str, str] = st.session_state.get(_SHOWN, {})
    st.session_state[_SHOWN] = {code: each.source_sha256 for code, each in every.items()}
    with st.form(_FORM.key("form")):
        left, right = st.columns([2, 1])
        with left:
            code = st.selectbox(
                "Rapport à viser",
                list(every),
                format_func=lambda code: accents_apart(f"{every[code].territory_name} ({every[code].state})"),
                key=_FORM.key("report"),
            )
        with right:
            decision = st.selectbox(
                "Décision",
                DECISIONS,
                format_func=lambda choice: accents_apart(_CHOICES[choice]),
                key=_FORM.key("decision"),
            )
        reason = st.text_area("Motif (obligatoire pour renvoyer)", max_chars=2000, key=_FORM.key("reason"))
        if st.form_submit_button("Enregistrer le visa", type="primary"):
            report = every[code]
            done = f"{report.territory_name} : rapport {decision}."
            _FORM.write(lambda: _decide(report, before.get(code), decision, reason), done)


def _decide(report: Report, read: str | None, decision: str, reason: str) -> bool:
    if read != report.source_sha256:
        raise DecisionError(RENEWED)
    return visas.decide(report, decision, reason)
