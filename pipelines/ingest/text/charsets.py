"""How a word reads under each encoding that may be behind it: bytes of another one, or decoded with a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

# What people and systems save a text with, the most frequent first, and how likely it is without any other sign.
SAVED = {"cp1252": 0, "iso8859-15": 1, "cp858": 3, "mac_roman": 4}
# What a text was opened with by mistake: these too, and those of other countries.
OPENED = (
    "cp1252", "latin-1", "cp850", "mac_roman", "cp437", "iso8859-15", "cp858", "cp1250", "cp1251", "iso8859-2", "cp852",
    "cp1253", "cp1254", "cp1257", "koi8-r",
)  # fmt: skip
_DOUBLED = ("latin-1", "cp1252", "cp850", "mac_roman")  # an error done twice shows signs of these
NAMES = {
    "utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "ISO-8859-1", "iso8859-15": "ISO-8859-15",
    "cp850": "CP850 (CSV MS-DOS)", "cp858": "CP850 (CSV MS-DOS)", "cp437": "CP437 (MS-DOS)",
    "mac_roman": "Mac Roman (CSV Macintosh)", "iso8859-2": "ISO-8859-2", "koi8-r": "KOI8-R",
    "cp852": "CP852 (MS-DOS)",
}  # fmt: skip
# Letters that no other charset here has, and that may stand in a text. In UTF-8 each letter is two or three bytes,
# which a wrong encoding shows as so many letters.
_OTHERS = "łŁőűčćřěğışţ\u2009\u200b\u202f\u2212\ufeff\u0300\u0301\u0302\u0303\u0308\u0327\ufffd"


class Reading(NamedTuple):
    """A text that was saved in the encoding `saved`, then opened as if it were in `opened`. As Python names them;
    `opened` is utf-8 for bytes that no one has opened yet."""

    opened: str
    saved: str

    @property
    def name(self) -> str:
        """As people know it."""
        saved = NAMES.get(self.saved, self.saved)
        return saved if self.opened == "utf-8" else f"{saved} lu comme {NAMES.get(self.opened, _windows(self.opened))}"


def _windows(codec: str) -> str:
    return codec.replace("cp", "Windows-")


BYTES = tuple(Reading("utf-8", saved) for saved in SAVED)
LETTERS = tuple(Reading(opened, saved) for opened in ("utf-8", *OPENED) for saved in SAVED if opened != saved)
USUAL = tuple(reading for reading in LETTERS if reading.opened in OPENED[:5])  # enough for a word that nobody knows
UNWOUND = tuple(Reading(opened, "utf-8") for opened in OPENED)


@lru_cache(maxsize=100_000)
def read_as(word: str, reading: Reading) -> str | None:
    """The word as it was before; None where it cannot have been opened so."""
    return text_read_as(word, reading)


def text_read_as(word: str, reading: Reading) -> str | None:
    """The same of a text that will not come back."""
    try:
        if reading.opened == "utf-8":
            content = word.encode("utf-8", "surrogateescape")
        else:
            places = _places(reading.opened)
            content = bytes([places[letter] for letter in word])
    except (KeyError, UnicodeEncodeError):
        return None
    return "".join(map(_letters(reading.saved).__getitem__, content))


@lru_cache(maxsize=32)
def _letters(codec: str) -> tuple[str, ...]:
    """The letter of each byte; one that has none stands for its control character, as Windows reads it."""
    letters = (bytes([byte]).decode(codec, "replace") for byte in range(256))
    return tuple(chr(place) if letter == "\ufffd" else letter for place, letter in enumerate(letters))


@lru_cache(maxsize=32)
def _places(codec: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(_letters(codec))}


@lru_cache(maxsize=32)
def _sequences(opened: str) -> dict[str, str]:
    """What each expected letter, saved in UTF-8, looks like."""
    expected = {letter for codec in _DOUBLED for letter in _letters(codec)[128:]} | set(_OTHERS)
    return {_shown(letter, opened): letter for letter in sorted(expected)}


def _shown(letter: str, opened: str) -> str:
    return "".join(map(_letters(opened).__getitem__, letter.encode()))


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    """How such a sequence begins: with the sign of a first byte, then that of another."""
    tables = [_letters(opened) for opened in OPENED]
    first, other = ({table[byte] for table in tables for byte in range(*ends)} for ends in ((0xC2, 0xF0), (0x80, 0xC0)))
    return re.compile(f"[{re.escape(''.join(first))}][{re.escape(''.join(other))}]")


def unwound(word: str, doubt: Callable[[str], int]) -> tuple[str, str | None]:
    """The word without what UTF-8 became under another encoding, and the name of that one; also where it was done
    twice or three times. Of two encodings that are possible, the one whose word is in less doubt."""
    name = None
    for _ in range(3):
        if not _beginning().search(word):
            break
        after, reading = min(_unwound_once(word), key=lambda pair: (len(pair[0]), doubt(pair[0])))
        if after == word:
            break
        word, name = after, name or reading.name
    return word, name


def _unwound_once(word: str) -> Iterator[tuple[str, Reading]]:
    for reading in UNWOUND:
        sequences = _sequences(reading.opened)
        pattern = _pattern_of(reading.opened)
        yield pattern.sub(lambda sequence, sequences=sequences: sequences[sequence[0]], word), reading


@lru_cache(maxsize=32)
def _pattern_of(opened: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_sequences(opened), key=len, reverse=True))))
