"""What would become of files somebody is about to deposit: their verdict, and the figures they would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from indicators.territories import NATIONAL, territories
from pipelines.access.rights import Rights
from pipelines.dry_run.figure_changes import Change, Figures, Query, changes, figures, present
from pipelines.dry_run.identify import Candidate, candidates, identify
from pipelines.dry_run.partial_build import ALONE, Near, family_of, near, rehearse_near, waiting
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build_on_copy import rehearse
from pipelines.warehouse.builds import of_one_build

Row = dict[str, Any]
Together = frozenset[str] | None  # the région whose files are looked at together; None: everything; empty: a file alone


@dataclass(frozen=True)
class Preview:
    """One file. `verdict` is its row of marts.report, with `other_version` and `other_file`: what counts instead of it.

    `first_rows` of a table: `row_number` and `words`, its first lines as they were understood.
    `forbidden` says why this account may not deposit it; then nothing is said of what is known of its territory."""

    name: str
    sha256: str
    size: int
    verdict: Row
    messages: tuple[Row, ...]
    first_rows: tuple[Row, ...]
    forbidden: str | None
    received_at: str | None
    changes: tuple[Change, ...]

    @property
    def outcome(self) -> str:
        """What happens to the file as a whole: forbidden, received, refused, draft, superseded or counts."""
        if self.forbidden:
            return "forbidden"
        if self.verdict["outcome"] == "refused":
            return "refused"
        if self.received_at:
            return "received"
        if self.verdict["report_status"] == "brouillon":
            return "draft"
        return "counts" if self.verdict["counts"] else "superseded"

    @property
    def acceptable(self) -> bool:
        """Whether depositing it has a use: the rights allow it and it can be read."""
        return self.outcome in ("received", "draft", "counts", "superseded")


@of_one_build
def preview(settings: Settings, files: list[tuple[str, bytes]], rights: Rights) -> list[Preview]:
    """One preview a file, in their order, as if all those that the rights allow were received together.

    Changes nothing. Files of one région are rehearsed together, in memory, with what their territories rest on; a
    report of France, or a table, needs the whole."""
    given = candidates(files)
    said = identify(settings, given)
    groups: dict[Together, list[Candidate]] = defaultdict(list)
    why_not = {sha256: forbidden(row, rights) for sha256, row in said.items()}
    for one in {one.sha256: one for one in given}.values():
        groups[frozenset() if why_not[one.sha256] else _together(said[one.sha256])].append(one)
    received = {one.source_sha256: one.received_at for one in Archive(settings).receipts()}
    found: dict[str, Row] = {}
    for together, group in groups.items():
        codes = {said[one.sha256]["territory_code"] for one in group}
        found |= _rehearsed(settings, near(codes) if together else None if together is None else ALONE, group)
    return [
        Preview(
            one.name,
            one.sha256,
            len(one.content),
            forbidden=why_not[one.sha256],
            received_at=None if why_not[one.sha256] else received.get(one.sha256),
            **found[one.sha256],
        )
        for one in given
    ]


def forbidden(row: Row, rights: Rights) -> str | None:
    """Why the rights do not allow a file that says it is this (a row of `identify`), or None."""
    territory = row["territory_code"]
    if rights.may_deposit(territory):
        return None
    if row["kind"] == "table":
        return "Un tableau parle de plusieurs territoires : seul le niveau national peut le déposer."
    if territory is None:
        return "Le territoire de ce fichier n'a pas pu être lu : il ne peut donc pas être rattaché à vos droits."
    name = next(one.name for one in territories() if one.code == territory)
    return f"Ce compte rendu est celui de {name} ({territory}) : vos droits ne portent pas sur ce territoire."


def _together(row: Row) -> Together:
    if row["kind"] == "table":
        return None
    return family_of(row["territory_code"]) if row["territory_code"] else frozenset()


def _rehearsed(settings: Settings, asked: Near | None, files: list[Candidate]) -> dict[str, Row]:
    """Fingerprint → verdict, messages, first rows and changes of files that are rehearsed together."""
    given = {"contents": [one.sha256 for one in files]}
    with _rehearsal(settings, asked, files) as ask:
        verdicts = {row["source_sha256"]: row for row in ask(query("received", "verdicts"), given)}
        messages = _by_file(ask(query("received", "messages"), given))
        # only tables have them, and those are rehearsed with everything
        first_rows = _by_file(ask(query("received", "first_rows"), given) if asked is None else [])
        touched = {_shown_territory(row) for row in verdicts.values() if asked != ALONE}
        after = {code: figures(ask, code) for code in touched}
    before = _before(settings, asked, touched)
    moved = {code: changes(settings, before[code], after[code]) for code in touched}
    return {
        sha256: {
            "verdict": row,
            "messages": tuple(messages[sha256]),
            "first_rows": tuple(first_rows[sha256]),
            "changes": moved.get(_shown_territory(row), ()) if row["counts"] else (),
        }
        for sha256, row in verdicts.items()
    }


def _by_file(found: list[Row]) -> defaultdict[str, list[Row]]:
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_file[row["source_sha256"]].append(row)
    return by_file


@contextmanager
def _rehearsal(settings: Settings, asked: Near | None, files: list[Candidate]) -> Iterator[Query]:
    if asked is not None:
        with rehearse_near(settings, asked, files) as ask:
            yield ask
        return
    with rehearse(settings, [(one.name, one.content) for one in files]) as (copy, _):
        yield present(copy)


def _before(settings: Settings, asked: Near | None, touched: set[str]) -> dict[str, Figures]:
    """What is shown today; where something received is not counted yet, what will be once it is."""
    if asked and asked.sources and waiting(settings, asked.sources):
        with rehearse_near(settings, asked, []) as ask:
            return {code: figures(ask, code) for code in touched}
    return {code: figures(present(settings), code) for code in touched}


def _shown_territory(verdict: Row) -> str:
    """Whose figures are compared: a table speaks of many territories, and France adds them up."""
    return verdict["territory_code"] or NATIONAL
