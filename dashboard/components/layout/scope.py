"""Which territory a page shows: the one of the address, or the nearest that the page has and one's rights hold."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import data
from dashboard.components.layout import shell
from dashboard.components.links.address import choose, parameter, say
from dashboard.components.links.parameters import TERRITORY, nearest
from dashboard.components.links.places import title
from indicators.territories import fold, territories
from pipelines.facts.rows.territories import ListedTerritory

FRANCE = "NAT-FR"
LEVELS = ("national", "region", "academy", "department")


def choose_territory(label: str, names: Mapping[str, str], usual: str, forgets: tuple[str, ...] = ()) -> str:
    """The list of the territories that a page has: the one of the address, or the nearest to it, which is then said.

    Somebody who comes from France is shown the `usual` one; an unknown code is said."""
    territory_names = {territory.code: territory.name for territory in territories()}
    wanted = parameter(TERRITORY)
    if wanted is None or wanted in names or wanted not in territory_names:
        return choose(label, TERRITORY, names, usual, forgets)
    territory_code = nearest(wanted, list(names), usual) or usual
    if wanted != FRANCE and names[territory_code] != territory_names[wanted]:
        say(f"Cette page n'a pas « {territory_names[wanted]} ».", names[territory_code])
    return choose(label, TERRITORY, names, usual, forgets, instead=territory_code)


def choose_region() -> tuple[str, str]:
    """The code and the name of the chosen region; France by default, or one's own where one sees no more than that.

    A committee that follows a part of a region has that region's code, and the name of its own part."""
    options = _regions()
    code = choose_territory("Territoire", options, _usual(options), forgets=("comite",))
    return code, options[code]


def choose_followed() -> tuple[str, str]:
    """The code and the name of a territory that one follows, France and its régions for who sees everything."""
    options = _regions() if data.who().rights.whole else _followed()
    code = choose_territory("Territoire", options, _usual(options))
    return code, options[code]


def choose_any() -> tuple[str, str]:
    """The code and the name of a territory of any level, of those whose figures one follows: one's own first."""
    rights = data.who().rights
    rows = [row for row in data.rows(ListedTerritory) if row.territory_code in rights.followed]
    names = {
        row.territory_code: "France entière" if row.level == "national" else title(row)
        for row in sorted(rows, key=lambda row: (LEVELS.index(row.level), fold(row.name)))
    }
    if not names:
        shell.show(shell.notice("Aucun territoire", "Votre périmètre n'en comporte pas."))
        st.stop()
    code = choose_territory("Territoire", names, rights.home, forgets=("page",))
    return code, names[code]


def codes(region: str) -> set[str]:
    """The territories of a region, itself included; every territory for France."""
    return {
        row.territory_code
        for row in data.rows(ListedTerritory)
        if region in (FRANCE, row.region_code, row.territory_code)
    }


def _regions() -> dict[str, str]:
    rows, rights = data.rows(ListedTerritory), data.who().rights
    regions = {row.territory_code: row.name for row in rows if row.level == "region"}
    if rights.whole or FRANCE in rights.followed:
        return {FRANCE: "France entière"} | dict(sorted(regions.items(), key=lambda item: fold(item[1])))
    parts: dict[str, list[str]] = {}
    for row in rows:
        if row.territory_code in rights.followed and row.level in ("region", "department"):
            parts.setdefault(row.region_code or row.territory_code, []).append(row.name)
    return {code: regions[code] if regions[code] in names else ", ".join(names) for code, names in parts.items()}


def _usual(options: Mapping[str, str]) -> str:
    """One's own territory, or what stands for it in these."""
    return nearest(data.who().rights.home, list(options), next(iter(options))) or next(iter(options))


def _followed() -> dict[str, str]:
    granted = {grant.territory_code for grant in data.who().rights.grants}
    return {row.territory_code: row.name for row in data.rows(ListedTerritory) if row.territory_code in granted}
