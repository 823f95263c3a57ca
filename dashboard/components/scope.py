"""Which part of the country a page shows: the whole of it, or one région académique."""

from __future__ import annotations

from dashboard import data
from dashboard.components.address import choose

FRANCE = "NAT-FR"


def choose_region() -> tuple[str, str]:
    """The code and the name of the chosen region; France by default."""
    names = {row["territory_code"]: row["name"] for row in data.rows("territories") if row["level"] == "region"}
    options = {FRANCE: "France entière"} | dict(sorted(names.items(), key=lambda item: item[1]))
    code = choose("Territoire", "region", options, FRANCE, forgets=("comite",))
    return code, options[code]


def codes(region: str) -> set[str]:
    """The territories of a region, itself included; every territory for France."""
    return {
        row["territory_code"]
        for row in data.rows("territories")
        if region in (FRANCE, row["region_code"], row["territory_code"])
    }
