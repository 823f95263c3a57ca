"""Figer une édition: an administrator keeps the figures of a campaign for ever, and says what they own up to."""

import streamlit as st

from dashboard import editions
from dashboard.campaigns import choose_campaign
from dashboard.components.html.markup import tag
from dashboard.components.layout import shell
from dashboard.components.links import address
from dashboard.components.links.address import PRESENT, link
from dashboard.components.review import freezing

TITLE = "Figer une édition"
FROZEN = "figee"


def show() -> None:
    """What was just frozen; else the form; else why there is none."""
    refusal = editions.why_not_freeze()
    if refusal:
        shell.opening(TITLE, refusal)
        if editions.on_one():
            shell.show(tag("p", link("Revenir à l'état présent", "figer", edition=PRESENT)))
        return
    release = editions.release(address.parameter(FROZEN) or "")
    if release:
        shell.opening(TITLE, freezing.sentence(release))
        shell.show(freezing.result(release))
        return
    place = st.container()
    campaign = choose_campaign()
    groups = editions.groups(campaign.campaign)
    with place:
        shell.opening(TITLE, freezing.opening(groups, campaign.campaign))
    if campaign.collecting:
        shell.show(tag("p", f"{campaign.collecting}.", class_="note"))
    frozen = freezing.form(groups, campaign.campaign)
    if frozen:
        st.query_params[FROZEN] = frozen.slug
        st.rerun()


show()
