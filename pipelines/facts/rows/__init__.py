"""The rows that many read, each a small frozen class: what a fact holds is written once, its readers checked."""
