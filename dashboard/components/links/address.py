"""The address says what is shown: every choice is read from it, and written to it, by its code."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from dashboard.components.html.markup import Html, escaped, tag
from dashboard.components.links.parameters import KEPT, TERRITORY, read, shortened
from indicators import territories
from indicators.territories import NATIONAL
from indicators.typography import ABSENT

HOME = "./"
PRESENT = "present"
COMPARE = "Comparer à d'autres territoires, d'une année à l'autre"
_CARRIED = "carried_by_the_links_of_this_run"


@dataclass
class _Carried:
    """What every link of a run carries: the edition that its address asks for, the territory and the campaign shown;
    and that address itself."""

    edition: str | None = None
    defaults: dict[str, str | None] = field(default_factory=dict)
    page: str = ""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()


# the same as the session keeps, at hand: a page has hundreds of links, and asking the session takes longer than a link
_of_this_run: ContextVar[_Carried | None] = ContextVar("carried", default=None)


def choose(
    label: str,
    name: str,
    options: Mapping[str, str],
    default: str,
    forgets: tuple[str, ...] = (),
    instead: str | None = None,
    titled: bool = True,
) -> str:
    """A list whose choice is the query parameter `name`; an unknown code is said, and the default shown.

    A new choice drops the parameters that `forgets` names, for they had no meaning but with the old one; `instead` is
    shown where the code asked for is one that another stands for; a list that is not `titled` has words beside it."""
    asked_code = instead or st.query_params.get(name)
    if asked_code is not None and asked_code not in options:
        say(
            f"{label} : l'adresse demande « {shortened(asked_code)} », que nous ne connaissons pas.",
            options.get(default),
        )
    code = asked_code if asked_code is not None and asked_code in options else default
    if asked_code is not None or code != NATIONAL:  # France goes without saying
        keep(name, code)
    key = f"choice_{name}"
    st.session_state[key] = code
    st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda option: accents_apart(options.get(option, option)),
        on_change=_write,
        args=(name, key, forgets),
        label_visibility="visible" if titled else "collapsed",
    )
    return code


def say(sentence: str, choice: str | None = None) -> None:
    """What the address asks for and does not get. Its text is written as text: an address can be sent by anybody."""
    beside = f" Voici : {choice}." if choice else ""
    st.html(tag("p", f"{sentence}{beside}", class_="notice asked", role="status"))


def accents_apart(label: str) -> str:
    """The same text to the eye, each accent after its letter: the lists of Streamlit look for the characters that are
    typed, and « herault » is then found in « Hérault ». static/accents.js takes apart what is typed with accents."""
    return territories.accents_apart(label)


def typed(label: str, name: str, forgets: tuple[str, ...] = (), longest: int = 80) -> str:
    """A text to type whose value is the query parameter `name`; a new text drops what `forgets` names."""
    key = f"typed_{name}"
    st.session_state[key] = st.query_params.get(name, "")[:longest]
    st.text_input(label, key=key, on_change=_write, args=(name, key, forgets))
    return st.session_state[key]


def _write(name: str, key: str, forgets: tuple[str, ...]) -> None:
    others = {parameter: code for parameter, code in st.query_params.items() if parameter not in forgets}
    st.query_params.from_dict({**others, name: st.session_state[key]})


def parameter(name: str) -> str | None:
    """The value in the address of one parameter that no list shows."""
    return st.query_params.get(name)


def begin_run(page: str) -> tuple[str, ...]:
    """Reads the address of a page once, and writes it as it is written today: what is said of it is returned.

    The edition is kept apart, for a page has hundreds of links, and each carries it."""
    before = st.query_params.to_dict()
    reading = read(page, before)
    if reading.codes != before:
        st.query_params.from_dict(reading.codes)
    edition_asked = reading.codes.get("edition")
    carried = _Carried(
        None if edition_asked == PRESENT else edition_asked,
        {name: reading.codes[name] for name in KEPT if name in reading.codes},
        page,
        tuple((name, tuple(st.query_params.get_all(name))) for name in sorted(st.query_params)),
    )
    st.session_state[_CARRIED] = carried
    _of_this_run.set(carried)
    return reading.messages


def _carried() -> _Carried:
    """A part of a page that runs alone, in a thread of its own, carries what its page did."""
    return _of_this_run.get() or st.session_state.get(_CARRIED, _Carried())


def state() -> Hashable:
    """The page, all that its address says, and what its links carry by now."""
    carried = _carried()
    return carried.page, carried.codes, carried.edition, tuple(sorted(carried.defaults.items()))


def forget_unknown(territories: Collection[str]) -> None:
    """A territory that is not one of these is not carried by the links: it would be said unknown of each page."""
    defaults = _carried().defaults
    if defaults.get(TERRITORY) not in territories:
        defaults.pop(TERRITORY, None)


def keep(name: str, code: str | None) -> None:
    """From here on, the links of this run carry this territory, or this campaign, where they name no other: it is what
    the page shows. None: they carry none."""
    if name in KEPT:
        _carried().defaults[name] = code


def edition() -> str | None:
    """The edition that the address of this run asks for, or None for the present state."""
    return _carried().edition


def href(page: str, /, **codes: str | int | None) -> str:
    """The address of a page (`""` is the front page) with its codes; the edition, the territory and the campaign that
    are shown are kept, unless the link names another, or none. Another edition has a campaign of its own."""
    carried = _carried()
    whole = {"edition": carried.edition, **codes}
    if "edition" not in codes:
        for name, code in carried.defaults.items():
            whole.setdefault(name, code)
    return _address(page, tuple(whole.items()))


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
