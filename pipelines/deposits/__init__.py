"""Deposits: files taken in for good, acknowledged by a number, and their receipts."""

# What other packages may import; the rest is its own affair.
DOOR = ("deposit", "receipt")
