"""Releases: what was published stays as it was; frozen, opened, verified, compared."""
