"""Slips of the pen in a demonstration report: each is one of those the report format says what to do with."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from babel.numbers import format_decimal

from indicators.territories import Territory
from pipelines.demo.chance import phrases
from pipelines.demo.plan import school_year

Row = dict[str, Any]
Report = dict[str, list[Row]]
Slip = Callable[[Report, list[Row], random.Random], None]


def make_slip(report: Report, chance: random.Random) -> None:
    """Spoils one thing of the report, where it has the rows for it."""
    quotients = [
        row
        for row in report["indicators"]
        if isinstance(row.get("numerator"), int) and (row.get("denominator") or 0) > 10 and row["numerator"] > 0
    ]
    if quotients:
        chance.choice(SLIPS)(report, quotients, chance)


def _words_for_a_number(_: Report, rows: list[Row], chance: random.Random) -> None:
    row = chance.choice(rows)
    row["numerator"] = chance.choice(
        [f"environ {row['numerator']}", "à compléter", "voir annexe", "en cours de relevé"]
    )


def _rate_for_a_count(_: Report, rows: list[Row], chance: random.Random) -> None:
    row = chance.choice(rows)
    row["numerator"] = f"{format_decimal(100 * row['numerator'] / row['denominator'], '0.#', locale='fr')} %"


def _columns_swapped(_: Report, rows: list[Row], chance: random.Random) -> None:
    row = chance.choice([r for r in rows if r["unit"] == "%" and r["numerator"] < r["denominator"]] or rows)
    row["numerator"], row["denominator"] = row["denominator"], row["numerator"]


def _no_denominator(_: Report, rows: list[Row], chance: random.Random) -> None:
    chance.choice(rows)["denominator"] = 0


def _wrong_code(_: Report, rows: list[Row], chance: random.Random) -> None:
    """A zero typed for the letter O, or a number that does not exist."""
    row = chance.choice(rows)
    row["code"] = chance.choice([f"0{row['code'][1:]}", f"{row['code'].partition('-')[0]}-99"])


def _same_row_twice(report: Report, rows: list[Row], chance: random.Random) -> None:
    report["indicators"].append(dict(chance.choice(rows)))


def _two_values(report: Report, rows: list[Row], chance: random.Random) -> None:
    row = chance.choice(rows)
    report["indicators"].append({**row, "numerator": round(row["numerator"] * 0.9)})


def _situation_contradicts(_: Report, rows: list[Row], chance: random.Random) -> None:
    chance.choice(rows)["situation"] = chance.choice(["non disponible", "sans objet"])


def _meeting_another_year(report: Report, rows: list[Row], chance: random.Random) -> None:
    if not report["meetings"]:
        return _same_row_twice(report, rows, chance)
    first, _ = school_year(str(report["identification"][0]["campaign"]))
    chance.choice(report["meetings"])["meeting_date"] = first - timedelta(days=chance.randint(80, 200))


def _column_of_their_own(report: Report, rows: list[Row], chance: random.Random) -> None:
    chance.choice(rows)[phrases()["extra_column"]] = "Vu en réunion de service"


SLIPS: tuple[Slip, ...] = (
    _words_for_a_number,
    _rate_for_a_count,
    _columns_swapped,
    _no_denominator,
    _wrong_code,
    _same_row_twice,
    _two_values,
    _situation_contradicts,
    _meeting_another_year,
    _column_of_their_own,
)


def spell_freely(report: Report, territory: Territory, chance: random.Random) -> None:
    """The same report in the spellings that the format also reads: names, short years, numbers and dates as text."""
    identification = report["identification"][0]
    campaign = str(identification["campaign"])
    identification["territory"] = chance.choice([territory.name, territory.name.upper(), territory.number])
    identification["campaign"] = chance.choice([f"{campaign[:5]}{campaign[7:]}", campaign.replace("-", "/")])
    identification["submitted_on"] = identification["submitted_on"].strftime("%d/%m/%Y")
    for row in report["indicators"]:
        for field in ("numerator", "denominator"):
            if isinstance(row.get(field), int) and chance.random() < 0.4:
                row[field] = format_decimal(row[field], locale="fr")
    for row in report["meetings"]:
        row["meeting_date"] = row["meeting_date"].strftime("%d/%m/%Y")
