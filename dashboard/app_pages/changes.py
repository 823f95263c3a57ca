"""Ce qui a changé: two states compared, each movement split into four effects, who contributed, what was revised."""

import streamlit as st

from dashboard import annual, data
from dashboard.charts import plotly_figure, waterfall
from dashboard.components.indicator import indicators
from dashboard.components.layout import scope, shell
from dashboard.components.links.address import choose
from dashboard.components.review import movements
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.releases.compare import contributors, lines, revisions

place = st.container()
sides = annual.sides()
before, after = annual.usual_sides()
first, second = st.columns(2, vertical_alignment="bottom")
with first:
    before = choose("De", "de", sides, before)
with second:
    after = choose("À", "a", sides, after)
changes = annual.changes(before, after)
third, fourth = st.columns([1, 2], vertical_alignment="bottom")
with third:
    followed = data.who().rights.followed
    territories = {row.territory_code: row for row in data.rows(ListedTerritory) if row.territory_code in followed}
    territory = scope.choose_territory(
        "Territoire", indicators.territory_names(territories.values()), data.who().rights.home
    )
rows = lines(changes, territory)
name = territories[territory].name
codes = {"de": before, "a": after, "territoire": territory}

if not rows:
    with place:
        shell.opening(
            "Ce qui a changé",
            f"Rien de comparable entre « {sides[before]} » et « {sides[after]} » : {name}.",
            changes.collecting,
        )
else:
    by_code = {movements.code(row): row for row in rows}
    with fourth:
        wanted = choose(
            "Chiffre", "indicateur", {key: row["title"] for key, row in by_code.items()}, next(iter(by_code))
        )
    chosen = by_code[wanted]

    def written(value: float) -> str:
        return movements.written(chosen, changes.indicators, value)

    with place:
        sentence = waterfall.in_words(chosen, written)
        shell.opening("Ce qui a changé", f"{name}, {chosen['title']}. {sentence}")
    parts = contributors(changes, chosen["kind"], chosen["id"], territory)
    means = [row for row in rows if row["kind"] != "value"]
    values = [row for row in rows if row["kind"] == "value"]
    moment = f"De « {changes.before.name} » à « {changes.after.name} »."
    shell.show(
        shell.section(
            f"{chosen['title']}, {name}",
            waterfall.effects(chosen, written),
            note=" ".join(filter(None, [moment, waterfall.cut(chosen, written)])),
        ),
    )
    key = f"mouvement-{wanted}-{territory}-{before}-{after}".lower()
    plotly_figure.show(waterfall.chart(chosen, f"{chosen['title']}, {name}. {moment}", key, written))
    shell.show(
        shell.section("Qui a contribué", movements.contributors(parts)),
        shell.section(
            "Stratégie, axes et objectifs",
            movements.moved("Avancement, en points", means, changes.indicators, **codes),
        ),
        shell.section("Indicateurs", movements.moved("Valeurs, dans leur unité", values, changes.indicators, **codes)),
    )
shell.show(
    shell.section(
        "Valeurs passées révisées",
        movements.revisions(revisions(changes, territory)),
        note="Ce qui était connu au départ et que de nouveaux fichiers disent autrement, pour la même année.",
    )
)
