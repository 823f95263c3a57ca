"""The commands of `pilotage`: one module a family, the body of a command beside its declaration.

Only what every command needs (typer, and what typer itself loads) is imported at the top of these modules; the rest is
imported by the command that runs, so that `--help` and a wrong use answer at once."""

# The last floor: nothing of pipelines stands on it.
DOOR = ()
