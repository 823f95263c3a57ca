"""The review as a document to print: the same agenda as the page, with room to write what the meeting decides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from unicodedata import category

from docx import Document
from docx.shared import Mm

from indicators.typography import ABSENT, day, percent, typeset
from indicators.words import words
from pipelines.facts.decisions import agenda, state, steps
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.review import (
    AxisItem,
    Review,
    axis_sentence,
    opening,
    point_sentence,
    rules_explained,
    upkeep_reason,
    upkeep_sentence,
)
from pipelines.outputs.factsheet.blocks import Cell, Column, Line, Table
from pipelines.outputs.factsheet.docx import add_table, banner_line, house_look
from pipelines.outputs.factsheet.package import repacked
from pipelines.outputs.factsheet.progress import status_cell
from pipelines.store.decision_log import KINDS, Decision

TO_WRITE = 6  # empty lines for the decisions of the day
SIZES = {"Normal": 9.5, "Title": 18, "Heading 1": 12.5, "Heading 2": 10.5, "List Bullet": 9.5, "List Number": 9.5}
NUMBERS = {"Avancement", "Attendu", "Favorables", "Mitigées", "Préoccupantes", "Désaccords"}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def document(review: Review) -> bytes:
    """The bytes of the .docx file: the same for the same review."""
    paper: Any = Document()
    _look(paper, review)
    _head(paper, review)
    _past(paper, review)
    if not review.collecting:
        _rules(paper, review)
    for item in review.items:
        _axis(paper, item, judged=not review.collecting)
    if review.upkeep:
        _upkeep(paper, review)
    _heading(paper, "Décisions de la séance")
    headers = {"Décision": 90, "Objectif": 20, "Fonction responsable": 44, "Échéance": 24}
    _table(paper, headers, [("\n", "", "", "")] * TO_WRITE)
    content = io.BytesIO()
    paper.save(content)
    return repacked(content.getvalue(), _ZIP_DATE)


def _look(paper: Any, review: Review) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(15)
    properties = paper.core_properties
    properties.title = f"Revue annuelle {review.campaign}, {review.facts['name']}"
    properties.author, properties.language = "Pilotage du numérique éducatif", "fr-FR"
    properties.created = properties.modified = review.facts["built_at"].replace(tzinfo=None, microsecond=0)
    digest = review.facts["content_digest"][:12]
    house_look(paper, SIZES, typeset(f"Revue {review.campaign}, {review.facts['name']} — données {digest}"))


def _head(paper: Any, review: Review) -> None:
    paper.add_heading(f"Revue annuelle {review.campaign}", 0)
    _say(paper, f"Stratégie « {review.facts['strategy']} »")
    if review.facts["demonstration"]:
        mark = words()["demonstration"]
        banner_line(paper, f"{mark['banner']}. {mark['explanation']}")
    _say(paper, opening(review), bold=True)


def _past(paper: Any, review: Review) -> None:
    _heading(paper, "Décisions des réunions précédentes")
    lists = agenda(review.decisions)
    _decisions(paper, lists.pending, "Aucune décision n'est à suivre.")
    for title, decisions in (
        ("Adressées à l'instance nationale", lists.addressed),
        ("Tenues, abandonnées ou retirées", lists.settled),
    ):
        if decisions:
            _heading(paper, title, 2)
            _decisions(paper, decisions)
    if review.said:
        _heading(paper, "Décisions dites par les rapports du comité", 2)
        rows = [(day(row["meeting_date"]), row["meeting_type"] or "", row["decisions"]) for row in review.said]
        _table(paper, {"Date": 36, "Réunion": 36, "Décision": 106}, rows)


def _decisions(paper: Any, decisions: Sequence[Decision], empty: str = "") -> None:
    headers = {"N°": 16, "Décision": 53, "Échéance": 27, "Fonction responsable": 30, "État": 25, "Instance": 27}
    _table(paper, headers, [_decision(decision) for decision in decisions], empty)


def _decision(decision: Decision) -> tuple[str, ...]:
    last = decision.last
    kind = f"{last.kind} : " if last.kind != KINDS[0] else ""
    text = "\n".join([typeset(f"{kind}{last.text}"), *steps(decision)])
    return (last.id, text, day(decision.due_on), last.owner, state(decision), last.of_body)


def _rules(paper: Any, review: Review) -> None:
    _heading(paper, "Comment les sujets sont choisis")
    for name, why in rules_explained(review.facts):
        _say(paper, f"{name} : {why}.", style="List Bullet")


def _axis(paper: Any, item: AxisItem, judged: bool) -> None:
    _heading(paper, f"Axe {item.axis['axis_id']} : {item.axis['title']}")
    _say(paper, axis_sentence(item))
    rows = [
        (str(row["objective_id"]), row["title"], percent(row["progress"]), percent(judged_against(row)),
         status_cell(row["status"]))
        for row in item.objectives
    ]  # fmt: skip
    _table(paper, {"N°": 10, "Objectif": 79, "Avancement": 28, "Attendu": 22, "Statut": 39}, rows)
    if judged:
        _points(paper, item)
    _appraisals(paper, item)


def _points(paper: Any, item: AxisItem) -> None:
    _heading(paper, "À discuter", 2)
    for point in item.points:
        _say(paper, point_sentence(point), style="List Number")
        _say(paper, "Décision : " + "…" * 45)
    if not item.points:
        _say(paper, "Aucune règle ne désigne de sujet pour cet axe.")


def _appraisals(paper: Any, item: AxisItem) -> None:
    _heading(paper, "Appréciations et chiffre, d'année en année", 2)
    headers = {"Campagne": 24, "Comité": 26, "Chiffre": 24, "Favorables": 25, "Mitigées": 21}
    headers |= {"Préoccupantes": 32, "Désaccords": 26}  # a header is one word: it must not break, in a wide font either
    rows = [
        (row["campaign"], row["appraisal"] or ABSENT, _judged(row["status"]), str(row["favourable"]),
         str(row["mixed"]), str(row["worrying"]), str(row["disagreeing"] + row["disagrees"]))
        for row in item.assessments
    ]  # fmt: skip
    _table(paper, headers, rows)


def _judged(status: str | None) -> Cell | str:
    return status_cell(status) if status in words()["status"] else ABSENT


def _upkeep(paper: Any, review: Review) -> None:
    _heading(paper, "Suivi des définitions")
    _say(paper, upkeep_sentence(review))
    headers = {"Indicateur": 62, "Responsable": 33, "Fréquence": 24, "Mise à jour": 26, "Motif": 33}
    rows = [
        (f"{row['indicator_id']} {row['title']}", row["owner"] or ABSENT, row["frequency"] or ABSENT,
         day(row["next_update"]), upkeep_reason(row))
        for row in review.upkeep
    ]  # fmt: skip
    _table(paper, headers, rows)


def _heading(paper: Any, text: str, level: int = 1) -> None:
    paper.add_heading(typeset(text), level)


def _say(paper: Any, text: str, bold: bool = False, style: str | None = None) -> None:
    paper.add_paragraph(style=style).add_run(typeset(_plain(text))).bold = bold


def _table(paper: Any, headers: dict[str, int], rows: Sequence[Sequence[Cell | str]], empty: str = "") -> None:
    """A table of the house; `headers` gives the width of each column in millimetres."""
    if not rows:
        _say(paper, empty)
        return
    columns = tuple(Column(text, width, text in NUMBERS) for text, width in headers.items())
    lines = [Line(tuple(cell if isinstance(cell, Cell) else Cell(_plain(cell)) for cell in row)) for row in rows]
    add_table(paper, Table("", columns, tuple(lines)), sum(headers.values()), SIZES["Normal"] - 0.5)
    paper.add_paragraph()


def _plain(text: str) -> str:
    """Text that came from elsewhere, without the control characters that a document cannot hold; spaces are kept."""
    return "".join(c for c in text if c.isprintable() or c == "\n" or category(c) == "Zs")
