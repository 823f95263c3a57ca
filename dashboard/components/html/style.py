"""The style sheets of the pages, read once: the common look, what some pages add to it, then paper.

Apart: the only module that knows the names of the style sheets."""

from pathlib import Path

SHEETS = (
    "style.css",
    "contents.css",
    "account.css",
    "territories.css",
    "follow_up.css",
    "review.css",
    "deposit.css",
    "schools.css",
    "comparison.css",
    "projection.css",
    "print.css",
)
SHEET = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SHEETS)
