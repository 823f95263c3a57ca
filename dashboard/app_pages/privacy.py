"""Données personnelles: what is kept, why, how long and who sees it; the durations are those the program applies."""

from dashboard.components.html import prose
from dashboard.components.layout import shell
from indicators.typography import duration
from pipelines.access.sessions import ABSOLUTE_SECONDS, ATTEMPTS_KEPT_SECONDS, IDLE_SECONDS
from pipelines.access.sign_ins import GOOD_FOR_SECONDS
from pipelines.settings import options

shell.opening(
    "Données personnelles",
    "Les chiffres n'en contiennent pas ; le service en garde le moins possible, le moins longtemps possible.",
)
shell.show(
    prose.sections(
        "privacy",
        mark="[coordonnée retirée]",
        months=f"{options().journal_months} mois",
        idle=duration(IDLE_SECONDS),
        absolute=duration(ABSOLUTE_SECONDS),
        attempts=duration(ATTEMPTS_KEPT_SECONDS),
        sign_in=duration(GOOD_FOR_SECONDS),
    )
)
