"""The meaning: what is measured, and how it is valued. Imports nothing else of ours."""
