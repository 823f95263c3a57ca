"""HTML built safely: everything is escaped and typeset unless it is already Html."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from indicators.short_texts import once_where_short
from indicators.typography import typeset

_VOID = {"img", "br", "col", "input"}
_CAMPAIGN = re.compile(r"\b(\d{4}-\d{4})\b")
_BRIEF = 32  # characters of a text that stays on one line in a table: the name of a file fits


class Html(str):
    """Markup that may be written as it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Streamlit shows this as it is. Of a text it would take an indentation away, that ours never has: on a long
        page, a fifth of the run."""
        return str(self)


def escaped(content: object) -> Html:
    """Any text, French typography applied, made safe to stand in a page."""
    return content if isinstance(content, Html) else _escaped(str(content))


@once_where_short(16384)
def _escaped(text: str) -> Html:
    return Html(escape(typeset(text)))


def verbatim(content: object) -> Html:
    """What was read in a file, character for character."""
    text = str(content)
    return tag("span", Html(escape(text)), class_="verbatim brief" if len(text) <= _BRIEF else "verbatim")


def whole(text: str) -> Html:
    """A sentence whose names of campaigns are never cut at their hyphen, from a line to the next."""
    if isinstance(text, Html):
        return text
    pieces = _CAMPAIGN.split(text)
    return join(tag("span", piece, class_="whole") if at % 2 else piece for at, piece in enumerate(pieces))


def join(parts: Iterable[object], separator: str = "") -> Html:
    """Several pieces in one."""
    between = escaped(separator) if separator else ""
    # a page joins thousands of pieces: a list is twice as fast as a generator that calls `escaped` for each
    return Html(between.join([part if isinstance(part, Html) else _escaped(str(part)) for part in parts]))


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """`tag("p", text, class_="lead")`; attributes that are None or False are left out."""
    pieces = ["<", name]
    for key, value in attributes.items():
        if value is not None and value is not False:
            pieces += (_attribute(key), value if isinstance(value, Html) else _value(value), '"')
    if name in _VOID:
        return Html("".join([*pieces, ">"]))
    inside = content[0] if len(content) == 1 and isinstance(content[0], Html) else join(content)
    return Html("".join([*pieces, ">", inside, "</", name, ">"]))


def _value(value: object) -> Html:
    return _escaped("" if value is True else str(value))


@lru_cache(maxsize=256)
def _attribute(key: str) -> str:
    """` class="` of `class_`."""
    return f' {key.rstrip("_").replace("_", "-")}="'
