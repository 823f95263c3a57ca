"""What is kept for ever: files received, deposits, decisions, closings, the audit log. Nothing here is rewritten."""
