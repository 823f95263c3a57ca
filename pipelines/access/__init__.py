"""Who may see and do what: rights, the table that gives them, sessions, and the data of each scope."""
