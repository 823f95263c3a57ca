"""La chaîne d'un chiffre: formula, what was retained and why, children, disagreements, cells read."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import data
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import baseline, cell_address, target
from dashboard.components.indicator.preference import retained
from dashboard.components.indicator.status import badge, uncollected, word
from dashboard.components.links.address import link, why
from dashboard.components.territory.progress import measured
from indicators.typography import ABSENT, figure, out_of, percent, quantity
from indicators.words import words
from pipelines.facts.explain import Explanation, ends, progress_formula, reference_said
from pipelines.facts.rows.indicators import Definition, ExplainedFigure, ReadCell

_WHY = {
    "suspended": "Cet indicateur est suspendu : il n'est pas noté.",
    "not_applicable": "Le comité a déclaré cet indicateur sans objet.",
    "withheld": words()["withheld"]["why"],
    "other_level": "Cet indicateur n'est pas suivi à ce niveau.",
    "not_reported": "Aucun chiffre n'a été reçu. Une absence n'est jamais comptée comme un zéro.",
}


SCHOOLS_APART = (
    "Les élèves de chaque établissement ne sont montrés que dans les pages des établissements, les petits effectifs"
    " masqués."
)
BEYOND = "Ce chiffre consolidé est affiché ; ce dont il est fait n'est pas dans votre périmètre."
_SUMMED = ("rollup_complete", "rollup_partial", "computed")


def behind(territory: str, indicator: Definition, campaign: str) -> Html:
    """Everything behind one figure of a territory that one follows; of another, the figure alone is seen."""
    if territory not in data.who().rights.followed:
        return tag("p", BEYOND, class_="note")
    return explained(data.explain(territory, indicator.indicator_id, campaign), indicator, campaign)


def explained(explanation: Explanation | None, indicator: Definition, campaign: str) -> Html:
    """Everything behind one figure, from the value down to the cells."""
    if explanation is None:
        return tag("div", *(tag("p", line) for line in _absent(indicator, campaign)), class_="notice")
    parts = [_value(explanation, indicator)]
    if sentence := reference_said(explanation.reference):
        parts.append(tag("p", f"{sentence}.", class_="note"))
    if explanation.children:
        parts.append(_children(explanation, indicator, campaign))
    if explanation.discrepancies:
        parts.append(_discrepancies(explanation.discrepancies))
    if any(row.numerator is None and row.source == "table" for row in explanation.cells):
        parts.append(_schools(explanation.figure, campaign))
    for is_retained in (True, False):
        cells = [row for row in explanation.cells if bool(row.retained) is is_retained]
        if cells:
            parts.append(_cells(cells, is_retained))
    return join(parts)


def _absent(indicator: Definition, campaign: str) -> tuple[Html, str]:
    """Why nothing is known: nobody was asked in that campaign, or it has no result at all."""
    status = uncollected(indicator, campaign)
    if status == "not_yet":
        return badge(status), f"Cet indicateur est suivi depuis {indicator.since}."
    if status == "retired":
        return badge(status), f"Cet indicateur n'est plus suivi depuis {indicator.retired_since}."
    return tag("strong", "Pas de chiffre"), f"La campagne {campaign} n'a pas de résultat pour ce territoire."


def _schools(row: ExplainedFigure, campaign: str) -> Html:
    """Where the pupils of each school may be read: on the pages of schools, small counts masked."""
    if not data.who().rights.may_deposit(row.territory_code):
        return tag("p", SCHOOLS_APART, class_="note")
    here = link("Ses écoles et établissements", "ecoles", territoire=row.territory_code, campagne=campaign)
    return tag("p", SCHOOLS_APART, " ", here, class_="note")


def _value(explanation: Explanation, indicator: Definition) -> Html:
    row = explanation.figure
    if row.value is None:
        why = _WHY.get(row.status, "Aucune valeur.")
        return tag("div", tag("p", badge(row.status)), tag("p", why), class_="notice")
    facts = [badge(row.status), tag("span", word("basis", row.basis), class_="basis")]
    if (row.expected or 0) > 1:
        facts.append(tag("span", f"territoires qui répondent : {out_of(row.answered, row.expected)}", class_="muted"))
    if row.partial:
        facts.append(tag("span", word("partial", "beside"), class_="flag"))
    return tag(
        "div",
        tag("p", figure(row.value, indicator), class_="big"),
        tag("p", explanation.formula, class_="formula"),
        measured(row.progress, row.expected_progress, row.status, percent(row.progress)),
        tag("p", join(facts, " "), class_="facts"),
        tag("p", _WHY[row.status]) if row.status in _WHY else _path(row, indicator),
        tag("h3", "Pourquoi ce chiffre est retenu"),
        retained(explanation, indicator),
        class_="card",
    )


def _path(row: ExplainedFigure, indicator: Definition) -> Html:
    """How the progress comes from the value, and from where to where it is measured."""
    if row.target is None:
        return Html("")
    start, end = baseline(row, indicator), target(row, indicator)
    way = tag("p", "De ", start, " (valeur initiale) à ", end, " (cible).")
    formula, origin = progress_formula(row, indicator), ends(row, indicator)
    lines = (f"Avancement : {formula}.", f"D'où : {origin}.") if formula and origin else ()
    return tag("div", way, *(tag("p", line) for line in lines), class_="note")


def _children(explanation: Explanation, indicator: Definition, campaign: str) -> Html:
    code = indicator.indicator_id
    yes = ("Territoires qui répondent oui", "Territoires attendus")
    labels = yes if indicator.kind == "share" else (indicator.numerator_label, indicator.denominator_label)
    numerator, denominator = labels[0] or "Numérateur", labels[1] or "Dénominateur"
    columns = [
        Column("Territoire", lambda row: why(row.name, code, row.territory_code, campaign)),
        Column(numerator, lambda row: quantity(row.numerator), "number"),
        Column(denominator, lambda row: quantity(row.denominator), "number"),
        Column("Valeur", lambda row: figure(row.value, indicator), "number"),
        Column("Origine", lambda row: word("basis", row.basis) or ABSENT),
        Column("Statut", lambda row: badge(row.status)),
    ]
    summed = explanation.figure.basis in _SUMMED
    caption = "Les territoires dont on fait la somme" if summed else "Ses territoires, dont la somme n'est pas retenue"
    return table(caption, columns, explanation.children)


def _discrepancies(rows: Sequence[Row]) -> Html:
    columns = [
        Column("Chiffre retenu", lambda row: word("basis", row["retained_basis"])),
        Column("Retenu", lambda row: _pair(row["retained_numerator"], row["retained_denominator"]), "number"),
        Column("Autre chiffre", lambda row: word("basis", row["other_basis"])),
        Column("Écarté", lambda row: _pair(row["other_numerator"], row["other_denominator"]), "number"),
    ]
    return table("Désaccords : deux sources donnent deux chiffres", columns, rows)


def _pair(numerator: float | None, denominator: float | None) -> str:
    return quantity(numerator) if denominator is None else f"{quantity(numerator)} ÷ {quantity(denominator)}"


def _cells(rows: Sequence[ReadCell], are_retained: bool) -> Html:
    columns = [
        Column("Fichier", lambda row: verbatim(row.source_file)),
        Column("Feuille et cellule", lambda row: cell_address(row.sheet, row.cell)),
        Column("Lu", _read, "number"),
        Column("Compris", lambda row: _pair(row.numerator, row.denominator), "number"),
        Column("Version", lambda row: quantity(row.report_version), "number"),
    ]
    if are_retained:
        return table("Les cellules retenues", columns, rows)
    columns.append(Column("Pourquoi non retenu", lambda row: word("provenance_reason", row.reason) or ABSENT))
    return table("Lu mais non retenu : versions remplacées, brouillons, autres sources", columns, rows, _set_aside)


def _set_aside(_row: ReadCell) -> str:
    return "set-aside"


def _read(row: ReadCell) -> Html:
    read = [row.value_read_numerator, row.value_read_denominator]
    return join((verbatim(value) for value in read if value is not None), " ÷ ")
