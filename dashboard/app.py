"""The entry of the dashboard: its pages, what they share, and what is shown when nothing was built."""

from __future__ import annotations

import gc

import streamlit as st

from dashboard import data
from dashboard.components.html.style import STYLE
from dashboard.components.layout import account, releases, shell
from dashboard.components.links import address
from dashboard.identity.current import SignedOut
from dashboard.observe import metrics
from pipelines.errors import NoWarehouse

FILES = {
    "": "national",
    "objectifs": "matrix",
    "objectif": "objective",
    "region-academique": "region",
    "academie": "academy",
    "departement": "department",
    "comparer": "compare",
    "feuille-de-route": "roadmap",
    "gouvernance": "governance",
    "collecte": "quality",
    "comprendre": "figure",
    "instance-nationale": "national_dialogue",
    "ecoles": "schools",
    "ecole": "school",
    "changements": "changes",
    "revue": "review",
    "figer": "freeze",
    "demandes": "demands",
    "depot": "deposit",
    "methode": "method",
    "accessibilite": "accessibility",
    "donnees-personnelles": "privacy",
    "mentions": "legal",
}


@st.cache_resource(show_spinner=False)
def warm() -> bool:
    """What was imported never goes away: without this, each run would make the collector walk through it again."""
    gc.collect()
    gc.freeze()
    return True


def pages() -> list[st.Page]:
    """The pages in the order of the header, each with its address and its title."""
    return [
        st.Page(f"app_pages/{FILES[path]}.py", title=label, url_path=path, default=path == "")
        for path, label in shell.ALL_PAGES.items()
    ]


def run() -> None:
    """One run of the page that the address asks for."""
    page = st.navigation(pages(), position="hidden")
    st.html(f"<style>{STYLE}</style>")
    campaign = st.query_params.get("campagne")
    try:
        who = data.recognise()
    except SignedOut:
        shell.show(account.signed_out())
        return
    address.begin_run()
    hidden = account.hidden_pages(who.rights)
    try:
        data.begin_run(address.edition())
    except NoWarehouse:
        shell.show(shell.header(page.url_path, None, campaign, hidden), account.line(who))
        page.run() if page.url_path in shell.WITHOUT_DATA else shell.no_warehouse()
        shell.show(shell.footer(None))
        return
    build, strategy = data.one("strategy/build"), data.one("strategy/strategy")
    shell.show(
        shell.header(page.url_path, strategy["title"] if strategy else None, campaign, hidden),
        account.line(who),
        account.scope(who.rights, data.rows("territories/territories")),
    )
    if build and build["demonstration"]:
        shell.show(shell.demonstration_banner())
    releases.choose()
    if not account.refuse(who.rights, page.url_path):
        page.run()
    shell.show(shell.footer(build))
    warm()


st.set_page_config(layout="wide", page_icon="app/static/icon.png")
with metrics.rerun():
    run()
