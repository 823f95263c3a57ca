"""The definitions that a build was computed by: what leaves with figures must be what they mean."""

from __future__ import annotations

from pathlib import Path

from indicators.catalogue import PACKAGED, catalogue_digest
from pipelines.errors import OtherDefinitions
from pipelines.settings import Settings
from pipelines.warehouse.accepted_definitions import computed_by, in_force


def definitions(settings: Settings) -> Path:
    """The folder of the catalogue of the current build. Raises OtherDefinitions and NoWarehouse."""
    folder = in_force(settings).catalogue or PACKAGED
    if computed_by(settings) != catalogue_digest(folder):
        raise OtherDefinitions
    return folder
