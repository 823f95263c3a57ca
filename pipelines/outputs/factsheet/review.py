"""The review as a document to print: the same agenda as the page, with room to write what the meeting decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from unicodedata import category

from indicators.typography import ABSENT, day, percent, typeset
from indicators.words import words
from pipelines.errors import UnknownRendering
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
from pipelines.outputs.factsheet.blocks import Cell, Column, Facts, Factsheet, Line, Points, Section, Table
from pipelines.outputs.factsheet.progress import banner_of, status_cell
from pipelines.outputs.factsheet.wording import phrase
from pipelines.store.decision_log import KINDS, Decision

SIZE = 9.5  # points: pages are not counted, and each is written on
TO_FILL = 6  # empty lines for the decisions of the day
# The width of each column beside the others; a header is one word, which must not break, in a wide font either.
DECISION = {"id": 14, "decision": 57, "due": 27, "owner": 31, "state": 25, "body": 30}
SAID = {"date": 36, "meeting": 34, "decision": 114}
OBJECTIVE = {"number": 10, "objective": 85, "progress": 28, "expected": 22, "status": 39}
APPRAISAL = {"campaign": 24, "committee": 26, "figure": 33, "favourable": 25, "mixed": 20, "worrying": 31}
APPRAISAL |= {"disagreeing": 25}
INDICATOR = {"indicator": 66, "owner_short": 28, "frequency": 24, "update": 26, "reason": 40}
TAKEN = {"decision": 90, "objective": 21, "owner": 48, "due": 25}
NUMBERS = {"progress", "expected", "favourable", "mixed", "worrying", "disagreeing"}


def document(review: Review, path: Path = Path("revue.docx")) -> bytes:
    """The bytes of the file of that name, .docx or .pdf (tagged): the same for the same review.

    Raises UnknownRendering and PdfNotAvailable."""
    match path.suffix.lower():
        case ".docx":
            from pipelines.outputs.factsheet.docx import write_docx

            return write_docx(printed(review), SIZE)
        case ".pdf":
            from pipelines.outputs.factsheet.pdf import write_pdf

            return write_pdf(printed(review), (SIZE,))
    raise UnknownRendering(path, "une revue", ".docx ou .pdf")


def printed(review: Review) -> Factsheet:
    """What the printed review says, in the blocks of a fiche."""
    facts, digest = review.facts, review.facts.content_digest
    about = {"campaign": review.campaign, "name": facts.name, "digest": digest[:12]}
    return Factsheet(
        code=f"revue-{review.territory_code}",
        title=phrase("review", "title", **about),
        subtitle=phrase("review", "subtitle", strategy=facts.strategy),
        sentence=opening(review),
        banner=banner_of(facts),
        blocks=tuple(_sections(review)),
        slides=(),
        footer=phrase("review", "footer", **about),
        edition=facts.built_at.replace(tzinfo=None, microsecond=0),
        digest=digest,
    )


def _sections(review: Review) -> Iterable[Section | Facts]:
    yield _past(review)
    if not review.collecting:
        yield Facts(phrase("review", "rules"), tuple((name, f"{why}.") for name, why in rules_explained(review.facts)))
    numbered = 0
    for item in review.items:
        yield _axis(item, numbered, judged=not review.collecting)
        numbered += len(item.points)
    if review.upkeep:
        yield Section(phrase("review", "upkeep"), (upkeep_sentence(review),), (_upkeep(review),))
    yield Section(phrase("review", "today"), blocks=(replace(_table(TAKEN, []), to_fill=TO_FILL),))


def _past(review: Review) -> Section:
    lists = agenda(review.decisions)
    blocks = [_decisions("", lists.pending)]
    for name, listed in (("addressed", lists.addressed), ("settled", lists.settled)):
        if listed:
            blocks.append(_decisions(phrase("review", name), listed))
    if review.meetings:
        rows = [(day(row["meeting_date"]), row["meeting_type"] or "", row["decisions"]) for row in review.meetings]
        blocks.append(_table(SAID, rows, phrase("review", "said")))
    return Section(phrase("heading", "past"), blocks=tuple(blocks))


def _decisions(heading: str, listed: Sequence[Decision]) -> Table:
    rows = [_decision(decision) for decision in listed]
    return replace(_table(DECISION, rows, heading), empty=phrase("empty", "past"))


def _decision(decision: Decision) -> tuple[str, ...]:
    last = decision.last
    kind = f"{last.kind} : " if last.kind != KINDS[0] else ""
    text = "\n".join([typeset(f"{kind}{last.text}"), *steps(decision)])
    return (last.id, text, day(decision.due_on), last.owner, state(decision), last.of_body)


def _axis(item: AxisItem, numbered: int, judged: bool) -> Section:
    """An axis; `numbered`: how many points those before it have, since a meeting calls a point by its number."""
    rows = [
        (str(row.objective_id), row.title, percent(row.progress),
         percent(judged_against(row.status, row.expected_progress)), status_cell(row.status))
        for row in item.objectives
    ]  # fmt: skip
    blocks = (_table(OBJECTIVE, rows), *([_discussed(item, numbered)] if judged else []), _appraisals(item))
    title = phrase("review", "axis", number=item.axis.axis_id, title=item.axis.title)
    return Section(title, (axis_sentence(item),), blocks)


def _discussed(item: AxisItem, numbered: int) -> Points:
    points = tuple(_printable(typeset(point_sentence(point))) for point in item.points)
    empty, answer = phrase("review", "no_point"), phrase("column", "decision")
    return Points(phrase("review", "points"), points, empty, answer, first=numbered + 1)


def _appraisals(item: AxisItem) -> Table:
    rows = [
        (row["campaign"], row["appraisal"] or ABSENT, _judged(row["status"]), str(row["favourable"]),
         str(row["mixed"]), str(row["worrying"]), str(row["disagreeing"] + row["disagrees"]))
        for row in item.assessments
    ]  # fmt: skip
    return replace(_table(APPRAISAL, rows, phrase("review", "appraisals")), empty=phrase("review", "no_appraisal"))


def _judged(status: str | None) -> Cell | str:
    return status_cell(status) if status in words()["status"] else ABSENT


def _upkeep(review: Review) -> Table:
    rows = [
        (f"{row['indicator_id']} {row['title']}", row["owner"] or ABSENT, row["frequency"] or ABSENT,
         day(row["next_update"]), upkeep_reason(row))
        for row in review.upkeep
    ]  # fmt: skip
    return _table(INDICATOR, rows)


def _table(widths: dict[str, int], rows: Sequence[Sequence[Cell | str]], heading: str = "") -> Table:
    columns = tuple(Column(phrase("column", code), width, code in NUMBERS) for code, width in widths.items())
    lines = [Line(tuple(cell if isinstance(cell, Cell) else Cell(_printable(cell)) for cell in row)) for row in rows]
    return Table(heading, columns, tuple(lines))


def _printable(text: str) -> str:
    """Text that came from elsewhere, without the control characters that a document cannot hold; spaces are kept."""
    return "".join(c for c in text if c.isprintable() or c == "\n" or category(c) == "Zs")
