"""How far a word is from what a French text has: the signs that a wrong encoding leaves, and words we know."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from indicators.territories import territories
from pipelines.ingest.report_format import report_format

WORDS = Path(__file__).parent / "encoding.toml"
# A word as it is looked at here: letters, and whatever is not ASCII beside them, one at least.
WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]*[^\x00-\x7f][A-Za-z\x80-\U0010ffff]*")
SURE = 8  # a doubt beyond which no text is let in
NONE = 0

_LOWER, _UPPER = "a-zà-öø-ÿœšž", "A-ZÀ-ÖØ-ÞŒŠŽŸ"
_LETTER = _LOWER + _UPPER
_FOREIGN = "\u0370-\u1cff\u2e80-\ufaff"  # Greek, Cyrillic, and other scripts that no Latin word is written in
# Signs that nobody types inside a word; others (’ · – … “ ”) are typed there.
_SIGNS = "‚ƒ„†‡ˆ‰‹›˜™¢£¤¥¦§¨©ª¬®¯±²³¶¸¹º¼½¾¿¡÷√∞∂∏∑∫≈∆◊≠≤≥⁄˚˘˙˝˛ˇﬁﬂ"
_NEVER = re.compile(
    rf"[\x80-\x9f\ufffd\udc80-\udcff]|[{_LETTER}][\u2500-\u259f]|[\u2500-\u259f][{_LETTER}]"
    rf"|(?<=[a-z])[ÃÂ](?![A-ZÀ-Þ])|[ÃÂ][\xa1-\xbf]|â€|√[{_LETTER}{_SIGNS}]"
)
_STRANGE = re.compile(
    rf"(?<=[{_LOWER}])(?![ÉŸ])[À-ÖØ-ÞŒŠŽŸ]|(?<=[{_LETTER}])[{_SIGNS}](?=[{_LETTER}])|(?<=[{_LOWER}])[‚ƒˆ‰†‡˜]"
    rf"|(?<=[a-z])[«»“”•](?=[a-z])|[A-Z]»[A-Z]|[A-Z][A-Z][…‘][A-Z]|[A-Za-z][{_FOREIGN}]|[{_FOREIGN}][A-Za-z]"
)
_DOUBTFUL = re.compile(
    rf"(?<![{_LETTER}])[{_SIGNS}](?=[{_LOWER}])|[{_UPPER}][àâåäãçêëìíîïñòóôõöùúûü][A-Z]"
    r"|\xad|[\u0180-\u024f\u0250-\u02af\ue000-\uf8ff]"
)
_SLIGHT = re.compile(
    rf"(?<=[{_LOWER}])É|(?<=[a-z])[×–—‘´](?=[a-z])|…(?=[{_LOWER}])|^[…×]$|(?<![{_LETTER}])[êâ]col"
    r"|[áíóúìòñãõøåýðþäöÁÍÓÚÌÒÑÃÕØÅÝÐÞÔÙÄ\u0100-\u0151\u0154-\u0177\u0179-\u017f]"
)
_MIXED = re.compile(rf"[{_LOWER}][À-ÖØ-ÞŒŠŽŸ]|[A-Z][à-öø-ÿœ][A-Z]")
_ALONE = re.compile(r"[^\W\d_àÀéôÔ]")
_AROUND = "«»“”‘’…–—·\xa0\u202f\u2019°"
_ELISION = re.compile(r"^(?:qu|[cdjlmnst])[’´]", re.IGNORECASE)


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Words with accents that are expected in what we receive, in small letters."""
    texts = tomllib.loads(WORDS.read_text(encoding="utf-8"))["words"].split()
    texts += [word for words in report_format().words.values() for word in words]
    texts += [name for section in report_format().sections() for name in (section.sheet, *map(_header, section.fields))]
    texts += [territory.name for territory in territories()]
    return frozenset(word.lower() for text in texts for word in WORD.findall(text) if len(word) > 1 or word == "à")


def _header(field: object) -> str:
    return str(getattr(field, "header", ""))


def is_known(word: str) -> bool:
    """Whether it is one of them, in whatever case, elided or plural."""
    if word.isascii() or _MIXED.search(word):
        return False
    plain = _ELISION.sub("", word.lower().strip(_AROUND))
    return plain in known_words() or (plain[-1:] in "sx" and plain[:-1] in known_words())


@lru_cache(maxsize=50_000)
def doubt(word: str) -> int:
    """How little it looks like a word of a French text: NONE, up to SURE and beyond, which only a wrong encoding
    leaves; in between, letters that are rare here and right elsewhere."""
    if _NEVER.search(word):
        return 2 * SURE
    if is_known(word):
        return NONE
    if _STRANGE.search(word):
        return SURE
    slight = min(2 * len(_SLIGHT.findall(word)) + 2 * bool(_ALONE.fullmatch(word)), SURE // 2)
    return min(5 * len(_DOUBTFUL.findall(word)) + slight, SURE - 1)
