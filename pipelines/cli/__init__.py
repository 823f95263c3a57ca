"""The commands of `pilotage`: one module a family of commands, heavy libraries imported only when one runs."""

# The last floor: nothing of pipelines stands on it.
DOOR = ()
