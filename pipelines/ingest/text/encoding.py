"""Texts whose letters were saved or opened with a wrong encoding: read as they were meant, or refused, never let in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.errors import PilotageError
from pipelines.ingest.text.charsets import (
    BYTES,
    LETTERS,
    SAVED,
    UNWOUND,
    USUAL,
    Reading,
    read_as,
    text_read_as,
    unwound,
)
from pipelines.ingest.text.letters import NONE, SURE, WORD, doubt, is_known

_ASCII_LETTER = re.compile("[A-Za-z]")
_SURROGATE = re.compile("[\udc80-\udcff]")
# Nearly every text is told at a glance to be sound: beyond these letters, or out of these places, it is looked at.
_SOUND = frozenset("éèêëàâçîïôûùüœÉÈÀÇÊÎ«»’°…\xa0\u202f–")
_PLACED = frozenset("ÉÈÀÇÊÎâê»…–")
_ASCII = bytes(range(128))
_UNUSUAL = re.compile(rf"[^\x00-\x7f{''.join(sorted(_SOUND))}]")
_MISPLACED = re.compile(  # the letter first: the search then stops at no other
    r"[ÉÈÀÇÊÎâê»…–](?:(?<=[a-zà-ÿ][ÈÀÇÊÎ])|(?<=[a-zà-ÿ]É)(?=[a-z])|(?<=[êâ])(?=col)|(?<=[A-Z][â»])(?=[A-Z])|(?<=…)(?<![\w»]…)|(?<=[A-Z]…)(?=[A-Z])"
    r"|(?<=[a-z]–)(?=[a-z]))"
)
_TYPED = re.compile(
    "[àâæçéèêëîïôùûœ](?<=[A-Z].)(?=[A-Z])"
)  # « COLLéGE », which people type, and a Macintosh writes for È
# The letters that an encoding too small replaced: they cannot be guessed.
_REPLACED = re.compile(
    r"\b(?:coll\?{1,2}ges?|lyc\?{1,2}es?|\?{1,2}coles?|\?{1,2}l\?{1,2}mentaires?|mesur\?{1,2}|estim\?{1,2}|priv\?{1,2})(?!\w)"
    r"|(?<!\w)\?{1,2}coles?\b",
    re.IGNORECASE,
)
# « à » and a no-break space end with a no-break space, which many a program turns into a space, or trims.
_LOST_SPACE = re.compile(r"(?:(?<=[a-z])|(?<![^ ]))(Ã|ÃƒÂ)(?: (?= )|(?=[ \t;,\"\r\n]|(?<=[a-z]Ã)$|(?<=[a-z]ÃƒÂ)$))")
_ADDED_SPACE = re.compile(r"(?<=[a-z0-9])Â (?=\S)")
_MARGIN = 3  # by how much one encoding must be likelier than the next
_KNOWN = 4  # what a word that we know weighs
_SAMPLE = 2_000  # distinct words are enough to choose


class Spoiled(PilotageError):
    """No encoding fits the text at `place`; `word` shows it."""

    def __init__(self, place: int, word: str) -> None:
        super().__init__(word)
        self.place, self.word = place, _SURROGATE.sub("\ufffd", word)


@dataclass(frozen=True)
class Mended:
    """Texts as they were meant: `changed` are the places of those that were not so, `how` names their encodings;
    `whole` says that no other text has letters beyond ASCII. `left` are the places of those that nothing fits."""

    texts: list[str]
    changed: list[int]
    how: str
    whole: bool
    left: list[int]


def is_suspect(text: str) -> bool:
    """Whether a text may hold letters of a wrong encoding; most texts are told in no time to hold none."""
    if not text.isascii():
        beyond = set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))
        if not beyond <= _SOUND or (beyond & _PLACED and _MISPLACED.search(text)):
            return True
    return "?" in text and bool(_REPLACED.search(text))


def _is_odd(text: str) -> bool:
    """The same of a line."""
    odd = not text.isascii() and (_UNUSUAL.search(text) or _MISPLACED.search(text))
    return bool(odd or ("?" in text and _REPLACED.search(text)))


def is_plain_windows(text: str) -> bool:
    """Whether a text read in Windows-1252 needs no second look: no letter of it speaks for another encoding."""
    return not is_suspect(text) and not _TYPED.search(text)


def mended(texts: Sequence[str], strict: bool = True) -> Mended | None:
    """The texts as they were meant, None where they are sound. Bytes that are not UTF-8 stand in them as Python's
    `surrogateescape` leaves them. Raises Spoiled where nothing fits, unless it is asked not to be strict:
    what no word that we know explains is then left as it is."""
    spaced = [text if text.isascii() else _with_its_spaces(text) for text in texts]
    odd, beyond = [text for text in spaced if _is_odd(text)], [text for text in spaced if not text.isascii()]
    choice = _Choice(odd, strict)
    if spaced == list(texts) and not (choice.needed or any(map(_spoiled, odd))):
        return None
    choice = choice if odd == beyond else _Choice(beyond, strict)
    after = [text if text.isascii() else choice.meant(text) for text in spaced]
    left = [place for place, text in enumerate(after) if _is_odd(text) and _spoiled(text)]
    if left and strict:
        raise Spoiled(left[0], _spoiled(after[left[0]])[0])
    changed = [place for place, (before, other) in enumerate(zip(texts, after, strict=True)) if before != other]
    if not changed and not left:
        return None
    how = ", ".join(dict(choice.names.most_common())) or UNWOUND[0].name
    whole = len(changed) == len(beyond)
    return Mended([_SURROGATE.sub("\ufffd", text) for text in after], changed, how, whole, left)


def _spoiled(text: str) -> list[str]:
    """The words of a text that are not let in: no encoding gives them, or their letters were replaced."""
    replaced = _REPLACED.findall(text) if "?" in text else []
    return replaced if text.isascii() else replaced + [word for word in WORD.findall(text) if doubt(word) >= SURE]


def _with_its_spaces(text: str) -> str:
    return _ADDED_SPACE.sub("\xa0", _LOST_SPACE.sub("\\1\xa0", text)) if "Â" in text or "Ã" in text else text


def _replaced(text: str, meant: dict[str, str]) -> str:
    return WORD.sub(lambda word: meant.get(word[0], word[0]), text) if meant else text


class _Choice:
    """What each distinct word of a file was meant to be; `names` counts the encodings found."""

    def __init__(self, texts: Iterable[str], guess: bool) -> None:
        words = Counter(WORD.findall("\n".join(texts)))
        self.names: Counter[str] = Counter()
        self._bases = {word: unwound(word, doubt) for word in words}
        often = [self._bases[word][0] for word, _ in words.most_common()]
        self._raw = {base for base in often if _SURROGATE.search(base)}
        doubtful = [base for base in often if base not in self._raw and doubt(base) > NONE and not is_known(base)]
        self._likely = _votes(doubtful[:_SAMPLE])
        self._meant = {base: meaning for base in doubtful if (meaning := _meant(base, self._likely, guess))}
        self._bytes = _likeliest([base for base in often if base in self._raw][:_SAMPLE])
        sound = [base for base in often if base not in self._raw and base not in self._meant]
        self._mixed = any(is_known(base) for base in sound)
        unwound_ones = any(name for _, name in self._bases.values())
        self.needed = bool(self._raw or self._meant or unwound_ones or any(doubt(word) >= SURE for word in doubtful))

        whole = self._bytes and len(self._raw) == len(self._bases) and not any(map(self._does_not_fit, self._raw))
        self._whole = self._bytes if whole else None

    def _does_not_fit(self, word: str) -> bool:
        return self._bytes is None or doubt(_read(word, self._bytes)) >= SURE

    def meant(self, text: str) -> str:
        """What one text was meant to be."""
        if self._whole:
            self.names[self._whole.name] += 1
            return text_read_as(text, self._whole) or text
        return _replaced(text, self._of(WORD.findall(text)))

    def _of(self, words: Iterable[str]) -> dict[str, str]:
        """What the words of one text were meant to be, those alone that change."""
        meant, used = {}, []
        for word in words:
            base, name = self._bases[word]
            if name:
                meant[word] = base
                self.names[name] += 1
            if base not in self._raw and (meaning := self._meant.get(base)):
                meant[word] = meaning[0]
                used.append(meaning[1])
        used += self._read_bytes([word for word in words if self._bases[word][0] in self._raw], meant)
        self.names.update(reading.name for reading in set(used))
        self._beside([word for word in words if word not in meant], used or self._everywhere(), meant)
        return meant

    def _everywhere(self) -> list[Reading]:
        """The one encoding of a whole file, where nothing in it is known as it stands."""
        return [] if self._mixed else [*self._likely[:1], *([self._bytes] if self._bytes else [])]

    def _read_bytes(self, words: list[str], meant: dict[str, str]) -> list[Reading]:
        """Words that are not UTF-8: in the encoding of the file, or where it does not fit, in that of their text."""
        if not words:
            return []
        reading = self._bytes
        if not reading or any(doubt(_read(word, reading)) >= SURE for word in words):
            reading = _likeliest(words)
        if not reading:
            return []
        meant |= {word: unwound(_read(word, reading), doubt)[0] for word in words}
        return [reading]

    @staticmethod
    def _beside(words: list[str], used: list[Reading], meant: dict[str, str]) -> None:
        """Words that could stand as they are, in a text whose other words were spoiled: they were spoiled too."""
        for word in words:
            for reading in dict.fromkeys(used):
                before = read_as(word, reading)
                if before and before != word and not is_known(word) and doubt(before) <= doubt(word):
                    meant[word] = before
                    break


def _tells(word: str) -> bool:
    """Whether a word is one that we know, and long enough to be nothing else: « à » may be anything."""
    return len(word) > 2 and is_known(word)


def _read(word: str, reading: Reading) -> str:
    return read_as(word, reading) or word


def _votes(words: list[str]) -> list[Reading]:
    """The readings that make, of words in doubt, words that we know: that of most of them, then that of most others."""
    explained = {reading: {word for word in words if _makes_known(word, reading)} for reading in LETTERS}
    readings: list[Reading] = []
    while (best := max(explained, key=lambda reading: len(explained[reading]))) and explained[best]:
        readings.append(best)
        explained = {reading: explained_words - explained[best] for reading, explained_words in explained.items()}
    return readings


def _makes_known(word: str, reading: Reading) -> bool:
    before = read_as(word, reading)
    return before is not None and before != word and _tells(before)


def _meant(word: str, likely: list[Reading], guess: bool) -> tuple[str, Reading] | None:
    """What a word in doubt was, and how it was read; None where it may stay as it is, or nothing fits."""
    before = {
        reading: meant_word
        for reading in (likely or LETTERS)
        if (meant_word := read_as(word, reading)) and meant_word != word
    }
    for reading, meant_word in before.items():
        if _tells(meant_word) or (likely and doubt(word) > SURE // 2 and doubt(meant_word) <= SURE // 4):
            return meant_word, reading
    if not guess or doubt(word) < SURE or not _ASCII_LETTER.search(word):  # a sign alone tells nothing
        return None
    every = {
        meant_word: reading
        for reading in reversed(USUAL)
        if (meant_word := read_as(word, reading)) and doubt(meant_word) == NONE
    }
    return next(iter(every.items())) if len(every) == 1 else None


def _likeliest(words: list[str]) -> Reading | None:
    """The encoding of bytes that are not UTF-8; None where two are as likely, or none is."""
    if not words:
        return None
    read = {reading: [_read(word, reading) for word in words] for reading in BYTES}
    weights = {reading: SAVED[reading.saved] + sum(map(_weight, words_read)) for reading, words_read in read.items()}
    best, *others = sorted(weights, key=lambda reading: weights[reading])
    near = [reading for reading in others if read[reading] != read[best] and weights[reading] < weights[best] + _MARGIN]
    return None if near else best


def _weight(word: str) -> int:
    return -_KNOWN if is_known(word) else doubt(word)
