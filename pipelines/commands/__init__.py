"""What each command of `pilotage` does, one module a command; heavy libraries are imported only when it runs."""

from __future__ import annotations


def expected_failures() -> tuple[type[Exception], ...]:
    """The named exceptions whose message is for the person who typed the command."""
    import sys

    from indicators.catalogue import CatalogueError

    named: list[type[Exception]] = [CatalogueError]
    for module, name in (
        ("pipelines.warehouse", "NoWarehouse"),
        ("pipelines.explain", "UnknownFigure"),
        ("pipelines.commands.intake", "MixedData"),
    ):
        if module in sys.modules:
            named.append(getattr(sys.modules[module], name))
    return tuple(named)
