"""The entry of the dashboard: its pages, what they share, and what is shown when nothing was built."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from dashboard import data
from dashboard.components import address, frozen, shell
from dashboard.components.style import STYLE
from pipelines.warehouse import NoWarehouse

FILES = {
    "": "national",
    "objectifs": "matrix",
    "objectif": "objective",
    "region-academique": "region",
    "academie": "academy",
    "departement": "department",
    "gouvernance": "governance",
    "collecte": "quality",
    "comprendre": "figure",
    "changements": "changes",
    "revue": "review",
    "methode": "method",
    "accessibilite": "accessibility",
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
        data.begin_run(address.edition())
    except NoWarehouse:
        shell.show(shell.header(page.url_path, None, campaign))
        page.run() if page.url_path in shell.WITHOUT_DATA else shell.no_warehouse()
        shell.show(shell.footer(None))
        return
    build, strategy = data.one("build"), data.one("strategy")
    shell.show(shell.header(page.url_path, strategy["title"] if strategy else None, campaign))
    if build and build["demonstration"]:
        shell.show(shell.demonstration_banner())
    frozen.choose()
    page.run()
    shell.show(shell.footer(build))
    warm()


st.set_page_config(layout="wide", page_icon=str(Path(__file__).parent / "static" / "icon.png"))
run()
