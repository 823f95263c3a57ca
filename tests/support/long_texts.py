"""Long runs of what a person may send, and how much processor time a function takes of them at two lengths.

Time on the wall tells nothing on a busy machine, and time at one length nothing of growth: what is bounded here is the
ratio of the processor's time at two lengths eight times apart. Linear gives 8, quadratic 64; 24 is between them."""

from __future__ import annotations

import time
from collections.abc import Callable

LONG = 4_096  # what is quadratic takes 20 ms and more of it, what is linear 1 ms at most
SHORT = LONG // 8
RATIO = 24
NOTHING = 0.004  # seconds: at the full length, what is quadratic takes more
TRIES = 4

# What runs are made of: blanks, figures, letters, marks, brackets, accents apart, quotes, ends of lines, escapes.
PIECES = (
    " ", "\u00a0", "\u202f", " \u00a0", "\t", "\n", "\r\n", "\r", "\u2028", "\x00", "\x07", "0", "1", "1 ", "0 0",
    "1.", "1,", "10 ", "01 ", "1 234 ", "+33 ", "(0)", "-", "−", "–", "e1", "E+", "%", "€", "1 €", "a", "A", "Z9",
    "é", "É", "aé", "Aé", "êcol", "œ", "e\u0301", "\u0301", "\u0323\u0301", "\u05b0", "Ã", "ÃƒÂ", "Â ", "Ã ", "â€",
    "\ud7a3", "\U0001f600", "\ufeff", "\ufffd", "\u200b", "\xad", "?", "coll?", "??", "ﬁ", "ﷺ", "(", ")", "[", "]",
    "{", "}", "<", ">", "()", "(()", "[]", "[(", '"', '""', "'", "«", "»", "« ", " »", "’", "qu’", ";", ":", "!",
    " ;", ",", ", ", ".", "..", "…", "/", "//", "../", "\\", "\\\\", "|", "_", "__", "*", "**", "#", "# ", "~", "`",
    "$", "^", "@", "a@", "a@b.", "a@a.fr ", "(at)", "=", "=A1+", "=(", "#REF", "_x000D_", "_x", "_x0", "&", "&amp;",
    "&#", "%20", "total ", "d ", "de la ", "dep ", "objectif ", "objectif-0", "trimestre ", "h", "m", "/h", "r2024",
    "P1D", "T1", "url(", "http://", ":red[", "![](",
)  # fmt: skip
# A run may stand alone, after something, or before what makes the match fail.
AROUND = (("", ""), ("x@", "@"), ("1", "!"))


def texts(length: int, step: int = 1) -> list[str]:
    """Each run at about that length, with each beginning and end, or one of them in so many (no multiple of how many
    beginnings there are); then, always, figures, blanks and a reference of zeros until they fail, and accents."""
    runs = [f"{begins}{piece * (length // len(piece))}{ends}" for piece in PIECES for begins, ends in AROUND]
    failing = [f"{begins}{piece * length}x" for begins, piece in (("", "0"), ("", " "), ("A", "0"))]
    return [*runs[::step], *failing, marks(length)]


def marks(length: int) -> str:
    """Accents in the order that takes longest to be put in another one: half above, then half below the letter."""
    return "e" + "\u0301" * (length // 2) + "\u0323" * (length // 2)


def taken(call: Callable[[], object]) -> float:
    """The processor's time that a call takes, of all its threads."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def grows(call: Callable[[str], object], short: str, long: str) -> float:
    """How many times longer the long text takes than the short one; 0 where it takes nothing that can be told."""
    once = taken(lambda: call(long))
    if once < NOTHING:
        return 0
    most = min(once, *(taken(lambda: call(long)) for _ in range(TRIES - 1))) if once < 2 else once
    least = min(taken(lambda: call(short)) for _ in range(TRIES))
    return most / max(least, NOTHING / 64)
