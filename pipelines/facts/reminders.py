"""Writes, for each committee that is silent, has something to correct or a visa to wait for, the text of a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from indicators.toml_file import toml_beside
from indicators.typography import day, typeset
from pipelines.facts.open_campaign import collected
from pipelines.facts.school_answers import have_answered, school_answers
from pipelines.facts.visas import awaited as awaited_visas
from pipelines.facts.visas import of_territory, reports
from pipelines.settings import Settings, options
from pipelines.store.visa_log import RETURNED
from pipelines.warehouse.builds import of_one_build, rows


@dataclass(frozen=True)
class Reminder:
    """A text ready to paste or to merge, for one committee; `state` is that of marts.collection. `recipient` is a
    function, never a person; `until` the sentence of the date; `missing` the indicators without a figure, by name;
    `link` the address of « Déposer », nothing where the service has no public one."""

    territory_code: str
    name: str
    state: str
    subject: str
    text: str
    recipient: str
    until: str
    missing: tuple[str, ...]
    link: str


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
    missing: dict[str, list[str]] = {}
    for row in rows(settings, "reminders", "awaited", campaign=campaign):
        missing.setdefault(row["territory_code"], []).append(typeset(f"{row['indicator_id']} {row['title']}"))
    visas = _visas(settings, campaign)
    committees = rows(settings, "reminders", "committees", campaign=campaign, of_visas=list(visas))
    return [
        _reminder(
            row | {"missing": missing.get(row["territory_code"], []), "until": _until(row, settings.reading_day)},
            details.get(row["source_sha256"], []),
            awaited.get(row["territory_code"], []),
            visas.get(row["territory_code"], ""),
        )
        for row in committees
    ]


def _visas(settings: Settings, campaign: str) -> dict[str, str]:
    """Committee → what it is told of visas: a département that its report was returned and why, a région which wait."""
    words, every = _words()["visa"], reports(settings, campaign)
    sentences = {
        each.territory_code: words["returned"].format(
            region=each.region_name, on=day(each.visa.on.date()), reason=each.visa.reason
        )
        for each in every
        if each.visa and each.visa.decision == RETURNED
    }
    waiting = {code: awaited_visas(of_territory(every, code)) for code in {each.region_code for each in every}}
    return sentences | {code: sentence for code, sentence in waiting.items() if sentence}


def _reminder(row: dict[str, Any], details: list[str], awaited: list[dict[str, Any]], visa: str) -> Reminder:
    words, state, contact = _words(), row["state"], options().contact
    link = _deposit_page(row)
    values = {
        "deposit": words["deposit"]["linked" if link else "named"].format(link=link),
        "contact": contact,
        "signature": contact[:1].upper() + contact[1:],
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
    named = "\n".join(f"- {name}" for name in row["missing"])
    without = words["missing"]["text"].format(names=named) if named else ""
    paragraphs = (opening, row["until"], expected, without, visa, *_schools(awaited), end)
    text = "\n\n".join(part for part in paragraphs if part)
    subject, recipient = (words[group][row["level"]].format(**values) for group in ("subject", "recipient"))
    texts = (typeset(subject), typeset(text), typeset(recipient), typeset(row["until"]), tuple(row["missing"]), link)
    return Reminder(row["territory_code"], row["name"], state, *texts)


def _deposit_page(row: dict[str, Any]) -> str:
    """The address of « Déposer » for this committee and this campaign, where the service has a public one."""
    if not (base := options().public_url.rstrip("/")):
        return ""
    return f"{base}/depot?{urlencode({'territoire': row['territory_code'], 'campagne': row['campaign']})}"


def _schools(awaited: list[dict[str, Any]]) -> list[str]:
    """Of how many schools an answer is still awaited, where tables of schools were received; `awaited`: a row each
    indicator that not all of them answered."""
    if not awaited:
        return []
    answers = "\n".join(f"- {have_answered(row)} pour {row['indicator_id']}" for row in awaited)
    return [_words()["schools"]["text"].format(answers=answers)]


def _until(row: dict[str, Any], on: date) -> str:
    """Until when the report is awaited, or that it comes late: it will count, and be told late."""
    counted = row["committees_answered"], row["committees_expected"]
    sentence = collected(row["campaign_state"], row["closes_on"], *counted, on)
    if sentence:
        return f"{sentence}."
    if row["state"] in ("received", "with_reserves"):  # it came: what is left is to be mended
        return _words()["closed"]["mended"].format(closed=day(row["closed_on"]))
    return _words()["closed"]["late"].format(closed=day(row["closed_on"]))


def _words() -> dict[str, dict[str, str]]:
    return toml_beside(__file__, "reminders.toml")
