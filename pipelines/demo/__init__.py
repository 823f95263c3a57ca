"""The reports of invented committees, for whoever wants to see the tool before having any data."""

# What other packages may import; the rest is its own affair.
DOOR = ("folder",)
