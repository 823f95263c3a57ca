"""What is kept for ever, never rewritten: files, deposits, decisions, answers, visas, closings, publications, audit."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "archive",
    "audit_chain",
    "audit_log",
    "checksums",
    "closing_log",
    "contents",
    "decision_log",
    "demand_log",
    "deposit_log",
    "files",
    "lock",
    "publication_log",
    "statements",
    "visa_log",
)
