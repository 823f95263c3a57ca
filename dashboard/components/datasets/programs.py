"""How a program reads the same tables: examples that one copies, with the address of this very server.

Apart: what is said of signing in depends on how this server tells people apart."""

from __future__ import annotations

import streamlit as st

from dashboard.api.answers import MOST
from dashboard.components.datasets.addresses import server
from dashboard.components.html import prose
from dashboard.components.html.markup import Html, tag
from dashboard.components.layout import shell
from dashboard.identity.configuration import mode
from dashboard.identity.routes import API
from indicators.typography import number
from pipelines.settings import options

RULES = (
    f"Une réponse porte {number(MOST)} lignes au plus : au-delà, « limite » et « depuis » lisent par morceaux.",
    "« territoire », « objectif », « indicateur », « campagne » et « edition » choisissent les lignes ; ce qui "
    "n'existe pas est dit, jamais ignoré.",
    "Chaque réponse dit de quel calcul elle vient, et si ses données sont inventées ; l'ETag change avec le calcul et "
    "les droits.",
)


def show(campaign: str, published: bool) -> None:
    """The rules, then the two examples: on open data where there are some, else on the tables of the build."""
    words = prose.read("datasets")["programs"]
    filled = {"server": server(), "campaign": campaign, "open": "ouvertes" if published else "tables"}
    shell.show(
        shell.section("Pour un programme", tag("p", words[_who()]), tag("ul", *(tag("li", rule) for rule in RULES)))
    )
    st.code(words["curl"].strip().format(**filled), language="bash", wrap_lines=True)
    st.code(words["python"].strip().format(**filled), language="python", wrap_lines=True)
    shell.show(_described())


def _who() -> str:
    if mode() == "local":
        return "here"
    return "open" if options().open_door == "on" else "closed"


def _described() -> Html:
    link = tag("a", "Description OpenAPI", href=f".{API}/openapi.json", download=True, class_="take")
    return tag("ul", tag("li", link), class_="takes")
