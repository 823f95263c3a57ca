"""The answer to who sends a file: one verdict, then its messages in the order of its sheets."""

from __future__ import annotations

from typing import Any

from indicators.typography import typeset
from indicators.words import words
from pipelines.cli.terminal import say, table
from pipelines.settings import Settings
from pipelines.store.archive import Receipt
from pipelines.warehouse.builds import of_one_build, rows
from pipelines.warehouse.doubts import told

SHOWN_FILES = 20
Verdict = dict[str, Any]


@of_one_build
def verdicts(settings: Settings, answers: list[tuple[Receipt, bool]]) -> list[Verdict]:
    """One row of marts.report for each file of `answers`, with `new`, its `messages` (rows of marts.issue) and, of
    a table, its `first_rows` as they were understood."""
    reports = {row["source_sha256"]: row for row in rows(settings, "received", "verdicts", contents=None)}
    first: dict[str, list[str]] = {}
    for row in rows(settings, "received", "first_rows"):
        first.setdefault(row["source_sha256"], []).append(f"ligne {row['row_number']} : {row['words']}")
    messages: dict[str, list[dict[str, Any]]] = {}
    for row in rows(settings, "received", "messages", contents=None):
        messages.setdefault(row.pop("source_sha256"), []).append(row)
    return [
        reports[receipt.source_sha256]
        | {
            "new": is_new,
            "messages": messages.get(receipt.source_sha256, []),
            "first_rows": first.get(receipt.source_sha256, []),
        }
        for receipt, is_new in answers
    ]


def faulty(verdict: Verdict) -> bool:
    """Whether something of the file was refused or set aside."""
    return verdict["outcome"] == "refused" or bool(verdict["errors"])


def show(found: list[Verdict], with_warnings: bool = False) -> None:
    """The messages of the files that have any, then a summary."""
    shown = [one for one in found if faulty(one) or (with_warnings and (one["messages"] or one["first_rows"]))]
    for one in shown[:SHOWN_FILES]:
        show_one(one, with_warnings)
    if len(shown) > SHOWN_FILES:
        say(f"\n… et {len(shown) - SHOWN_FILES} autres fichiers : ajoutez --json pour tout lire.")
    _summary(found)


def show_one(verdict: Verdict, with_warnings: bool) -> None:
    """One file: its verdict, then its messages grouped by sheet, each with its cell and what to type instead."""
    say(f"\n{verdict['source_file']} : {words()['outcome'][verdict['outcome']].lower()}")
    sheet = None
    for message in told(verdict["messages"]):
        if message["severity"] == "warning" and not with_warnings:
            continue
        if message["sheet"] != sheet:
            sheet = message["sheet"]
            say(f"  Feuille « {sheet.strip()} »")
        where = f"{message['cell']} : " if message["cell"] else ""
        say(f"    {words()['severity'][message['severity']]} — {where}{message['problem']} {message['advice']}")
    if with_warnings and verdict["first_rows"]:
        say("    Premières lignes, telles qu'elles sont comprises :")
        for line in verdict["first_rows"]:
            say(f"      {typeset(line)}")


def _summary(found: list[Verdict]) -> None:
    outcomes = [one["outcome"] for one in found]
    rows = [[word, str(outcomes.count(code))] for code, word in words()["outcome"].items()]
    rows.append(["Déjà reçu (rien ne change)", str(sum(not one["new"] for one in found))])
    rows.append(["Lignes écartées", str(sum(one["errors"] for one in found))])
    rows.append(["Avertissements", str(sum(one["warnings"] for one in found))])
    say("")
    table(None, [f"Fichiers : {len(found)}", "Nombre"], rows, right=frozenset({1}))
