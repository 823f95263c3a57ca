"""The reports of invented committees, for whoever wants to see the tool before having any data."""

from pipelines.demo.write import write_demonstration

__all__ = ["write_demonstration"]
