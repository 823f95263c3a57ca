"""What would become of files somebody is about to deposit: their verdict, and the figures they would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indicators.catalogue import catalogue_digest
from indicators.territories import NATIONAL, territories
from pipelines.access.rights import Rights
from pipelines.dry_run.figure_changes import Change, Figures, Query, changes, figures, present
from pipelines.dry_run.identify import Candidate, asking, at_once, candidates, identify, parsed
from pipelines.errors import DepositError, NoWarehouse
from pipelines.ingest.cache import as_tables
from pipelines.ingest.parsed import Parsed
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.store import closing_log
from pipelines.store.archive import Archive, Receipt
from pipelines.store.contents import Content
from pipelines.store.deposit_log import records
from pipelines.warehouse.build_on_copy import rehearse
from pipelines.warehouse.builds import counted, of_one_build
from pipelines.warehouse.incremental import TOGETHER as TERRITORIES
from pipelines.warehouse.incremental import BuildReplaced, Doubt, around, not_published

Row = dict[str, Any]
TOGETHER = 24 << 20  # bytes of what files looked at together say: each is refused on its own beyond less
TIMES = 10  # builds of which files are looked at in turn, where each is replaced before they are
NOT_AT_REST = "Beaucoup de comités déposent en ce moment : déposez à nouveau dans une minute."
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


@dataclass(frozen=True)
class PreviewRequest:
    """The files that somebody wants to be told of, and what their rights allow."""

    files: list[Candidate]
    rights: Rights


@dataclass(frozen=True, eq=False)
class _Parcel:
    """The files of a drop, each once: those to look at by région, those that were counted before, those that the
    rights forbid, which are apart from all that is known; and why they do."""

    by_region: dict[str, list[Candidate]]
    counted: list[Candidate]
    apart: list[Candidate]
    why_not: dict[str, str | None]


def preview(settings: Settings, files: Sequence[tuple[str, Content]], rights: Rights) -> list[Preview]:
    """One preview a file, in their order, as if all those that the rights allow were received together.

    Changes nothing. Files of one région are looked at together; those that the rights forbid, apart from all that is
    known."""
    [previews] = previews_of(settings, [PreviewRequest(candidates(files), rights)])
    return previews or []


def previews_of(settings: Settings, drops: list[PreviewRequest]) -> list[list[Preview] | None]:
    """The same for the drops of several people, each as if it were the only one: those that come after the first are
    looked at with it where no territory of one lies in that of another, so that none changes what is told of another.
    None for those that this leaves. Raises DepositError where builds follow one another faster than it can look."""
    identities = identify(settings, [file for drop in drops for file in drop.files])
    for _ in range(TIMES):
        with suppress(BuildReplaced):
            return _previews_of_one_build(settings, drops, identities)
    raise DepositError(NOT_AT_REST)


@of_one_build
def _previews_of_one_build(
    settings: Settings, drops: list[PreviewRequest], identities: dict[str, Row]
) -> list[list[Preview] | None]:
    already = counted(settings)
    parcels = [_parcel(drop, identities, already) for drop in drops]
    rounds = _placed([], parcels[0], identities, more=True) or []
    taken = [parcels[0]]
    for parcel in parcels[1:]:
        placed = None if parcel.apart else _placed(rounds, parcel, identities, more=False)
        if placed is not None:
            rounds = placed
            taken.append(parcel)
    verdicts = dict[str, Row]()
    for groups in rounds:
        files = [file for _, group in groups for file in group]
        verdicts |= _rehearsed(settings, _territories(files, identities), files)
    received = {receipt.source_sha256: receipt.received_at for receipt in Archive(settings).receipts()}
    return [
        _previews(settings, drop, parcel, verdicts, received) if parcel in taken else None
        for drop, parcel in zip(drops, parcels, strict=True)
    ]


def _parcel(drop: PreviewRequest, identities: dict[str, Row], already: Collection[str]) -> _Parcel:
    parcel = _Parcel(defaultdict(list), [], [], {})
    for file in {file.sha256: file for file in drop.files}.values():
        parcel.why_not[file.sha256] = forbidden(identities[file.sha256], drop.rights)
        if parcel.why_not[file.sha256]:
            parcel.apart.append(file)
        elif file.sha256 in already:
            parcel.counted.append(file)
        else:
            parcel.by_region[_together(identities[file.sha256])].append(file)
    return parcel


Rounds = list[list[tuple[str, list[Candidate]]]]  # what is looked at in one calculation: files, and their région


def _placed(rounds: Rounds, parcel: _Parcel, identities: dict[str, Row], more: bool) -> Rounds | None:
    """These rounds with the files of a parcel too, in `more` of them where there is no room; None where none may be
    added. What is of France, or cannot be told whose it is, has a round of its own."""
    placed = [list(groups) for groups in rounds]
    for region, files in parcel.by_region.items():
        room = next((groups for groups in placed if _has_room(groups, region, files, identities)), None)
        if room is None:
            if not more:
                return None
            placed.append(room := [])
        room.append((region, files))
    return placed


def _has_room(
    groups: list[tuple[str, list[Candidate]]], region: str, files: list[Candidate], identities: dict[str, Row]
) -> bool:
    """Whether nobody there would be told of these files, nor who brings them of theirs: what is told of a territory
    rests on those that it holds and on those that it lies in, never on its neighbours of one région."""
    if NATIONAL in (region, *(other for other, _ in groups)):
        return False
    own, theirs = (_territories(each, identities) for each in (files, [file for _, group in groups for file in group]))
    rest_on = {code: around({code}) for code in own | theirs}
    touch = any(code in rest_on[other] or other in rest_on[code] for code in own for other in theirs)
    return not touch and len(around(own | theirs)) <= TERRITORIES


def _territories(files: list[Candidate], identities: dict[str, Row]) -> set[str]:
    return {code for file in files if (code := identities[file.sha256]["territory_code"])}


def _previews(
    settings: Settings, drop: PreviewRequest, parcel: _Parcel, verdicts: dict[str, Row], received: dict[str, str]
) -> list[Preview]:
    """What is told of a drop: of what was looked at, nothing but its own, whatever else bears the same bytes."""
    own = {file.sha256: verdicts[file.sha256] for group in parcel.by_region.values() for file in group}
    own |= _told(present(settings), parcel.counted)
    if parcel.apart:
        with _from_nothing(settings, parcel.apart) as ask:
            own |= _told(ask, parcel.apart)
    return [
        Preview(
            file.name,
            file.sha256,
            len(file.content),
            forbidden=parcel.why_not[file.sha256],
            received_at=None if parcel.why_not[file.sha256] else received.get(file.sha256),
            **own[file.sha256],
        )
        for file in drop.files
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
    with _if_received(settings, waiting, files) as (ask, _):
        verdicts = _told(ask, files)
        touched = {_shown_territory(file["verdict"]) for file in verdicts.values() if file["verdict"]["counts"]}
        after = figures(ask, touched)
    before = _before(settings, waiting, touched)
    moved = {code: changes(settings, before[code], after[code]) for code in touched}
    for file in verdicts.values():
        if file["verdict"]["counts"]:
            file["changes"] = moved[_shown_territory(file["verdict"])]
    return verdicts


def _told(ask: Query, files: list[Candidate]) -> dict[str, Row]:
    """Fingerprint → verdict, messages and first rows of files, which change no figure yet."""
    if not files:
        return {}
    parameters = {"contents": [file.sha256 for file in files]}
    verdicts = {row["source_sha256"]: row for row in ask(query("received", "verdicts"), parameters)}
    messages = _by_file(ask(query("received", "messages"), parameters))
    has_tables = any(row["kind"] == "table" for row in verdicts.values())
    first_rows = _by_file(ask(query("received", "first_rows"), parameters) if has_tables else [])
    return {
        sha256: {
            "verdict": row,
            "messages": tuple(messages[sha256]),
            "first_rows": tuple(first_rows[sha256]) if row["kind"] == "table" else (),
            "changes": (),
        }
        for sha256, row in verdicts.items()
    }


def _by_file(rows: list[Row]) -> defaultdict[str, list[Row]]:
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_file[row["source_sha256"]].append(row)
    return by_file


def rests_on(settings: Settings, previews: Collection[Preview], received: list[Receipt]) -> Hashable:
    """What the answer on these files depends on, of what was `received` by then: as long as it is the same, so is the
    answer, whether a build counts it yet or not."""
    territory_codes = {preview.verdict["territory_code"] for preview in previews}
    if not {None, NATIONAL} & territory_codes:
        received = _near(settings, territory_codes, received)
    contents = frozenset(receipt.source_sha256 for receipt in received)
    return contents, closing_log.digest(settings), catalogue_digest(settings.catalogue)


def _near(settings: Settings, territory_codes: set[str], received: list[Receipt]) -> list[Receipt]:
    """Of what was received, all but what was deposited for territories that change nothing here."""
    near = around(territory_codes) - {NATIONAL}
    elsewhere = {
        deposit.source_sha256
        for deposit in records(settings)
        if deposit.territory_code and deposit.territory_code not in near
    }
    return [receipt for receipt in received if receipt.source_sha256 not in elsewhere]


def _waiting(settings: Settings, territory_codes: set[str], files: list[Candidate]) -> list[Receipt]:
    """What was received and is in no build yet, of what changes something here."""
    apart = counted(settings) | {file.sha256 for file in files}
    received = _near(settings, territory_codes, Archive(settings).receipts())
    return [receipt for receipt in received if receipt.source_sha256 not in apart]


@contextmanager
def _if_received(
    settings: Settings, waiting: list[Receipt], files: list[Candidate]
) -> Iterator[tuple[Query, Collection[str]]]:
    """Asks the marts as they would be if these files were received too: by the build that would follow, not published,
    which holds the figures of the territories that this changes; by a whole one on a copy, which holds them all, where
    that is not sure to be the same. Gives these territories too."""
    receipts, tables = _read(settings, waiting, files)
    with ExitStack() as opened:
        opened.enter_context(at_once)
        try:
            part = opened.enter_context(not_published(settings, receipts, tables))
            ask, held = asking(part.connection), part.codes
        except (Doubt, NoWarehouse):
            copy, _ = opened.enter_context(rehearse(settings, [(file.name, file.content) for file in files]))
            ask, held = present(copy), [place.code for place in territories()]
        yield ask, held


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
    """What is shown today; of the territories of which something received is not counted yet, what will be."""
    before = figures(present(settings), touched)
    if waiting and touched:
        with _if_received(settings, waiting, []) as (ask, held):
            before |= figures(ask, touched.intersection(held))
    return before


def _shown_territory(verdict: Row) -> str:
    """Whose figures are compared: a table speaks of many territories, and France adds them up."""
    return verdict["territory_code"] or NATIONAL
