"""Official tables as they are published: a definition each (a TOML file of this folder), and how they become rows."""
