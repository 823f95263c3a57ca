"""What the warehouse must know before any report: catalogue, territories, words of the format, messages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from indicators.governance import Governance, governance
from indicators.models import Catalogue
from indicators.territories import RANKS, fold, spellings, territories
from indicators.territory_names import outside_numbers
from indicators.toml_file import toml_beside
from indicators.typography import typeset
from indicators.words import words
from pipelines.ingest.official.definition import counts, official_tables
from pipelines.ingest.report_format import Field, report_format
from pipelines.warehouse.doubts import SEVERAL

Rows = list[dict[str, Any]]
LEVEL_WORDS = {"départemental": "department", "régional": "region", "national": "national"}
NOT_COLUMNS = {"id", "example", "stages", "numerator", "denominator", "baseline", "target", "history"}
EXPECTED = {
    "date": "une date comme 31/12/2025",
    "integer": "un nombre entier, par exemple 12",
    "number": "un nombre, par exemple 1 234,5",
    "percentage": "un pourcentage de 0 à 100",
    "amount": "un montant en euros, par exemple 12 500",
    "objective": "le numéro d'un objectif de la stratégie",
    "axis": "le numéro d'un axe de la stratégie",
}


def reference(catalogue: Catalogue) -> dict[str, Rows]:
    """Table of schema `ref` → its rows."""
    return {
        "strategy": [_strategy(catalogue)],
        "campaign": _campaigns(catalogue),
        "axis": [{"axis_id": axis.id, "title": axis.title} for axis in catalogue.axes],
        "objective": [
            {
                "objective_id": o.id,
                "axis_id": o.axis,
                "title": o.title,
                "title_status": o.title_status,
                "retired_since": o.retired_since,
            }
            for o in catalogue.objectives
        ],
        "indicator": _indicators(catalogue),
        "collected": [
            {"campaign": campaign, "indicator_id": i.id}
            for campaign in catalogue.strategy.campaigns
            for _, i in catalogue.collected(campaign)
        ],
        "agreement": _agreements(catalogue),
        "rewording": _rewordings(catalogue),
        "stage": _stages(catalogue),
        "level": [
            {"level": level, "rank": rank, "label": words()["level_adjective"][level]} for level, rank in RANKS.items()
        ],
        "territory": _territories(),
        "child": _children(),
        "spelling": _spellings(),
        "school_nature": [asdict(nature) for nature in report_format().natures],
        "school_label": [asdict(label) for label in report_format().labels],
        "outside": [{"number": number} for number in sorted(outside_numbers())],
        "field": _fields(),
        "several": [{"of_cells": of_cells, "words": phrase} for of_cells, phrase in SEVERAL.items()],
        # an example is for the page that lists the checks: what looks like a person's number in it reaches no warehouse
        "message": [
            {"code": code, **{k: typeset(v) for k, v in message.items() if k != "example"}}
            for code, message in messages().items()
        ],
    }


def counted(folder: Path | None) -> dict[str, Rows]:
    """What official tables count, as tables of schema `ref`, and the indicators whose denominator each count is."""
    things = counts(folder)
    ranks = [{"official": table.id, "rank": table.rank} for table in official_tables(folder)]
    return {
        "counted": [{"id": count.id, "label": count.label, "position": place} for place, count in enumerate(things)],
        "count_indicator": [
            {"counted": count.id, "indicator_id": code} for count in things for code in count.denominator_of
        ],
        "official": ranks,
    }


def governed(folder: Path | None) -> dict[str, Rows]:
    """Who governs, by the catalogue in `folder`, as tables of schema `ref`; with the words of the format's lists: the
    dispositifs are one of them."""
    governing = governance(folder)
    return {
        "word": _words() + _programs(governing),
        "program": [
            {"program": program.name, "folded": fold(word)}
            for program in governing.programs
            for word in (program.name, *program.words)
        ],
        "organisation": [
            {"organisation": organisation.name, "folded": folded}
            for organisation in governing.members
            for folded in organisation.spellings()
        ],
    }


def messages() -> dict[str, dict[str, str]]:
    """Code of a check → severity, problem, advice, example."""
    return toml_beside(__file__, "messages.toml")


def _position(catalogue: Catalogue, campaign: str) -> int:
    return catalogue.strategy.campaigns.index(campaign)


def _strategy(catalogue: Catalogue) -> dict[str, Any]:
    strategy = catalogue.strategy
    return {
        "title": strategy.title,
        "baseline_campaign": strategy.baseline_campaign,
        "target_campaign": strategy.target_campaign,
        "coverage_threshold": strategy.coverage_threshold,
        "scored_threshold": strategy.scored_threshold,
        "on_track": strategy.statuses.on_track,
        "watch": strategy.statuses.watch,
    }


def _campaigns(catalogue: Catalogue) -> Rows:
    return [
        {
            "campaign": campaign,
            "position": position,
            "starts_on": date(int(campaign[:4]), 9, 1),
            "ends_on": date(int(campaign[5:]), 8, 31),
            "closes_on": catalogue.strategy.closes_on(campaign),
        }
        for position, campaign in enumerate(catalogue.strategy.campaigns)
    ]


def _indicators(catalogue: Catalogue) -> Rows:
    rows = []
    for position, (objective, indicator) in enumerate(catalogue.indicators()):
        content = indicator.model_dump(exclude=NOT_COLUMNS)
        milestone = indicator.kind == "milestone"
        rows.append(
            content
            | {
                "indicator_id": indicator.id,
                "retired_since": catalogue.retired_since(objective, indicator),
                "folded": fold(indicator.id),
                "position": position,
                "objective_id": objective.id,
                "axis_id": objective.axis,
                "numerator_label": indicator.numerator,
                "denominator_label": indicator.denominator,
                "stages": list(indicator.stages) if indicator.stages else None,
                # a milestone goes from its first stage to its last unless its file says otherwise
                "catalogue_baseline": 0.0 if milestone and indicator.baseline is None else indicator.baseline,
                "catalogue_target": indicator.scale if milestone and indicator.target is None else indicator.target,
                "baseline_campaign": catalogue.baseline_campaign(indicator),
                "baseline_position": _position(catalogue, catalogue.baseline_campaign(indicator)),
                "target_campaign": catalogue.target_campaign(indicator),
                "concerns": list(indicator.concerns) if indicator.concerns else None,
            }
        )
    return rows


def _agreements(catalogue: Catalogue) -> Rows:
    """What territories agreed, in numbers of the indicator's unit."""
    return [agreement.model_dump() for agreement in catalogue.agreements]


def _rewordings(catalogue: Catalogue) -> Rows:
    """The words that were replaced, of an objective or of one of its indicators."""
    worded = [(o, None, entry) for o in catalogue.objectives for entry in o.history]
    worded += [(o, i.id, entry) for o, i in catalogue.indicators() for entry in i.history]
    return [{"objective_id": o.id, "indicator_id": code} | entry.model_dump() for o, code, entry in worded]


def _stages(catalogue: Catalogue) -> Rows:
    return [
        {"indicator_id": i.id, "stage": stage, "folded": fold(stage), "position": n, "last_position": len(i.stages) - 1}
        for _, i in catalogue.indicators()
        if i.stages
        for n, stage in enumerate(i.stages)
    ]


def _territories() -> Rows:
    by_code = {t.code: t for t in territories()}
    rows = []
    for position, territory in enumerate(territories()):
        academy = (
            territory.parent_code
            if territory.level == "department"
            else territory.code
            if territory.level == "academy"
            else None
        )
        region = by_code[academy].parent_code if academy else territory.code if territory.level == "region" else None
        rows.append(
            {
                "territory_code": territory.code,
                "name": territory.name,
                "level": territory.level,
                "parent_code": territory.parent_code,
                "region_code": region,
                "academy_code": academy,
                "number": territory.number,
                "school_prefix": territory.school_prefix,
                "position": position,
            }
        )
    return rows


def _children() -> Rows:
    """Who adds up to whom: académies and régions from their départements, France from the régions."""
    rows = []
    for territory in _territories():
        parents = {"department": ["academy_code", "region_code"], "region": ["parent_code"]}.get(territory["level"], [])
        for parent in parents:
            level = {"academy_code": "academy", "region_code": "region", "parent_code": "national"}[parent]
            rows.append(
                {"parent_code": territory[parent], "parent_level": level, "child_code": territory["territory_code"]}
            )
    return rows


def _spellings() -> Rows:
    codes = {
        territory.code: {fold(f"{territory.code.split('-')[0]} {bare}") for bare in _bare(territory.number)}
        for territory in territories()
    }
    return [
        {
            "level": territory.level,
            "folded": folded,
            "territory_code": territory.code,
            "is_code": folded in codes[territory.code],
        }
        for territory in territories()
        for folded in sorted(spellings(territory) | codes[territory.code])
    ]


def _bare(number: str) -> set[str]:
    return {number, number.zfill(3), number.lstrip("0")}


def _words() -> Rows:
    rows = []
    for name, list_ in report_format().words.items():
        by_spelling = {fold(word): word for word in list_}
        by_spelling |= {fold(typed): word for typed, word in report_format().synonyms.get(name, {}).items()}
        rows += [
            {"list": name, "folded": folded, "word": word, "code": LEVEL_WORDS.get(word) if name == "level" else None}
            for folded, word in by_spelling.items()
        ]
    return rows


def _programs(governing: Governance) -> Rows:
    """The words of « Dispositif », of which governance.toml is the only list."""
    return [
        {"list": "program", "folded": folded, "word": program.name, "code": None}
        for program in governing.programs
        for folded in program.spellings()
    ]


def _fields() -> Rows:
    return [
        {
            "section": section.id,
            "field": field.id,
            "header": field.header,
            "type": field.type,
            "list": field.list,
            "is_key": field.key,
            "expected": _expected(field),
        }
        for section in report_format().sections()
        for field in section.fields
        if not field.reader
    ]


def _expected(field: Field) -> str:
    if field.list:
        return typeset("l'une de ces réponses : " + ", ".join(f"« {w} »" for w in report_format().words[field.list]))
    return EXPECTED.get(field.type, "un texte")
