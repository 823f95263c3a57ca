"""What pages read and write of the visas of the régions; nothing at all where the strategy asks for none.

Apart: who may, of what is shown and at which moment, beside the markup and the form that ask it."""

from __future__ import annotations

from dashboard import data
from pipelines.errors import DecisionError
from pipelines.facts.visas import Report, joined, of_territory, visa_of, visa_required, why_not_give
from pipelines.settings import settings
from pipelines.store import visa_log


def reports(campaign: str, territory: str) -> list[Report] | None:
    """The reports of a région, or the one of a département, that the person who looks may see; None where the strategy
    shown asks for no visa."""
    if not visa_required(data.shown()):
        return None
    return of_territory(joined(data.shown(), data.rows("visas/reports", campaign=campaign)), territory)


def why_not(region: str) -> str | None:
    """Why no visa can be given for a région, or None."""
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour viser un rapport."
    return why_not_give(data.who().rights, region)


def decide(report: Report, decision: str, reason: str) -> bool:
    """Keeps a visa; False where it was there already. Raises DecisionError."""
    refusal, who = why_not(report.region_code), data.who()
    if refusal:
        raise DecisionError(refusal)
    wanted = visa_of(settings(), report, decision, reason, who.pseudonym)
    return visa_log.keep(settings(), wanted, who.rights.label)
