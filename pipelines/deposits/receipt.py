"""The receipt of a deposit, to keep: a page that opens anywhere, or a PDF; it says how to check the file against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from indicators.territories import territories
from indicators.typography import ABSENT, day, in_paris, number, typeset
from pipelines.facts.demands import Demand, answer
from pipelines.outputs.factsheet.blocks import Facts, Factsheet, Points
from pipelines.outputs.factsheet.pdf import standalone, write_pdf
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


def receipt_document(one: Deposit, asked: Sequence[Demand] = (), visa: str = "") -> bytes:
    """The receipt of a deposit: a page that needs nothing else. `asked` are the demands of the campaign before, told
    with what the level above answered; `visa` says where the visa of the région stands, where one is asked for."""
    return standalone(receipt(one, asked, visa)).encode()


def receipt_pdf(one: Deposit, asked: Sequence[Demand] = (), visa: str = "") -> bytes:
    """The same, printed. Raises PdfNotAvailable."""
    return write_pdf(receipt(one, asked, visa), READ_BY_ONE)


def receipt(one: Deposit, asked: Sequence[Demand] = (), visa: str = "") -> Factsheet:
    """What a receipt says, in the blocks of a factsheet."""
    again = one.already_received and one.first != one.number
    title = f"Accusé de dépôt {one.number}"
    return Factsheet(
        code=one.number,
        title=title,
        subtitle=typeset(f"{_territory(one.territory_code)} — reçu le {moment(one.deposited_at)}"),
        sentence=typeset(AGAIN.format(first=one.first) if again else OPENING),
        banner="",
        blocks=(
            Facts(RECEIVED, tuple(_facts(one, visa).items())),
            *_demands(asked),
            Facts(typeset(CHECK), _commands(one.source_file), lead=typeset(VERIFY), exact=True),
            Points(NEXT, (typeset(CLOSING),)),
        ),
        slides=(),
        footer=typeset(f"{title} — empreinte {one.source_sha256[:12]}"),
        edition=datetime.fromisoformat(one.deposited_at).astimezone(UTC).replace(tzinfo=None, microsecond=0),
        digest=one.source_sha256,
    )


def _facts(one: Deposit, visa: str) -> dict[str, str]:
    return {
        "Numéro": one.number,
        "Reçu le": moment(one.deposited_at),
        "Fichier": one.source_file,
        "Taille": f"{number(one.size)} octets",
        "Empreinte SHA-256": one.source_sha256,
        "Territoire": _territory(one.territory_code),
        "Année scolaire": one.campaign or ABSENT,
        "Version": str(one.version or ABSENT),
    } | ({"Visa de la région académique": visa} if visa else {})


def _commands(file: str) -> tuple[tuple[str, str], ...]:
    return tuple((system, command.format(file=file)) for system, command in COMMANDS.items())


def _demands(asked: Sequence[Demand]) -> list[Facts]:
    if not asked:
        return []
    return [Facts(typeset(DEMANDS.format(campaign=asked[0].campaign)), tuple(map(_demand, asked)))]


def _demand(one: Demand) -> tuple[str, str]:
    last = one.standing.last
    return one.state, f"{one.text}\n{answer(last)}" if last else one.text


def moment(text: str) -> str:
    """A moment as it is kept (UTC), in words, at the hour of Paris: `22 novembre 2026 à 14:05 (heure de Paris)`."""
    at = in_paris(datetime.fromisoformat(text))
    return f"{day(at)} à {at:%H:%M} (heure de Paris)"


def _territory(code: str | None) -> str:
    known = {one.code: one.name for one in territories()}
    return f"{known[code]} ({code})" if code in known else "plusieurs territoires, ou territoire qui n'a pas été lu"
