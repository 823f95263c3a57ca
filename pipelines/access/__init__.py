"""Who may see and do what: rights, the table that gives them, sessions, and the data of each scope."""

# What other packages may import; the rest is its own affair.
DOOR = ("identities", "lines", "rights", "scoped", "sessions", "sign_ins", "table")
