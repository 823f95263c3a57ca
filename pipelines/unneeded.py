"""Libraries that others would load by themselves, and that this program never needs."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """Arrow loads pandas to know its tables by sight, for half a second and sixty megabytes of any process that makes
    one row of ours: none has any. (It fails where None stands for a module, as Python marks one that is not there.)"""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def without_pandas() -> None:
    """Nothing of this process loads pandas from now on."""
    sys.meta_path.insert(0, _WithoutPandas())
