"""Releases: what was published stays as it was; frozen, opened, verified, compared."""

# What other packages may import; the rest is its own affair.
DOOR = ("compare", "freeze", "open")
