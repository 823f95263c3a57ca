"""Open pages are shown again when another build is there: nobody has to reload to see what was just counted.

Streamlit shows a page again when its browser asks; a browser cannot ask about what it does not know, and a hundred that
would ask every second cost more than all else. So one task looks at the warehouse, and starts again what shows less."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx

LOOK = 0.2  # seconds between two looks at the warehouse: one reading of a link
AT_ONCE = 3  # pages shown again at each look: all at once, they would make each other wait, and those who click
MOST = 1000  # pages remembered: beyond, those that are closed are looked for, then the oldest are forgotten
REST = 5  # times what a page took to be shown again pass before it is once more: when many deposit, builds never end
BEHIND = 5.0  # seconds between two showings of a page that waits for what it may see of the last build
READING = 15.0  # seconds left to who reads what a click did, since that is said once


@dataclass
class _Tab:
    """What an open page shows: a build, since when, whether it tells what a click did, whether it was started again
    from here, and whether what it shows is still of an earlier build; when it was last started again from here, and how
    long it then took until it was its turn."""

    build: Hashable
    at: float
    answers: bool = False
    renewed: bool = False
    behind: bool = False
    started: float = 0.0
    took: float = 0.0


_LOG = logging.getLogger("dashboard")
_tabs: dict[str, _Tab] = {}
_lock = threading.Lock()


def shows(build: Hashable | None, behind: bool = False) -> None:
    """Said by each run of a page: it shows this build, or, with None, what no build changes; `behind` where it shows an
    earlier one meanwhile."""
    if (tab := _this_tab()) is None:
        return
    full = False
    with _lock:
        if build is None:
            _tabs.pop(tab, None)
        else:
            before = _tabs.get(tab)
            renewed = before is not None and before.renewed and (before.build != build or before.behind)
            now = time.monotonic()
            took = now - before.started if before is not None and renewed else 0.0
            _tabs.pop(tab, None)  # it becomes the last, of those that are remembered
            _tabs[tab] = _Tab(build, now, renewed=renewed, behind=behind, took=took)
            full = len(_tabs) > MOST
    if full:
        _make_place()


def _make_place() -> None:
    """Forgets pages that are closed, then, of those left, the ones that changed the longest ago: who opens and closes
    pages for ever takes no more than that between two builds."""
    with _lock:
        names = list(_tabs)
    closed = [name for name in names if _session(name) is None]
    with _lock:
        for name in closed:
            _tabs.pop(name, None)
        for name in list(_tabs)[: max(0, len(_tabs) - MOST)]:
            del _tabs[name]


def renewed() -> bool:
    """Whether this run was started from here, by a build that its page did not show."""
    with _lock:
        tab = _tabs.get(_this_tab() or "")
        return tab is not None and tab.renewed


def answers() -> None:
    """Said by a run that tells what a click did: it is left to who reads it for a while."""
    with _lock:
        if tab := _tabs.get(_this_tab() or ""):
            tab.answers = True


def due(build: Hashable, now: float) -> list[str]:
    """The pages that show another build than this one, those that changed last first."""
    with _lock:
        old = [
            (tab.at, name)
            for name, tab in _tabs.items()
            if (tab.behind or tab.build != build)
            and now - tab.at >= (BEHIND if tab.behind else REST * tab.took)
            and not (tab.answers and now - tab.at < READING)
        ]
    return [name for _, name in sorted(old, reverse=True)]


def lifespan(current: Callable[[], Hashable | None]) -> Callable[..., AbstractAsyncContextManager[None]]:
    """Looks at the `current` build as long as a server runs; None where there is none yet."""

    @asynccontextmanager
    async def watching(_app: object) -> AsyncGenerator[None]:
        looking = asyncio.create_task(_watch(current))
        try:
            yield
        finally:
            looking.cancel()

    return watching


async def _watch(current: Callable[[], Hashable | None]) -> None:
    while True:
        await asyncio.sleep(LOOK)
        try:
            if (build := current()) is not None:
                renew(build, time.monotonic())
        except Exception as failure:  # whatever it is, the next look may do better: nobody else shows pages again
            _LOG.error("Des pages ouvertes n'ont pas pu être remontrées.", exc_info=failure)


def renew(build: Hashable, now: float) -> list[str]:
    """Starts again the first pages that are due and at rest; those that are closed are forgotten. Returns which."""
    started: list[str] = []
    for name in due(build, now):
        session = _session(name)
        if session is None:
            with _lock:
                _tabs.pop(name, None)
        elif session._scriptrunner is None:
            with _lock:
                if name in _tabs:  # its page may have turned to an edition meanwhile
                    _tabs[name].renewed, _tabs[name].started = True, now
            session.request_rerun(session._client_state)
            started.append(name)
        if len(started) == AT_ONCE:
            break
    return started


def _session(tab: str) -> AppSession | None:
    """An open page as Streamlit knows it, or None where it is closed. Streamlit has no public way to start a page again
    from outside: here and in `renew` alone we do as it does itself when a script changes on the disk."""
    if not runtime.exists():
        return None
    opened = runtime.get_instance()._session_mgr.get_active_session_info(tab)
    return opened.session if opened is not None else None


def may_return(tab: str) -> bool:
    """Whether a page is open, or was cut off so little ago that its browser may come back to it; where no server runs,
    or one that only stands for it in a test, no page ends."""
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    return manager is None or manager.get_session_info(tab) is not None


def _this_tab() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else None
