"""The search: its box in the header of every page, and what it finds, kind by kind, each a way to its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Row
from dashboard.components.layout import shell
from dashboard.components.links.address import href, link
from dashboard.components.links.places import PLURAL, territory_link, title
from indicators.territories import NATIONAL, fold
from indicators.typography import plural, typeset

PAGE, TEXT = "recherche", "q"
LONGEST = 80  # characters of a search that count
SHOWN = 10
SEARCHED = (
    "territoires (les départements aussi par leur numéro)",
    "objectifs et indicateurs (par leur code ou par un mot)",
    "écoles et établissements que votre rôle vous ouvre (nom, commune ou UAI)",
    "actions et messages de la campagne choisie",
    "pages de cet outil",
)
# What people call a page besides its name.
ALSO: Mapping[str, str] = {
    "": "accueil France synthèse carte",
    "objectifs": "matrice",
    "feuille-de-route": "actions plan",
    "gouvernance": "comités réunions calendrier conventions dispositifs",
    "collecte": "messages erreurs relances désaccords fichiers manquants",
    "changements": "évolution comparaison",
    "revue": "décisions réunion ordre du jour",
    "depot": "envoyer un rapport modèle",
    "ecoles": "collèges lycées",
    "methode": "définitions calcul statuts glossaire",
    "donnees-personnelles": "RGPD",
    "mentions": "licence",
}
# One cannot go there without saying which: they are reached from what they show.
_REACHED = ("recherche", "comprendre", "ecole", "figer")


def box(current: str, text: str) -> Html:
    """The form of the header, which keeps the territory, the campaign and the edition that are shown."""
    kept = parse_qsl(urlsplit(href(PAGE)).query)
    field = tag(
        "input",
        type="search",
        name=TEXT,
        value=text if current == PAGE else None,
        maxlength=LONGEST,
        placeholder="Rechercher  /",
        aria_label="Rechercher partout : territoire, objectif, indicateur, établissement, action, message ou page",
        aria_keyshortcuts="/",
        autocomplete="off",
        spellcheck="false",
    )
    hidden = join(tag("input", type="hidden", name=name, value=code) for name, code in kept)
    return tag("form", field, hidden, tag("button", "Rechercher", type="submit"), role="search", action=PAGE)


def folded(text: str) -> str:
    """The words of a search as they are looked for: no case, no accent, nothing but letters and figures."""
    return fold(text[:LONGEST])


def pages(text: str, hidden: Collection[str]) -> list[Row]:
    """The pages whose name, or what people call them, holds every word: those whose name begins so first."""
    found = []
    for place, (page, label) in enumerate(shell.ALL_PAGES.items()):
        name, also = fold(label), fold(ALSO.get(page, ""))
        if page in _REACHED or page in hidden or not all(word in f"{name} {also}" for word in text.split()):
            continue
        found.append((0 if name.startswith(text) else 1 if text in name else 2, place, {"page": page, "label": label}))
    return [{**row, "found": len(found)} for _, _, row in sorted(found, key=lambda one: one[:2])][:SHOWN]


def territories(rows: Sequence[Row], campaign: str) -> Html:
    """Each territory, and of which level it is."""
    return _part("Territoires", [_item(_territory(row, campaign), _level(row)) for row in rows], rows)


def _territory(row: Row, campaign: str) -> Html:
    if row["level"] == "national":
        return link("France entière", "", territoire=NATIONAL, campagne=campaign)
    return territory_link(title(row), row, campaign)


def _level(row: Row) -> str:
    # « régions académiques » in the singular
    return " ".join(word.removesuffix("s") for word in PLURAL.get(row["level"], "").split())


def objectives(rows: Sequence[Row], campaign: str) -> Html:
    """Each objective, and the axis it belongs to."""
    items = [
        _item(
            link(f"{row['objective_id']}. {row['title']}", "objectif", objectif=row["objective_id"], campagne=campaign),
            f"axe {row['axis_id']}, {row['axis_title']}",
        )
        for row in rows
    ]
    return _part("Objectifs", items, rows)


def indicators(rows: Sequence[Row], campaign: str) -> Html:
    """Each indicator, on the page of its objective."""
    items = [
        _item(
            link(
                f"{row['indicator_id']} {row['title']}",
                "objectif",
                objectif=row["objective_id"],
                indicateur=row["indicator_id"],
                campagne=campaign,
            ),
            row["unit"],
        )
        for row in rows
    ]
    return _part("Indicateurs", items, rows)


def schools(rows: Sequence[Row], campaign: str) -> Html:
    """Each school, where it is, and that it is closed."""
    items = [
        _item(
            link(row["name"] or row["school_code"], "ecole", uai=row["school_code"], campagne=campaign),
            ", ".join(
                part
                for part in (row["school_code"], row["commune"], row["department"], None if row["open"] else "fermé")
                if part
            ),
        )
        for row in rows
    ]
    return _part("Écoles et établissements", items, rows)


def actions(rows: Sequence[Row], campaign: str) -> Html:
    """Each action, in the list of the committee that declares it."""
    items = [
        _item(
            link(
                row["title"] or row["reference"] or "Sans intitulé",
                "feuille-de-route",
                territoire=row["territory_code"],
                campagne=campaign,
                recherche=(row["title"] or row["reference"] or "")[:LONGEST],
            ),
            ", ".join(part for part in (title(row), row["reference"], row["state"]) if part),
        )
        for row in rows
    ]
    return _part(f"Actions, {campaign}", items, rows)


def messages(rows: Sequence[Row], campaign: str) -> Html:
    """Each message, with its committee and its file, among those of its région."""
    items = [
        _item(
            link(row["problem"], "collecte", territoire=row["region_code"] or NATIONAL, campagne=campaign),
            join([row["name"], verbatim(row["source_file"])], ", "),
        )
        for row in rows
    ]
    return _part(f"Messages, {campaign}", items, rows)


def ways(rows: Sequence[Row]) -> Html:
    """Each page of the tool."""
    return _part("Pages", [_item(link(row["label"], row["page"]), "") for row in rows], rows)


def nothing(text: str) -> Html:
    """That nothing was found, or asked for, and what can be searched."""
    said = "Vérifiez l'orthographe, ou gardez un seul mot." if text else "Tapez un mot ou un numéro en haut de la page."
    kinds = tag("ul", join(tag("li", one) for one in SEARCHED))
    heading = "Rien ne correspond" if text else "Que cherchez-vous ?"
    notice = shell.notice(heading, f"{said} Majuscules et accents ne comptent pas.")
    return join([notice, tag("p", "On peut chercher :"), kinds])


def _item(way: Html, beside: object) -> Html:
    return tag("li", way, tag("span", beside, class_="muted") if beside else "")


def _part(name: str, items: Iterable[Html], rows: Sequence[Row]) -> Html:
    """One kind of things found; how many there are where not all are shown."""
    if not rows:
        return Html("")
    count = rows[0]["found"]
    more = f"Les {SHOWN} premiers résultats sur {count} : ajoutez un mot pour préciser." if count > len(rows) else None
    return shell.section(name, tag("ul", join(items), class_="found"), note=typeset(more) if more else None)


def sentence(text: str, count: int) -> str:
    """How much was found; what was typed is written as text."""
    if not text:
        return "Un mot, un numéro ou un code : la case du haut de chaque page cherche partout. La touche « / » y mène."
    return f"{plural(count, 'résultat') if count else 'Aucun résultat'} pour « {text} »."
