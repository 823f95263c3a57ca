"""The rule of addresses: what each page reads, what older addresses meant, what is said of the rest, and which
territory stands for another that a page does not have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from indicators.territories import NATIONAL, territories
from indicators.typography import listing

TERRITORY = "territoire"
# which figures one looks at: on every page, and carried by the menu from one page to the next
KEPT = (TERRITORY, "campagne")
IN_PAGE = "rang"  # the order of a table that is sorted in the page: read by sort.js alone
EVERYWHERE = (*KEPT, "edition", IN_PAGE)
SORTED = ("tri", "sens")
DISPLAY = "affichage"
RISING, FALLING = "croissant", "decroissant"  # what `sens` says
# what each page reads besides
READ: Mapping[str, tuple[str, ...]] = {
    "": ("niveau",),
    "objectifs": ("niveau", "axe", "statut", *SORTED),
    "objectif": ("objectif", "indicateur", "niveau", *SORTED),
    "region-academique": (*SORTED, DISPLAY),
    "academie": (*SORTED, DISPLAY),
    "departement": (DISPLAY,),
    "revue": (DISPLAY,),
    "feuille-de-route": ("objectif", "etat", "dispositif", "retard", "recherche", "page", *SORTED),
    "collecte": ("comite",),
    "comprendre": ("indicateur",),
    "comparer": ("territoires", "indicateurs", "campagnes", "vue", "mesure", "croise", *SORTED),
    "changements": ("de", "a", "indicateur"),
    "ecoles": ("indicateur", "recherche", "type", "reponse", "ordre", "page"),
    "ecole": ("uai",),
    "figer": ("figee",),
    "recherche": ("q",),
    "donnees": ("recherche",),
}
# How addresses that were sent before named a territory: the most precise first.
FORMER = ("departement", "academie", "region", "territoires")
# How addresses that were sent before named the order of the matrix.
FORMER_ORDERS = {"last": {"tri": "ensemble"}, "first": {"tri": "ensemble", "sens": FALLING}, "name": {}}
LONGEST = 40
MOST = 2000  # characters of a code: what people choose is shorter, and each piece of a page keeps its address


@dataclass(frozen=True)
class Reading:
    """The codes that an address asks for, in the words of today, and the messages about what leads nowhere."""

    codes: dict[str, str]
    messages: tuple[str, ...] = ()


def read(page: str, parameters: Mapping[str, str]) -> Reading:
    """The codes of an address, those of older addresses under their names of today."""
    endless = [name for name, code in parameters.items() if len(name) + len(code) > MOST]
    parameters = {name: code for name, code in parameters.items() if name not in endless}
    former = [name for name in FORMER if name in parameters and name not in READ.get(page, ())]
    codes = _today(parameters, former)
    if page == "objectifs" and codes.get("ordre") in FORMER_ORDERS:
        codes = {**FORMER_ORDERS[codes.pop("ordre")], **codes}
    unknown = [name for name in codes if name not in EVERYWHERE and name not in READ.get(page, ())]
    messages = [_contradiction(parameters, former[0])] if TERRITORY in parameters and former else []
    if unknown:
        names = _named(unknown)
        messages.append(f"L'adresse porte {names}, que cette page ne connaît pas : il n'en est pas tenu compte.")
    if endless:
        messages.append(f"L'adresse est trop longue : il n'est pas tenu compte de {_named(endless)}.")
    return Reading(codes, tuple(message for message in messages if message))


def _named(names: Sequence[str]) -> str:
    several = listing([f"« {shortened(name)} »" for name in names[:5]])
    return several if len(names) <= 5 else f"{several}, et d'autres"


def _today(parameters: Mapping[str, str], former: Sequence[str]) -> dict[str, str]:
    codes = {name: code for name, code in parameters.items() if name not in former}
    if former and parameters[former[0]] != "regions":  # « Les 18 régions académiques » of the matrix: those of France
        codes.setdefault(TERRITORY, parameters[former[0]])
    return codes


def _contradiction(parameters: Mapping[str, str], former: str) -> str:
    """Two addresses in one: that of today wins, and it is said where they differ."""
    if parameters[former] == parameters[TERRITORY]:
        return ""
    return (
        f"L'adresse demande deux territoires : « {shortened(parameters[TERRITORY])} » est retenu,"
        f" « {shortened(parameters[former])} » ne l'est pas."
    )


def shortened(text: str) -> str:
    """The text of an address, as much of it as a sentence can hold."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def nearest(territory: str, offered: Sequence[str], usual: str) -> str | None:
    """Of the territories that a page offers, the one that stands for another: itself, the closest that holds it, or
    the `usual` one if it lies within it, else the first that does. None where nothing is near."""
    if territory in offered:
        return territory
    above = next((code for code in _holders(territory) if code in offered and code != NATIONAL), None)
    if above:
        return above
    within = [code for code in (usual, *offered) if territory in _holders(code)]
    return within[0] if within else next((code for code in _holders(territory) if code in offered), None)


def _holders(code: str) -> Collection[str]:
    """The territories that contain one, the closest first."""
    parents = {territory.code: territory.parent_code for territory in territories()}
    holders: list[str] = []
    while code := parents.get(code) or "":
        holders.append(code)
    return holders
