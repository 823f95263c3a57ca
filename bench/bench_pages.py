"""How long the pages of the dashboard take: a rerun on the server, and the first sight of a page in a browser."""

from __future__ import annotations

import ast
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import browsing
from babel.numbers import format_decimal
from measured import size
from screenshots import PAGES, demonstrate
from streamlit.testing.v1 import AppTest

from indicators.territories import territories
from pipelines.settings import Settings

APP = browsing.ROOT / "dashboard" / "app.py"
RUNS = size(20, 1)
RERUN_MS, SIGHT_S, SEARCH_MS = 60, 2.0, 50
ROW = "{:<24} {:>20} {:>20}"


def asked() -> list[str]:
    """The addresses to measure: all of them, or those whose name is given."""
    return [address for name, address in PAGES.items() if name in sys.argv[1:] or not sys.argv[1:]]


def files() -> dict[str, str]:
    """The file of each page, as the entry script names it: importing that script would run it."""
    for node in ast.parse(APP.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "FILES":
            return ast.literal_eval(node.value)
    raise LookupError("FILES")


def reruns(settings: Settings) -> dict[str, float]:
    """The median of a rerun of each page, in milliseconds of server time.

    With the settings of the server, which Streamlit looks for where it starts: without them each rerun would also count
    what the server never does, statistics of use, its scripts compiled anew, a collection of garbage after each."""
    os.environ["PILOTAGE_DATA"] = str(settings.data)
    os.chdir(APP.parent)
    medians, page_files = {}, files()
    for address in asked():
        path, _, query = address.strip("/").partition("?")
        app = AppTest.from_file(str(APP), default_timeout=60).run()
        if path:
            app.switch_page(f"app_pages/{page_files[path]}.py")
        for pair in filter(None, query.split("&")):
            name, _, code = pair.partition("=")
            app.query_params[name] = code
        app.run()
        assert not app.exception, address
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            app.run()
            times.append(time.perf_counter() - start)
        medians[path] = 1000 * statistics.median(times)
    return medians


def searches() -> list[float]:
    """How long the page of the search takes for the name of each département, none asked for twice, in milliseconds."""
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.switch_page(f"app_pages/{files()['recherche']}.py")
    times = []
    for department in [*(department for department in territories() if department.level == "department")][
        : size(None, 3)
    ]:
        app.query_params["q"] = department.name
        start = time.perf_counter()
        app.run()
        times.append(1000 * (time.perf_counter() - start))
        assert not app.exception
        assert any(department.code in box.proto.body for box in app.get("html")), department.name
    return times[1:]  # the first makes ready what is searched


def sights(settings: Settings, folder: Path) -> dict[str, float]:
    """Seconds from asking for each page to its footer, the last of its content, on a server that is warm."""
    seconds = {}
    with browsing.serving(settings.data, folder) as server, browsing.chromium() as browser:
        for round_ in range(2):
            for address in asked():
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                start = time.perf_counter()
                page.goto(server + address)
                page.wait_for_selector(browsing.DRAWN)
                if round_:
                    seconds[address.strip("/").partition("?")[0]] = time.perf_counter() - start
                page.close()
    return seconds


def main() -> None:
    """Measures on demonstration data and prints a table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = demonstrate(Path(folder))
        server = reruns(settings)
        searched = searches()
        browser = sights(settings, Path(folder)) if browsing.CHROMIUM else {}
    if not browser:
        print("Chromium n'est pas installé : le temps d'affichage n'est pas mesuré.")
    print(ROW.format("Page", f"relance, ms (≤ {RERUN_MS})", f"affichage, s (≤ {SIGHT_S:.0f})"))
    for page, median in server.items():
        in_browser = format_decimal(browser[page], "0.00", locale="fr") if page in browser else "—"
        print(ROW.format(page or "vision nationale", format_decimal(median, "0", locale="fr"), in_browser))
    middle, longest = (
        format_decimal(milliseconds, "0", locale="fr") for milliseconds in (statistics.median(searched), max(searched))
    )
    print(f"Recherche de chaque département : {middle} ms, au plus {longest} ms (≤ {SEARCH_MS}).")
    slow = [page for page, median in server.items() if median > RERUN_MS]
    slow += [page for page, taken in browser.items() if taken > SIGHT_S]
    print(f"Au-delà : {', '.join(dict.fromkeys(slow))}." if slow else "Toutes les pages tiennent ces deux durées.")


if __name__ == "__main__":
    main()
