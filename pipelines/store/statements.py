"""What people type into a record: one line of text, a function and never a person, a date as it is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from pipelines.errors import DecisionError

LONGEST = 2000
_PERSON = re.compile(r"@|^\s*(m\.|mme|mlle|monsieur|madame|mademoiselle)\s", re.IGNORECASE)


def line(text: Any) -> str:
    """Free text on one line, without control characters. Raises DecisionError where there is too much of it."""
    plain = _printable(text)
    if len(plain) > LONGEST:
        raise DecisionError(f"Écrivez {LONGEST} caractères au plus.")
    return plain


def compulsory(text: Any, what: str) -> str:
    """The same, that cannot be left empty; `what` names it. Raises DecisionError."""
    plain = _printable(text)
    if not plain or len(plain) > LONGEST:
        raise DecisionError(f"Écrivez {what}, en {LONGEST} caractères au plus.")
    return plain


def function_in_charge(text: Any) -> str:
    """The function or the service that answers for something. Raises DecisionError where a person is named."""
    plain = compulsory(text, "la fonction responsable")
    if _PERSON.search(plain):
        raise DecisionError("Indiquez une fonction ou un service responsable, jamais le nom d'une personne.")
    return plain


def read_date(text: str | None) -> date | None:
    """A date as people type it (`31/12/2026`), or none where nothing is typed. Raises DecisionError."""
    if not (text or "").strip():
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(text).strip(), pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise DecisionError(f"« {text} » n'est pas une date : écrivez par exemple « 31/12/2026 ».")


def moment(now: datetime | None) -> str:
    """When something is written down."""
    return (now or datetime.now(UTC)).isoformat(timespec="microseconds")


def _printable(text: Any) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
