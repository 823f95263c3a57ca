"""The schools of a département as tables: how many answered, whose bodies met, and the list one page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.links.address import href, link
from indicators.typography import ABSENT, Unit, day, figure, listing, number, out_of, plural, quantity, share

MASKED = "masqué"
SECRECY = (
    "Un effectif de 1 à 4 élèves est masqué, et avec lui ce qui permettrait de le retrouver par une soustraction ;"
    " la médiane et les quartiles sont ceux des valeurs montrées."
)


def sentence(name: str, campaign: str, title: str, kinds: Sequence[Row], summary: Row, indicator: Row) -> str:
    """How many answered, and the middle of what they said."""
    answered, expected = sum(row["answered"] for row in kinds), sum(row["open"] for row in kinds)
    if not summary["answered"]:
        return f"En {campaign}, aucune valeur par établissement n'a été reçue pour « {title} », {name}."
    text = (
        f"{number(answered)} {_plural_kind(kinds)} sur {number(expected)} ont répondu"
        if expected
        else f"{plural(summary['answered'], 'établissement')} ont répondu"
    )
    parts = [f"En {campaign}, {name}, {text} pour « {title} »"]
    if summary["median"] is not None:
        parts.append(f"la médiane est de {figure(summary['median'], Unit.of(indicator))}")
    if summary["masked"]:
        parts.append(f"{plural(summary['masked'], 'valeur est masquée', 'valeurs sont masquées')}")
    return f"{listing(parts) if len(parts) < 2 else ' ; '.join(parts)}."


def _plural_kind(kinds: Sequence[Row]) -> str:
    """What those that the indicator concerns are called together: `collèges`, where they are of one kind."""
    names = {row["kind"] for row in kinds if row["open"]}
    only = next(iter(names)) if len(names) == 1 else None
    return f"{only}s" if only else "établissements ouverts"


def completeness(kinds: Sequence[Row], campaign: str) -> Html:
    """For each kind, how many schools of the directory answered."""
    if not kinds:
        return tag("p", "Aucun annuaire reçu ne nomme d'établissement ouvert dans ce département.", class_="note")
    total = {"kind": "ensemble", "open": sum(r["open"] for r in kinds), "answered": sum(r["answered"] for r in kinds)}
    columns = [
        Column("Type", lambda row: row["kind"] or "type inconnu"),
        Column("Ont répondu", lambda row: number(row["answered"]), "number"),
        Column("Ouverts", lambda row: number(row["open"]), "number"),
        Column("Complétude", lambda row: share(row["answered"] / row["open"]) if row["open"] else ABSENT, "number"),
    ]
    return table(f"Réponses au regard de l'annuaire, {campaign}", columns, [*kinds, total])


def follow_up(rows: Sequence[Row], campaign: str) -> Html:
    """Whose councils met, and with a digital section."""
    if not rows:
        return tag("p", f"Aucune réunion d'instance n'a été déclarée en {campaign}.", class_="note")
    columns = [
        Column("Instance", lambda row: row["body"]),
        Column("Type", lambda row: row["kind"]),
        Column("Établissements réunis", lambda row: number(row["schools"]), "number"),
        Column("Sur l'annuaire", lambda row: out_of(row["schools"], row["expected"]), "number"),
        Column("Réunions", lambda row: number(row["meetings"]), "number"),
        Column("Avec volet numérique", lambda row: out_of(row["with_digital_section"], row["schools"]), "number"),
    ]
    return table(f"Instances des écoles et établissements, {campaign}", columns, rows)


def listed(rows: Sequence[Row], caption: str, indicator: Row | None, campaign: str) -> Html:
    """A page of the list, each school a link to its own page."""
    columns = [
        Column("Nom", lambda row: _name(row, campaign), "wide"),
        Column("UAI", lambda row: tag("span", row["school_code"], class_="code")),
        Column("Type", lambda row: row["kind"] or ABSENT),
        Column("Commune", lambda row: row["commune"] or ABSENT),
    ]
    if indicator:
        columns += [
            Column(indicator["numerator_label"] or "Numérateur", lambda row: _count(row, "numerator"), "number"),
            Column(indicator["denominator_label"] or "Dénominateur", lambda row: _count(row, "denominator"), "number"),
            Column("Valeur", lambda row: _value(row, indicator), "number"),
        ]
    return table(caption, columns, rows)


def pages(page: int, last: int, codes: Mapping[str, str | None]) -> Html:
    """The way to the other pages of the list, as links that keep the filters."""
    if last < 2:
        return Html("")
    ways = {"Première": 1, "Précédente": page - 1, "Suivante": page + 1, "Dernière": last}
    links = (
        tag("a", label, href=href("ecoles", **{**codes, "page": str(to) if to > 1 else None}))
        for label, to in ways.items()
        if 1 <= to <= last
        and to != page
        and not (label == "Première" and page == 2)
        and not (label == "Dernière" and page == last - 1)
    )
    return tag(
        "nav", tag("span", f"Page {page} sur {last}"), join(links), class_="pages", aria_label="Pages de la liste"
    )


def _name(row: Row, campaign: str) -> Html:
    name = link(row["name"] or row["school_code"], "ecole", uai=row["school_code"], campagne=campaign)
    if row["open"] is None:
        return join([name, " ", tag("span", "absent de l'annuaire", class_="flag")])
    closed = f"fermé le {day(row['closed_on'])}" if row["closed_on"] else "fermé"
    return name if row["open"] else join([name, " ", tag("span", closed, class_="flag")])


def masked() -> Html:
    """What stands in place of a figure that is not shown."""
    return tag("span", MASKED, class_="masked", title="Secret statistique")


def _count(row: Row, name: str) -> object:
    return masked() if row["masked"] else quantity(row[name])


def _value(row: Row, indicator: Row) -> object:
    if row["masked"]:
        return masked()
    return figure(row["value"], Unit.of(indicator)) if row["answered"] else "sans réponse"
