"""A public table as it may leave, whole: what pages mask of it is masked there too.

Apart: the one place where a table leaves without a question of its own, and what it must hide is reviewed here."""

from __future__ import annotations

import pyarrow as pa

from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.warehouse.builds import mart, read

# Tables of which a part is for no one but the sheet of one school; the others leave as they are.
HIDING = ("provenance",)


def public_table(settings: Settings, name: str) -> pa.Table:
    """The rows of a table of the build that is read: those of a scope, where it is one. Raises NoWarehouse."""
    return read(settings, query("dictionary", name)) if name in HIDING else mart(settings, name)
