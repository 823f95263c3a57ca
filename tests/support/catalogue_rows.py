"""An indicator of the catalogue that a test makes: a percentage, of which it says what it looks at."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pipelines.facts.rows.indicators import CatalogueIndicator

_RATE: dict[str, Any] = {"title": "Titre", "unit": "%", "kind": "ratio", "direction": "up", "scale": 100.0}


def rate(code: str, **more: Any) -> CatalogueIndicator:
    """Its code and what differs; what nothing says is empty."""
    columns: dict[str, Any] = {field.name: None for field in fields(CatalogueIndicator)}
    columns |= _RATE
    columns |= {"indicator_id": code, **more}
    return CatalogueIndicator(**columns)
