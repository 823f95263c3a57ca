"""The first view of a page, beside that of version 1.1.0: bytes, requests, and how soon its main content is there.

Both versions serve their own demonstration; a browser that keeps nothing opens each page, one version then the other.
A page with a chart is also timed to its drawing: words and tables must not wait for it. The page itself tells the time,
at the picture that shows what is waited for: the tool that drives the browser looks twice a second only."""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import browsing
from babel.numbers import format_decimal
from measured import size
from screenshots import demonstrate

FORMER, NAME = "80b0bff", "1.1.0"
RUNS, SLOW_RUNS = size((7, 3), (1, 1))
# A line of 5 Mbit/s and 80 ms, as the browser's own tools make it.
LINE = {"offline": False, "latency": 80, "downloadThroughput": 5_000_000 / 8, "uploadThroughput": 5_000_000 / 8}
CAMPAIGN = "campagne=2025-2026"
# The name of a page, its address as both versions read it, and whether it has a chart today.
PAGES = (
    ("Vision nationale", f"/?{CAMPAIGN}", False),
    ("Méthode", "/methode", False),
    ("Région académique", f"/region-academique?region=REG-76&{CAMPAIGN}", True),
    ("Objectif", f"/objectif?objectif=4&{CAMPAIGN}", True),
)
# Notes in `shownAt`, of each thing waited for, the milliseconds from the opening to the picture that shows it.
CLOCK = f"""
window.shownAt = {{}};
const awaited = [["main", "h1"], ["whole", "{browsing.DRAWN}"], ["drawn", ".js-plotly-plot .main-svg"]];
const look = () => {{
  while (awaited.length && document.querySelector(awaited[0][1])?.checkVisibility())
    shownAt[awaited.shift()[0]] = performance.now();
  requestAnimationFrame(look);
}};
look();"""
ROW = "{:<18} {:<11} {:>9} {:>9} {:>13} {:>9} {:>11} {:>11}"
DEMONSTRATE = (
    "import sys; from pathlib import Path; sys.path.insert(0, 'tests');"
    " from screenshots import demonstrate; demonstrate(Path(sys.argv[1]))"
)


@dataclass
class Views:
    """What was seen of one page of one version, each time it was opened."""

    bytes: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    main: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    chart_asked: bool = False


def former(folder: Path) -> Path | None:
    """The files of version 1.1.0, or None where the history of the repository is not there."""
    archive = subprocess.run(["git", "-C", str(browsing.ROOT), "archive", FORMER], capture_output=True, check=False)
    if archive.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


@contextmanager
def serving_former(root: Path, folder: Path) -> Iterator[str]:
    """Version 1.1.0 on the demonstration that it makes itself."""
    where = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", DEMONSTRATE, str(folder)], cwd=root, env=where, check=True)
    with browsing.serving(folder / "data", folder, PYTHONPATH=str(root)) as address:
        yield address


def opened(browser: Any) -> tuple[Any, Any]:
    """A window of a browser that knows nothing of the page yet, with the clock, and what tells of its line."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(CLOCK)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    return page, network


def shown(page: Any, name: str) -> float:
    """Seconds from the opening of a page to when a thing was shown."""
    page.wait_for_function("name => name in (window.shownAt ?? {})", arg=name)
    return page.evaluate("name => shownAt[name] / 1000", name)


def see(browser: Any, address: str, chart: bool, views: Views) -> None:
    """Opens a page, to its last request."""
    page, network = opened(browser)
    received: list[int] = []
    network.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: setattr(views, "chart_asked", views.chart_asked or "lotly" in request.url))
    page.goto(address, wait_until="commit")
    views.main.append(shown(page, "main"))
    views.whole.append(shown(page, "whole"))
    if chart:
        views.drawn.append(shown(page, "drawn"))
    page.wait_for_load_state("networkidle")
    views.bytes.append(sum(received))
    views.requests.append(len(received))
    page.context.close()


def see_slowly(browser: Any, address: str, views: Views) -> None:
    """The same on a slow line, to the main content."""
    page, network = opened(browser)
    network.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="commit")
    views.slow.append(shown(page, "main"))
    page.context.close()


def measure(addresses: dict[str, str]) -> dict[tuple[str, str], Views]:
    """Page and version → what was seen; a first round, of servers that are cold, does not count."""
    views = {(page, version): Views() for page, _, _ in PAGES for version in addresses}
    with browsing.chromium() as browser:
        for turn in range(RUNS + 1):
            for page, path, chart in PAGES:
                # each goes first in its turn: the first of a pair pays for what the one before it leaves behind
                for version, address in sorted(addresses.items(), reverse=bool(turn % 2)):
                    see(browser, address + path, chart and version != NAME, views[page, version] if turn else Views())
                    if 0 < turn <= SLOW_RUNS:
                        see_slowly(browser, address + path, views[page, version])
    return views


def told(page: str, version: str, views: Views) -> str:
    """One line of the table, each figure a median."""

    def seconds(times: list[float]) -> str:
        return format_decimal(statistics.median(times), "0.00", locale="fr") if times else "—"

    sent = format_decimal(statistics.median(views.bytes) / 1000, "#,##0", locale="fr")
    requests = f"{statistics.median(views.requests):.0f}"
    times = (views.main, views.whole, views.drawn, views.slow)
    return ROW.format(page, version, sent, requests, *map(seconds, times))


def main() -> None:
    """Prints a table, then whether a page without a chart asked for the library of charts."""
    if browsing.CHROMIUM is None:
        return print("Chromium n'est pas installé : la première vue d'une page n'est pas mesurée.")
    with tempfile.TemporaryDirectory() as place, ExitStack() as served:
        folders = [Path(place) / name for name in ("now", "then", "files")]
        for folder in folders:
            folder.mkdir()
        addresses = {"aujourd'hui": served.enter_context(browsing.serving(demonstrate(folders[0]).data, folders[0]))}
        if root := former(folders[2]):
            addresses[NAME] = served.enter_context(serving_former(root, folders[1]))
        else:
            print(f"L'historique git n'est pas là : la version {NAME} n'est pas mesurée.")
        views_by_page = measure(addresses)
    print(f"\nPremière vue d'une page, sans rien en mémoire (médianes de {RUNS})")
    print(ROW.format("Page", "Version", "ko", "requêtes", "contenu, s", "pied, s", "image, s", "à 5 Mbit/s"))
    for (page, version), views in views_by_page.items():
        print(told(page, version, views))
    print("Sans image, au plus 1 100 ko et 60 requêtes ; contenu en 1,2 s au plus, 3 s à 5 Mbit/s et 80 ms.")
    loaded = [page for page, _, chart in PAGES if not chart and views_by_page[page, "aujourd'hui"].chart_asked]
    print(f"Chargent des graphiques sans en avoir : {', '.join(loaded)}." if loaded
          else "Les pages sans graphique n'en chargent rien.")  # fmt: skip


if __name__ == "__main__":
    main()
