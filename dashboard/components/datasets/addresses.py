"""The addresses of the door for programs, as a page writes them: relative in its links, whole in what one copies.

Apart: links and examples must be of one server, and of the state that the page shows."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.components.html.markup import Html, tag
from dashboard.components.links.address import edition
from dashboard.identity.configuration import configuration
from dashboard.identity.routes import API

LOCAL = "http://localhost:8501"


def server() -> str:
    """The address of this server, as who reads the page reached it."""
    parts = urlsplit(str(st.context.url or ""))
    reached = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return configuration().public_url.rstrip("/") or reached or LOCAL


def of_table(name: str, **parameters: str) -> str:
    """The address that gives a table of the state that is shown."""
    return _with(f"{API}/tables/{name}", {**parameters, "edition": edition() or ""})


def of_all_tables(form: str) -> str:
    """The address that gives all the tables of the state that is shown at once."""
    return _with(f"{API}/tables.zip", {"format": form, "edition": edition() or ""})


def of_open_table(name: str, **parameters: str) -> str:
    """The address that gives a table of the last publication."""
    return _with(f"{API}/ouvertes/{name}", parameters)


def of_file(name: str) -> str:
    """The address that gives a file of the last publication."""
    return f"{API}/ouvertes/fichiers/{name}"


def taken(label: object, address: str, of: str | None = None) -> Html:
    """A link that gives a file; `of` says to a screen reader what it is a form of."""
    description = f"{label} : {of}" if of else None
    return tag("a", label, href=f".{address}", download=True, class_="take", aria_label=description)


def _with(address: str, parameters: dict[str, str]) -> str:
    query = urlencode([(name, value) for name, value in parameters.items() if value])
    return f"{address}?{query}" if query else address
