"""What is made of a text, remembered where the text is short.

Pages and reports repeat the same words, names and figures by the thousand. Long texts are what people wrote: they
seldom come again, and a cache that counts texts would hold all that a person may send."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

SHORT = 400  # characters: our own sentences are shorter

Others = ParamSpec("Others")
Made = TypeVar("Made")
Make = Callable[Concatenate[str, Others], Made]


def once_where_short(most: int) -> Callable[[Make[Others, Made]], Make[Others, Made]]:
    """Remembers what a function makes of the last `most` short texts; of a longer one it is made each time."""

    def remember(make: Make[Others, Made]) -> Make[Others, Made]:
        remembered = lru_cache(maxsize=most)(make)

        @wraps(make)
        def made(text: str, *others: Others.args, **how: Others.kwargs) -> Made:
            return remembered(text, *others, **how) if len(text) <= SHORT else make(text, *others, **how)

        made.__dict__["cache_clear"] = remembered.cache_clear  # as of lru_cache: what forgets all finds it
        return made

    return remember
