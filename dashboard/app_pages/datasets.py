"""Données: what one may take away, in which form and for whom; the dictionary of columns, notebooks, the door."""

from dashboard import data
from dashboard.components.datasets import dictionary, notebooks, programs, published
from dashboard.components.html.markup import join, tag
from dashboard.components.layout import shell
from dashboard.components.links.address import typed
from indicators.typography import day
from pipelines.facts.open_campaign import ListedCampaign, campaign_to_open
from pipelines.facts.rows.strategy import ShownBuild
from pipelines.outputs.open_data.served import last_publication
from pipelines.settings import settings

open_data = last_publication(settings())
counts = {row["name"]: row["rows"] for row in data.rows("dictionary/counts")}
build, rights = data.sole(ShownBuild), data.who().rights
campaigns = data.rows(ListedCampaign)
campaign = campaign_to_open(campaigns) or campaigns[0].campaign

shell.opening(
    "Données",
    f"Tout ce que montrent les pages se prend : {dictionary.size(counts)}, du calcul du {day(build.built_at)}.",
)
shell.show(
    shell.section(
        "Données ouvertes",
        join([published.facts(open_data), published.tables(open_data)]) if open_data else published.nothing(),
        note="Pour tous : chercheurs, journalistes, collectivités. La dernière publication, telle qu'elle est sortie ; "
        "les noms et les petits effectifs n'y sont pas.",
    ),
    shell.section(
        "Tables du calcul affiché",
        ""
        if rights.whole
        else tag("p", "Les fichiers ne contiennent que ce que votre périmètre vous montre.", class_="note"),
        dictionary.whole(),
        note="Pour qui suit la stratégie : les tables que lisent les pages, colonne par colonne. Elles ne sont pas "
        "masquées par le secret statistique : ne diffusez pas un effectif d'élèves tiré d'ici.",
    ),
    shell.heading("Dictionnaire des colonnes"),
)
text = typed("Chercher une table ou une colonne", "recherche")
shell.show(dictionary.listed(dictionary.matching(text), counts, text))
shell.show(
    shell.section(
        "Carnets à refaire",
        notebooks.shown(),
        note="Pour qui analyse : des carnets Jupyter (DuckDB, pandas, plotly), tels qu'ils tournent. Ils lisent le "
        "dossier que dit PILOTAGE_DATA : celui des données ouvertes, décompressé, ou celui des données du service.",
    )
)
programs.show(campaign, open_data is not None)
