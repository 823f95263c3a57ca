"""Méthode: how each figure is computed, what each status means, and every indicator of the catalogue."""

from dashboard import data
from dashboard.components.html import prose
from dashboard.components.indicator import method
from dashboard.components.layout import shell
from indicators.catalogue import catalogue
from indicators.typography import quantity, share
from pipelines.facts.rows.indicators import CatalogueIndicator
from pipelines.facts.rows.strategy import StrategyRules

strategy, rows = data.sole(StrategyRules), data.rows(CatalogueIndicator)
values = {
    "coverage": share(strategy.coverage_threshold),
    "on_track": quantity(strategy.on_track),
    "watch": quantity(strategy.watch),
    "baseline_campaign": strategy.baseline_campaign,
    "target_campaign": strategy.target_campaign,
}
examples = {indicator.id: indicator.example for _, indicator in catalogue(data.shown().catalogue).indicators()}

shell.opening(
    "Méthode",
    f"{len(rows)} indicateurs, une seule règle de calcul à tous les niveaux : tout chiffre se refait à la main.",
)
shell.show(
    prose.sections("method", **values),
    method.statuses(**values),
    method.catalogue(rows, examples, strategy.coverage_threshold),
)
