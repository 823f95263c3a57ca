"""Texts with delimiters (CSV): their encoding, their delimiter, letters spoiled on the way, lines shifted."""
