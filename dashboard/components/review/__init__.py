"""The annual review on screen: agenda, decisions, what moved."""
