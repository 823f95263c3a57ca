"""Région académique: its axes and objectives beside France, its territories, what to look at first, what to correct."""

import streamlit as st

from dashboard import data, sentences
from dashboard.campaigns import choose_campaign
from dashboard.components import collection, objectives, regions, shell
from dashboard.components.address import choose
from dashboard.format import percent

FRANCE = "NAT-FR"

place = st.container()
left, right = st.columns([2, 1], vertical_alignment="bottom")
names = {row["territory_code"]: row["name"] for row in data.rows("territories") if row["level"] == "region"}
by_name = dict(sorted(names.items(), key=lambda item: item[1]))
with left:
    code = choose("Région académique", "region", by_name, next(iter(by_name)))
with right:
    chosen = choose_campaign()
campaign, previous, name = chosen["campaign"], chosen["previous_campaign"], names[code]
at = {"campaign": campaign, "previous": previous, "territory": code}
strategy, france = data.one("strategy_progress", **at), data.one("strategy_progress", **{**at, "territory": FRANCE})
rows = data.rows("objectives", **at)

with place:
    shell.opening(name, sentences.region(campaign, name, strategy, france, rows))
shell.show(collection.report(data.one("region_report", campaign=campaign, territory=code)))

if strategy is None or strategy["progress"] is None:
    shell.show(
        shell.notice(
            f"Pas de résultat pour {name} en {campaign}",
            "Ni son comité régional ni ses départements n'ont de rapport qui compte, et aucun système d'information n'a"
            " fourni de chiffre pour elle.",
        )
    )
else:
    beside = f"France {percent(france['progress'])}" if france else None
    late = data.rows("indicators_to_discuss", campaign=campaign, territory=code)
    shell.show(
        objectives.summary(f"Stratégie, {name}", strategy, previous, beside),
        shell.section("À regarder d'abord", regions.first(rows, late, campaign, code)),
        shell.section("Les axes", objectives.axes(data.rows("axes", **at), previous, with_france=True)),
        shell.section(
            "Les objectifs",
            objectives.objectives(
                f"Avancement des objectifs, {name}, {campaign}", rows, previous, campaign, with_france=True
            ),
        ),
    )

territories = data.rows("region_territories", campaign=campaign, previous=previous, region=code)
shell.show(
    shell.section("Ses académies et ses départements", regions.territories(territories, name, campaign, previous)),
    shell.section(
        "Lignes à corriger",
        collection.issues(data.rows("region_issues", campaign=campaign, region=code)),
        note="Ces lignes ne comptent pas ; le reste de chaque rapport compte.",
    ),
)
