"""What the page « Déposer » asks of the movement, for the person who looks and within the rights of that moment."""

from __future__ import annotations

import tempfile
import tomllib
import weakref
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from dashboard import data
from dashboard.web.downloads import Gone
from indicators.catalogue import catalogue
from indicators.models import Indicator
from indicators.territories import fold, territories
from pipelines.access.rights import Rights
from pipelines.access.sessions import allowed
from pipelines.deposits import deposit as movement
from pipelines.deposits.deposit import Deposit, Preview, Standing
from pipelines.deposits.receipt import receipt_file
from pipelines.dry_run import together
from pipelines.errors import DepositError, NoWarehouse
from pipelines.facts.visas import visa_required, visa_texts
from pipelines.ingest.unpack import opened
from pipelines.outputs import downloads
from pipelines.settings import Settings, options, settings
from pipelines.store.archive import Archive, Receipt
from pipelines.store.contents import Content
from pipelines.store.deposit_log import records

ORDER = ("national", "region", "department")
MOST_FILES = 1000  # of one drop, those of its zips one by one
_MEGABYTE = 1024 * 1024
Make = Callable[[], bytes]


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """What the page says."""
    return tomllib.loads((Path(__file__).parent / "texts" / "deposit.toml").read_text(encoding="utf-8"))


def places() -> dict[str, str]:
    """The committees one may deposit for, by code: France, then régions, then départements."""
    rights = data.who().rights
    committees = [
        territory for territory in territories() if territory.level in ORDER and rights.may_deposit(territory.code)
    ]
    committees.sort(key=lambda territory: (ORDER.index(territory.level), fold(territory.name)))
    return {territory.code: f"{territory.name} ({territory.code})" for territory in committees}


def campaigns() -> dict[str, str]:
    """The school years of the strategy."""
    return {campaign: campaign for campaign in catalogue(settings().catalogue).strategy.campaigns}


def present_campaign(today: date) -> str:
    """The school year that reports speak of: the last one that began."""
    begun = [campaign for campaign in campaigns() if date(int(campaign[:4]), 9, 1) <= today]
    return begun[-1] if begun else next(iter(campaigns()))


def template(territory: str, campaign: str) -> Make:
    """The pre-filled workbook of a committee."""
    return partial(downloads.template, settings(), territory, campaign)


def asked_of_schools(territory: str, campaign: str) -> dict[str, str]:
    """The indicators that the schools of a département can be asked for, by code: none before the first build."""
    from pipelines.outputs.template.schools import asked_of_schools as asked_of

    try:
        return asked_of(settings(), territory, campaign)
    except NoWarehouse:
        return {}


def school_template(territory: str, campaign: str, codes: list[str]) -> Make:
    """The workbook that the schools of a département fill, for these indicators."""
    return partial(downloads.school_template, settings(), territory, campaign, codes)


@dataclass(frozen=True)
class Drop:
    """What was dropped on the page, as it came: what a zip of it holds is taken out each time, and kept nowhere.

    `key` names the files, whose bytes never change under it."""

    key: tuple[str, ...]
    uploads: tuple[tuple[str, Content], ...]

    def files(self) -> list[tuple[str, Content]]:
        """The files dropped, those of a zip one by one. Raises DepositError where they are too many or too large."""
        files, room = list[tuple[str, Content]](), options().uploads_held * _MEGABYTE
        for name, content in self.uploads:
            for file in opened(name, content):
                room -= len(file[1])
                if room < 0 or len(files) == MOST_FILES:
                    raise DepositError(words()["said"]["too_much"])
                files.append(file)
        return files


def demonstration() -> bool:
    """Whether what is shown is invented."""
    return settings().demonstration_mark.exists()


def received() -> list[Receipt]:
    """What was received until now."""
    return Archive(settings()).receipts()


def rests_on(previews: Sequence[Preview], received: list[Receipt]) -> Hashable:
    """What an answer rests on, of what was `received` by then, and the rights of who was answered."""
    return movement.rests_on(settings(), previews, received), data.who().rights.key


def place(dropped: Drop) -> AbstractContextManager[together.Place]:
    """Where files wait for their turn; it then tells what each would become."""
    weight = sum(len(content) for _, content in dropped.uploads)
    return together.place(settings(), dropped.files, data.who().rights, weight)


def send(files: Sequence[tuple[str, Content]]) -> list[Deposit]:
    """Deposits files for good. Raises DepositError."""
    who, current = data.who(), settings()
    limit = options().deposits_per_minute
    bucket = f"deposit:{who.pseudonym}"
    # on a machine of one's own nobody else has to be spared
    if who.session is not None and not all(allowed(current, bucket, limit, 60) for _ in files):
        raise DepositError(words()["said"]["too_many"])
    if who.session is not None and not _within_the_day(current, who.pseudonym, files):
        raise DepositError(words()["said"]["too_many_today"])
    return movement.deposit(current, files, who.pseudonym, who.rights)


def _within_the_day(settings: Settings, who: str, files: Sequence[tuple[str, Content]]) -> bool:
    """Whether these files and those of the last 24 hours are within what an account may deposit."""
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    before = [record.size for record in records(settings) if record.who == who and record.deposited_at > since]
    weight = sum(before) + sum(len(content) for _, content in files)
    many = len(before) + len(files) > options().deposits_per_day
    return not many and weight <= options().deposited_per_day * _MEGABYTE


def history() -> list[tuple[Deposit, Standing]]:
    """The deposits for one's territories and where each stands, the newest first."""
    return movement.history(settings(), data.who().rights)


def visas() -> dict[str, str] | None:
    """Content of a report of a département that counts → where its visa stands, of one's territories; None where the
    strategy asks for none."""
    return visa_texts(settings(), data.who().rights) if visa_required(settings()) else None


@dataclass(frozen=True)
class Files:
    """What gives the files of deposits to the person who looks; made once for all those of a page."""

    settings: Settings
    rights: Rights

    def receipt(self, deposit: Deposit, printed: bool = False) -> Make:
        """The receipt to keep, a page or a PDF, with what was answered to the last demands and the visa of that
        moment."""
        return partial(receipt_file, self.settings, self.rights, deposit, printed)

    def again(self, deposit: Deposit) -> Make:
        """Gives a file back as it was received."""
        return partial(Archive(self.settings).read, deposit.source_sha256)


def files() -> Files:
    """The files of deposits, within the rights of this moment."""
    return Files(settings(), data.who().rights)


def annotated(preview: Preview, dropped: Drop, place: int) -> Make:
    """Makes the copy of a workbook whose cells to correct are marked; `place` is its own among the files dropped, which
    this holds no longer than the page does."""
    messages, reference = [dict(row) for row in preview.messages], weakref.ref(dropped)

    def make() -> bytes:
        from pipelines.outputs.template.annotate import annotate

        there = reference()
        if there is None:
            raise Gone
        try:
            with tempfile.TemporaryDirectory() as folder:
                return annotate(there.files()[place][1], messages, Path(folder) / "copie.xlsx").read_bytes()
        except DepositError:  # its files were taken back
            raise Gone from None

    return make


@lru_cache(maxsize=256)
def indicator(code: str, folder: Path | None) -> Indicator:
    """What writes a figure of an indicator: its unit, its kind, its stages."""
    return next(indicator for _, indicator in catalogue(folder).indicators() if indicator.id == code)
