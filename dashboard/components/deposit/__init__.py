"""The page of a deposit: its steps, what it would change, what became of it."""
