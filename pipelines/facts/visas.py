"""Reports of départements beside the visa of their région: which are approved, returned or wait, and who may say so.

Where the strategy does not ask for visas there are none, whatever was recorded. A visa is of the content of a report:
a new version waits for its own. Who does not see a report sees nothing of its visa."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indicators.catalogue import catalogue
from indicators.typography import day, listing, plural, typeset
from pipelines.access.rights import Rights
from pipelines.errors import DecisionError, NoWarehouse
from pipelines.queries import Row
from pipelines.settings import Settings
from pipelines.store import visa_log
from pipelines.store.visa_log import APPROVED, RETURNED, Visa
from pipelines.warehouse.builds import rows

WAITING = "non visé"
_PLURALS = {APPROVED: ("visé", "visés"), RETURNED: ("renvoyé", "renvoyés"), WAITING: ("non visé", "non visés")}
READS = "Votre rôle permet de lire les visas de cette région académique, pas d'en donner."
UNASKED = (
    "Cette stratégie ne demande pas le visa de la région : pour le demander, écrivez « regional_visa = true » sous "
    "« [strategy] » dans strategie.toml, puis lancez « pilotage build »."
)


@dataclass(frozen=True)
class Report:
    """The report of a département that counts, and the visa of its content, None as long as it waits for it."""

    campaign: str
    territory_code: str
    territory_name: str
    region_code: str
    region_name: str
    version: int
    submitted_on: date | None
    source_sha256: str
    visa: Visa | None

    @property
    def state(self) -> str:
        """`visé`, `renvoyé` or `non visé`."""
        return self.visa.decision if self.visa else WAITING


def visa_required(settings: Settings) -> bool:
    """Whether the strategy asks for the visa of the région."""
    return catalogue(settings.catalogue).strategy.regional_visa


def reports(settings: Settings, campaign: str | None = None) -> list[Report]:
    """The reports that these settings let one see, in every campaign unless one is given. Raises NoWarehouse."""
    return joined(settings, rows(settings, "visas", "reports", campaign=campaign)) if visa_required(settings) else []


def joined(settings: Settings, counted: Iterable[Row]) -> list[Report]:
    """The rows of `visas/reports` beside what the régions said of them; none where the strategy asks for no visa."""
    if not visa_required(settings):
        return []
    visas = visa_log.visas(settings)
    return [Report(**row, visa=visas.get(row["source_sha256"])) for row in counted]


def of_territory(every: Iterable[Report], territory: str) -> list[Report]:
    """Those of a région, or the one of a département."""
    return [each for each in every if territory in (each.territory_code, each.region_code)]


def visa_text(visa: Visa | None) -> str:
    """`visé le 1er septembre 2026`, `renvoyé le 1er septembre 2026 : motif`, or `non visé`."""
    if visa is None:
        return WAITING
    reason = f" : {visa.reason}" if visa.decision == RETURNED else ""
    return typeset(f"{visa.decision} le {day(visa.on.date())}{reason}")


def visa_texts(settings: Settings, rights: Rights) -> dict[str, str]:
    """Content of a report that counts → where its visa stands, of the territories that one may deposit for."""
    try:
        counted = reports(settings)
    except NoWarehouse:
        return {}
    return {each.source_sha256: visa_text(each.visa) for each in counted if rights.may_deposit(each.territory_code)}


def opening(every: list[Report]) -> str:
    """How many reports of a région are approved, returned or wait, in one sentence."""
    if not every:
        return "Aucun rapport départemental qui compte n'attend de visa."
    counts = {state: sum(each.state == state for each in every) for state in (APPROVED, RETURNED, WAITING)}
    parts = [plural(count, *_PLURALS[state]) for state, count in counts.items() if count]
    counted = plural(len(every), "rapport départemental qui compte", "rapports départementaux qui comptent")
    return typeset(f"{counted} : {listing(parts)}.")


def awaited(every: Iterable[Report]) -> str:
    """Which reports wait for the visa of a région, in one sentence; nothing where none does."""
    names = [each.territory_name for each in every if each.visa is None]
    if not names:
        return ""
    wait = plural(len(names), "rapport départemental attend", "rapports départementaux attendent")
    return f"{wait} le visa de votre comité : {listing(names)}."


def why_not_give(rights: Rights, region_code: str) -> str | None:
    """Why somebody gives no visa for a région, or None: whoever deposits for the région does."""
    return None if rights.may_deposit(region_code) else READS


def visa_of(settings: Settings, report: Report, decision: str, reason: str, who: str) -> Visa:
    """What is to be kept of a decision about a report. Raises DecisionError where the strategy asks for no visa.

    `who` stands for the account (pipelines.store.audit_log.pseudonym)."""
    if not visa_required(settings):
        raise DecisionError(UNASKED)
    return Visa(report.territory_code, report.campaign, report.source_sha256, decision, reason, who)
