"""The address says what is shown: every choice is read from it, and written to it, by its code."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from dashboard.components.html.markup import Html, escaped, tag
from indicators.typography import ABSENT, typeset

HOME = "./"
PRESENT = "present"
COMPARE = "Comparer à d'autres territoires, d'une année à l'autre"
_ASKED = "edition_asked_by_this_run"


def choose(label: str, name: str, options: Mapping[str, str], default: str, forgets: tuple[str, ...] = ()) -> str:
    """A list whose choice is the query parameter `name`; an unknown code is said, and the default shown.

    A new choice drops the parameters that `forgets` names, for they had no meaning but with the old one."""
    asked = st.query_params.get(name)
    if asked is not None and asked not in options:
        shown = options.get(default, default)
        st.warning(typeset(f"{label} : l'adresse demande « {asked} », que nous ne connaissons pas. Voici : {shown}."))
    code = asked if asked is not None and asked in options else default
    key = f"choice_{name}"
    st.session_state[key] = code
    st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda one: accents_apart(options.get(one, one)),
        on_change=_write,
        args=(name, key, forgets),
    )
    return code


def accents_apart(label: str) -> str:
    """The same text to the eye, each accent after its letter: the lists of Streamlit look for the characters that are
    typed, and « herault » is then found in « Hérault ». static/accents.js takes apart what is typed with accents."""
    return unicodedata.normalize("NFD", label)


def typed(label: str, name: str, forgets: tuple[str, ...] = (), longest: int = 80) -> str:
    """A text to type whose value is the query parameter `name`; a new text drops what `forgets` names."""
    key = f"typed_{name}"
    st.session_state[key] = st.query_params.get(name, "")[:longest]
    st.text_input(label, key=key, on_change=_write, args=(name, key, forgets))
    return st.session_state[key]


def _write(name: str, key: str, forgets: tuple[str, ...]) -> None:
    kept = {one: code for one, code in st.query_params.items() if one not in forgets}
    st.query_params.from_dict({**kept, name: st.session_state[key]})


def begin_run() -> None:
    """Reads once the edition that the address asks for: a page has hundreds of links, and each keeps it."""
    asked = st.query_params.get("edition")
    st.session_state[_ASKED] = None if asked == PRESENT else asked


def edition() -> str | None:
    """The edition that the address of this run asks for, or None for the present state."""
    return st.session_state.get(_ASKED)


def href(page: str, /, **codes: str | int | None) -> str:
    """The address of a page (`""` is the front page) with its codes; the edition shown is kept."""
    return _address(page, tuple({"edition": edition(), **codes}.items()))


@lru_cache(maxsize=4096)
def _address(page: str, codes: tuple[tuple[str, str | int | None], ...]) -> str:
    """Pages repeat the same links from one run to the next: each is written once."""
    query = urlencode([(name, code) for name, code in codes if code is not None])
    return f"{page or HOME}{'?' + query if query else ''}"


def link(content: object, page: str, **codes: str | int | None) -> Html:
    """A link inside the dashboard."""
    return tag("a", content, href=href(page, **codes))


def why(content: object, code: str | None, territory: str | None, campaign: str | None) -> Html:
    """A figure that leads to what stands behind it; `code` is an indicator, `objectif-4`, `axe-2` or `strategie`."""
    if not (code and territory and campaign) or content == ABSENT:
        return escaped(content)
    address = href("comprendre", territoire=territory, indicateur=code, campagne=campaign)
    return tag("a", content, href=address, class_="why", title="Comprendre ce chiffre")
