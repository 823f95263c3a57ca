"""The commands of `pilotage`: one module a family of commands, heavy libraries imported only when one runs."""
