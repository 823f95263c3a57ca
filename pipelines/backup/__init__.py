"""Backups: everything that is not a cache, in one sealed file, and back."""

# What other packages may import; the rest is its own affair.
DOOR = ("backup", "restore")
