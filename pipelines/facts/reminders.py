"""Writes, for each committee that is silent or has something to correct, the text of a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import day, typeset
from pipelines.facts.open_campaign import collecting
from pipelines.facts.school_answers import have_answered, school_answers
from pipelines.settings import Settings
from pipelines.warehouse.builds import of_one_build, rows


@dataclass(frozen=True)
class Reminder:
    """A text ready to paste, for one committee; `state` is that of marts.collection."""

    territory_code: str
    name: str
    state: str
    subject: str
    text: str


@of_one_build
def reminders(settings: Settings, campaign: str) -> list[Reminder]:
    """The reminders of a campaign, in the order of the territories."""
    details: dict[str, list[str]] = {}
    for row in rows(settings, "reminders", "messages", campaign=campaign):
        place = ", ".join(part for part in (f"feuille « {row['sheet']} »" if row["sheet"] else "", row["cell"]) if part)
        details.setdefault(row["source_sha256"], []).append(
            f"- {place + ' : ' if place else ''}{row['problem']} {row['advice']}"
        )
    awaited: dict[str, list[dict[str, Any]]] = {}
    for row in school_answers(settings, campaign):
        if row["answered"] < row["expected"]:
            awaited.setdefault(row["territory_code"], []).append(row)
    committees = rows(settings, "reminders", "committees", campaign=campaign)
    return [
        _reminder(row, details.get(row["source_sha256"], []), awaited.get(row["territory_code"], []))
        for row in committees
    ]


def _reminder(row: dict[str, Any], details: list[str], awaited: list[dict[str, Any]]) -> Reminder:
    words, state = _words(), row["state"]
    values = {
        "name": row["name"],
        "code": row["territory_code"],
        "campaign": row["campaign"],
        "file": row["source_file"],
        "indicators": row["indicators"],
        "details": "\n".join(details),
        "last_year": words["last_year"]["text"] if row["reported_last_year"] else "",
    }
    parts = (words["opening"][state], words["expected"][state], words["closing"]["text"])
    opening, expected, end = (part.format(**values) for part in parts)
    text = "\n\n".join((opening, _until(row), expected, *_schools(row, awaited), end))
    subject = words["subject"][row["level"]].format(**values)
    return Reminder(row["territory_code"], row["name"], state, typeset(subject), typeset(text))


def _schools(row: dict[str, Any], awaited: list[dict[str, Any]]) -> list[str]:
    """Of how many schools an answer is still awaited, where tables of schools were received; `awaited`: a row each
    indicator that not all of them answered."""
    if not awaited:
        return []
    answers = "\n".join(f"- {have_answered(one)} pour {one['indicator_id']}" for one in awaited)
    indicators = ",".join(one["indicator_id"] for one in awaited)
    said = _words()["schools"]["text"]
    return [said.format(answers=answers, code=row["territory_code"], campaign=row["campaign"], indicators=indicators)]


def _until(row: dict[str, Any]) -> str:
    """Until when the report is awaited, or that it comes late: it will count, and be told late."""
    said = collecting(row | {"state": row["campaign_state"]})
    if said:
        return f"{said}."
    if row["state"] == "with_reserves":  # it came: what is left is to be mended
        return _words()["closed"]["mended"].format(closed=day(row["closed_on"]))
    return _words()["closed"]["late"].format(closed=day(row["closed_on"]))


def _words() -> dict[str, dict[str, str]]:
    return toml_beside(__file__, "reminders.toml")
