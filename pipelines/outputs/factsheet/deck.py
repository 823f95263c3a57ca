"""The slides of a territory, in the order in which a chair presents them, each with what the speaker says from the
facts: the strategy in one picture, an axis a slide, territories, actions, demands and decisions, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

from indicators.territories import NATIONAL
from indicators.typography import day, listing, number, percent, plural, points, typeset
from pipelines.facts import demands, roadmap
from pipelines.facts.decisions import agenda, origin, state, steps
from pipelines.facts.gap import gaps
from pipelines.facts.national_dialogue import SETTLED, Dialogue, last_session, national_dialogue
from pipelines.facts.national_dialogue import opening as before_the_instance
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.review import AxisItem, axis_sentence, point_on_axis, review
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.progress import Axis, Objective, StatusChange
from pipelines.facts.sentences import openings
from pipelines.facts.sentences.message import activity, ends, indicator, message
from pipelines.outputs.factsheet.blocks import (
    Cell,
    Column,
    Group,
    Line,
    Points,
    Series,
    Slide,
    Stack,
    Table,
    Tile,
    TileColumn,
    Tiles,
)
from pipelines.outputs.factsheet.committee import action_line
from pipelines.outputs.factsheet.progress import (
    JUDGED,
    column,
    coverage,
    progress_line,
    status_cell,
    territories_table,
)
from pipelines.outputs.factsheet.territory import neighbours_heading, territory_map
from pipelines.outputs.factsheet.wording import LONG, phrase, plain, word
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.cover import STATES
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.outputs.workbook.wording import word as exported
from pipelines.store.decision_log import Decision, decisions

SHOWN = 5
VisibleDecisions = Sequence[Decision] | None


def territory_slides(
    edition: Edition, visible_decisions: VisibleDecisions
) -> tuple[tuple[str, ...], tuple[Slide, ...]]:
    """What is said over the cover, and the slides after it; `visible_decisions` are the decisions that the reader may
    see, all of them unless given."""
    every = (
        decisions(edition.settings, edition.settings.reading_day)
        if visible_decisions is None
        else list(visible_decisions)
    )
    national = edition.territory_code == NATIONAL
    dialogue = national_dialogue(edition.settings, edition.campaign, every) if national else None
    objectives = edition.rows(Objective)
    waiting = list(dialogue.to_answer) if dialogue else _waiting(edition)
    detailed = not edition.outside(detailed=True)
    sentences = message(edition.rows, edition.facts, edition.collecting, dialogue, detailed)
    slides = (
        _picture(edition, objectives, sentences),
        *_axes(edition, objectives, every, waiting),
        _territories(edition),
        _actions(edition),
        _demands(edition, dialogue, every, waiting),
        _coverage(edition),
    )
    return tuple(sentences), slides


def past_decisions(edition: Edition, visible_decisions: Sequence[Decision]) -> Slide:
    """What was decided before and is to follow, as a review opens on it; what was recorded since is said aloud."""
    heading, code = phrase("heading", "past"), edition.territory_code
    if unseen := _unseen(edition):
        return _unseen_slide(heading, unseen)
    pending = agenda(each for each in visible_decisions if code in (NATIONAL, each.last.territory_code)).pending
    if not pending:
        return Slide(heading, (Points("", (), phrase("empty", "past")),))
    overdue = sum(each.overdue for each in pending)
    late = phrase("item", "past_late", late=number(overdue)) if overdue else ""
    lead = phrase("item", "past", decisions=plural(len(pending), "décision"), late=late)
    parts = (("decision", 50), ("due", 16), ("owner", 22), ("state", 16))
    columns = tuple(column(name, part, number=False) for name, part in parts)
    notes = [f"{plain(each.last.text, LONG)} {' '.join(steps(each))}" for each in pending if steps(each)]
    return Slide(heading, (Table(heading, columns, tuple(map(_followed_line, pending))),), tuple(notes), lead)


def _followed_line(decision: Decision) -> Line:
    last = decision.last
    cells = plain(last.text, LONG), day(decision.due_on), plain(last.owner), state(decision)
    return Line(tuple(Cell(text) for text in cells))


def _picture(edition: Edition, objectives: Sequence[Objective], sentences: Sequence[str]) -> Slide:
    columns = tuple(
        TileColumn(
            _tile(f"Axe {axis.axis_id}. {axis.title}", axis),
            tuple(_tile(row.numbered, row) for row in objectives if row.axis_id == axis.axis_id),
        )
        for axis in edition.rows(Axis)
    )
    heading = phrase("heading", "picture")
    return Slide(heading, (Tiles(heading, columns),), tuple(sentences[:3]), sentences[0])


def _tile(text: str, row: Axis | Objective) -> Tile:
    measured = percent(row.progress)
    if row.progress is not None and row.expected_progress is not None:
        measured = phrase("item", "tile", progress=measured, expected=percent(row.expected_progress))
    return Tile(typeset(text), measured, status_cell(row.status))


def _axes(
    edition: Edition, objectives: Sequence[Objective], every: list[Decision], waiting: Sequence[demands.Theme]
) -> list[Slide]:
    settings, code = edition.settings, edition.territory_code
    annual_review = review(settings, edition.campaign, code, settings.reading_day, every)
    moved = {row.objective_id: row for row in edition.rows(StatusChange) if edition.previous_campaign}
    missing = gaps(settings, edition.campaign, code)
    indicators = [row for row in edition.rows(ExportedIndicator) if row.status != "other_level"]
    slides = []
    for item in annual_review.items:
        number, title = item.axis.axis_id, typeset(f"Axe {item.axis.axis_id}. {item.axis.title}")
        own = [row for row in objectives if row.axis_id == number]
        changed = Points(phrase("heading", "changed"), _changed(edition, item, own, moved), phrase("empty", "changed"))
        decide = _to_decide(edition, item, waiting)
        notes = [_of_indicator(row, missing) for row in indicators if row.axis_id == number]
        blocks = (_table(own), _bars(item, own), changed, decide)
        slides.append(Slide(title, blocks, (axis_sentence(item), *notes), axis_sentence(item), 0.52))
    return slides


def _table(objectives: Sequence[Objective]) -> Table:
    columns = (column("objective", 41, number=False), column("progress", 19), column("expected", 14))
    columns += (column("status", 21, number=False), column("evolution", 15))
    lines = tuple(progress_line(row.numbered, row, france=False) for row in objectives)
    return Table(phrase("heading", "objectives_of"), columns, lines)


def _bars(item: AxisItem, objectives: Sequence[Objective]) -> Series:
    return Series(
        typeset(phrase("heading", "axis_bars", axis=item.axis.axis_id)),
        "across",
        tuple(typeset(row.numbered) for row in objectives),
        tuple(row.progress for row in objectives),
        tuple(row.expected_progress for row in objectives),
        phrase("alt", "bars"),
    )


def _changed(
    edition: Edition, item: AxisItem, objectives: Sequence[Objective], moved: dict[int, StatusChange]
) -> tuple[str, ...]:
    """How far the axis went, which of its objectives have another status, and which went furthest."""
    if edition.collecting:
        return (provisional(edition.collecting),)
    sentences = [openings.evolution(item.axis, edition.previous_campaign, f"l'axe {item.axis.axis_id}")]
    alike: dict[tuple[str, str], list[str]] = {}
    for row in objectives:
        if change := moved.get(row.objective_id):
            alike.setdefault((change.previous_status, change.status), []).append(str(row.objective_id))
    for (before, now), numbers in alike.items():
        which = f"{'Objectif' if len(numbers) == 1 else 'Objectifs'} {listing(numbers)}"
        statuses = {"before": word("status", before).lower(), "now": word("status", now).lower()}
        sentences.append(phrase("item", "moved", which=which, **statuses))
    evolved = ((row.comparable_evolution, row.objective_id) for row in objectives)
    gained = [(change, objective) for change, objective in evolved if change is not None]
    if len(gained) > 1:
        (most, first), (least, last) = (choose(gained, key=itemgetter(0)) for choose in (max, min))
        both = {"most": points(most, signed=True), "least": points(least, signed=True)}
        sentences.append(phrase("item", "gained", first=first, last=last, **both))
    return tuple(text for text in sentences if text)


def _to_decide(edition: Edition, item: AxisItem, waiting: Sequence[demands.Theme]) -> Points:
    """What the rules of the review put up, then what is asked on this axis and not answered; to a reader who does not
    see what committees ask, that it is so: nothing is said to be absent that is not known to be."""
    heading = phrase("heading", "decide")
    points = [] if edition.collecting else [plain(point_on_axis(point), LONG) for point in item.points[:3]]
    more = len(item.points) - len(points)
    if points and more:
        points.append(phrase("item", "more_points", points=plural(more, "autre sujet", "autres sujets")))
    if unseen := _unseen(edition):
        return Points(heading, (*points, unseen))
    on_axis = [theme for theme in waiting if any(demand.axis_id == item.axis.axis_id for demand in theme.demands)]
    if on_axis:
        first = max(on_axis, key=lambda theme: theme.askers)
        words = {"name": plain(first.name, 80), "askers": plural(first.askers, "comité")}
        points.append(
            phrase("item", "asked", demands=plural(len(on_axis), "thème de demande", "thèmes de demande"), **words)
        )
    return Points(heading, tuple(points), phrase("empty", "decide"))


def _unseen(edition: Edition) -> str:
    """What is said in place of what committees say, to a reader who does not see it; nothing to others."""
    consulted = edition.outside(detailed=True)
    return phrase("note", "scope_committee", names=consulted) if consulted else ""


def _unseen_slide(heading: str, unseen: str) -> Slide:
    return Slide(heading, (Points(heading, (unseen,)),), (unseen,))


def _of_indicator(row: ExportedIndicator, missing: dict[str, str]) -> str:
    status = word("status", row.status).lower()
    return typeset(f"{row.indicator_id} {row.title} ({status}) : {indicator(row, missing.get(row.indicator_id, ''))}")


def _territories(edition: Edition) -> Slide:
    """The map, and the territories with the least advanced first."""
    drawn, neighbours = territory_map(edition)
    judged = sorted((row for row in neighbours if row["status"] in JUDGED), key=lambda row: row["progress"])
    rest = [row for row in neighbours if row["status"] not in JUDGED]
    table = territories_table(neighbours_heading(edition), [*judged, *rest])
    parts = [replace(column, part=part) for column, part in zip(table.columns, (44, 25, 31), strict=True)]
    table = replace(table, columns=tuple(parts))
    sentence = "" if edition.collecting else ends(edition.rows, edition.facts.level)
    notes = [
        *([sentence] if sentence else []),
        *(_silent(row) for row in rest if row["status"] in ("no_report", "not_reported")),
    ]
    return Slide(phrase("heading", "territories"), (drawn, table), tuple(notes), sentence, 0.55)


def _silent(row: Row) -> str:
    return typeset(f"{row['territory_name']} : {word('status', row['status']).lower()}.")


def _actions(edition: Edition) -> Slide:
    heading = phrase("heading", "late_and_done")
    if unseen := _unseen(edition):
        return _unseen_slide(heading, unseen)
    every = edition.rows(roadmap.Action)
    counted = edition.rows(roadmap.Count)
    behind = roadmap.ordered((action for action in every if action.late), "echeance")
    done = roadmap.ordered((action for action in every if action.state == "réalisée"), "echeance", falling=True)
    name = openings.subject(edition.facts.level, edition.facts.territory_name, edition.facts.number)
    subject = "France" if edition.territory_code == NATIONAL else name
    committees = edition.row("roadmap/committees") or {"acting": 0, "reporting": 0}
    sentence = typeset(roadmap.sentence(edition.campaign, subject, counted, committees))
    lists = Group(
        "",
        (
            Points(phrase("heading", "late_actions"), _lines(edition, behind), phrase("empty", "late_actions")),
            Points(phrase("heading", "done_actions"), _lines(edition, done), phrase("empty", "done_actions")),
        ),
    )
    moved = roadmap.moved(edition.rows(roadmap.Change))
    notes = [sentence, *([phrase("item", "actions_moved", moved=moved)] if moved else [])]
    notes += [action_line(action, edition) for action in behind[SHOWN : 3 * SHOWN]]
    return Slide(heading, (lists, _states(counted)), tuple(notes), sentence, 0.68)


def _lines(edition: Edition, actions: Sequence[roadmap.Action]) -> tuple[str, ...]:
    return _first([action_line(action, edition) for action in actions], "action")


def _first(items: Sequence[str], noun: str) -> tuple[str, ...]:
    """The first of them, and how many there are besides."""
    rest = len(items) - SHOWN
    return (
        *items[:SHOWN],
        *([phrase("item", "others", rest=plural(rest, f"autre {noun}", f"autres {noun}s"))] if rest > 0 else []),
    )


def _states(counted: Sequence[roadmap.Count]) -> Stack:
    """The actions of each axis by state."""
    axes = sorted({count.axis_id for count in counted if count.axis_id is not None})
    of_axes = [roadmap.total([count for count in counted if count.axis_id == axis]) for axis in axes]
    parts = tuple((name, tuple(count.by_state()[name] for count in of_axes)) for name in roadmap.STATES)
    labels = tuple(f"Axe {axis}" for axis in axes)
    counts = " ; ".join(
        f"{label} : {roadmap.in_states(count)}" for label, count in zip(labels, of_axes, strict=True) if count.stated
    )
    return Stack(phrase("heading", "states"), labels, parts, phrase("alt", "states", counts=counts or "aucune action"))


def _waiting(edition: Edition) -> list[demands.Theme]:
    """The demands of a territory and of those beneath it that are not settled."""
    every = demands.of_territory(demands.demands(edition.settings, edition.campaign), edition.territory_code)
    return demands.gathered([demand for demand in every if demand.state not in SETTLED], edition.territory_code)


def _demands(
    edition: Edition, dialogue: Dialogue | None, every: Sequence[Decision], themes: Sequence[demands.Theme]
) -> Slide:
    """What is asked, what is put to the instance, what was decided and what became of it."""
    heading = phrase("heading", "asked_and_decided")
    if unseen := _unseen(edition):
        return _unseen_slide(heading, unseen)
    theme_lines = [
        phrase("item", "theme", name=plain(each.name), askers=plural(each.askers, "comité"), state=each.state)
        for each in themes
    ]
    lists = [Points(phrase("heading", "asked"), _first(theme_lines, "thème"), phrase("empty", "asked"))]
    notes = [_who_asks(theme) for theme in themes[:SHOWN]]
    if dialogue:
        taken, lead = dialogue.taken, before_the_instance(dialogue)
        notes = [lead, last_session(dialogue), *notes]
        put = _first(_said_of(dialogue.addressed), "texte")
        lists.append(Points(phrase("heading", "put"), put, phrase("empty", "put")))
    else:
        taken = tuple(each for each in every if each.last.territory_code == edition.territory_code)
        lead = phrase("item", "unsettled", themes=plural(len(themes), "thème de demande", "thèmes de demande"))
    lists.append(Points(phrase("heading", "taken"), _first(_said_of(taken), "décision"), phrase("empty", "taken")))
    notes += [_followed(each) for each in taken if each.follow_up]
    return Slide(heading, (Group("", tuple(lists)),), tuple(notes), lead)


def _followed(decision: Decision) -> str:
    """What was decided and what became of it, typed text, as one sentence."""
    sentence = f"{plain(decision.last.text, LONG).rstrip(' .')} : {plain(decision.follow_up, LONG)}"
    return typeset(sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}.")


def _who_asks(theme: demands.Theme) -> str:
    answered = f" {demands.answer(theme.answer)}" if theme.answer else ""
    return typeset(f"{plain(theme.name, LONG)} : {demands.askers(theme)}.{answered}")


def _said_of(every: Iterable[Decision]) -> list[str]:
    return [
        phrase(
            "item",
            "decision",
            text=plain(each.last.text),
            origin=origin(each),
            state=state(each),
            owner=plain(each.last.owner, 40),
            due=f", échéance {day(each.due_on)}" if each.due_on else "",
        )
        for each in every
    ]


def _coverage(edition: Edition) -> Slide:
    """What the figures rest on, and the reports of each level."""
    points = coverage(edition)
    if edition.outside(detailed=True):
        return Slide(points.heading, (points,))
    states = columns(STATES)
    table = Table(
        phrase("heading", "reports"),
        tuple(Column(column.header, 22 if column.key == "level" else 17, column.key != "level") for column in states),
        tuple(
            Line(
                tuple(
                    Cell(exported(column.group, row[column.key]) if column.group else number(row[column.key]))
                    for column in states
                )
            )
            for row in edition.rows("collection_states")
        ),
    )
    silent = [row["territory_name"] for row in edition.rows("reserves") if row["nature"] in ("missing", "draft")]
    notes = [activity(edition.rows, edition.campaign)]
    if silent:
        notes.append(typeset(f"Sans rapport qui compte : {', '.join(silent)}."))
    return Slide(points.heading, (points, table), tuple(note for note in notes if note), "", 0.4)
