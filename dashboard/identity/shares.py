"""What one account may take of what all share: places in a store, turns at what is heavy, messages, bytes held.

Nobody's share is taken by somebody else: who asks for more than their own waits, or is told to; others do not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Generic, TypeVar
from weakref import WeakSet

from pipelines.errors import PilotageError

Value = TypeVar("Value")
MOMENTS = 50  # of one owner that are told apart
OWNERS = 2000  # accounts whose places are remembered: those that asked for nothing the longest are forgotten first


class Places(Generic[Value]):
    """A store in which each owner has so many places: their oldest value gives way to their newest, never another's.

    When a value comes, those of its owner that are `over` by then go: people look at pages for months, and all that
    they ever saw is too much to hold. They are looked for once for all values of one `moment`, which come mixed with
    those of others where an account looks at several pages at once."""

    def __init__(
        self,
        each: int,
        owners: int = OWNERS,
        over: Callable[[Value, Value], bool] | None = None,
        moment: Callable[[Value], Hashable] | None = None,
    ) -> None:
        """`over` is asked of a value that is kept, and of the one that comes."""
        self.each, self.owners, self._over, self._moment = each, owners, over, moment
        self._lock = threading.Lock()
        self._values: OrderedDict[str, OrderedDict[str, Value]] = OrderedDict()
        self._begun: dict[str, deque[Hashable]] = {}  # by owner, the last moments

    def put(self, owner: str, key: str, value: Value) -> None:
        """Keeps a value, as the newest of its owner."""
        with self._lock:
            own = self._values.setdefault(owner, OrderedDict())
            self._values.move_to_end(owner)
            if self._begins(owner, value) and self._over is not None:
                for other in [other for other, content in own.items() if self._over(content, value)]:
                    del own[other]
            own[key] = value
            own.move_to_end(key)
            while len(own) > self.each:
                own.popitem(last=False)
            while len(self._values) > self.owners:
                self._begun.pop(self._values.popitem(last=False)[0], None)

    def _begins(self, owner: str, value: Value) -> bool:
        """Whether this is the first value of its moment."""
        if self._moment is None:
            return True
        begun, moment = self._begun.setdefault(owner, deque(maxlen=MOMENTS)), self._moment(value)
        if moment in begun:
            return False
        begun.append(moment)
        return True

    def get(self, owner: str, key: str) -> Value | None:
        """What an owner keeps under a key, if it is kept still."""
        with self._lock:
            return self._values.get(owner, OrderedDict()).get(key)


class Busy(PilotageError):
    """Somebody already waits for as many turns as one may wait for."""


class _Place:
    """Where somebody waits for a turn; `call` is made once it is theirs, from whatever thread gave it."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call, self.given = call, False


class Turns:
    """Turns at work that takes a core: a few at a time, one of each account; who asks for several waits for theirs.

    They are given in turn to those who wait, not in the order of asking: a hundred of one account's are no queue for
    another's only one. Requests and the runs of pages, which are threads, wait in the same queue."""

    def __init__(self, at_once: int = 2, waiting: int = 20) -> None:
        self.at_once, self.waiting = at_once, waiting
        self._lock = threading.Lock()
        self._working: set[str] = set()
        self._queues: OrderedDict[str, deque[_Place]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """Waits for a turn and holds it; raises Busy where the account waits for too many already."""
        loop, came = asyncio.get_running_loop(), asyncio.Event()
        place = self._ask(account, lambda: loop.call_soon_threadsafe(came.set))
        try:
            if not place.given:
                await came.wait()
            yield
        finally:  # also of who left before their turn, or just as it came
            self._leave(account, place)

    @contextmanager
    def held(
        self, account: str, announce: Callable[[int], object], every: float = 1.0, came: threading.Event | None = None
    ) -> Iterator[None]:
        """The same in a thread: `announce` is told the place in the queue, again and again, until the turn comes; or
        until somebody sets `came`, once no turn is needed any more."""
        came = came or threading.Event()
        place = self._ask(account, came.set)
        try:
            while not (place.given or came.is_set()):
                announce(self._before(account, place) + 1)
                came.wait(every)
            yield
        finally:
            self._leave(account, place)

    def place(self, account: str) -> int | None:
        """At which place the next turn of an account stands, from 1; None where it waits for none."""
        with self._lock:
            queue = self._queues.get(account)
            first = queue[0] if queue else None
        return None if first is None else self._before(account, first) + 1

    def _before(self, account: str, place: _Place) -> int:
        """How many turns are given before that one, as things stand."""
        with self._lock:
            queue = self._queues.get(account, deque())
            if place not in queue:
                return 0
            own, accounts = queue.index(place), list(self._queues)
            mine = accounts.index(account)
            others = ((number, len(self._queues[other])) for number, other in enumerate(accounts) if other != account)
            return own + sum(min(waiting, own + (number < mine)) for number, waiting in others)

    def _ask(self, account: str, call: Callable[[], object]) -> _Place:
        place = _Place(call)
        with self._lock:
            if len(self._queues.get(account, ())) >= self.waiting:
                raise Busy
            if account in self._working or len(self._working) >= self.at_once:
                self._queues.setdefault(account, deque()).append(place)
            else:
                self._working.add(account)
                place.given = True
        return place

    def _leave(self, account: str, place: _Place) -> None:
        with self._lock:
            if place.given:
                self._working.discard(account)
            elif account in self._queues and place in self._queues[account]:
                self._queues[account].remove(place)
            self._next()

    def _next(self) -> None:
        """Gives the turns that are free, each to the account that has waited the longest since its last."""
        for account in list(self._queues):
            queue = self._queues[account]
            if queue and account not in self._working and len(self._working) < self.at_once:
                self._working.add(account)
                place = queue.popleft()
                place.given = True
                with suppress(RuntimeError):  # the loop of who waited has ended
                    place.call()
                self._queues.move_to_end(account)
            if not queue:
                del self._queues[account]


# Of this process: files that pages offer, files looked at before a deposit, answers to programs; and light files, read
# before they are looked at: who waits for a calculation keeps nobody from being in the next one.
HEAVY, LIGHT_FILES = Turns(), Turns()


class Pace:
    """How often an account may ask for a page to be run again: at once for a while, then at a pace that leaves the
    others theirs."""

    def __init__(self, burst: int = 40, a_second: float = 4.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.a_second, self._clock = burst, a_second, clock
        self._free: OrderedDict[str, float] = OrderedDict()  # account → when all of its burst is there again

    def wait(self, account: str) -> float:
        """Takes one message, and says in how many seconds it may be treated."""
        now = self._clock()
        full = max(self._free.get(account, now), now) + 1 / self.a_second
        self._free[account] = full
        self._free.move_to_end(account)
        while len(self._free) > OWNERS:
            self._free.popitem(last=False)
        return max(0.0, full - now - self.burst / self.a_second)


class ChosenFiles:
    """The bytes of files that were chosen and not taken back, by account and tab: they are on the disk until then."""

    def __init__(self, each: int, together: int, free: Callable[[str, str | None], object]) -> None:
        """`free` gives back the place of a file of a tab, or of all of its files: what is no longer counted is no
        longer there, whatever a page still shows of it."""
        self.each, self.together, self._free = each, together, free
        self._lock = threading.Lock()
        self._held: dict[str, dict[str, dict[str, int]]] = {}  # account → tab → file → bytes
        _counting.add(self)

    def hold(self, account: str, tab: str, file: str, size: int) -> bool:
        """Counts a file before it is received, and says whether there is room for it."""
        with self._lock:
            own = sum(sum(files.values()) for files in self._held.get(account, {}).values())
            all_together = sum(sum(files.values()) for tabs in self._held.values() for files in tabs.values())
            if own + size > self.each or all_together + size > self.together:
                return False
            self._held.setdefault(account, {}).setdefault(tab, {})[file] = size
            return True

    def let_go(self, account: str, tab: str, file: str | None = None) -> None:
        """A file was taken back, or a tab closed with all of its files."""
        self._free(tab, file)
        with self._lock:
            tabs = self._held.get(account, {})
            if file is None:
                tabs.pop(tab, None)
            else:
                tabs.get(tab, {}).pop(file, None)
            if not any(tabs.values()):
                self._held.pop(account, None)

    def forget(self, tab: str, file: str) -> None:
        """A file that was counted did not come, was refused, or is kept elsewhere for good."""
        with self._lock:
            account = next((account for account, tabs in self._held.items() if file in tabs.get(tab, ())), None)
        if account is not None:
            self.let_go(account, tab, file)

    def bytes_of(self, account: str) -> int:
        """How many bytes an account holds."""
        with self._lock:
            return sum(sum(files.values()) for files in self._held.get(account, {}).values())


_counting: WeakSet[ChosenFiles] = WeakSet()  # those of this process


def counts_no_longer(tab: str, file: str) -> None:
    """A file that was chosen is deposited: its account may choose as much again."""
    for chosen in list(_counting):
        chosen.forget(tab, file)
