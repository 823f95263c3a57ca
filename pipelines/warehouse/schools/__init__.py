"""Down to the school: tables too large for Python, read, decided and summed by an engine over Parquet."""
