"""What would become of files somebody is about to deposit: their verdict, and the figures they would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indicators.territories import NATIONAL, territories
from pipelines.access.rights import Rights
from pipelines.dry_run.figure_changes import Change, Figures, Query, changes, figures, present
from pipelines.dry_run.identify import Candidate, asking, at_once, candidates, identify, parsed
from pipelines.errors import DepositError, NoWarehouse
from pipelines.ingest.cache import as_tables
from pipelines.ingest.parsed import Parsed
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.store.archive import Archive, Receipt
from pipelines.store.contents import Content
from pipelines.store.deposit_log import records
from pipelines.warehouse.build_on_copy import rehearse
from pipelines.warehouse.builds import of_one_build
from pipelines.warehouse.incremental import Doubt, around, not_published

Row = dict[str, Any]
TOGETHER = 24 << 20  # bytes of what files looked at together say: each is refused on its own beyond less
TOO_MUCH = "Ces fichiers en disent trop pour être regardés ensemble : déposez-les en plusieurs fois."


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
def preview(settings: Settings, files: list[tuple[str, Content]], rights: Rights) -> list[Preview]:
    """One preview a file, in their order, as if all those that the rights allow were received together.

    Changes nothing. Files of one région are looked at together; those that the rights forbid, apart from all that is
    known."""
    incoming = candidates(files)
    identities = identify(settings, incoming)
    why_not = {sha256: forbidden(row, rights) for sha256, row in identities.items()}
    received = {receipt.source_sha256: receipt.received_at for receipt in Archive(settings).receipts()}
    counted = _counted(settings)
    groups: dict[str, list[Candidate]] = defaultdict(list)
    already_counted, apart = list[Candidate](), list[Candidate]()
    for candidate in {candidate.sha256: candidate for candidate in incoming}.values():
        if why_not[candidate.sha256]:
            apart.append(candidate)
        elif candidate.sha256 in counted:
            already_counted.append(candidate)
        else:
            groups[_together(identities[candidate.sha256])].append(candidate)
    verdicts = _told(present(settings), already_counted)
    for group in groups.values():
        verdicts |= _rehearsed(
            settings, {code for candidate in group if (code := identities[candidate.sha256]["territory_code"])}, group
        )
    if apart:
        with _from_nothing(settings, apart) as ask:
            verdicts |= _told(ask, apart)
    return [
        Preview(
            candidate.name,
            candidate.sha256,
            len(candidate.content),
            forbidden=why_not[candidate.sha256],
            received_at=None if why_not[candidate.sha256] else received.get(candidate.sha256),
            **verdicts[candidate.sha256],
        )
        for candidate in incoming
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
    name = next(place.name for place in territories() if place.code == territory)
    return f"Ce compte rendu est celui de {name} ({territory}) : vos droits ne portent pas sur ce territoire."


def _together(row: Row) -> str:
    """The région of a report; a table speaks of many territories, as France does."""
    above = around({row["territory_code"]}) if row["territory_code"] else set[str]()
    return next((code for code in sorted(above) if code.startswith("REG-")), NATIONAL)


def _rehearsed(settings: Settings, territory_codes: set[str], files: list[Candidate]) -> dict[str, Row]:
    """Fingerprint → verdict, messages, first rows and changes of files that are looked at together."""
    waiting = _waiting(settings, territory_codes, files)
    with _if_received(settings, waiting, files) as ask:
        verdicts = _told(ask, files)
        touched = {_shown_territory(file["verdict"]) for file in verdicts.values() if file["verdict"]["counts"]}
        after = {code: figures(ask, code) for code in touched}
    before = _before(settings, waiting, touched)
    moved = {code: changes(settings, before[code], after[code]) for code in touched}
    for file in verdicts.values():
        if file["verdict"]["counts"]:
            file["changes"] = moved[_shown_territory(file["verdict"])]
    return verdicts


def _told(ask: Query, files: list[Candidate]) -> dict[str, Row]:
    """Fingerprint → verdict, messages and first rows of files, which change no figure yet."""
    parameters = {"contents": [file.sha256 for file in files]}
    if not files:
        return {}
    messages, first_rows = (_by_file(ask(query("received", name), parameters)) for name in ("messages", "first_rows"))
    return {
        sha256: {
            "verdict": row,
            "messages": tuple(messages[sha256]),
            "first_rows": tuple(first_rows[sha256]) if row["kind"] == "table" else (),
            "changes": (),
        }
        for row in ask(query("received", "verdicts"), parameters)
        for sha256 in [row["source_sha256"]]
    }


def _by_file(rows: list[Row]) -> defaultdict[str, list[Row]]:
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_file[row["source_sha256"]].append(row)
    return by_file


def _counted(settings: Settings) -> set[str]:
    return {row["source_sha256"] for row in present(settings)(query("received", "counted"), {})}


def _waiting(settings: Settings, territory_codes: set[str], files: list[Candidate]) -> list[Receipt]:
    """What was received and is in no build yet, but for what was deposited for territories that change nothing here."""
    counted = _counted(settings)
    near = around(territory_codes) - {NATIONAL}
    elsewhere = {
        deposit.source_sha256
        for deposit in records(settings)
        if deposit.territory_code and deposit.territory_code not in near
    }
    left = counted | elsewhere | {file.sha256 for file in files}
    return [receipt for receipt in Archive(settings).receipts() if receipt.source_sha256 not in left]


@contextmanager
def _if_received(settings: Settings, waiting: list[Receipt], files: list[Candidate]) -> Iterator[Query]:
    """Asks the marts as they would be if these files were received too: by the build that would follow, not published;
    by a whole one on a copy where that is not sure to be the same."""
    receipts, tables = _read(settings, waiting, files)
    with ExitStack() as opened:
        opened.enter_context(at_once)
        try:
            part = opened.enter_context(not_published(settings, receipts, tables))
            ask = asking(part.connection)
        except (Doubt, NoWarehouse):
            copy, _ = opened.enter_context(rehearse(settings, [(file.name, file.content) for file in files]))
            ask = present(copy)
        yield ask


@contextmanager
def _from_nothing(settings: Settings, files: list[Candidate]) -> Iterator[Query]:
    """The same where nothing else was ever received."""
    with (
        TemporaryDirectory() as folder,
        rehearse(replace(settings, data=Path(folder)), [(file.name, file.content) for file in files]) as (copy, _),
    ):
        yield present(copy)


def _read(settings: Settings, waiting: list[Receipt], files: list[Candidate]) -> tuple[list[Receipt], dict[str, Any]]:
    """The receipts of these files, as if received now, after those that wait; and all that they say, as tables."""
    archive, contents, weight, receipts = Archive(settings), Parsed(), 0, list[Receipt]()
    for receipt in waiting:
        content = parsed(
            receipt.source_sha256, lambda sha256=receipt.source_sha256: archive.content(sha256), settings.catalogue
        )
        if content.files[0].kind != "table":  # one that waits for its build is as large as it is
            receipts.append(receipt)
            contents.add(content)
    now, last = (
        datetime.now(UTC).isoformat(timespec="seconds"),
        max((r.sequence for r in archive.receipts()), default=0),
    )
    for place, file in enumerate(files, 1):
        content = parsed(file.sha256, lambda file=file: file.content, settings.catalogue)
        weight += content.weight()
        receipts.append(Receipt(file.sha256, file.name, now, last + place))
        contents.add(content)
    if weight > TOGETHER:
        raise DepositError(TOO_MUCH)
    return receipts, as_tables(contents)


def _before(settings: Settings, waiting: list[Receipt], touched: set[str]) -> dict[str, Figures]:
    """What is shown today; where something received is not counted yet, what will be once it is."""
    if waiting and touched:
        with _if_received(settings, waiting, []) as ask:
            return {code: figures(ask, code) for code in touched}
    return {code: figures(present(settings), code) for code in touched}


def _shown_territory(verdict: Row) -> str:
    """Whose figures are compared: a table speaks of many territories, and France adds them up."""
    return verdict["territory_code"] or NATIONAL
