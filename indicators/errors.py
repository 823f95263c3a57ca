"""The root of every failure that is told to a person: apart, because definitions fail too and import nothing above."""

from __future__ import annotations


class PilotageError(Exception):
    """What went wrong and what to do next, in a French sentence for whoever asked. Children: pipelines/errors.py."""
