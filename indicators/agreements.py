"""Baselines, targets and due years agreed territory by territory: targets.csv of a catalogue's folder, checked once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from indicators.errors import PilotageError
from indicators.models import Agreement, Indicator, Objective, Strategy, baseline_campaign
from indicators.territories import RANKS, territories

FILE = "targets.csv"
COLUMNS = ("territory_code", "indicator_id", "baseline", "target", "target_campaign", "source")


class AgreementError(PilotageError):
    """A line is wrong: the message names the file, the line, and says what to write instead."""


def agreements(path: Path, strategy: Strategy, objectives: tuple[Objective, ...]) -> tuple[Agreement, ...]:
    """The lines of the file, by territory and indicator; none where it is absent. Raises AgreementError.

    Whatever the order of the lines, the same file says the same."""
    if not path.exists():
        return ()
    indicators = {indicator.id: indicator for objective in objectives for indicator in objective.indicators}
    agreements: dict[tuple[str, str], Agreement] = {}
    for place, line in _lines(path):
        agreement = _agreement(place, line)
        for problem in _problems(agreement, strategy, indicators):
            raise AgreementError(f"{place} : {problem}")
        key = (agreement.territory_code, agreement.indicator_id)
        if key in agreements:
            raise AgreementError(f"{place} : {' et '.join(key)} ont déjà une ligne ; n'en gardez qu'une")
        agreements[key] = agreement
    return tuple(agreements[key] for key in sorted(agreements))


def _lines(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines of the file, each with its place; lines left empty say nothing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AgreementError(f"{path.name} n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 »") from None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = [name.strip() for name in next(rows, [])]
    if sorted(header) != sorted(COLUMNS):
        raise AgreementError(f"{path.name} : la première ligne doit être « {';'.join(COLUMNS)} »")
    for row in rows:
        if any(cell.strip() for cell in row):
            place = f"{path.name}, ligne {rows.line_num}"
            if len(row) != len(header):
                raise AgreementError(f"{place} : {len(row)} cellules, {len(header)} attendues")
            yield place, dict(zip(header, (cell.strip() for cell in row), strict=True))


def _agreement(place: str, line: dict[str, str]) -> Agreement:
    content: dict[str, str | float] = {name: text for name, text in line.items() if text}
    for name in ("baseline", "target"):
        if name in content:
            content[name] = _number(place, name, line[name])
    try:
        return Agreement.model_validate({"territory_code": "", "indicator_id": ""} | content)
    except ValidationError as error:
        raise AgreementError(f"{place} : {error.errors()[0]['msg'].removeprefix('Value error, ')}") from None


def _number(place: str, name: str, text: str) -> float:
    plain = text.replace(",", ".")
    if not plain.removeprefix("-").replace(".", "", 1).isdecimal():
        raise AgreementError(f"{place} : « {text} » n'est pas un nombre pour « {name} » ; écrivez par exemple « 62,5 »")
    return float(plain)


def _problems(agreement: Agreement, strategy: Strategy, indicators: dict[str, Indicator]) -> Iterator[str]:
    levels = {place.code: place.level for place in territories()}
    if agreement.territory_code not in levels:
        yield f"le territoire « {agreement.territory_code} » n'existe pas ; écrivez par exemple « REG-76 »"
        return
    if agreement.indicator_id not in indicators:
        yield f"l'indicateur « {agreement.indicator_id} » n'existe pas ; écrivez par exemple « O04-1 »"
        return
    indicator, level = indicators[agreement.indicator_id], levels[agreement.territory_code]
    if RANKS[level] < RANKS[indicator.level]:
        yield f"l'indicateur {indicator.id} n'est pas suivi au niveau de {agreement.territory_code} ; retirez la ligne"
    if agreement.baseline is None and agreement.target is None and agreement.target_campaign is None:
        yield "ni valeur initiale, ni cible, ni année : complétez la ligne ou retirez-la"
    if indicator.kind == "milestone" and (agreement.baseline is not None or agreement.target is not None):
        yield f"{indicator.id} est un jalon, de sa première étape à sa dernière : n'indiquez que l'année"
    yield from _way_problems(agreement, indicator, level)
    yield from _year_problems(agreement, strategy, indicator)


def _way_problems(agreement: Agreement, indicator: Indicator, level: str) -> Iterator[str]:
    """Where the line states the baseline it is certain; otherwise it is the territory's own, known once it reports."""
    catalogues = None if indicator.kind == "count" and level != "national" else indicator.target
    target = catalogues if agreement.target is None else agreement.target
    if agreement.baseline is not None and agreement.baseline == target:
        yield f"la cible est égale à la valeur initiale ({target:g}) : l'avancement serait indéfini"


def _year_problems(agreement: Agreement, strategy: Strategy, indicator: Indicator) -> Iterator[str]:
    due, start = agreement.target_campaign, baseline_campaign(strategy, indicator)
    if due is None:
        return
    if due not in strategy.campaigns:
        yield f"« target_campaign » = {due} est hors des campagnes : {', '.join(strategy.campaigns)}"
    elif due <= start:
        yield f"la campagne cible ({due}) doit venir après la campagne de référence de {indicator.id} ({start})"
