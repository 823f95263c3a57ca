"""What `make bench` prints of many people at once on one process: the time of a run, the bytes of a click, the memory.

All of them are one thread here, beside the server and not in it: with a thread each, what was measured was also how
these threads wait for each other. As a browser does, each keeps the large messages of its last runs and says so, and
the server then only names them."""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from babel.numbers import format_decimal
from browsing import serving
from measured import size
from peaks import memory_of, server_of
from screenshots import demonstrate
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from wire import PATIENCE, Session

PEOPLE, SECONDS, ROUNDS = size((50, 15.0, 4), (6, 6.0, 1))
CROWD, AT_ONCE = size((100, 5), (4, 2))  # tabs that stay open, and how many of them ask for a page at once
PAGES_EACH = 4
LINUX = sys.platform == "linux"  # elsewhere what a process takes is not asked for
THINKING = (3.0, 9.0)
ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("", {"campagne": "2024-2025"}),
    ("objectifs", {"axe": "2"}),
    ("objectif", {"objectif": "4"}),
    ("region-academique", {"region": "REG-32"}),
    ("departement", {"departement": "DEPT-59"}),
    ("collecte", {"region": "REG-76"}),
    ("comprendre", {"indicateur": "O04-1", "territoire": "DEPT-59"}),
)


KEPT_FOR = 2  # runs after which a browser forgets a message that was not asked again


class Counted(ClientConnection):
    """A socket that counts what comes through it, compressed as it is."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


class Tab(Session):
    """A page open in a browser; its runs are awaited, so that fifty take one thread."""

    def __init__(self, address: str) -> None:
        self.prepare(address)
        self._runs, self._known = 0, dict[str, int]()

    async def join(self) -> None:
        """Opens the websocket."""
        place = urlsplit(self.address)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)
        wanted = ["streamlit", self._token] if self._token else ["streamlit"]
        self.websocket: Any = await connect(
            f"ws://{place.netloc}{place.path}/_stcore/stream",
            additional_headers={"Cookie": cookies},
            subprotocols=wanted,  # type: ignore[arg-type]
            origin=f"{place.scheme}://{place.netloc}",  # type: ignore[arg-type]
            max_size=None,
            open_timeout=PATIENCE,
            create_connection=Counted,
        )

    async def act(self, page: str, codes: dict[str, str]) -> float:
        """Seconds from the click to the end of the run."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = urlencode(codes), page
        state.cached_message_hashes.extend(self._known)
        begun = time.perf_counter()
        await self.websocket.send(message.SerializeToString())
        while True:
            reply = ForwardMsg.FromString(await self.websocket.recv())
            kind = reply.WhichOneof("type")
            if reply.metadata.cacheable or kind == "ref_hash":
                self._known[reply.ref_hash or reply.hash] = self._runs
            if kind == "script_finished" and reply.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        taken = time.perf_counter() - begun
        self._runs += 1
        self._known = {digest: run for digest, run in self._known.items() if self._runs - run <= KEPT_FOR}
        return taken


async def warmed(address: str) -> tuple[Tab, dict[str, int]]:
    """One person who has seen everything, and the bytes of each action."""
    tab, sizes = Tab(address), {}
    await tab.join()
    for page, codes in ACTIONS * 2:
        before = tab.websocket.received
        await tab.act(page, codes)
        sizes[f"{page or 'accueil'} {' '.join(codes.values())}".strip()] = tab.websocket.received - before
    return tab, sizes


async def person(tab: Tab, chance: random.Random, end: float) -> list[float]:
    """One among many: thinks, acts, thinks again until the end."""
    times = []
    while True:
        await asyncio.sleep(chance.uniform(*THINKING))
        if time.monotonic() > end:
            return times
        times.append(await tab.act(*chance.choice(ACTIONS)))


async def measured(address: str) -> tuple[list[float], list[float], float, dict[str, int]]:
    """The times of one person alone, those of many, the part of a core that this program took among many, and the
    bytes of each action. One person and many take turns: whatever else the machine does weighs on both."""
    (warm_tab, sizes), tabs = await warmed(address), [Tab(address) for _ in range(PEOPLE)]
    for tab in tabs:
        await tab.join()
    chances = [random.Random(number) for number in range(PEOPLE)]
    single, many, own = [], [], 0.0
    for _ in range(ROUNDS):
        single += [await warm_tab.act(page, codes) for page, codes in ACTIONS * 2]
        end, processor = time.monotonic() + SECONDS, time.process_time()
        durations = await asyncio.gather(*(person(*each, end) for each in zip(tabs, chances, strict=True)))
        many += [taken for times in durations for taken in times]
        own += (time.process_time() - processor) / (SECONDS * ROUNDS)
        single += [await warm_tab.act(page, codes) for page, codes in ACTIONS * 2]
    for tab in [warm_tab, *tabs]:
        await tab.websocket.close()
    return single, many, own, sizes


async def crowd(address: str, data: Path) -> list[int]:
    """Megabytes of the server while many tabs are open, each of which has shown a few pages; and its peak."""
    tabs, chance = [Tab(address) for _ in range(CROWD)], random.Random(CROWD)
    for tab in tabs:
        await tab.join()
    for start in [*range(0, CROWD, AT_ONCE)] * PAGES_EACH:
        await asyncio.gather(*(tab.act(*chance.choice(ACTIONS)) for tab in tabs[start : start + AT_ONCE]))
    memory = [memory_of(server_of(data), what) // 1024 for what in ("VmRSS", "VmHWM")] if LINUX else []
    for tab in tabs:
        await tab.websocket.close()
    return memory


def main() -> None:
    """Prints the ratio first, then what it is made of, then the memory that a hundred sessions take."""
    with tempfile.TemporaryDirectory() as folder:
        data = demonstrate(Path(folder)).data
        with serving(data, Path(folder)) as address:
            single, many, own, sizes = asyncio.run(measured(address))
        with serving(data, Path(folder)) as address:  # another process, which has shown nothing yet
            memory = asyncio.run(crowd(address, data))
    median, slow = statistics.median(single), statistics.quantiles(many, n=20)[-1]
    print(f"\n{PEOPLE} personnes sur un processus, de 3 à 9 s entre deux clics, {len(many)} clics")
    print(f"  95e centile / médiane d'une personne seule : {format_decimal(slow / median, '0.0', 'fr')} (au plus 3)")
    print(f"  une seule : médiane {median * 1000:.0f} ms ; ensemble : médiane {statistics.median(many) * 1000:.0f} ms")
    print(f"  ce programme, qui fait les clics, prend {100 * own:.0f} % d'un cœur")
    heaviest = max(sizes, key=lambda kind: sizes[kind])
    print(f"  le plus lourd sur le websocket : {sizes[heaviest] / 1000:.0f} ko, « {heaviest} » (au plus 40)")
    if memory:
        print(f"  mémoire du serveur à {CROWD} sessions : {memory[0]} Mo (au plus 300), {memory[1]} au pire moment")


if __name__ == "__main__":
    main()
