"""Rechercher: what holds the words of the address, kind by kind, within what the person who looks may see."""

import streamlit as st

from dashboard import data
from dashboard.campaigns import choose_campaign
from dashboard.components.layout import account, search, shell
from dashboard.components.links import address
from dashboard.finding import LONGEST, find, words

typed = (address.parameter(search.TEXT) or "")[:LONGEST].strip()
place = st.container()
left, right = st.columns([3, 1])
with right:
    campaign = choose_campaign().campaign
text = words(typed)
by_kind = find(text, campaign, account.hidden_pages(data.who().rights)) if text else {}
count = sum(matches.count for matches in by_kind.values())
with place:
    shell.opening("Rechercher", search.sentence(typed, count))
shell.show(search.results(by_kind, campaign) if count else search.nothing(typed))
