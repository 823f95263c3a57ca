"""The only door to the warehouse: named queries on the current build, remembered as long as that build stands."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, overload

import streamlit as st
from streamlit import runtime

from dashboard.build_cache import of_build
from dashboard.identity.current import Identity, current
from dashboard.observe import renewal
from pipelines.access.scoped import is_behind, scoped
from pipelines.errors import NoWarehouse, UnknownFigure
from pipelines.facts.explain import Explanation
from pipelines.facts.explain import explain as explain_figure
from pipelines.facts.gap import gaps as read_gaps
from pipelines.facts.reminders import Reminder
from pipelines.facts.reminders import reminders as write_reminders
from pipelines.facts.rows.mapper import F, facts
from pipelines.facts.rows.strategy import ShownBuild, StrategyRules
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.releases.freeze import Edition
from pipelines.releases.freeze import editions as read_editions
from pipelines.releases.open import open_edition
from pipelines.settings import Settings, settings, this_day
from pipelines.store import visa_log
from pipelines.store.archive import Archive
from pipelines.store.decision_log import Decision
from pipelines.store.decision_log import decisions as read_decisions
from pipelines.warehouse import builds

Row = dict[str, Any]
T = TypeVar("T")
Build = tuple[str, int, int]
Parameters = tuple[tuple[str, object], ...]
Around = TypeVar("Around", ShownBuild, StrategyRules)
_RUN, _OWNER = "state_of_this_run", "owner_of_this_tab"


@dataclass
class _Run:
    """What a run of a page holds from its beginning to its end: who looks and, once it is known, the state shown."""

    who: Identity
    shown: Settings | None = None
    build: Build | None = None
    present: Build | None = None  # the build of the data folder, of which that one is made unless it is an edition's
    edition: Edition | None = None
    days: tuple[date, date] | None = None  # by which deadlines are past in what is shown, and the present one
    showing: int = 0  # how many times the tab was shown whole


# the same as the session keeps, at hand: a page asks for it hundreds of times
_of_this_run: ContextVar[_Run | None] = ContextVar("run", default=None)


def identity(settings: Settings) -> Build:
    """The build that is there, told from another by the file the warehouse link leads to. Raises NoWarehouse."""
    build = builds.current_build(settings)
    stat = build.stat()
    return str(build), stat.st_ino, stat.st_mtime_ns


def recognise() -> Identity:
    """Who looks, checked again at each run: a tab that changes hands keeps nothing. Raises SignedOut."""
    viewer = current()
    owner = (viewer.session, viewer.rights.key)
    if st.session_state.get(_OWNER, owner) != owner:
        st.session_state.clear()
    st.session_state[_OWNER] = owner
    # asked again in the middle of a run, before what is done is kept: what the run shows stays
    run = st.session_state[_RUN] = st.session_state.get(_RUN, _Run(viewer))
    run.who = viewer
    _of_this_run.set(run)
    return viewer


def begin_run(slug: str | None = None, figures: bool = True) -> None:
    """Holds the build that this run of the page shows: the present one, or that of an edition. Raises NoWarehouse.

    What an account may see of the present is made for it, which takes long where many come at once: of a page without
    `figures`, only where it is asked for."""
    frozen = next((release for release in editions() if release.slug == slug), None)
    run = _run()
    run.showing += 1
    run.edition, run.shown, run.build = frozen, None, None
    present = settings()
    if frozen:
        run.shown, run.present = seen(open_edition(present, frozen.slug)), None
        run.build = identity(run.shown)
        renewal.shows(None)
    elif figures or who().rights.whole:
        _choose_present(run, present)
    else:
        run.present = identity(present)
        renewal.shows(run.present)
    run.days = (run.shown or present).reading_day, this_day()


def _choose_present(run: _Run, present: Settings) -> None:
    run.shown = _seen_now(present)
    run.build, run.present = identity(run.shown), identity(present)
    renewal.shows(run.present, is_behind(present, run.shown))


def _run() -> _Run:
    """A part of a page that runs alone, in a thread of its own, holds what its page did."""
    return _of_this_run.get() or st.session_state[_RUN]


def who() -> Identity:
    """Who looks at this run."""
    return _run().who


def showing() -> int:
    """Which showing of its tab this run is, or is a part of: another number each time that the whole page is made."""
    return _run().showing


def seen(settings: Settings) -> Settings:
    """The settings of what the person who looks may see: of the folder of its scope, which holds nothing else."""
    return scoped(settings, who().rights)


def _seen_now(settings: Settings) -> Settings:
    """The same of the present state, or of a moment ago: a page that is served is shown again by itself."""
    return scoped(settings, who().rights, patient=runtime.exists())


def shown() -> Settings:
    """The settings that this run reads by: of the data folder, or of the edition that the address asks for."""
    run = _run()
    if run.shown is None and run.present is not None:
        _choose_present(run, settings())
    assert run.shown, "a run begins by choosing what it shows"
    return run.shown


def build() -> Build:
    """The build that this run shows."""
    shown()
    run_build = _run().build
    assert run_build, "a run begins by choosing what it shows"
    return run_build


def shows_figures() -> bool:
    """Whether this run reads what the person who looks may see, as nearly every page does."""
    return _run().shown is not None


def around() -> tuple[Settings, Build]:
    """Where what stands around a page is read, which everybody may see: in what this run shows or, where nothing asked
    for that, in the present build."""
    run = _run()
    if run.shown is None and run.present is not None:
        return settings(), run.present
    return shown(), build()


def present_build() -> Build:
    """The build of the data folder as this run began, which what it shows was made of, or of one just before; that of
    an edition is its own."""
    return _run().present or build()


def today() -> date:
    """The day by which deadlines are past: for an edition, that of its freezing."""
    return days()[0]


def days() -> tuple[date, date]:
    """The same, and the present day: read once a run, which asks for them at each piece of its page."""
    return _run().days or (shown().reading_day, this_day())


def edition() -> Edition | None:
    """The edition that this run shows, or None for the present state."""
    return _run().edition


def editions() -> list[Edition]:
    """Every edition, the oldest first."""
    return read_editions(settings())


@overload
def rows(fact: type[F], **parameters: object) -> tuple[F, ...]: ...
@overload
def rows(fact: str, **parameters: object) -> tuple[Row, ...]: ...
def rows(fact: str | type[F], **parameters: object) -> tuple[Row, ...] | tuple[F, ...]:
    """The rows of a fact, known by its class or by its query, such as `progress/axes`, on the build of this run; they
    are shared: never modify them."""
    return _rows(shown(), build(), fact, tuple(sorted(parameters.items())))


def public(fact: type[Around]) -> Around | None:
    """The row of a fact that stands around every page, which everybody may see."""
    matches = _rows(*around(), fact, ())
    return matches[0] if matches else None


def territories() -> tuple[ListedTerritory, ...]:
    """The territories of which the person who looks sees the figures, in the order in which they are shown."""
    every = _rows(*around(), ListedTerritory, ())
    if shows_figures():
        return every
    seen_codes = who().rights.with_figures
    return tuple(row for row in every if row.territory_code in seen_codes)


@overload
def _rows(settings: Settings, build: Build, fact: type[F], parameters: Parameters) -> tuple[F, ...]: ...
@overload
def _rows(
    settings: Settings, build: Build, fact: str | type[F], parameters: Parameters
) -> tuple[Row, ...] | tuple[F, ...]: ...
def _rows(
    settings: Settings, build: Build, fact: str | type[F], parameters: Parameters
) -> tuple[Row, ...] | tuple[F, ...]:
    try:
        return _read(settings, build, fact, parameters)
    except Exception:
        if _still(build, settings):
            raise
    st.rerun()


@overload
def row(fact: type[F], **parameters: object) -> F | None: ...
@overload
def row(fact: str, **parameters: object) -> Row | None: ...
def row(fact: str | type[F], **parameters: object) -> Row | F | None:
    """The only row of a fact, or None."""
    matches = rows(fact, **parameters)
    return matches[0] if matches else None


@overload
def sole(fact: type[F], **parameters: object) -> F: ...
@overload
def sole(fact: str, **parameters: object) -> Row: ...
def sole(fact: str | type[F], **parameters: object) -> Row | F:
    """The row of a fact that always has one: an aggregate, or the strategy."""
    [row] = rows(fact, **parameters)
    return row


def explain(territory_code: str, indicator_id: str, campaign: str) -> Explanation | None:
    """The whole chain of a figure, or None where the campaign has no result for it."""
    return of_this_run(lambda build: _explain(shown(), build, territory_code, indicator_id, campaign))


def gaps(campaign: str, territory_code: str) -> dict[str, str]:
    """Indicator → the sentence that says how far a territory is from its target, in what the indicator counts."""
    return of_this_run(lambda build: _gaps(shown(), build, campaign, territory_code))


def may_open(sha256: str) -> bool:
    """Whether the person who looks may have a received file: it is one of those its scope holds."""
    return who().rights.whole or bool(rows("collection/received_file", sha256=sha256))


def received_file(sha256: str) -> bytes:
    """A file as it was received, byte for byte; ask `may_open` first."""
    return Archive(settings()).read(sha256)


def decisions() -> list[Decision]:
    """The decisions of the state shown, of the territories that the person who looks follows in detail."""
    frozen, rights = edition(), who().rights
    folder = open_edition(settings(), frozen.slug) if frozen else settings()
    return [
        decision for decision in read_decisions(folder, this_day()) if rights.may_deposit(decision.last.territory_code)
    ]


def reminders(campaign: str) -> tuple[Reminder, ...]:
    """The reminders of a campaign, ready to paste."""
    return of_this_run(lambda build: _reminders(shown(), build, campaign, visa_log.last(shown())))


def of_this_run(read: Callable[[Build], T]) -> T:
    """Reads, and starts the page again where a new build came in the meantime: a page never mixes two."""
    run_build = build()
    try:
        result = read(run_build)
    except Exception:
        # A build replaced under the query may close it: only then is the error not a fault.
        if _still(run_build):
            raise
    else:
        if _still(run_build):
            return result
    st.rerun()


def _still(build: Build, settings: Settings | None = None) -> bool:
    """Asked after each reading: one look at the link says that it still leads to the same file."""
    settings = settings or shown()
    try:
        stat = settings.warehouse.stat()
        return (stat.st_ino, stat.st_mtime_ns) == build[1:] or identity(settings) == build
    except (NoWarehouse, OSError):
        return False


@of_build(30_000)
def _read(
    settings: Settings, build: Build, fact: str | type[F], parameters: Parameters
) -> tuple[Row, ...] | tuple[F, ...]:
    """What is remembered under a build is of that build, so that what is remembered need not be looked at again."""
    named_parameters = dict(parameters)
    rows = (
        tuple(builds.rows(settings, *fact.split("/"), **named_parameters))
        if isinstance(fact, str)
        else tuple(facts(settings, fact, **named_parameters))
    )
    if not _still(build, settings):
        st.rerun()
    return rows


@of_build(128)
def _explain(
    settings: Settings, build: Build, territory_code: str, indicator_id: str, campaign: str
) -> Explanation | None:
    try:
        return explain_figure(settings, territory_code, indicator_id, campaign)
    except UnknownFigure:
        return None


@of_build(1_000)
def _gaps(settings: Settings, build: Build, campaign: str, territory_code: str) -> dict[str, str]:
    return read_gaps(settings, campaign, territory_code)


@of_build(1_000)
def _reminders(settings: Settings, build: Build, campaign: str, _visas: int) -> tuple[Reminder, ...]:
    return tuple(write_reminders(settings, campaign))
