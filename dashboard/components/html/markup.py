"""HTML built safely: everything is escaped and typeset unless it is already Html."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from indicators.typography import typeset

_VOID = {"img", "br", "col", "input"}


class Html(str):
    """Markup that may be written as it is."""

    __slots__ = ()


def escaped(content: object) -> Html:
    """Any text, French typography applied, made safe to stand in a page."""
    return content if isinstance(content, Html) else _escaped(str(content))


@lru_cache(maxsize=16384)
def _escaped(text: str) -> Html:
    """Pages repeat the same words and figures from one run to the next: each is written once."""
    return Html(escape(typeset(text)))


def verbatim(content: object) -> Html:
    """What was read in a file, character for character."""
    return tag("span", Html(escape(str(content))), class_="verbatim")


def join(parts: Iterable[object], separator: str = "") -> Html:
    """Several pieces in one."""
    return Html(escaped(separator).join(escaped(part) for part in parts))


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """`tag("p", text, class_="lead")`; attributes that are None or False are left out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(content)}</{name}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = _attribute_name(key)
    return f' {name}="{escaped("" if value is True else value)}"'


@lru_cache(maxsize=256)
def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
