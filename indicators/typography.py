"""French typography, once: narrow no-break spaces where French puts them."""

from __future__ import annotations

import re

NARROW = "\u202f"


def typeset(text: str) -> str:
    """The text with a narrow no-break space before `; : ! ? %` and inside « »; what has none keeps none."""
    text = re.sub(r"[ \u00a0]+([;:!?%»])", NARROW + r"\1", text)
    return re.sub(r"«[ \u00a0]+", "«" + NARROW, text)
