"""The definitions that a build was computed by: what leaves with figures must be what they mean."""

from __future__ import annotations

from pathlib import Path

from indicators.catalogue import PACKAGED, catalogue_digest
from pipelines.errors import OtherDefinitions
from pipelines.settings import Settings
from pipelines.warehouse.accepted_definitions import in_force
from pipelines.warehouse.builds import read


def definitions(settings: Settings) -> Path:
    """The folder of the catalogue of the current build. Raises OtherDefinitions and NoWarehouse."""
    folder = in_force(settings).catalogue or PACKAGED
    [built] = read(settings, "select catalogue_digest from marts.build")["catalogue_digest"].to_pylist()
    if built != catalogue_digest(folder):
        raise OtherDefinitions
    return folder
