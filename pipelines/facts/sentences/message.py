"""The message of a workbook or of a presentation: what somebody who was not there must know, in five sentences, and
what is said of one indicator, in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import listing, number, percent, plural, typeset
from pipelines.facts import roadmap
from pipelines.facts.national_dialogue import Dialogue, before_it
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.mapper import Rows
from pipelines.facts.rows.progress import Axis, Objective, Strategy
from pipelines.facts.rows.strategy import EditionFacts
from pipelines.facts.sentences import openings

Row = dict[str, Any]
BEHIND = ("late", "regressing")
JUDGED = ("achieved", "on_track", "watch", *BEHIND)
_NAMED = 3


def message(
    read: Rows, facts: EditionFacts, collecting: str | None, dialogue: Dialogue | None = None, detailed: bool = True
) -> list[str]:
    """Where it stands, how much of it is progress of the same territories, what is late, where, and what is asked and
    done: five sentences, fewer where there is nothing to say. `dialogue` is what waits for the instance nationale;
    `detailed`: the reader sees what every committee says."""
    strategy, objectives = next(iter(read(Strategy)), None), read(Objective)
    sentences = [openings.opening(facts, collecting, strategy, read(Axis), objectives)]
    if not collecting:
        name = openings.subject(facts.level, facts.territory_name, facts.number)
        sentences += [
            openings.evolution(strategy, facts.previous_campaign, name),
            late(objectives),
            ends(read, facts.level),
        ]
    if detailed:
        sentences.append(activity(read, facts.campaign, dialogue))
    return [sentence for sentence in sentences if sentence]


def late(objectives: Sequence[Objective]) -> str:
    """The objectives that are furthest behind their path, by name, with what they did and what was expected."""
    behind = [row for row in objectives if row.status in BEHIND]
    if not behind:
        judged = any(row.status in JUDGED for row in objectives)
        return "Aucun objectif n'est en retard ni en recul." if judged else ""
    behind.sort(key=_gap)
    named = [
        f"« {row.numbered} » ({percent(row.progress)} pour {percent(row.expected_progress)} attendus)"
        for row in behind[:_NAMED]
    ]
    rest = [plural(len(behind) - _NAMED, "autre")] if len(behind) > _NAMED else []
    first = "Le plus en retard" if len(behind) == 1 else "Les plus en retard"
    return typeset(f"{first} : {listing([*named, *rest])}.")


def _gap(row: Objective) -> float:
    return (row.progress or 0) - (row.expected_progress or 0)


def ends(read: Rows, within: str) -> str:
    """Which territories of the level beneath that of a territory pull its figure down, and which are ahead."""
    level = {"national": "region", "region": "department", "academy": "department"}.get(within)
    rows = [row for row in read("territories", level=level) if row["status"] in JUDGED] if level else []
    if len(rows) < 2:
        return ""
    rows.sort(key=lambda row: row["progress"])
    count = min(_NAMED, len(rows) // 2)
    last, first = rows[:count], rows[::-1][:count]
    return typeset(_phrases()["ends"][level][count > 1].format(last=_names(last), first=_names(first)))


def _names(rows: Sequence[Row]) -> str:
    return listing([f"{row['territory_name']} ({percent(row['progress'])})" for row in rows])


def activity(read: Rows, campaign: str, dialogue: Dialogue | None = None) -> str:
    """What is done, what is late and what waits for an answer."""
    whole = roadmap.total(read(roadmap.Count))
    parts = []
    if whole.stated:
        parts.append(f"{plural(whole.stated, 'action')}, dont {roadmap.in_states(whole)} ; {roadmap.late(whole.late)}")
    if dialogue and (waiting := before_it(dialogue)):
        parts.append(f"devant l'instance nationale, {waiting}")
    return typeset(f"Feuille de route {campaign} : {' ; '.join(parts)}.") if parts else ""


def indicator(row: ExportedIndicator, gap: str = "") -> str:
    """What is to be known of an indicator, in one sentence: what is missing, or how it stands, and what limits it."""
    status = row.status
    phrases = _phrases()
    if status in ("late", "regressing", "watch") and gap:
        first = gap
    elif row.progress is None:
        first = phrases["none"].get(status, phrases["none"]["not_reported"])
    elif row.expected_progress is None or status in ("baseline", "collecting", "insufficient", "suspended"):
        first = phrases["shown"].format(progress=percent(row.progress))
    else:
        verdict = phrases["met" if status == "achieved" else "judged"]
        first = verdict.format(progress=percent(row.progress), expected=percent(row.expected_progress))
    if row.kind == "milestone" and row.stage:
        first = phrases["stage"].format(stage=row.stage) + " " + first
    if row.partial:
        answered, expected = number(row.territories_answered), number(row.territories_expected)
        several = (row.territories_answered or 0) > 1
        first += " " + phrases["partial"][several].format(answered=answered, expected=expected)
    return typeset(first)


def _phrases() -> dict[str, Any]:
    return toml_beside(__file__, "message.toml")
