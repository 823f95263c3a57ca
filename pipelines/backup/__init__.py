"""Backups: everything that is not a cache, in one sealed file, and back."""
