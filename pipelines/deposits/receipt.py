"""The receipt of a deposit as a page to keep: it opens anywhere, prints, and says how to check the file against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from indicators.territories import territories
from indicators.typography import ABSENT, day, in_paris, number, typeset
from pipelines.facts.demands import Demand, answer
from pipelines.store.deposit_log import Deposit

OPENING = "Ce fichier a été reçu et gardé, octet pour octet, avant que ce numéro ne soit donné."
AGAIN = "Ce fichier avait déjà été reçu (dépôt {first}) : ce nouveau dépôt est noté, et ne change aucun chiffre."
DEMANDS = "Vos demandes de {campaign} au niveau supérieur, et leurs réponses"
VERIFY = "L'empreinte SHA-256 change au moindre caractère modifié. Calculez celle de votre fichier, puis comparez :"
CLOSING = "Cet accusé dit que le fichier est reçu. La page « Déposer » dit s'il est pris en compte, et quoi corriger."


def receipt_document(one: Deposit, asked: Sequence[Demand] = (), visa: str = "") -> bytes:
    """The receipt of a deposit: a page that needs nothing else. `asked` are the demands of the campaign before, told
    with what the level above answered; `visa` says where the visa of the région stands, where one is asked for."""
    facts = {
        "Numéro": one.number,
        "Reçu le": moment(one.deposited_at),
        "Fichier": one.source_file,
        "Taille": f"{number(one.size)} octets",
        "Empreinte SHA-256": one.source_sha256,
        "Territoire": _territory(one.territory_code),
        "Année scolaire": one.campaign or ABSENT,
        "Version": str(one.version or ABSENT),
    } | ({"Visa de la région académique": visa} if visa else {})
    lines = (f"<dt>{escape(typeset(name))}</dt><dd>{escape(said)}</dd>" for name, said in facts.items())
    again = one.already_received and one.first != one.number
    content = _template().substitute(
        number=one.number,
        opening=escape(typeset(AGAIN.format(first=one.first) if again else OPENING)),
        facts="\n".join(lines),
        verify=escape(typeset(VERIFY)),
        file=escape(one.source_file),
        demands=_demands(asked),
        closing=escape(typeset(CLOSING)),
    )
    return content.encode()


def _demands(asked: Sequence[Demand]) -> str:
    if not asked:
        return ""
    lines = "\n".join(
        f"<dt>{escape(demand.state)}</dt><dd>{escape(demand.text)}<br>{escape(answer(demand.standing.last))}</dd>"
        for demand in asked
    )
    return f"<h2>{escape(typeset(DEMANDS.format(campaign=asked[0].campaign)))}</h2>\n<dl>\n{lines}\n</dl>"


def moment(text: str) -> str:
    """A moment as it is kept (UTC), in words, at the hour of Paris: `22 novembre 2026 à 14:05 (heure de Paris)`."""
    at = in_paris(datetime.fromisoformat(text))
    return f"{day(at)} à {at:%H:%M} (heure de Paris)"


def _territory(code: str | None) -> str:
    known = {one.code: one.name for one in territories()}
    return f"{known[code]} ({code})" if code in known else "plusieurs territoires, ou territoire qui n'a pas été lu"


@lru_cache(maxsize=1)
def _template() -> Template:
    return Template((Path(__file__).parent / "receipt.html").read_text(encoding="utf-8"))
