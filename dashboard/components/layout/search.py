"""The search: its box in the header of every page, and what it finds, kind by kind, each a way to its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.layout import shell
from dashboard.components.links.address import href, link
from dashboard.components.links.places import territory_link, title_of
from dashboard.finding import LONGEST, SHOWN, Matches, Row
from indicators.territories import NATIONAL
from indicators.typography import plural
from indicators.words import words

PAGE, TEXT = "recherche", "q"
SEARCHED = (
    "territoires (les départements aussi par leur numéro)",
    "objectifs et indicateurs (par leur code ou par un mot)",
    "écoles et établissements que votre rôle vous ouvre (nom, commune ou UAI)",
    "actions et messages de la campagne choisie",
    "pages de cet outil",
)


def box(current: str, text: str) -> Html:
    """The form of the header, which keeps the territory, the campaign and the edition that are shown."""
    codes = parse_qsl(urlsplit(href(PAGE)).query)
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
    hidden = join(tag("input", type="hidden", name=name, value=code) for name, code in codes)
    return tag("form", field, hidden, tag("button", "Rechercher", type="submit"), role="search", action=PAGE)


def results(by_kind: Mapping[str, Matches], campaign: str) -> Html:
    """Every kind of things found, in the order of what people look for."""
    return join(
        [
            territories(by_kind["territories"], campaign),
            objectives(by_kind["objectives"], campaign),
            indicators(by_kind["indicators"], campaign),
            schools(by_kind["schools"], campaign),
            actions(by_kind["actions"], campaign),
            messages(by_kind["messages"], campaign),
            pages(by_kind["pages"]),
        ]
    )


def territories(matches: Matches, campaign: str) -> Html:
    """Each territory, and of which level it is."""
    return _part("Territoires", [_item(_territory(row, campaign), _level(row)) for row in matches.rows], matches)


def _territory(row: Row, campaign: str) -> Html:
    if row["level"] == "national":
        return link("France entière", "", territoire=NATIONAL, campagne=campaign)
    return territory_link(_place(row), row["level"], row["territory_code"], campaign)


def _place(row: Row) -> str:
    return title_of(row["level"], row["name"], row["number"])


def _level(row: Row) -> str:
    return "" if row["level"] == "national" else words()["level"][row["level"]].lower()


def objectives(matches: Matches, campaign: str) -> Html:
    """Each objective, and the axis it belongs to."""
    items = [
        _item(
            link(f"{row['objective_id']}. {row['title']}", "objectif", objectif=row["objective_id"], campagne=campaign),
            f"axe {row['axis_id']}, {row['axis_title']}",
        )
        for row in matches.rows
    ]
    return _part("Objectifs", items, matches)


def indicators(matches: Matches, campaign: str) -> Html:
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
            f"objectif {row['objective_id']}",
        )
        for row in matches.rows
    ]
    return _part("Indicateurs", items, matches)


def schools(matches: Matches, campaign: str) -> Html:
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
        for row in matches.rows
    ]
    return _part("Écoles et établissements", items, matches)


def actions(matches: Matches, campaign: str) -> Html:
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
            ", ".join(part for part in (_place(row), row["reference"], row["state"]) if part),
        )
        for row in matches.rows
    ]
    return _part(f"Actions, {campaign}", items, matches)


def messages(matches: Matches, campaign: str) -> Html:
    """Each message, with its committee and its file, among those of its région."""
    items = [
        _item(
            link(row["problem"], "collecte", territoire=row["region_code"] or NATIONAL, campagne=campaign),
            join([row["name"], verbatim(row["source_file"])], ", "),
        )
        for row in matches.rows
    ]
    return _part(f"Messages, {campaign}", items, matches)


def pages(matches: Matches) -> Html:
    """Each page of the tool."""
    return _part("Pages", [_item(link(row["title"], row["page"]), "") for row in matches.rows], matches)


def nothing(text: str) -> Html:
    """That nothing was found, or asked for, and what can be searched."""
    advice = (
        "Vérifiez l'orthographe, ou gardez un seul mot." if text else "Tapez un mot ou un numéro en haut de la page."
    )
    kinds = tag("ul", join(tag("li", kind) for kind in SEARCHED))
    heading = "Rien ne correspond" if text else "Que cherchez-vous ?"
    notice = shell.notice(heading, f"{advice} Majuscules et accents ne comptent pas.")
    return join([notice, tag("p", "On peut chercher :"), kinds])


def _item(way: Html, beside: object) -> Html:
    return tag("li", way, tag("span", beside, class_="muted") if beside else "")


def _part(name: str, items: Iterable[Html], matches: Matches) -> Html:
    """One kind of things found; how many there are where not all are shown."""
    if not matches.count:
        return Html("")
    hidden = matches.count > len(matches.rows)
    more = f"Les {SHOWN} premiers résultats sur {matches.count} : ajoutez un mot pour préciser." if hidden else None
    return shell.section(name, tag("ul", join(items), class_="found"), note=more)


def sentence(text: str, count: int) -> str:
    """How much was found; what was typed is written as text."""
    if not text:
        return "Un mot, un numéro ou un code : la case du haut de chaque page cherche partout. La touche « / » y mène."
    return f"{plural(count, 'résultat') if count else 'Aucun résultat'} pour « {text} »."
