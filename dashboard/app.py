"""The entry of the dashboard: its pages, what they share, and what is shown when nothing was built."""

from __future__ import annotations

import gc
from copy import copy

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import data, finding, outputs
from dashboard.components.html.markup import Html
from dashboard.components.html.remembered import once
from dashboard.components.layout import account, releases, search, shell
from dashboard.components.links import address
from dashboard.components.links.parameters import TERRITORY
from dashboard.identity.current import SignedOut
from dashboard.observe import metrics, renewal
from dashboard.web import runs
from pipelines.access.rights import Rights
from pipelines.errors import NoWarehouse
from pipelines.facts.rows.strategy import ShownBuild, StrategyRules

_BEGUN = "visit_begun"

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
    "recherche": "search",
    "demandes": "demands",
    "depot": "deposit",
    "donnees": "datasets",
    "methode": "method",
    "accessibilite": "accessibility",
    "donnees-personnelles": "privacy",
    "mentions": "legal",
}


def _warm() -> bool:
    """What was imported never goes away: without this, each run would make the collector walk through it again."""
    gc.collect()
    gc.freeze()
    return True


def _declared() -> list[st.Page]:
    """Every page, its file looked for once and not at each run."""
    return [
        st.Page(f"app_pages/{FILES[path]}.py", title=label, url_path=path, default=path == "")
        for path, label in shell.ALL_PAGES.items()
    ]


def pages() -> list[st.Page]:
    """The pages in the order of the header, each with its address and its title; of this run alone, which marks the
    one that it shows."""
    # imported and not run, by what only reads this file, it knows no place to look for them
    run_by_streamlit = get_script_run_ctx(suppress_warning=True)
    return [copy(page) for page in (runs.once("pages", _declared) if run_by_streamlit else _declared())]


def run() -> None:
    """One run of the page that the address asks for."""
    listed = pages()
    page = st.navigation(listed, position="hidden")
    try:
        who = data.recognise()
    except SignedOut:
        shell.show(account.signed_out())
        return
    messages = address.begin_run(page.url_path)
    _begin_at_home(page, listed, who.rights)
    hidden, front = account.hidden_pages(who.rights), account.front(who.rights)
    try:
        data.begin_run(address.edition(), figures=page.url_path not in shell.WITHOUT_DATA)
    except NoWarehouse:
        shell.show(shell.header(page.url_path, None, hidden, front), account.line(who))
        page.run() if page.url_path in shell.WITHOUT_DATA else shell.no_warehouse()
        shell.show(shell.footer(None))
        return
    build, strategy, territories = data.public(ShownBuild), data.public(StrategyRules), data.territories()
    address.forget_unknown({row.territory_code for row in territories})
    title = strategy.title if strategy else None
    shell.show(
        once("header", lambda: shell.header(page.url_path, title, hidden, front, _search(page.url_path))),
        account.line(who),
        once("scope", lambda: account.scope(who.rights, territories)),
    )
    if build and build.demonstration:
        shell.show(shell.demonstration_banner())
    if build and build.built_at and renewal.renewed():
        shell.renewed(build.built_at)
    for sentence in messages:
        address.say(sentence)
    releases.choose()
    if not account.refuse(who.rights, page.url_path):
        page.run()
    shell.show(once("footer", lambda: shell.footer(build, " — ".join(outputs.source()))))
    runs.once("warm", _warm)
    if runtime.exists():  # a page that runs by itself, in a test, serves nobody after
        finding.prepare()


def _search(page: str) -> Html:
    """The box of the header; on the page of what it found, with what was searched."""
    return search.box(page, address.parameter(search.TEXT) or "")


def _begin_at_home(page: st.Page, listed: list[st.Page], rights: Rights) -> None:
    """Who follows one territory starts there: the first page of a visit, where its address asks for nothing at all."""
    first = not st.session_state.get(_BEGUN)
    st.session_state[_BEGUN] = True
    home = account.home(rights)
    if first and home and page.url_path == "" and not st.query_params:
        st.switch_page(
            next(listed_page for listed_page in listed if listed_page.url_path == home),
            query_params={TERRITORY: rights.home},
        )


st.set_page_config(layout="wide", page_icon="app/static/icon.png")
with runs.turn(), metrics.rerun():
    run()
