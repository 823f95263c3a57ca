"""The first view of a page, in a browser that knows nothing of it: few files, none of them twice, and no complaint."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import marks, wait

from dashboard.web.served_program import served_program

pytestmark = marks
MOST = 60
CAMPAIGN = "campagne=2025-2026"


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        (f"/?{CAMPAIGN}", "iframe, svg"),
        ("/methode", "h1"),
        (f"/region-academique?region=REG-76&{CAMPAIGN}", ".js-plotly-plot .main-svg"),
        ("/comparer?territoires=REG-76,REG-84", "[data-testid=stMultiSelect]"),
        ("/depot", "[data-testid=stFileUploader]"),
        ("/demandes", "h1"),
    ],
)
def test_a_page_asks_for_few_files_and_complains_of_nothing(served: str, browser: Any, path: str, whole: str) -> None:
    program = served_program()
    assert program
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    requested: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(served + path)
    wait(page)
    page.wait_for_selector(whole)
    page.wait_for_load_state("networkidle")
    context.close()
    assert complaints == []
    assert len(requested) <= MOST
    modules = Counter(urlsplit(url).path for url in requested if url.endswith(".js"))
    assert {path for path in modules if path.startswith("/static/")} == {
        path for path in modules if path.startswith(f"/static/{program.folder}/")
    }, "two copies of a module would not know of each other"
    assert set(modules.values()) == {1}
    assert not {path.rpartition("/")[2] for path in modules} & program.merge.places.keys(), "only the way to another"
