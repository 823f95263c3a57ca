"""When the target would be reached: a range between two paces, never one date; and the pace needed from now on."""

from __future__ import annotations

import math

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row
from indicators.typography import Written, figure, listing, points

FAR = 15  # beyond so many years, a date would pretend to know
_PACES = (("last", "au rythme de la dernière année"), ("mean", "au rythme moyen depuis le départ"))
NOTE = "Une fourchette, pas une prévision : elle prolonge le passé, sans savoir ce qui sera décidé."


def outlook(row: Row | None, indicator: Written) -> Html:
    """The range in words, and the pace needed; nothing where no pace can be told."""
    if row is None or indicator.stages:
        return Html("")
    if row["campaigns_at_mean_pace"] == 0 or row["campaigns_at_last_pace"] == 0:
        return tag("p", "La cible est atteinte.")
    paces = [(row[f"campaigns_at_{pace}_pace"], row[f"pace_{pace}"], label) for pace, label in _PACES]
    paces = [pace for pace in paces if pace[1] is not None]
    if not paces:
        return tag("p", "Une seule année est connue : aucun rythme ne peut encore être calculé.", class_="note")
    entries = [tag("li", _reached(row, *pace, indicator)) for pace in paces]
    entries.append(tag("li", _needed(row, indicator)))
    return join([tag("p", tag("strong", _range(row, [pace[0] for pace in paces]))), tag("ul", join(entries)), _note()])


def gap(sentence: str | None) -> Html:
    """How far the target is, in what the indicator counts; nothing where it is reached or no percentage."""
    return tag("p", tag("strong", sentence)) if sentence else Html("")


def _note() -> Html:
    return tag("p", NOTE, class_="note")


def _range(row: Row, years: list[float | None]) -> str:
    """The earliest and the latest of the paces."""
    reached = sorted({_campaign(row["campaign"], count) for count in years if count is not None and count <= FAR})
    never = [count for count in years if count is None or count > FAR]
    if not reached:
        return (
            "Ni l'un ni l'autre de ces rythmes n'atteint la cible dans les quinze ans."
            if len(years) > 1
            else ("À ce rythme, la cible n'est pas atteinte dans les quinze ans.")
        )
    if never:
        return f"La cible serait atteinte au plus tôt en {reached[0]}, ou ne le serait pas."
    if len(reached) == 1:
        return f"La cible serait atteinte en {reached[0]}."
    return f"La cible serait atteinte entre {reached[0]} et {reached[-1]}."


def _reached(row: Row, years: float | None, pace: float, label: str, indicator: Written) -> str:
    start = f"{label[0].upper()}{label[1:]} ({signed(pace, indicator)} par an)"
    if years is None:
        return f"{start} : jamais, la valeur ne s'en rapproche pas."
    if years > FAR:
        return f"{start} : dans plus de quinze ans."
    return f"{start} : en {_campaign(row['campaign'], years)}."


def _needed(row: Row, indicator: Written) -> str:
    if not row["before_target"] or row["pace_needed"] is None:
        return f"L'échéance, {row['target_campaign']}, est passée ou en cours."
    return f"Pour l'atteindre en {row['target_campaign']}, il faudrait {signed(row['pace_needed'], indicator)} par an."


def signed(pace: float, indicator: Written) -> str:
    """A pace in the unit of the indicator, with its sign; a percentage moves by points."""
    size = abs(pace)
    written = points(size) if indicator.unit == "%" else figure(size, indicator)
    return f"{'+' if pace >= 0 else '−'}{written}"


def _campaign(campaign: str, years: float) -> str:
    start = int(campaign[:4]) + math.ceil(years - 1e-9)
    return f"{start}-{start + 1}"


def past_words(rows: list[Row] | tuple[Row, ...], retired: str | None) -> Html:
    """The titles that were replaced, when and why; and since when it is no longer followed."""
    parts = [
        tag(
            "li",
            f"Jusqu'en {row['until']}, {'cet indicateur' if row['indicator_id'] else 'cet objectif'} s'intitulait ",
            f"« {row['title']} »",
            f" ({listing([text for text in (row['note'], _matches(row)) if text])}).",
        )
        for row in rows
    ]
    if retired:
        parts.append(tag("li", f"Retiré par la stratégie : n'est plus suivi depuis {retired}."))
    return tag("ul", join(parts), class_="note") if parts else Html("")


def _matches(row: Row) -> str:
    return f"correspond à {row['replaces']}" if row["replaces"] else ""
