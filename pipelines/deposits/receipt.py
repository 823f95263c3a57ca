"""The receipt of a deposit, to keep: a page that opens anywhere, or a PDF; it says how to check the file against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from indicators.catalogue import catalogue
from indicators.territories import territories
from indicators.typography import ABSENT, day, in_paris, number, typeset
from pipelines.access.rights import Rights
from pipelines.access.scoped import scoped
from pipelines.errors import NoWarehouse
from pipelines.facts.demands import Demand, answer, demands
from pipelines.facts.visas import visa_texts
from pipelines.outputs.factsheet.blocks import Facts, Factsheet, Points
from pipelines.outputs.factsheet.pdf import standalone, write_pdf
from pipelines.settings import Settings
from pipelines.store.deposit_log import Deposit

READ_BY_ONE = (10.0, 9.0, 8.0, 7.0)  # points of the PDF: larger than a factsheet, which has two full pages
OPENING = "Ce fichier a été reçu et gardé, octet pour octet, avant que ce numéro ne soit donné."
AGAIN = "Ce fichier avait déjà été reçu (dépôt {first}) : ce nouveau dépôt est noté, et ne change aucun chiffre."
RECEIVED = "Ce qui a été reçu"
DEMANDS = "Vos demandes de {campaign} au niveau supérieur, et leurs réponses"
CHECK = "Vérifier que le fichier est bien celui-là"
VERIFY = "L'empreinte SHA-256 change au moindre caractère modifié. Calculez celle de votre fichier, puis comparez :"
COMMANDS = {
    "Windows": 'certutil -hashfile "{file}" SHA256',
    "macOS": 'shasum -a 256 "{file}"',
    "Linux": 'sha256sum "{file}"',
}
NEXT = "Et ensuite"
CLOSING = "Cet accusé dit que le fichier est reçu. La page « Déposer » dit s'il est pris en compte, et quoi corriger."


def receipt_document(deposit: Deposit, demands: Sequence[Demand] = (), visa: str = "") -> bytes:
    """The receipt of a deposit: a page that needs nothing else. `demands` are those of the campaign before, told
    with what the level above answered; `visa` says where the visa of the région stands, where one is asked for."""
    return standalone(receipt(deposit, demands, visa)).encode()


def receipt_pdf(deposit: Deposit, demands: Sequence[Demand] = (), visa: str = "") -> bytes:
    """The same, printed. Raises PdfNotAvailable."""
    return write_pdf(receipt(deposit, demands, visa), READ_BY_ONE)


def receipt_file(settings: Settings, rights: Rights, deposit: Deposit, printed: bool) -> bytes:
    """The receipt, a page or a PDF, with what was answered to the last demands and the visa of this moment. `rights`
    are those of whoever is given it: it tells of no demand that they do not see. Raises PdfNotAvailable."""
    write = receipt_pdf if printed else receipt_document
    names = catalogue(settings.catalogue).strategy.campaigns
    visa = visa_texts(settings, rights).get(deposit.source_sha256, "")
    before = names[names.index(deposit.campaign) - 1] if deposit.campaign in names[1:] else None
    if before is None or deposit.territory_code is None:
        return write(deposit, visa=visa)
    try:
        every = demands(scoped(settings, rights), before)
    except NoWarehouse:
        return write(deposit, visa=visa)
    return write(deposit, [each for each in every if each.territory_code == deposit.territory_code], visa)


def receipt(deposit: Deposit, demands: Sequence[Demand] = (), visa: str = "") -> Factsheet:
    """What a receipt says, in the blocks of a factsheet."""
    again = deposit.already_received and deposit.first != deposit.number
    title = f"Accusé de dépôt {deposit.number}"
    return Factsheet(
        code=deposit.number,
        title=title,
        subtitle=typeset(f"{_territory(deposit.territory_code)} — reçu le {moment(deposit.deposited_at)}"),
        sentence=typeset(AGAIN.format(first=deposit.first) if again else OPENING),
        banner="",
        blocks=(
            Facts(RECEIVED, tuple(_facts(deposit, visa).items())),
            *_demands(demands),
            Facts(typeset(CHECK), _commands(deposit.source_file), lead=typeset(VERIFY), exact=True),
            Points(NEXT, (typeset(CLOSING),)),
        ),
        slides=(),
        footer=typeset(f"{title} — empreinte {deposit.source_sha256[:12]}"),
        edition=datetime.fromisoformat(deposit.deposited_at).astimezone(UTC).replace(tzinfo=None, microsecond=0),
        digest=deposit.source_sha256,
    )


def _facts(deposit: Deposit, visa: str) -> dict[str, str]:
    return {
        "Numéro": deposit.number,
        "Reçu le": moment(deposit.deposited_at),
        "Fichier": deposit.source_file,
        "Taille": f"{number(deposit.size)} octets",
        "Empreinte SHA-256": deposit.source_sha256,
        "Territoire": _territory(deposit.territory_code),
        "Année scolaire": deposit.campaign or ABSENT,
        "Version": str(deposit.version or ABSENT),
    } | ({"Visa de la région académique": visa} if visa else {})


def _commands(file: str) -> tuple[tuple[str, str], ...]:
    return tuple((system, command.format(file=file)) for system, command in COMMANDS.items())


def _demands(demands: Sequence[Demand]) -> list[Facts]:
    if not demands:
        return []
    return [Facts(typeset(DEMANDS.format(campaign=demands[0].campaign)), tuple(map(_demand, demands)))]


def _demand(demand: Demand) -> tuple[str, str]:
    last = demand.standing.last
    return demand.state, f"{demand.text}\n{answer(last)}" if last else demand.text


def moment(text: str) -> str:
    """A moment as it is kept (UTC), in words, at the hour of Paris: `22 novembre 2026 à 14:05 (heure de Paris)`."""
    at = in_paris(datetime.fromisoformat(text))
    return f"{day(at)} à {at:%H:%M} (heure de Paris)"


def _territory(code: str | None) -> str:
    names = {territory.code: territory.name for territory in territories()}
    return f"{names[code]} ({code})" if code in names else "plusieurs territoires, ou territoire qui n'a pas été lu"
