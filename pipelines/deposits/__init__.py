"""Deposits: files taken in for good, acknowledged by a number, and their receipts."""
