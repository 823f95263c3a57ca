"""Someone who reads the dashboard in a real browser: what is clicked is counted, what is seen is waited for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from browsing import choose, until, wait

from pipelines.settings import Settings
from pipelines.warehouse import builds

CAMPAIGN = "2025-2026"
MOST_CLICKS = 3


@dataclass
class Reader:
    """Someone who starts at the front page, and whose clicks are counted."""

    page: Any
    data: Settings
    clicks: int = 0
    steps: list[str] = field(default_factory=list)

    def follow(self, name: str, inside: str = "body", exact: bool = False) -> None:
        """Clicks the first link of this name inside a part of the page."""
        before = self.page.url
        self.page.locator(inside).get_by_role("link", name=name, exact=exact).first.click()
        until(self.page, "before => location.href !== before", arg=before)
        self.counted(1, name)

    def why(self, row: str) -> None:
        """Clicks the figure of the table's row that starts with a text."""
        line = self.page.locator("tr", has=self.page.get_by_role("rowheader", name=re.compile(f"^{re.escape(row)}")))
        line.locator("a.why").first.click()
        self.page.wait_for_url("**/comprendre?**")
        self.counted(1, f"chiffre de « {row} »")

    def pick(self, label: str, option: str) -> None:
        """Opens a list and picks in it: two clicks."""
        before = self.page.url
        choose(self.page, label, option)
        until(self.page, "before => location.href !== before", arg=before)
        self.counted(2, f"{label} : {option}")

    def counted(self, clicks: int, step: str) -> None:
        self.clicks += clicks
        self.steps.append(step)
        self.page.wait_for_timeout(150)  # the address changes before the run that it asks for begins
        wait(self.page)

    def text(self, inside: str = "[data-testid=stMain]") -> str:
        return re.sub(r"\s+", " ", self.page.locator(inside).inner_text())

    def shows(self, *wanted: str, inside: str = "[data-testid=stMain]") -> None:
        """Waits for the page to say each of these: the page before may stand a moment longer on a busy machine."""
        texts = [spaced(text) for text in wanted]
        self._patiently(lambda: self.text(inside), lambda content: all(text in content for text in texts), texts)

    def shows_row(self, pattern: str) -> None:
        """Waits for a table of the page to have a row that reads like this."""
        rows = self.page.get_by_role("row")
        self._patiently(
            lambda: [spaced(line).strip() for line in rows.all_inner_texts()],
            lambda lines: any(re.search(pattern, line) for line in lines),
            pattern,
        )

    def _patiently(self, see: Callable[[], Any], holds: Callable[[Any], bool], wanted: object) -> None:
        view = None
        for _ in range(150):
            if holds(view := see()):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"toujours absent après 30 secondes : {wanted}, où l'on voit : {view}")

    def rows(self, sql: str) -> list[dict]:
        return builds.read(self.data, sql).to_pylist()


def spaced(text: str) -> str:
    """The text with ordinary spaces, as a page is read here."""
    return re.sub(r"\s+", " ", text)
