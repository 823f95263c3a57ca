"""What would happen if these files were received: they are told apart, counted apart, and what they change is shown."""

# What other packages may import; the rest is its own affair.
DOOR = ("figure_changes", "identify", "preview", "together")
