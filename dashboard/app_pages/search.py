"""Rechercher: what holds the words of the address, kind by kind, within what the person who looks may see."""

import streamlit as st

from dashboard import data
from dashboard import schools as school_data
from dashboard.campaigns import choose_campaign
from dashboard.components.layout import account, search, shell
from dashboard.components.links import address

typed = (address.asked(search.TEXT) or "")[: search.LONGEST].strip()
text = search.folded(typed)
rights = data.who().rights

place = st.container()
left, right = st.columns([3, 1])
with right:
    campaign = choose_campaign()["campaign"]


def found_schools() -> tuple[data.Row, ...]:
    """The schools that are found, of those that may be seen; editions keep none."""
    if data.edition():
        return ()
    departments = tuple(row["territory_code"] for row in school_data.departments())
    return school_data.rows("found", text=text, departments=departments)


def found() -> tuple[int, list[object]]:
    """How many things were found, and the part of the page of each kind."""
    kinds = {
        name: data.rows(f"search/{name}", text=text, campaign=campaign)
        for name in ("territories", "objectives", "indicators", "actions", "messages")
    }
    schools, pages = found_schools(), search.pages(text, account.hidden_pages(rights))
    parts: list[object] = [
        search.territories(kinds["territories"], campaign),
        search.objectives(kinds["objectives"], campaign),
        search.indicators(kinds["indicators"], campaign),
        search.schools(schools, campaign),
        search.actions(kinds["actions"], campaign),
        search.messages(kinds["messages"], campaign),
        search.ways(pages),
    ]
    return sum(rows[0]["found"] for rows in (*kinds.values(), schools, pages) if rows), parts


count, parts = found() if text else (0, [])
with place:
    shell.opening("Rechercher", search.sentence(typed, count))
shell.show(*parts if count else [search.nothing(typed)])
