"""Bytes that change without a word: one flipped, or two words swapped, which no checksum of DuckDB sees."""

from __future__ import annotations

import os
import random
from pathlib import Path

WORD = 8


def flipped(path: Path, chance: random.Random) -> str:
    """Changes one bit of one byte. Says where."""
    place = chance.randrange(path.stat().st_size)
    with path.open("rb+") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))
    _touched(path)
    return f"octet {place}"


def swapped(path: Path, chance: random.Random) -> str:
    """Exchanges two words that differ. Says where."""
    content = bytearray(path.read_bytes())
    words = len(content) // WORD
    while True:
        first, other = (chance.randrange(words) * WORD for _ in range(2))
        if content[first : first + WORD] != content[other : other + WORD]:
            break
    content[first : first + WORD], content[other : other + WORD] = (
        content[other : other + WORD],
        content[first : first + WORD],
    )
    path.write_bytes(content)
    _touched(path)
    return f"mots {first} et {other}"


def _touched(path: Path) -> None:
    """A disk that rots does not say when; a copy of the file does, and a reader that begins reads it anyway."""
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
