"""Territories beside each other: what the page « Comparer » reads of the marts, and the sentences that say it."""
